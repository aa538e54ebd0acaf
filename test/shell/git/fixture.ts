/** Real repositories in temporary folders. Trees are built with plumbing, so that any name and mode can be made. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openMirror } from '../../../src/shell/git/mirror.ts'

const env = {
  PATH: process.env.PATH,
  HOME: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_AUTHOR_NAME: 'agent',
  GIT_AUTHOR_EMAIL: 'agent@example.com',
  GIT_COMMITTER_NAME: 'agent',
  GIT_COMMITTER_EMAIL: 'agent@example.com',
}

export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'switchyard-git-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** A file: its text, or its mode and text (120000 for a link, 160000 for a submodule's commit). */
export type Tree = Record<string, string | { mode: string; text: string }>

export interface Origin {
  path: string
  git(args: string[], input?: string | Buffer): string
  /** Makes a commit of exactly these files; `at` is its date in seconds. */
  commit(tree: Tree, parents?: string[], at?: number): string
  branch(name: string, sha: string): void
}

export function origin(): Origin {
  const path = folder()
  const git = (args: string[], input: string | Buffer = '', extra: Record<string, string> = {}) => {
    const done = spawnSync('git', ['--git-dir', path, ...args], { env: { ...env, ...extra }, input })
    if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr.toString()}`)
    return done.stdout.toString('latin1').trim()
  }
  spawnSync('git', ['init', '--quiet', '--bare', path], { env })
  const entry = (file: Tree[string]) => {
    const { mode, text } = typeof file === 'string' ? { mode: '100644', text: file } : file
    const id =
      mode === '160000' ? text : git(['hash-object', '-w', '--stdin', '--no-filters'], Buffer.from(text, 'latin1'))
    return `${mode} ${id}`
  }
  return {
    path,
    git,
    commit(tree, parents = [], at = 1_700_000_000) {
      const index = { GIT_INDEX_FILE: join(path, 'test-index') }
      rmSync(index.GIT_INDEX_FILE, { force: true })
      const lines = Object.entries(tree).map(([name, file]) => `${entry(file)}\t${name}\0`)
      git(['update-index', '-z', '--add', '--index-info'], Buffer.from(lines.join(''), 'latin1'), index)
      const id = git(['write-tree', '--missing-ok'], '', index)
      const date = { GIT_AUTHOR_DATE: `@${at} +0000`, GIT_COMMITTER_DATE: `@${at} +0000` }
      return git(['commit-tree', id, ...parents.flatMap((parent) => ['-p', parent])], 'work', date)
    },
    branch: (name, sha) => void git(['update-ref', `refs/heads/${name}`, sha]),
  }
}

/** A mirror that has fetched all branches of `from`. */
export async function mirrorOf(from: Origin, dir = join(folder(), 'mirror.git')) {
  const mirror = await openMirror(dir, { localRemotes: true })
  const remote = { url: from.path, authorization: '' }
  await mirror.fetch(remote)
  return { mirror, remote, dir }
}
