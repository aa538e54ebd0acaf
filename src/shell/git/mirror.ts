import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { scratchPrefix } from '../../core/merging/route.ts'
import type { GitMirror } from '../reconcile/git.ts'
import type { GitRemote } from '../reconcile/github.ts'
import { isBaseMerge } from './base-merge.ts'
import { diffCommits, hasCommit, type InMirror, isObjectId, mirrorAt } from './diff.ts'
import { exportTree } from './export.ts'
import { readFiles } from './files.ts'
import { commitsAhead, contained } from './history.ts'
import { looksBroken, openOrMake, opensWell, remakeIfBroken, SCRATCH_FOLDER, unlock, wasLocked } from './repair.ts'
import { revertsBetween } from './reverts.ts'
import { GitError } from './run.ts'
import { isMergeOf, makeTrial, mergeTrees } from './trial.ts'

export interface MirrorOptions {
  /** Lets remotes be local paths: for tests and for repositories on this machine. Default: no. */
  localRemotes?: boolean
  /** For one fetch or push, in milliseconds. Default: 10 minutes. */
  networkTimeoutMs?: number
  log?(message: string): void
}

const TEN_MINUTES = 600_000
/** A trial is one commit. What pushes it holds a lease meanwhile, which has to outlast it. */
const PUSH_MS = 55_000
/** A foretold conflict is advice: it is not worth more. */
const MERGE_MS = 20_000
/** Fetches between two looks at whether the mirror should be packed. */
const FETCHES_A_TIDY = 50

/** Runs git in one mirror: remembers which commits are here, and remakes the mirror before a fetch when it looks broken. */
class MirrorRunner {
  readonly #dir: string
  readonly #options: MirrorOptions
  /** What was asked about commits that are here, which they stay until the mirror is packed or made again. */
  readonly #present = new Map<string, Awaited<ReturnType<InMirror>>>()
  /** Some git found an object that it could not read: looked into before the next fetch. */
  #suspect = false
  #fetches = 0

  constructor(dir: string, options: MirrorOptions) {
    this.#dir = dir
    this.#options = options
  }

  readonly run: InMirror = async (args, call) => {
    const question = args[0] === 'cat-file' && args[1] === '-e' ? args.join(' ') : null
    const known = question === null ? undefined : this.#present.get(question)
    if (known) return known
    try {
      const result = await mirrorAt(this.#dir)(args, call)
      if (question !== null && result.code === 0) this.#present.set(question, result)
      return result
    } catch (error) {
      if (error instanceof GitError && looksBroken(error.stderr)) {
        this.#suspect = true
        this.#present.clear()
      }
      throw error
    }
  }

  async fetch(remote: GitRemote): Promise<void> {
    const { log } = this.#options
    if (this.#suspect) {
      await remakeIfBroken(this.#dir, log)
      this.#present.clear()
    }
    this.#suspect = false
    try {
      await this.#fetchOnce(remote)
    } catch (error) {
      this.#present.clear()
      if (!(await repaired(this.#dir, error, log))) throw error
      await this.#fetchOnce(remote)
    }
    this.#fetches += 1
    if (this.#fetches % FETCHES_A_TIDY !== 0) return
    await tidy(this.run)
    this.#present.clear()
  }

  async push(remote: GitRemote, sha: string, branch: string): Promise<void> {
    if (!isObjectId(sha)) throw new Error(`not a commit id: ${sha}`)
    const ref = `refs/heads/${branch}`
    await this.run(['check-ref-format', ref])
    await this.run(['push', '--no-verify', '--quiet', '--', remote.url, `+${sha}:${ref}`], {
      ...this.#network(remote),
      timeoutMs: Math.min(this.#options.networkTimeoutMs ?? PUSH_MS, PUSH_MS),
    })
  }

  #fetchOnce(remote: GitRemote) {
    const how = ['--prune', '--no-tags', '--no-write-fetch-head', '--no-auto-gc', '--quiet', '--no-recurse-submodules']
    const refs = ['+refs/heads/*:refs/heads/*', `^refs/heads/${scratchPrefix}*`]
    return this.run(['fetch', ...how, '--', remote.url, ...refs], this.#network(remote))
  }

  #network({ url, authorization }: GitRemote) {
    const { localRemotes = false, networkTimeoutMs = TEN_MINUTES } = this.#options
    return { url, authorization, localRemotes, timeoutMs: networkTimeoutMs }
  }
}

/**
 * Opens the bare mirror in `dir`, making it if it is not there. Lock files left by a process that was killed are
 * removed; a mirror that is half made or corrupt is made again and filled by the next fetch.
 */
export async function openMirror(path: string, options: MirrorOptions = {}): Promise<GitMirror> {
  const dir = resolve(path)
  await openOrMake(dir, options.log)
  const runner = new MirrorRunner(dir, options)
  const { run } = runner
  return {
    fetch: (remote) => runner.fetch(remote),
    push: (remote, sha, branch) => runner.push(remote, sha, branch),
    has: (sha) => hasCommit(run, sha),
    diff: (base, head) => diffCommits(run, base, head),
    trial: (base, head, message) => makeTrial(run, base, head, message),
    isMergeOf: (base, head, merge) => isMergeOf(run, base, head, merge),
    isBaseMerge: (branch, before, after) => isBaseMerge(run, branch, before, after),
    conflicts: (one, other) => conflicts(dir, run, one, other),
    contained: (tip, commits) => contained(run, tip, commits),
    reverts: (tip, since) => revertsBetween(run, tip, since),
    ahead: (base, heads) => commitsAhead(run, base, heads),
    exportTree: (sha, to) => exportTree(run, dir, sha, resolve(to)),
    files: (sha, wanted, bounds) => readFiles(run, sha, wanted, bounds),
  }
}

/** After a failed fetch: true when something in the mirror was in the way and is not any more. */
async function repaired(dir: string, error: unknown, log: MirrorOptions['log']): Promise<boolean> {
  if (!(error instanceof GitError)) return false
  await unlock(dir)
  if (error.kind !== 'failed') return false
  if (wasLocked(error.stderr)) return true
  if (!looksBroken(error.stderr) && (await opensWell(dir))) return false
  return remakeIfBroken(dir, log)
}

/** Packs when much has piled up. A failure is harmless: it is tried again later. */
async function tidy(run: InMirror): Promise<void> {
  const settings = ['-c', 'gc.auto=2000', '-c', 'gc.autoDetach=false', '-c', 'gc.pruneExpire=2.days.ago']
  await run([...settings, 'gc', '--auto', '--quiet'], { timeoutMs: TEN_MINUTES }).catch(() => undefined)
}

async function conflicts(dir: string, run: InMirror, one: string, other: string): Promise<string[] | null> {
  if (!(await hasCommit(run, one)) || !(await hasCommit(run, other))) return null
  const scratch = await mkdtemp(join(dir, SCRATCH_FOLDER))
  try {
    const env = { GIT_OBJECT_DIRECTORY: scratch, GIT_ALTERNATE_OBJECT_DIRECTORIES: join(dir, 'objects') }
    const merged = await mergeTrees((args, call) => run(args, { ...call, env, timeoutMs: MERGE_MS }), one, other)
    return 'conflict' in merged ? merged.conflict : []
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
