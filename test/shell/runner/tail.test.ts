import { describe, expect, test } from 'vitest'
import { outputEnd, tailOf } from '../../../src/shell/runner/tail.ts'

describe('tailOf', () => {
  test.each([
    ['colours go', '\u001b[31mred\u001b[0m', 'red'],
    ['links and titles go', '\u001b]8;;https://example.com\u0007text\u001b]8;;\u0007', 'text'],
    ['control characters go, tabs stay', 'a\u0000b\u0007\tc\u009b', 'ab\tc'],
    ['CRLF is a line break', 'a\r\nb\r\n', 'a\nb'],
    ['a progress bar shows its end', '10%\r50%\r100%\ndone', '100%\ndone'],
    ['empty lines at the end go', 'a\n\n\n', 'a'],
    ['nothing is nothing', '', ''],
  ])('%s', (_, output, text) => {
    expect(tailOf(output)).toBe(text)
  })

  test.each([
    ['file:///r/job-x/tree/src/a.test.js:4:1', 'src/a.test.js:4:1'],
    ['at /r/job-x/tree/a.js and /r/job-x/home/.npm', 'at a.js and home/.npm'],
    ['in /r/job-x/tree', 'in .'],
    ['/r/job-y/tree/a.js', '/r/job-y/tree/a.js'],
  ])('hides the job’s own folder: %s', (output, text) => {
    expect(tailOf(output, ['/r/job-x/tree', '/r/job-x'])).toBe(text)
  })

  test('keeps the last 60 lines', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`)
    expect(tailOf(lines.join('\n')).split('\n')).toEqual(lines.slice(-60))
  })

  test('keeps the last 6,000 characters and halves none', () => {
    const text = tailOf(`a${'🚂'.repeat(5_000)}b`)
    expect(text).toHaveLength(6_000)
    expect(text.isWellFormed()).toBe(true)
    expect(text.endsWith('🚂b')).toBe(true)
  })
})

describe('outputEnd', () => {
  test('counts all and gives the end, however it was cut into pieces', () => {
    const end = outputEnd()
    const output = Buffer.from(`${'x'.repeat(200_000)}\nä last line\n`)
    for (let at = 0; at < output.length; at += 7) end.add(output.subarray(at, at + 7))
    expect(end.size()).toBe(output.length)
    expect(end.text().split('\n').at(-1)).toBe('ä last line')
  })
})
