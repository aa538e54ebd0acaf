import { expect, test } from 'vitest'
import { closedByText } from '../../src/domain/closing.ts'

test.each<[string, number[]]>([
  ['Closes #1', [1]],
  ['closes: #1, fixes #2 and Resolved #3', [1, 2, 3]],
  ['close #4\nCloses #4', [4]],
  ['Closes acme/app#5, closes other/app#6', [5]],
  ['`Closes #7`', []],
  ['```\nCloses #8\n```\nfix #9', [9]],
  ['<!-- closes #10 --> text', []],
  ['encloses #11, see #12, closes#13', []],
])('%j closes %j', (text, numbers) => {
  expect(closedByText(text, 'acme/app')).toEqual(numbers)
})
