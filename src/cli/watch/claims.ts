/**
 * Who runs a packet. A claim is a ref on origin, `refs/switchyard/claims/ISSUE`: git creates it for one watcher only,
 * however many push at once, and nobody without the right to push can make one. It points at an empty commit of its
 * own, so that the watcher knows its claim again even when the answer to its push was lost.
 */
import { randomUUID } from 'node:crypto'
import { CliError } from '../errors.ts'
import { type Git, lastWords } from '../git/git.ts'

export interface Claims {
  /** True: it is ours, whether since now or from before. */
  take(issue: number): Promise<boolean>
  /** Whether it is still ours on origin. Throws a CliError when origin does not answer. */
  holds(issue: number): Promise<boolean>
  /** Never takes another's away. */
  release(issue: number): Promise<void>
}

export interface ClaimsOptions {
  git: Git
  /** Milliseconds that never jump back. */
  monotonic(): number
  /** A claim that has not moved for this long, on a packet nobody was heard of, is a dead watcher's. */
  staleMs: number
}

const refOf = (issue: number): string => `refs/switchyard/claims/${issue}`

interface Seen {
  sha: string
  since: number
}

export function createClaims({ git, monotonic, staleMs }: ClaimsOptions): Claims {
  const ours = new Map<number, string>()
  const seen = new Map<number, Seen>()

  async function heldBy(issue: number): Promise<string | null> {
    const answer = await git.attempt(['ls-remote', 'origin', refOf(issue)])
    if (answer.code !== 0) throw new CliError('no-network', `git could not ask origin for claims: ${lastWords(answer)}`)
    return /^[0-9a-f]{40,64}/.exec(answer.stdout)?.[0] ?? null
  }

  /** Compare and set; what came of it is asked, for a push may land and its answer be lost. */
  async function set(issue: number, before: string | null): Promise<boolean> {
    const sha = await claimCommit(git)
    // No `+` before the refspec: it would override the lease.
    const lease = `--force-with-lease=${refOf(issue)}:${before ?? ''}`
    const pushed = await git.attempt(['push', '--quiet', '--no-verify', lease, 'origin', `${sha}:${refOf(issue)}`])
    const now = await heldBy(issue)
    if (now === null && pushed.code !== 0)
      throw new CliError(
        'not-allowed',
        `A claim could not be pushed to origin: ${lastWords(pushed)} The token needs the right to push.`,
      )
    if (now !== sha) return false
    ours.set(issue, sha)
    return true
  }

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
      const now = await heldBy(issue)
      if (now !== null && now === ours.get(issue)) return true
      if (now !== null && !isDead(issue, now)) return false
      return set(issue, now)
    },
    holds: async (issue) => ours.has(issue) && (await heldBy(issue)) === ours.get(issue),
    async release(issue) {
      const sha = ours.get(issue)
      if (sha === undefined) return
      ours.delete(issue)
      await git.attempt([
        'push',
        '--quiet',
        '--no-verify',
        `--force-with-lease=${refOf(issue)}:${sha}`,
        'origin',
        `:${refOf(issue)}`,
      ])
    },
  }
}

/** An empty commit that nobody else makes. */
async function claimCommit(git: Git): Promise<string> {
  const tree = await git.run(['hash-object', '-t', 'tree', '-w', '/dev/null'], git.root)
  const who = ['-c', 'user.name=switchyard', '-c', 'user.email=switchyard@localhost', '-c', 'commit.gpgSign=false']
  return git.run([...who, 'commit-tree', tree, '-m', `Switchyard claim ${randomUUID()}`], git.root)
}
