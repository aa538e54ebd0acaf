import { expect, test } from 'vitest'
import { createTurns } from '../../../src/shell/parsing/turns.ts'

const busyFor = (ms: number) => () => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

test('lets other work have its turn between pieces of work that come at once', async () => {
  const inTurn = createTurns(5)
  const order: string[] = []
  setImmediate(() => order.push('other'))
  const pieces = ['a', 'b', 'c'].map((name) => inTurn(busyFor(6)).then(() => order.push(name)))
  await Promise.all(pieces)
  expect(order.indexOf('other')).toBe(1)
  expect(order.filter((one) => one !== 'other')).toEqual(['a', 'b', 'c'])
})

test('begins at once while there is time, and hands on results and errors', async () => {
  const inTurn = createTurns(1000)
  let ran = 0
  const results = [1, 2, 3].map((value) =>
    inTurn(() => {
      ran += 1
      return value * 2
    }),
  )
  expect(ran).toBe(3)
  expect(await Promise.all(results)).toEqual([2, 4, 6])
  await expect(inTurn(() => JSON.parse('{'))).rejects.toThrow(SyntaxError)
})
