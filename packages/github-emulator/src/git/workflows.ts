import { type SpawnOptions, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { WORKFLOWS } from '../domain/workflow-guard.ts'
import { gitEnvironment } from './environment.ts'

const folder = WORKFLOWS

/** A push stored in a file, so that it can be checked before it is accepted. */
export interface Spool {
  file: string
  /** Where the pack begins. */
  packAt: number
  size: number
}

/** A ref that is created (`before` is null) or moved to `after`. */
export interface Move {
  before: string | null
  after: string
}

/**
 * The workflow file that a push would create or change, or null: `checkWorkflows` of the API, for commits that are not in
 * the repository yet.
 *
 * @param main the tip of the default branch; undefined: there is none yet
 * @param spool holds a push's pack, which is unpacked into a throwaway folder beside the repository's objects
 */
export async function changedWorkflow(
  dir: string,
  moves: Move[],
  main: string | undefined,
  spool: Spool | null = null,
): Promise<string | null> {
  if (moves.length === 0) return null
  const objects = spool && spool.size > spool.packAt ? `${spool.file}.objects` : null
  const env = gitEnvironment(
    objects === null ? {} : { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: join(dir, 'objects') },
  )
  try {
    if (objects !== null && spool) {
      await mkdir(objects, { recursive: true })
      await git(dir, ['index-pack', '--stdin', '--fix-thin'], env, spool)
    }
    for (const move of moves) {
      const file = await changedBy(dir, move, main, env)
      if (file !== null) return file
    }
    return null
  } finally {
    if (objects !== null) await rm(objects, { recursive: true, force: true })
  }
}

async function changedBy(
  dir: string,
  { before, after }: Move,
  main: string | undefined,
  env: Record<string, string>,
): Promise<string | null> {
  const from = before ?? main
  const different = from === undefined ? null : await firstDifferent(dir, from, after, env)
  if (before !== null || (from !== undefined && different === null)) return different
  const range = ['-1', after, '--not', '--all', '--', folder]
  const commit = (await git(dir, ['rev-list', ...range], env)).trim()
  if (commit === '') return null
  const named = await git(dir, ['log', '-m', '--format=', '--name-only', ...range], env)
  return named.trim().split('\n')[0] || folder
}

/** A deleted workflow is a change as well. */
async function firstDifferent(
  dir: string,
  from: string,
  to: string,
  env: Record<string, string>,
): Promise<string | null> {
  const named = await git(dir, ['diff', '--no-renames', '--name-only', from, to, '--', folder], env)
  return named.trim().split('\n')[0] || null
}

/**
 * Takes the objects of a push into the repository, without any ref. A pack that is broken is left for git to complain
 * about.
 */
export async function unpack(dir: string, spool: Spool): Promise<void> {
  if (spool.size <= spool.packAt) return
  await git(dir, ['index-pack', '--stdin', '--fix-thin'], gitEnvironment({}), spool).catch(() => {})
}

async function git(dir: string, args: string[], env: Record<string, string>, spool?: Spool): Promise<string> {
  const options: SpawnOptions = {
    cwd: dir,
    env,
    stdio: [spool ? 'pipe' : 'ignore', 'pipe', 'ignore'],
    timeout: 120_000,
  }
  const child = spawn('git', args, options)
  if (spool && child.stdin)
    createReadStream(spool.file, { start: spool.packAt })
      .pipe(child.stdin)
      .on('error', () => {})
  let out = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    if (out.length < 1_000_000) out += chunk.toString('utf8')
  })
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`git ${args[0]} ended with ${code}`)
  return out
}
