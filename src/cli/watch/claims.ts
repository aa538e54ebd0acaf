/**
 * Claims on packets. A claim is a ref on origin, `refs/switchyard/claims/ISSUE`: git creates it for one watcher only,
 * however many push at once, and it requires permission to push. It points at a unique empty commit, so that the watcher
 * recognizes its claim even when the answer to its push was lost.
 */
import { randomUUID } from 'node:crypto'
import { CliError } from '../errors.ts'
import { type Git, lastWords } from '../git/git.ts'

export interface Claims {
  /** Takes the claim. Resolves to true when this watcher holds it, now or already before. */
  take(issue: number): Promise<boolean>
  /** Returns whether this watcher still holds the claim. Throws a CliError when origin does not answer. */
  holds(issue: number): Promise<boolean>
  /** Releases this watcher's claim; never another's. */
  release(issue: number): Promise<void>
}

export interface ClaimsOptions {
  git: Git
  /** Milliseconds of a clock that never jumps back. */
  monotonic(): number
  /** A claim that has not changed for this long, on a packet that nobody reported on, belongs to a dead watcher. */
  staleMs: number
}

const refOf = (issue: number): string => `refs/switchyard/claims/${issue}`

export function createClaims({ git, monotonic, staleMs }: ClaimsOptions): Claims {
  const own = new Map<number, string>()
  const seen = new Map<number, { sha: string; since: number }>()

  function isDead(issue: number, sha: string): boolean {
    const known = seen.get(issue)
    if (known?.sha !== sha) {
      seen.set(issue, { sha, since: monotonic() })
      return false
    }
    return monotonic() - known.since >= staleMs
  }

  return {
    async take(issue) {
      const now = await readClaim(git, issue)
      if (now !== null && now === own.get(issue)) return true
      if (now !== null && !isDead(issue, now)) return false
      const sha = await replaceClaim(git, issue, now)
      if (sha !== null) own.set(issue, sha)
      return sha !== null
    },
    holds: async (issue) => own.has(issue) && (await readClaim(git, issue)) === own.get(issue),
    async release(issue) {
      const sha = own.get(issue)
      if (sha === undefined) return
      own.delete(issue)
      await pushClaim(git, issue, sha, '')
    },
  }
}

/** Returns the commit of the claim on origin; null: there is none. */
async function readClaim(git: Git, issue: number): Promise<string | null> {
  const answer = await git.attempt(['ls-remote', 'origin', refOf(issue)])
  if (answer.code !== 0) throw new CliError('no-network', `git could not ask origin for claims: ${lastWords(answer)}`)
  return /^[0-9a-f]{40,64}/.exec(answer.stdout)?.[0] ?? null
}

/**
 * Replaces the claim on origin if it still is `before`. The claim is read afterwards, because a push may succeed although
 * its answer was lost.
 *
 * @returns the commit of the new claim, or null when another watcher was faster
 */
async function replaceClaim(git: Git, issue: number, before: string | null): Promise<string | null> {
  const sha = await claimCommit(git)
  const pushed = await pushClaim(git, issue, before ?? '', sha)
  const now = await readClaim(git, issue)
  if (now === null && pushed.code !== 0)
    throw new CliError(
      'not-allowed',
      `Could not push a claim to origin: ${lastWords(pushed)} The token needs permission to push.`,
    )
  return now === sha ? sha : null
}

/** Pushes `sha` ('' deletes the ref). There is no `+` before the refspec: it would override the lease. */
const pushClaim = (git: Git, issue: number, before: string, sha: string) => {
  const lease = `--force-with-lease=${refOf(issue)}:${before}`
  return git.attempt(['push', '--quiet', '--no-verify', lease, 'origin', `${sha}:${refOf(issue)}`])
}

/** Creates a unique empty commit. */
async function claimCommit(git: Git): Promise<string> {
  const tree = await git.run(['hash-object', '-t', 'tree', '-w', '/dev/null'], git.root)
  const who = ['-c', 'user.name=switchyard', '-c', 'user.email=switchyard@localhost', '-c', 'commit.gpgSign=false']
  return git.run([...who, 'commit-tree', tree, '-m', `Switchyard claim ${randomUUID()}`], git.root)
}
