/** Agents' worktrees: `worktrees/agent-NAME` beside each other, below the main one. */
import { existsSync } from 'node:fs'
import { appendFile, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nameProblem } from '../../core/parse/packet/refname.ts'
import { CliError } from '../errors.ts'
import type { Git } from './git.ts'

export interface Worktree {
  path: string
  /** Without `refs/heads/`; null where HEAD is detached. */
  branch: string | null
  head: string
}

const agentPrefix = 'agent-'

/** Those whose folder is there: one that somebody deleted is in git's list until it is pruned. */
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

/** The folder of this agent. Names that could lead elsewhere are refused. */
export function worktreePath(git: Git, name: string): string {
  const problem = nameProblem(name)
  if (problem !== null)
    throw new CliError('bad-packet', `The packet's name "${name}" ${problem}, so it gets no worktree.`)
  return join(git.root, 'worktrees', `${agentPrefix}${name}`)
}

/** @throws CliError `no-worktree` */
export async function worktreeNamed(git: Git, name: string): Promise<Worktree> {
  const path = worktreePath(git, name)
  const found = (await worktreesOf(git)).find((one) => one.path === path)
  if (!found)
    throw new CliError(
      'no-worktree',
      `There is no worktree for "${name}" at ${path}. Make it with: switchyard agent create ${name}`,
    )
  return found
}

/** Agents' worktrees with their packet's name. */
export async function agentWorktrees(git: Git): Promise<(Worktree & { name: string })[]> {
  const folder = join(git.root, 'worktrees', agentPrefix)
  return (await worktreesOf(git))
    .filter(({ path }) => path.startsWith(folder) && !path.slice(folder.length).includes('/'))
    .map((one) => ({ ...one, name: one.path.slice(folder.length) }))
}

/** Changed and new files that are not committed, ignored ones left out. */
export async function dirtyFiles(git: Git, path: string): Promise<string[]> {
  const text = await git.run(['status', '--porcelain', '-z', '--no-renames'], path)
  return text.split('\0').flatMap((line) => (line.length > 3 ? [line.slice(3)] : []))
}

const EXCLUDED = ['/worktrees/', '/.switchyard/']

/** Keeps worktrees and packet files out of version control without touching the repository's own files. */
export async function exclude(git: Git): Promise<void> {
  const path = join(git.commonDir, 'info', 'exclude')
  const text = existsSync(path) ? await readFile(path, 'utf8') : ''
  const missing = EXCLUDED.filter((line) => !text.split(/\r?\n/).includes(line))
  if (missing.length === 0) return
  await mkdir(join(git.commonDir, 'info'), { recursive: true })
  await appendFile(path, `${text === '' || text.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`)
}

export const packetFileOf = (worktree: string): string => join(worktree, '.switchyard', 'packet.md')

/** Never through a link or over a file of the branch: what stands there came with foreign commits. */
export async function writePacketFile(git: Git, worktree: string, text: string): Promise<string> {
  const folder = join(worktree, '.switchyard')
  const tracked = await git.run(['ls-files', '--', '.switchyard'], worktree)
  const kind = await lstat(folder).catch(() => null)
  if (tracked !== '' || (kind !== null && !kind.isDirectory()))
    throw new CliError(
      'bad-file',
      `${folder} belongs to the branch, so the packet is not written there. Take it out of version control.`,
    )
  await mkdir(folder, { recursive: true })
  const path = packetFileOf(worktree)
  await rm(path, { force: true })
  await writeFile(path, text, { flag: 'wx' })
  return path
}
