import { expect, test } from 'vitest'
import { createMemo } from '../../../src/shell/parsing/memo.ts'

test('keeps what was used last', () => {
  const memo = createMemo<number>({ entries: 2, bytes: 100 })
  memo.set('a', 1, 10)
  memo.set('b', 2, 10)
  expect(memo.get('a')).toBe(1)
  memo.set('c', 3, 10)
  expect([memo.get('a'), memo.get('b'), memo.get('c')]).toEqual([1, undefined, 3])
})

test('is bounded by size too', () => {
  const memo = createMemo<number>({ entries: 10, bytes: 100 })
  memo.set('a', 1, 60)
  memo.set('b', 2, 60)
  expect([memo.get('a'), memo.get('b')]).toEqual([undefined, 2])
  memo.set('c', 3, 500)
  expect([memo.get('b'), memo.get('c')]).toEqual([undefined, undefined])
})

test('counts a key once', () => {
  const memo = createMemo<number>({ entries: 10, bytes: 100 })
  for (let time = 0; time < 20; time += 1) memo.set('a', time, 60)
  memo.set('b', 1, 40)
  expect([memo.get('a'), memo.get('b')]).toEqual([19, 1])
  memo.delete('a')
  expect(memo.get('a')).toBeUndefined()
})
