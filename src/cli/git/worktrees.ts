/** Agents' worktrees: `worktrees/agent-NAME` below the main worktree. */
import { existsSync } from 'node:fs'
import { appendFile, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nameProblem } from '../../core/parse/packet/refname.ts'
import { CliError } from '../errors.ts'
import type { Git } from './git.ts'

export interface Worktree {
  path: string
  /** Without `refs/heads/`; null when HEAD is detached. */
  branch: string | null
  head: string
}

const agentPrefix = 'agent-'

/** Returns the worktrees whose folder exists. Git lists a deleted one until it is pruned. */
export async function worktreesOf(git: Git): Promise<Worktree[]> {
  const text = await git.run(['worktree', 'list', '--porcelain', '-z'])
  return text.split('\0\0').flatMap((block) => {
    const fields = new Map(block.split('\0').map((line) => [line.split(' ')[0] ?? '', line.replace(/^\S+ ?/, '')]))
    const path = fields.get('worktree')
    if (!path || fields.has('bare') || !existsSync(path)) return []
    return [
      { path, branch: fields.get('branch')?.replace(/^refs\/heads\//, '') ?? null, head: fields.get('HEAD') ?? '' },
    ]
  })
}

/** Returns the folder of this agent. @throws CliError `bad-packet` for a name that could escape `worktrees/` */
export function worktreePath(git: Git, name: string): string {
  const problem = nameProblem(name)
  if (problem !== null)
    throw new CliError('bad-packet', `No worktree can be made: the packet's name "${name}" ${problem}.`)
  return join(git.root, 'worktrees', `${agentPrefix}${name}`)
}

/** @throws CliError `no-worktree` */
export async function worktreeNamed(git: Git, name: string): Promise<Worktree> {
  const path = worktreePath(git, name)
  const found = (await worktreesOf(git)).find((one) => one.path === path)
  if (!found)
    throw new CliError(
      'no-worktree',
      `"${name}" has no worktree at ${path}. Create it with: switchyard agent create ${name}`,
    )
  return found
}

/** Returns the agents' worktrees with the name of their packet. */
export async function agentWorktrees(git: Git): Promise<(Worktree & { name: string })[]> {
  const folder = join(git.root, 'worktrees', agentPrefix)
  return (await worktreesOf(git))
    .filter(({ path }) => path.startsWith(folder) && !path.slice(folder.length).includes('/'))
    .map((one) => ({ ...one, name: one.path.slice(folder.length) }))
}

/** Returns changed and new files that are not committed, without ignored ones. */
export async function dirtyFiles(git: Git, path: string): Promise<string[]> {
  const text = await git.run(['status', '--porcelain', '-z', '--no-renames'], path)
  return text.split('\0').flatMap((line) => (line.length > 3 ? [line.slice(3)] : []))
}

const EXCLUDED = ['/worktrees/', '/.switchyard/']

/** Excludes worktrees and packet files from version control through `.git/info/exclude`. */
export async function exclude(git: Git): Promise<void> {
  const path = join(git.commonDir, 'info', 'exclude')
  const text = existsSync(path) ? await readFile(path, 'utf8') : ''
  const missing = EXCLUDED.filter((line) => !text.split(/\r?\n/).includes(line))
  if (missing.length === 0) return
  await mkdir(join(git.commonDir, 'info'), { recursive: true })
  await appendFile(path, `${text === '' || text.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`)
}

export const packetFileOf = (worktree: string): string => join(worktree, '.switchyard', 'packet.md')

/** Writes the packet file. Refuses to follow a link or to overwrite a file of the branch: both come from other people's commits. */
export async function writePacketFile(git: Git, worktree: string, text: string): Promise<string> {
  const folder = join(worktree, '.switchyard')
  const tracked = await git.run(['ls-files', '--', '.switchyard'], worktree)
  const kind = await lstat(folder).catch(() => null)
  if (tracked !== '' || (kind !== null && !kind.isDirectory()))
    throw new CliError(
      'bad-file',
      `The packet cannot be written: ${folder} is part of the branch. Remove it from version control.`,
    )
  await mkdir(folder, { recursive: true })
  const path = packetFileOf(worktree)
  await rm(path, { force: true })
  await writeFile(path, text, { flag: 'wx' })
  return path
}
