/** The recipes of docs/extending.md for a check and a dispatch adapter work as they are written, and need nothing else. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const page = readFileSync(join(root, 'docs/extending.md'), 'utf8')

/** The code blocks of the page that name a file: whole new files, and changes of registries. */
const blocks = [...page.matchAll(/^```(ts|diff) (\S+)\n([\s\S]*?)^```$/gm)].map(([, kind, path = '', text = '']) => ({
  kind,
  path,
  text,
}))

/** Applies a diff without line numbers: each of its lines is looked for below the one before. */
function patched(text: string, diff: string): string {
  const lines = text.split('\n')
  let at = 0
  for (const line of diff.split('\n').filter((one) => one !== '')) {
    const words = line.slice(1)
    if (line.startsWith('+')) {
      lines.splice(at, 0, words)
      at += 1
      continue
    }
    const found = lines.indexOf(words, at)
    if (found < 0) throw new Error(`the file has no line: ${words}`)
    if (line.startsWith('-')) lines.splice(found, 1)
    at = line.startsWith('-') ? found : found + 1
  }
  return lines.join('\n')
}

/** What a stranger would try then: run by Node in the copied tree, and compiled with it. */
const TRIAL = `
import { lackingRights } from './src/core/authorize/app-permissions.ts'
import { ownChecks } from './src/cli/verbs/explain.ts'
import { situationOf } from './src/core/explain/situation.ts'
import { parseConfig } from './src/core/parse/config/parse.ts'
import { createWorld, packetText } from './test/core/support/world.ts'

const setting = 'dispatch: { adapter: deployment, deployment: { environment: agents } }\\n'
const read = parseConfig(setting)
const w = createWorld({ config: setting.replace('adapter: deployment, ', '') + 'agents: [agent]\\n' })
w.file('maintainer', 'Session: one', '')
const { number } = w.file('maintainer', 'Work Packet: db', '**Dispatch:** deployment\\n\\n' + packetText())
w.settle()
const dispatched = w.actions.filter((action) => action.kind === 'dispatch')
w.push('agent', 'feature/db', ['src/a.js'])
w.push('reader', 'patch-1', ['README.md'])
w.openPull('reader', 'patch-1')
const state = w.settle()
const foreign = w.snapshot.checks.find((run) => run.name === 'switchyard/size' && run.headSha === w.pullOf('patch-1')?.headSha)
const packet = w.packet(number)
const size = packet.work.checks.size
const red = size && { ...packet, work: { ...packet.work, checks: { size: { ...size, conclusion: 'failure' as const } } } }
console.log(JSON.stringify({
  problems: read.problems,
  unset: parseConfig('dispatch: { adapter: deployment }').problems,
  permissions: read.config && lackingRights({ held: {}, url: '' }, read.config).map(({ name }) => name),
  adapter: packet.text.packet.dispatch,
  dispatched: dispatched.map(({ route, parameters }) => ({ route, parameters })),
  foreign: foreign?.conclusion,
  own: size?.conclusion,
  explained: red && situationOf(red, state).red.map(({ name }) => name),
  cli: ownChecks([{ name: 'switchyard/size', conclusion: 'success', title: '' }]).map(({ name }) => name),
}))
`

/** Runs a program in a folder and gives what it printed, also when it fails. */
const run = (folder: string, program: string, ...args: string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(program, args, { cwd: folder }, (_, stdout, stderr) => resolve(`${stdout}${stderr}`))
  })

const folders: string[] = []

/** A copy of the tree with the recipes applied; `change` spoils a file of it. */
function tree(change: (path: string, text: string) => string | null = (_, text) => text): string {
  const folder = mkdtempSync(join(tmpdir(), 'extending-'))
  folders.push(folder)
  for (const path of ['src', 'test/core/support', 'package.json'])
    cpSync(join(root, path), join(folder, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const { kind, path, text } of blocks) {
    const file = join(folder, path)
    const spoiled = change(path, kind === 'ts' ? text : patched(readFileSync(file, 'utf8'), text))
    if (spoiled !== null) writeFileSync(file, spoiled)
  }
  writeFileSync(join(folder, 'trial.ts'), TRIAL)
  const tsconfig = { extends: join(root, 'tsconfig.json'), include: ['src/core', 'trial.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
  return folder
}

const compiled = (folder: string): Promise<string> => run(folder, join(root, 'node_modules/.bin/tsc'), '-p', '.')

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

test('the page has a file and a registry line for a check and for an adapter', () => {
  expect(blocks.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'ts src/core/checks/size.ts',
    'diff src/core/checks/registry.ts',
    'ts src/core/dispatch/deployment.ts',
    'diff src/core/dispatch/registry.ts',
  ])
})

describe('with the files and the registry lines of the page', () => {
  let types = ''
  let seen: Record<string, unknown> = {}
  beforeAll(async () => {
    const folder = tree()
    const [errors, printed] = await Promise.all([compiled(folder), run(folder, process.execPath, 'trial.ts')])
    types = errors
    seen = printed.startsWith('{') ? JSON.parse(printed) : { printed }
  }, 120_000)

  test('everything compiles', () => {
    expect(types).toBe('')
  })

  test('the check is in the state of a packet, in /explain and on the command line, and neutral for others', () => {
    expect(seen).toMatchObject({ own: 'success', foreign: 'neutral', explained: ['size'], cli: ['size'] })
  })

  test('the adapter is a setting, with its own settings, and asks for its permission', () => {
    expect(seen).toMatchObject({
      problems: [],
      unset: [expect.stringContaining('must name the environment')],
      permissions: expect.arrayContaining(['deployments']),
    })
  })

  test('a packet may name the adapter, and is dispatched by it once', () => {
    expect(seen).toMatchObject({
      adapter: 'deployment',
      dispatched: [
        {
          route: 'POST /repos/{owner}/{repo}/deployments',
          parameters: { ref: 'feature/db', environment: 'agents', payload: { packet: 'db' } },
        },
      ],
    })
  })
})

describe('a step that is forgotten does not compile', () => {
  test.each<[string, (path: string, text: string) => string | null, string[]]>([
    [
      'the line in the registry',
      (path, text) => (path.endsWith('registry.ts') ? null : text),
      ['size.ts', 'deployment.ts'],
    ],
    ['a field', (_, text) => text.replace(/^ {2}(runs|watched): .*\n/m, ''), ['size.ts', 'deployment.ts']],
    [
      'the name in the type',
      (_, text) =>
        text.replace("ReadingCheck<'size', ", 'ReadingCheck<string, ').replace("<'deployment', ", '<string, '),
      ['checks/registry.ts', 'dispatch/registry.ts'],
    ],
  ])(
    '%s',
    async (_, change, files) => {
      const errors = await compiled(tree(change))
      for (const file of files) expect(errors).toContain(file)
    },
    120_000,
  )
})
