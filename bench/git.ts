/** Compares a trial merge in memory with the same merge in a work tree. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMirror } from '../src/shell/git/mirror.ts'
import { sideBySide } from './side-by-side.ts'

const FILES = 5000
const root = mkdtempSync(join(tmpdir(), 'bench-git-'))
const work = join(root, 'work')
const git = (...args: string[]) =>
  execFileSync('git', ['-C', work, '-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()

mkdirSync(work)
git('init', '-q', '-b', 'main')
for (let i = 0; i < FILES; i += 1) {
  mkdirSync(join(work, `d${i % 50}`), { recursive: true })
  writeFileSync(join(work, `d${i % 50}`, `f${i}.js`), `export const v = ${i}\n`)
}
git('add', '-A')
git('commit', '-qm', 'base')
const branch = (name: string, file: string) => {
  git('checkout', '-q', '-b', name, 'main')
  writeFileSync(join(work, file), `export const v = '${name}'\n`)
  git('commit', '-qam', name)
  return git('rev-parse', 'HEAD')
}
const one = branch('one', 'd0/f0.js')
const other = branch('other', 'd1/f1.js')
const mirror = await openMirror(join(root, 'mirror.git'), { localRemotes: true })
await mirror.fetch({ url: work, authorization: '' })

await sideBySide(`A trial merge over ${FILES} files`, [
  { name: 'in memory, in the bare mirror', run: () => mirror.trial(one, other, 'bench') },
  { name: 'whether two branches conflict', run: () => mirror.conflicts(one, other) },
  {
    name: 'git merge in a work tree',
    run: () => {
      git('checkout', '-q', '--detach', one)
      git('merge', '-q', '--no-ff', '-m', 'bench', other)
    },
  },
])
rmSync(root, { recursive: true, force: true })
