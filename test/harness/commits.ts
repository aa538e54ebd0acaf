/** Commits made in the bare repository, without a work tree: one git process each. */

import type { Forge, Repo, User } from '@switchyard/github-emulator'
import { git } from '@switchyard/github-emulator/testing'
export interface NewCommit {
  branch: string
  /** By path; null deletes. */
  files: Record<string, string | null>
  message: string
  /** Seconds; the same text, parents and time give the same commit id. */
  at: number
  /** A branch to merge: its tree is taken, and `files` put over it. */
  merge?: string
  /** Where the branch begins, when it is not there yet, or whence it is begun anew (`force`). */
  from?: string
  force?: boolean
}

const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`

/** Writes the commit and moves the branch to it; gives its id. The forge is not told. */
export async function writeCommit(forge: Forge, repo: Repo, author: User, commit: NewCommit): Promise<string> {
  const dir = forge.bareDir(repo)
  const ref = `refs/heads/${commit.branch}`
  const from = commit.from ?? ref
  const lines = [
    `commit ${ref}\n`,
    `committer ${author.login} <${author.login}@users.noreply.sandbox.invalid> ${commit.at} +0000\n`,
    data(commit.message),
    `from ${await idOf(dir, from)}\n`,
  ]
  if (commit.merge !== undefined) {
    const merged = await idOf(dir, `refs/heads/${commit.merge}`)
    const tree = (await git(dir, ['rev-parse', `${merged}^{tree}`])).trim()
    lines.push(`merge ${merged}\n`, `M 040000 ${tree} \n`)
  }
  for (const [path, text] of Object.entries(commit.files)) {
    lines.push(text === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(text)}`)
  }
  await git(dir, ['fast-import', '--quiet', ...(commit.force ? ['--force'] : [])], {
    input: lines.join(''),
  })
  return idOf(dir, ref)
}

const idOf = async (dir: string, name: string): Promise<string> =>
  /^[0-9a-f]{40}$/.test(name) ? name : (await git(dir, ['rev-parse', '--verify', '-q', name])).trim()
