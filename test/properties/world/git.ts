/** git and the runner over the true commits. A mirror knows what it has fetched; a new one knows nothing. */
import type { TrialStep } from '../../../src/core/lookups.ts'
import { scratchPrefix } from '../../../src/core/scratch.ts'
import type { Clock } from '../../../src/shell/loop/clock.ts'
import type { GitMirror, Runner } from '../../../src/shell/ports.ts'
import { app } from '../../core/support/people.ts'
import { ancestors, type Commit, diffOf, idOf, mergedFiles } from './commits.ts'
import { setBranch, type Truth } from './truth.ts'

/** A file with this in it makes the tests fail. */
export const BUG = 'bug'

export function createGitMirror(truth: Truth): GitMirror {
  const known = new Map<string, Commit>()
  return {
    fetch: async () => {
      for (const [id, commit] of truth.commits) known.set(id, commit)
    },
    has: async (sha) => known.has(sha),
    diff: async (base, head) => diffOf(known, base, head),
    async trial(base, head, message) {
      if (!known.has(base) || !known.has(head)) return { gone: true }
      const files = mergedFiles(known, base, head)
      if (Array.isArray(files)) return { conflict: files }
      const trial = idOf('trial', base, head, message)
      known.set(trial, { parents: [base, head], files })
      return { trial }
    },
    async push(_remote, sha, branch) {
      const commit = known.get(sha)
      if (!commit) throw new Error('nothing to push')
      truth.commits.set(sha, commit)
      if (!branch.startsWith(scratchPrefix)) truth.faults.push(`pushed to ${branch}`)
      setBranch(truth, app, branch, sha, true)
    },
    isMergeOf: async () => null,
    contained: async (tip, commits) =>
      known.has(tip) ? commits.filter((one) => ancestors(known, tip).has(one)) : null,
    reverts: async () => [],
    async ahead(base, heads) {
      if (![base, ...heads].every((sha) => known.has(sha))) return null
      const old = ancestors(known, base)
      const found = heads.flatMap((head) => [...ancestors(known, head)]).filter((sha) => !old.has(sha))
      return Object.fromEntries(found.map((sha) => [sha, known.get(sha)?.parents ?? []]))
    },
    isBaseMerge: async () => 'no',
    conflicts: async (one, other) => {
      if (!known.has(one) || !known.has(other)) return null
      const files = mergedFiles(known, one, other)
      return Array.isArray(files) ? files : []
    },
    files: async (sha) => (known.has(sha) ? { files: [], left: 0 } : null),
    exportTree: async (sha, dir) => {
      folders.set(dir, { sha, commit: known.get(sha) })
    },
  }
}

const folders = new Map<string, { sha: string; commit: Commit | undefined }>()
let runs = 0

/** The tests pass unless a file has a bug in it. Takes `ms` of the given clock. */
export function createRunner(truth: Truth, clock: Clock, ms: number): Runner {
  return {
    async run({ prepare, commands, signal }) {
      runs += 1
      const dir = `run-${runs}`
      await prepare(dir)
      if (ms > 0) await new Promise<void>((resolve) => void clock.after(ms, resolve))
      signal.throwIfAborted()
      const tree = folders.get(dir)
      folders.delete(dir)
      const ok = tree?.commit !== undefined && ![...tree.commit.files.values()].some((text) => text.includes(BUG))
      if (ok && tree) truth.tested.add(tree.sha)
      return commands.map(({ name, command }) => stepOf(name, command, ok))
    },
  }
}

const stepOf = (name: TrialStep['name'], command: string, ok: boolean): TrialStep => ({
  ...{ name, command, outcome: ok ? 'passed' : 'failed', exitCode: ok ? 0 : 1, seconds: 1 },
  tail: ok ? 'ok' : 'AssertionError: not awaited',
})
