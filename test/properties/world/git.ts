/** The bot's git mirror and runner, in memory. A mirror knows what it has fetched; a new one knows nothing. */

import { noticeRefs } from '@switchyard/github-emulator/testing'
import { scratchPrefix } from '../../../src/core/merging/route.ts'
import type { DiffFact, FileChange, Revert, TrialStep } from '../../../src/core/snapshot/queries.ts'
import type { Clock } from '../../../src/shell/clock.ts'
import type { GitMirror } from '../../../src/shell/reconcile/git.ts'
import type { Runner } from '../../../src/shell/reconcile/trial.ts'
import * as git from './objects.ts'
import { type Truth, userOf } from './truth.ts'

/** A file with this in it makes the tests fail. */
export const BUG = 'bug'

const AUTHOR = { name: 'Switchyard', email: 'switchyard@users.noreply.github.com' }

export function createGitMirror(truth: Truth): GitMirror {
  const { objects } = truth.bare
  const known = new Set<string>()
  const has = (...shas: string[]) => shas.every((sha) => known.has(sha))
  const trialOf = (base: string, head: string, tree: string, message: string) => {
    const at = Math.max(...[base, head].map((one) => objects.commits.get(one)?.committer.at ?? 0))
    const who = { ...AUTHOR, at }
    const text = `${message.trimEnd()}\n`
    return git.putCommit(objects, { tree, parents: [base, head], author: who, committer: who, message: text })
  }
  const revertIn = (by: string): Revert[] => {
    const commit = /^This reverts commit ([0-9a-f]{40})/m.exec(objects.commits.get(by)?.message ?? '')?.[1]
    const at = (objects.commits.get(by)?.committer.at ?? 0) * 1000
    return commit === undefined ? [] : [{ by, at, commit, pull: null }]
  }
  return {
    fetch: async () => {
      for (const tip of truth.bare.refsNow.values()) for (const sha of git.ancestors(objects, tip)) known.add(sha)
    },
    has: async (sha) => has(sha),
    diff: async (base, head) => (has(base, head) ? diffOf(objects, base, head) : NOTHING),
    async trial(base, head, message) {
      if (!has(base, head)) return { gone: true }
      if (git.isAncestor(objects, head, base)) return { trial: base }
      const files = git.mergeFiles(objects, base, head)
      if (files === null || Array.isArray(files)) return { conflict: files ?? [] }
      const trial = trialOf(base, head, git.putTree(objects, files), message)
      known.add(trial)
      return { trial }
    },
    async push(_remote, sha, branch) {
      if (!branch.startsWith(scratchPrefix)) truth.faults.push(`pushed to ${branch}`)
      truth.bare.push(`refs/heads/${branch}`, sha, 'switchyard[bot]')
      await noticeRefs(truth.forge, truth.repo, userOf(truth, 'switchyard'))
    },
    async isMergeOf(base, head, merge) {
      if (!has(base, head, merge)) return null
      const files = git.mergeFiles(objects, base, head)
      return files instanceof Map && git.putTree(objects, files) === objects.commits.get(merge)?.tree
    },
    contained: async (tip, commits) => (has(tip) ? commits.filter((one) => git.isAncestor(objects, one, tip)) : null),
    reverts: async (tip, since) => (has(tip) ? git.walk(objects, [tip], [since]).flatMap(revertIn) : null),
    async ahead(base, heads) {
      if (!has(base, ...heads)) return null
      const found = git.walk(objects, heads, [base])
      return Object.fromEntries(found.map((sha) => [sha, objects.commits.get(sha)?.parents ?? []]))
    },
    async isBaseMerge(branch, before, after) {
      if (!has(before, after)) return null
      const tip = truth.bare.refsNow.get(`refs/heads/${branch}`) ?? ''
      for (let at = after; at !== before; ) {
        const { parents = [], tree } = objects.commits.get(at) ?? {}
        const [first = '', second] = parents
        const files = second === undefined ? null : git.mergeFiles(objects, first, second)
        if (second === undefined || !(files instanceof Map) || git.putTree(objects, files) !== tree) return 'no'
        if (!git.isAncestor(objects, second, tip)) return 'not-yet'
        at = first
      }
      return after === before ? 'no' : 'yes'
    },
    conflicts: async (one, other) => {
      if (!has(one, other)) return null
      const files = git.mergeFiles(objects, one, other)
      return Array.isArray(files) ? files : []
    },
    files: async (sha) => (has(sha) ? { files: [], left: 0 } : null),
    exportTree: async (sha, dir) => void folders.set(dir, sha),
  }
}

const NOTHING: DiffFact = { mergeBase: null, ahead: 0, behind: 0, files: [] }

function diffOf(objects: git.Objects, base: string, head: string): DiffFact {
  const common = git.mergeBase(objects, base, head)
  if (common === null) return NOTHING
  const [from, to] = [git.filesOf(objects, common), git.filesOf(objects, head)]
  return {
    mergeBase: common,
    ahead: git.walk(objects, [head], [base]).length,
    behind: git.walk(objects, [base], [head]).length,
    files: git.pathsBetween(from, to).map((path): FileChange => {
      const kind = from.has(path) ? (to.has(path) ? 'modified' : 'removed') : 'added'
      return { path, from: null, kind, additions: 3, deletions: 1, mode: 'file' }
    }),
  }
}

const folders = new Map<string, string>()
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
      const sha = folders.get(dir) ?? ''
      folders.delete(dir)
      const { objects } = truth.bare
      const ok = ![...git.filesOf(objects, sha).values()].some((blob) => objects.blobs.get(blob)?.includes(BUG))
      if (ok) truth.tested.add(sha)
      return commands.map(({ name, command }) => stepOf(name, command, ok))
    },
  }
}

const stepOf = (name: TrialStep['name'], command: string, ok: boolean): TrialStep => ({
  name,
  command,
  outcome: ok ? 'passed' : 'failed',
  exitCode: ok ? 0 : 1,
  seconds: 1,
  tail: ok ? 'ok' : 'AssertionError: not awaited',
})
