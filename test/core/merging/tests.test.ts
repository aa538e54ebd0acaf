import { describe, expect, test } from 'vitest'
import { areApart, selectTests } from '../../../src/core/merging/tests.ts'
import { parseConfig } from '../../../src/core/parse/config/parse.ts'

const text = `
tests:
  - name: api
    paths: [packages/api/**, packages/shared/]
    setup: npm ci -w api
    test: npm test -w api
  - paths: [packages/web/**, packages/shared/]
    test: npm test -w web
    lint: npm run lint -w web
  - name: docs
    paths: ["*.md"]
    lint: markdownlint
`
const withTop = `${text}setup: npm ci\ntest: npm test\n`

function configOf(yaml: string) {
  const { config, problems } = parseConfig(yaml)
  if (config === null) throw new Error(problems.join('\n'))
  return config
}

const api = ['npm ci -w api', 'npm test -w api']
const web = ['npm test -w web', 'npm run lint -w web']

describe('which tests a change needs', () => {
  test.each<[string, string, string[], string[], string[]]>([
    ['one folder', withTop, ['packages/api/a.ts'], ['npm ci', ...api], ['packages/web/**', 'docs']],
    ['two folders', withTop, ['packages/api/a.ts', 'packages/web/b.ts'], ['npm ci', ...api, ...web], ['docs']],
    ['what both rely on', withTop, ['packages/shared/c.ts'], ['npm ci', ...api, ...web], ['docs']],
    [
      'a file of no entry',
      withTop,
      ['packages/api/a.ts', 'package.json'],
      ['npm ci', ...api, 'npm test'],
      ['packages/web/**', 'docs'],
    ],
    ['a file of no entry, with nothing at the top', text, ['package.json'], [...api, ...web, 'markdownlint'], []],
    ['no entries', 'setup: a\ntest: b\nlint: c\n', ['x'], ['a', 'b', 'c'], []],
  ])('%s', (_, yaml, changed, commands, left) => {
    const selected = selectTests(configOf(yaml), changed)
    expect(selected.commands.map(({ command }) => command)).toEqual(commands)
    expect(selected.left).toEqual(left)
  })

  test.each<[string[], string[], boolean]>([
    [['packages/api/a.ts'], ['packages/web/b.ts'], true],
    [['packages/api/a.ts'], ['packages/api/b.ts'], false],
    [['packages/api/a.ts'], ['packages/shared/c.ts'], false],
    [['packages/api/a.ts'], ['README.md'], true],
    [['packages/api/a.ts'], ['package.json'], false],
    [['package.json'], ['packages/web/b.ts'], false],
    [['packages/api/a.ts', 'packages/web/b.ts'], ['packages/web/c.ts'], false],
  ])('%j beside %j: apart is %s', (one, other, apart) => {
    const { tests } = configOf(withTop)
    expect(areApart(tests, one, other)).toBe(apart)
    expect(areApart(tests, other, one)).toBe(apart)
  })

  test('without entries nothing is apart', () => expect(areApart([], ['a'], ['b'])).toBe(false))
})

describe('a wrong entry is named with its line and the fix', () => {
  test.each<[string, string]>([
    ['tests:\n  - paths: [a/]\n', 'line 2: `tests[0]` must have a `test` or a `lint` command.'],
    ['tests:\n  - test: npm test\n', '`tests[0].paths` must be a list'],
    ['tests:\n  - paths: []\n    test: x\n', 'line 2: `tests[0].paths` must not be empty.'],
    ['tests:\n  - paths: [a/]\n    tset: x\n    lint: y\n', 'unknown setting `tests[0].tset`. Did you mean `test`?'],
    [
      'runner: actions\ntests:\n  - paths: [a/]\n    test: x\n',
      'line 2: `tests` must be left out with `runner: actions`',
    ],
  ])('%j', (yaml, problem) => {
    expect(parseConfig(yaml).problems.join('\n')).toContain(problem)
  })
})
