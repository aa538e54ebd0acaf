/** Names of branches and files, patterns, and trees that are made to mislead or to keep the bot busy. */
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { covers } from '../../src/core/parse/packet/paths.ts'
import { readPacket } from '../../src/core/parse/packet/read.ts'
import { branchProblem, nameProblem, refProblem } from '../../src/core/parse/packet/refname.ts'
import { pushed } from '../core/support/stories.ts'
import { folder, mirrorOf, origin } from '../shell/git/fixture.ts'
import type { Cost } from './support/matching.ts'

const MATCH_MS = 10

describe('branch names', () => {
  test.each([
    ...[
      '',
      '-',
      '--upload-pack=x',
      '-f',
      'refs/heads/main',
      'HEAD',
      '@',
      'a..b',
      'a/../b',
      '../main',
      'a/.git',
      '.a/b',
    ],
    ...[
      'a.lock',
      'a.lock/b',
      'a/',
      '/a',
      'a//b',
      'a.',
      'a b',
      'a\tb',
      'a\nb',
      'a\u0000b',
      'a\u007fb',
      'a~1',
      'a^',
      'a:b',
    ],
    ...['a?', 'a*', 'a[b', 'a\\b', 'a@{1}', 'x'.repeat(300), 'a\u00a0b', 'a\u2028b'],
  ])('%j is not accepted as a branch', (name) => {
    expect(refProblem(name)).not.toBeNull()
    expect(branchProblem(`feature/${name}`, ['feature/']) ?? branchProblem(name, ['feature/'])).not.toBeNull()
  })

  test('a branch never escapes its prefix', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (name) => {
        if (branchProblem(name, ['feature/']) !== null) return
        expect(name.startsWith('feature/')).toBe(true)
        expect(name).not.toMatch(/\.\.|\s|^-|[\p{Cc}]/u)
      }),
    )
  })

  test.each([
    '--upload-pack',
    '-rf',
    '..',
    'a/b',
    'a b',
    '$(id)',
    'a;b',
    "a'b",
    'dЬ',
    'a\u202eb',
    '.git',
    'x.lock',
    '@{0}',
  ])('the packet name %j gives no branch', (name) => {
    expect(nameProblem(name)).not.toBeNull()
    const { problems } = readPacket({ title: `Work Packet: ${name}`, body: '**Objective:** a\n\n- [ ] b' })
    const isHeld = problems.some(({ code }) => code === 'bad-name' || code === 'no-name')
    const read = readPacket({ title: `Work Packet: ${name}`, body: '' }).packet.name
    expect(isHeld || read === null || nameProblem(read) === null).toBe(true)
  })
})

describe('path patterns', () => {
  test('patterns of any kind are matched and compared within 10 ms', () => {
    const script = join(import.meta.dirname, 'support/matching.ts')
    const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
    const costs: Cost[] = JSON.parse(stdout || stderr)
    expect(costs.length).toBeGreaterThan(70)
    expect(costs.filter(({ ms }) => ms > MATCH_MS)).toEqual([])
  }, 120_000)

  test.each([
    '../secrets',
    '/etc/passwd',
    'C:\\x',
    '~/x',
    'a/../../b',
    'a/\u0000b',
    '.git/config',
    'src/../.git/hooks/',
  ])('the boundary %j is reported or is plain text, and never reaches a file', (path) => {
    const body = `**Objective:** a\n\n## Acceptance Criteria\n- [ ] b\n\n## Boundaries\n**In Scope:** \`${path}\`\n`
    const { packet, problems } = readPacket({ title: 'Work Packet: a', body })
    const paths = packet.inScope.map((entry) => entry.path)
    expect(
      problems.some(({ code }) => code === 'bad-path') || !paths.some((one) => one && covers(one, 'src/a.js')),
    ).toBe(true)
  })
})

describe('changes that only look like files', () => {
  test.each(['symlink', 'submodule'] as const)('a %s counts by its own path', (mode) => {
    const { w, n, branch } = pushed({ text: { inScope: 'src/', outOfScope: 'docs/' } })
    w.push('agent', branch, ['docs/way-out'])
    for (const file of w.changed(branch)) file.mode = mode
    w.settle()
    expect(w.status(n)).toBe('drifting')
  })

  test('a rename out of a forbidden path is reported like one into it', () => {
    const { w, n, branch } = pushed({ text: { inScope: 'src/', outOfScope: 'docs/' } })
    w.push('agent', branch, ['src/taken.md'])
    const moved = w.changed(branch).find(({ path }) => path === 'src/taken.md')
    Object.assign(moved ?? {}, { kind: 'renamed', from: 'docs/guide.md' })
    w.settle()
    expect(w.status(n)).toBe('drifting')
  })
})

describe('a hostile tree', () => {
  const witness = () => join(folder(), 'ran')

  test('submodules that name programs start none and fetch nothing', async () => {
    const proof = witness()
    const from = origin()
    const modules = `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch% ${proof}"\n\tupdate = !touch ${proof}\n[submodule "-u"]\n\tpath = -u\n\turl = -u./payload\n`
    const sha = from.commit({ '.gitmodules': modules, x: { mode: '160000', text: 'a'.repeat(40) }, a: 'a\n' })
    from.branch('main', sha)
    const { mirror } = await mirrorOf(from)
    const dir = join(folder(), 'tree')
    await mirror.exportTree(sha, dir)
    expect(await mirror.diff(sha, sha)).toMatchObject({ files: [] })
    expect(readdirSync(dir).sort()).toEqual(['.gitmodules', 'a', 'x'])
    expect(existsSync(proof)).toBe(false)
  })

  test('a bare repository with settings inside a tree is treated as plain files', async () => {
    const proof = witness()
    const from = origin()
    const config = `[core]\n\trepositoryformatversion = 0\n\tbare = true\n\tfsmonitor = touch ${proof}\n\thooksPath = .\n\tsshCommand = touch ${proof}\n`
    const hook = { mode: '100755', text: `#!/bin/sh\ntouch ${proof}\n` }
    const tree = {
      HEAD: 'ref: refs/heads/main\n',
      config,
      'objects/x': 'x',
      'refs/x': 'x',
      'post-checkout': hook,
      'post-index-change': hook,
    }
    const base = from.commit(tree)
    const head = from.commit({ ...tree, a: 'a\n' }, [base])
    from.branch('main', head)
    const { mirror } = await mirrorOf(from)
    const dir = join(folder(), 'tree')
    await mirror.exportTree(head, dir)
    await mirror.trial(base, head, 'message')
    expect(readFileSync(join(dir, 'config'), 'utf8')).toBe(config)
    expect(existsSync(proof)).toBe(false)
  })

  test('nothing is written through a link to a folder of the machine', async () => {
    const target = folder()
    const from = origin()
    const first = from.commit({ way: { mode: '120000', text: target }, 'a/way': { mode: '120000', text: '../way' } })
    from.branch('main', first)
    const { mirror } = await mirrorOf(from)
    const dir = join(folder(), 'tree')
    await mirror.exportTree(first, dir)
    expect(lstatSync(join(dir, 'way')).isSymbolicLink()).toBe(false)
    expect(readdirSync(target)).toEqual([])
  })
})
