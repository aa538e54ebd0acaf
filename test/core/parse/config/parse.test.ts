import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../../src/core/parse/config/parse.ts'

describe('a good file', () => {
  test.each(['', '\n', '# only a comment\n', '{}'])('%j means the defaults', (text) => {
    expect(parseConfig(text)).toMatchObject({
      problems: [],
      config: { capacity: 3, merge: 'command', timezone: 'UTC' },
    })
  })

  test('is read', () => {
    const { config, problems } = parseConfig(
      'capacity: 5\nbranches:\n  prefixes: [feat/, fix/]\nagents:\n  - agent\nmerge: auto\nstale: { high: 5 }\ntest: node --test\n',
    )
    expect(problems).toEqual([])
    expect(config).toMatchObject({
      capacity: 5,
      branches: { prefixes: ['feat/', 'fix/'] },
      agents: ['agent'],
      merge: 'auto',
      stale: { low: 60, medium: 30, high: 5 },
      test: 'node --test',
    })
  })
})

describe('a broken file says where and what', () => {
  test.each([
    ['merge: auto\ncapacity: many', 'line 2: `capacity` must be a whole number.'],
    ['capacity: 0', 'line 1: `capacity` must be 1 or more.'],
    ['capacity: 99', 'line 1: `capacity` must be 50 or less.'],
    ['capacity: 2.5', 'line 1: `capacity` must be a whole number.'],
    ['merge: maybe', 'line 1: `merge` must be one of `command`, `auto`.'],
    ['agents: agent', 'line 1: `agents` must be a list with one `- entry` per line.'],
    ['agents:\n  - a\n  - 7', 'line 3: `agents[1]` must be a string.'],
    ['stale:\n  high: soon', 'line 2: `stale.high` must be a whole number.'],
    ['stale: 5', 'line 1: `stale` must be a group of settings, indented below its name.'],
    ['test: ""', 'line 1: `test` must not be empty.'],
    ['branches:\n  prefixes:\n    - feat', 'line 3: `branches.prefixes[0]` must end with a slash, such as "feature/".'],
    ['\n\nmerg: auto', 'line 3: unknown setting `merg`. Did you mean `merge`?'],
    ['Capacity: 3', 'line 1: unknown setting `Capacity`. Did you mean `capacity`?'],
    ['stale:\n  hihg: 3', 'line 2: unknown setting `stale.hihg`. Did you mean `high`?'],
    ['branches:\n  zebra: 1', 'line 2: unknown setting `branches.zebra`. Available settings: `prefixes`.'],
    ['timezone: Mars/Olympus', 'line 1: `timezone` must be a name such as `Europe/Berlin` or `UTC`.'],
    ['- capacity', 'line 1: the file must be a list of `key: value` lines.'],
    ['hello', 'line 1: the file must be a list of `key: value` lines.'],
    ['capacity: 3\ncapacity: 4', 'line 2: Map keys must be unique.'],
  ])('%j', (text, problem) => {
    expect(parseConfig(text)).toEqual({ config: null, problems: [problem] })
  })

  test('all of it at once, but not without end', () => {
    const text = Array.from({ length: 40 }, (_, index) => `zebra${index}: 1`).join('\n')
    expect(parseConfig(`${text}\ncapacity: x`).problems).toHaveLength(10)
  })

  test.each([
    ['deep brackets', '['.repeat(50_000)],
    ['deep braces', `a: ${'{a: '.repeat(10_000)}`],
    ['a long file', 'a'.repeat(100_000)],
    ['a file that repeats itself', `a: &a [1,1,1]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [${'*c,'.repeat(50)}*c]`],
    ['broken quotes', 'test: "a\nb: c'],
    ['a tab', 'stale:\n\thigh: 3'],
  ])('%s', (_what, text) => {
    const { config, problems } = parseConfig(text)
    expect(config).toBeNull()
    expect(problems[0]).toMatch(/^(line \d+: |the file ).*\.$/)
  })
})
