/** The git in memory answers as git does: the same objects, asked in the same words. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Forge, Repo, User } from '@switchyard/github-emulator'
import { gitTry, initBare, writeBlob, writeTree } from '@switchyard/github-emulator/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBare } from './world/bare.ts'
import { putBlob, putTree } from './world/objects.ts'

const user: User = { id: 7, login: 'writer', type: 'User', name: 'writer' }
const bare = createBare()
const commits: string[] = []
let dir = ''

/** The same commit in both. */
async function commit(files: Record<string, string>, parents: number[], message: string): Promise<void> {
  const forge = { bareDir: () => dir } as unknown as Forge
  const rows = Object.entries(files).map(async ([path, text]) => {
    const sha = await writeBlob(forge, {} as Repo, text)
    return { path, mode: '100644', sha }
  })
  const tree = await writeTree(forge, {} as Repo, null, await Promise.all(rows))
  const blobs = Object.entries(files).map(([path, text]): [string, string] => [path, putBlob(bare.objects, text)])
  expect(putTree(bare.objects, new Map(blobs))).toBe(tree)
  const args = ['commit-tree', tree, ...parents.flatMap((n) => ['-p', commits[n] ?? ''])]
  const options = { input: `${message}\n`, as: { user, at: 1_700_000_000_000 + commits.length * 60_000 } }
  const made = await gitTry(dir, args, options)
  expect(bare.run(args, options).stdout).toBe(made.stdout)
  commits.push(made.stdout.trim())
}

const update = async (...args: string[]) => {
  const [one, other] = [
    await gitTry(dir, ['update-ref', ...args], { as: { user, at: 1_700_000_000_000 } }),
    bare.run(['update-ref', ...args], {}),
  ]
  expect(other.code === 0).toBe(one.code === 0)
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bare-'))
  await initBare(dir, 'main')
  const first = { 'README.md': 'one\n', 'a/b/c.js': 'c\n', 'a-b': 'x\n', '.github/workflows/x.yml': 'on: push\n' }
  await commit(first, [], 'first')
  await commit({ ...first, 'main.js': 'main\n' }, [0], 'on main')
  await commit({ ...first, 'lib/a, b.js': 'x\n', 'a/b/c.js': 'other\n' }, [0], 'on a branch\n\nwith a body')
  await commit({ ...first, 'a/b/c.js': 'third\n' }, [0], 'against it')
  await commit({ ...first, 'main.js': 'main\n', 'lib/a, b.js': 'x\n', 'a/b/c.js': 'other\n' }, [1, 2], 'merged')
  await commit({ 'README.md': 'elsewhere\n' }, [], 'of another history')
  await update('refs/heads/main', commits[4] ?? '', '0'.repeat(40))
  await update('refs/heads/main', commits[1] ?? '', commits[0] ?? '')
  await update('refs/heads/feature/a', commits[2] ?? '')
  await update('refs/heads/feature', commits[2] ?? '')
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const FORMAT = '--format=%x1e%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%at%x1f%cn%x1f%ce%x1f%ct%x1f%B%x1d'
const asked = (c: string[]): string[][] => [
  ['rev-parse', '--verify', '--quiet', '--end-of-options', 'refs/heads/main^{commit}'],
  ['rev-parse', '--verify', '--quiet', '--end-of-options', 'refs/heads/none^{commit}'],
  ['rev-parse', '--verify', '--quiet', '--end-of-options', `${c[4]}^{tree}`],
  ['merge-base', '--is-ancestor', c[2] ?? '', c[4] ?? ''],
  ['merge-base', '--is-ancestor', c[4] ?? '', c[2] ?? ''],
  ['merge-base', c[1] ?? '', c[2] ?? ''],
  ['merge-base', c[1] ?? '', c[5] ?? ''],
  ['rev-list', '--count', `${c[1]}..${c[4]}`],
  ['rev-list', '--first-parent', '--reverse', '--max-count=200', c[4] ?? '', `^${c[0]}`],
  ['rev-list', '--merges', '--max-count=1', c[4] ?? '', `^${c[0]}`],
  ['rev-list', '--max-count=9', c[4] ?? '', '--', 'a/b/c.js'],
  ['cat-file', '-e', `${c[0]}^{commit}`],
  ['cat-file', '-e', `${'1'.repeat(40)}^{commit}`],
  ['cat-file', '-t', c[0] ?? ''],
  ['cat-file', 'blob', `${c[2]}:a/b/c.js`],
  ['ls-tree', '-z', '--full-tree', `${c[4]}`],
  ['ls-tree', '--name-only', c[0] ?? '', '.github/workflows/'],
  ['ls-tree', '--name-only', c[5] ?? '', '.github/workflows/'],
  ['diff-tree', '-r', '-z', '-M', '--no-abbrev', '--raw', c[0] ?? '', c[2] ?? ''],
  ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', c[1] ?? '', c[2] ?? ''],
  ['check-ref-format', 'refs/heads/feature/a'],
  ['check-ref-format', 'refs/heads/a..b'],
  ['check-ref-format', 'refs/heads/a.lock'],
  ['check-ref-format', 'refs/heads/a b'],
]

it('the git in memory gives the same answers as git', async () => {
  for (const args of asked(commits)) {
    const [real, own] = [await gitTry(dir, args), bare.run(args, {})]
    expect([args, own.code === 0, own.stdout]).toEqual([args, real.code === 0, real.stdout])
  }
})

it('the git in memory names the same conflicts and the paths of commits', async () => {
  const conflict = [
    'merge-tree',
    '--write-tree',
    '--name-only',
    '--no-messages',
    '-z',
    commits[2] ?? '',
    commits[3] ?? '',
  ]
  const paths = (out: string) => out.split('\0').slice(1)
  expect(paths(bare.run(conflict, {}).stdout)).toEqual(paths((await gitTry(dir, conflict)).stdout))
  const log = [
    'log',
    FORMAT,
    '-z',
    '--name-status',
    '--no-renames',
    '--diff-merges=first-parent',
    commits[4] ?? '',
    '--',
  ]
  const parts = (out: string) => out.replaceAll(/[\0\n]+/g, ' ').trim()
  expect(parts(bare.run(log, {}).stdout)).toBe(parts((await gitTry(dir, log)).stdout))
})

it('the git in memory answers batch queries', async () => {
  const options = { input: `${commits[4]}:a/b/c.js\n` }
  const args = ['cat-file', '--batch-check']
  expect(bare.run(args, options).stdout).toBe((await gitTry(dir, args, options)).stdout)
  expect(bare.refs()).toEqual({ 'refs/heads/feature/a': commits[2], 'refs/heads/main': commits[4] })
})
