import { describe, expect, test } from 'vitest'
import { costProblem } from '../../../../src/core/parse/packet/prescan.ts'
import { honest, hostile } from '../../support/texts.ts'

describe('hostile texts are detected', () => {
  test.each(Object.entries(hostile))('%s', (_name, text) => {
    expect(costProblem(text)).toMatch(/\(line \d+\)$|longer than/)
  })
})

describe('honest texts of 60,000 characters pass', () => {
  test.each(Object.entries(honest))('%s', (_name, text) => {
    expect(text.length).toBeGreaterThan(59_000)
    expect(costProblem(text)).toBeNull()
  })
})
