/** What a decision may ask the shell to look up, and the answers. */
import type { CodeReading, ExportedName } from '../contract/reading.ts'
import type { QueueFact } from '../merging/queue.ts'
import type { RequiredCheck, RulesFact } from '../merging/rules.ts'
import type { WorkflowFile } from '../setup/workflows.ts'
import type { Actor } from './snapshot.ts'

/** Answers to `Need`s, by key. A missing key means "not asked yet". */
export interface QueryResults {
  /** Permission on the repository by user id, asked of GitHub in this round. */
  permissions: Record<string, Permission>
  /** By login, in lower case: the account's id; null: it cannot be told. */
  accounts?: Record<string, number | 'nobody' | null>
  /** By `BASE...HEAD` (two commit ids): what HEAD changed since their merge base. */
  diffs: Record<string, DiffFact>
  /** By the `trial` action's `key` (`BASE:HEAD:ATTEMPT`): how the trial merge of HEAD onto BASE went. */
  trials: Record<string, TrialFact>
  /** Numbers asked for that are no issue here. */
  noIssue: number[]
  /** By `conflictKey`: the files in which two commits conflict when both are merged; null: it cannot be told. */
  conflicts: Record<string, string[] | null>
  /** By `exportsKey`: what the code of a commit exports; null: it cannot be told. */
  exports: Record<string, CodeReading | null>
  /** By the code itself: what a contract's TypeScript declares; null: it cannot be read. */
  declarations: Record<string, ExportedName[] | null>
  /** What the offer of a configuration has to know; null: it cannot be told. */
  setup?: SetupFact | null
  /** The base branch's rules, asked for while a merge is near; null: they cannot be told. */
  rules?: RulesFact | null
  /** GitHub's merge queue of the base branch, where its rules demand one; null: it cannot be seen. */
  queue?: QueueFact | null
  /** By head: which of the checks that rules require have not passed on it; null: it cannot be told. */
  required?: Record<string, RequiredCheck[] | null>
  /** By head: how many of a pull request's commits carry no verified signature; null: it cannot be told. */
  unsigned?: Record<string, number | null>
  /** By `mergedKey`: whether a merge holds just what was tested; null: it cannot be told. */
  mergedTrees?: Record<string, boolean | null>
  /** By `containsKey`: whether a commit is reachable from a tip; null: it cannot be told. */
  contains?: Record<string, boolean | null>
  /** By `revertsKey`: what was reverted on the way to a tip; null: it cannot be told. */
  reverts?: Record<string, Revert[] | null>
  /** By `aheadKey`: the commits that some heads have and a base lacks, with their parents; null: it cannot be told. */
  ahead?: Record<string, Record<string, string[]> | null>
  /** Branches of which closed pull requests and pushes are known, however old; missing: of all. */
  branches?: string[]
  /** By `baseMergeKey`: whether a push brought in the base branch and nothing else; null: it cannot be told. */
  baseMerges?: Record<string, boolean | null>
}

export const containsKey = (tip: string, commit: string): string => `${commit}<${tip}`

/** What a commit takes back: a commit (its id or the start of it), or a pull request by its number. */
export interface Revert {
  by: string
  at: number
  commit: string | null
  pull: number | null
  /** `OWNER/NAME` that the pull request's number was written with; missing: none. */
  repo?: string
}

export const revertsKey = (tip: string, since: string): string => `${since}..${tip}`

export const aheadKey = (base: string, heads: readonly string[]): string => `${base} ${[...heads].sort().join(' ')}`

/** What HEAD changed since its merge base with BASE. */
export const diffKey = (base: string, head: string): string => `${base}...${head}`

/** A merge that GitHub made of what was tested as base + head. */
export const mergedKey = (base: string, head: string, merge: string): string => `${base}:${head}:${merge}`

/** A push to a packet's branch. */
export const baseMergeKey = (before: string, after: string): string => `${before}:${after}`

/** What a repository without a configuration has on its default branch. */
export interface SetupFact {
  /** Of the paths that may be offered, and of what else is in their folders below `.github/`. */
  present: string[]
  workflows: WorkflowFile[]
}

/** Conflicts are the same from both sides. */
export const conflictKey = (one: string, other: string): string => [one, other].sort().join('...')

export const exportsKey = (head: string, scope: string[]): string => [head, ...scope].join('\n')

export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none' | 'unknown'

export interface FileChange {
  path: string
  /** Set for a rename. */
  from: string | null
  kind: 'added' | 'modified' | 'removed' | 'renamed' | 'type-changed'
  additions: number
  deletions: number
  /** A symbolic link or a submodule is listed by its own path, never followed. */
  mode: 'file' | 'symlink' | 'submodule'
}

export interface DiffFact {
  /** null: no common ancestor, or one of the two commits is gone. */
  mergeBase: string | null
  /** Commits in HEAD that BASE does not have. */
  ahead: number
  behind: number
  files: FileChange[]
  /** Both commits are there, and share no ancestor. */
  unrelated?: boolean
  /** Merging HEAD into BASE would change nothing; missing: it would, or they conflict. */
  nothing?: boolean
}

/** How a trial merge went. `running` while the job is under way in this process. */
export type TrialFact =
  | { state: 'running'; startedAt: number; step: string }
  | { state: 'conflict'; files: string[] }
  | { state: 'finished'; trial: string; ok: boolean; steps: TrialStep[]; startedAt: number; finishedAt: number }
  /** The runner could not do its work (not allowed by the operator, no command configured, commit gone). */
  | {
      state: 'not-run'
      /** The last two: no workflow or other service reported, or not all that must. */
      why: 'not-allowed' | 'no-command' | 'gone' | 'error' | 'nothing-reported' | 'not-reported'
      detail: string
    }

export interface TrialStep {
  /** `check`: a workflow, check or status of the repository; `command` is its name then. */
  name: 'setup' | 'test' | 'lint' | 'check'
  command: string
  /** The last two only of checks. `unfinished`: still under way when another had failed. */
  outcome: 'passed' | 'failed' | 'timed-out' | 'output-limit' | 'skipped' | 'unfinished'
  exitCode: number | null
  seconds: number
  /** The last lines of what it printed, control characters removed, not yet escaped for Markdown. */
  tail: string
}

/** What a decision asks the shell to look up before it can be made. */
export type Query =
  | { kind: 'permission'; actor: Actor }
  /** Whose login this is. Advice: null at once where it cannot be had. */
  | { kind: 'account'; login: string }
  | { kind: 'diff'; base: string; head: string }
  | { kind: 'config-history' }
  /** An issue that is no packet, named as a dependency: read into the mirror, or noted in `lookups.noIssue`. */
  | { kind: 'issue'; number: number }
  /** The three below are for advice and for the contract check: one that cannot be had is answered with null at once. */
  | { kind: 'conflict'; one: string; other: string }
  /** `scope`: paths and globs as in a packet's boundaries. */
  | { kind: 'exports'; head: string; scope: string[] }
  | { kind: 'declarations'; code: string }
  /** Advice, too: what a repository without a configuration has already. */
  | { kind: 'setup' }
  /** The next six are about a merge that rules or reviews have a say in. One that cannot be had is answered with null at once. */
  | { kind: 'rules'; branch: string }
  /** `pulls`: of which it is to be known what happened to them in the queue. */
  | { kind: 'queue'; branch: string; pulls: number[] }
  | { kind: 'required'; head: string; checks: RequiredCheck[] }
  | { kind: 'unsigned'; head: string; pull: number }
  /** Closed pull requests from these branches, and who pushed to them: read into the mirror. */
  | { kind: 'branches'; names: string[] }
  /** Whether the tree of `merge` is what a trial merge of `head` onto `base` has. */
  | { kind: 'merged-tree'; base: string; head: string; merge: string }
  /** What is reachable from a tip. Asked of many commits at once, since it decides what is delivered. */
  | { kind: 'contains'; tip: string; commits: string[] }
  /** Reverts between a commit (left out) and a tip. */
  | { kind: 'reverts'; tip: string; since: string }
  /** Whose commits the branches of packets hold. */
  | { kind: 'ahead'; base: string; heads: string[] }
  /** Whether all that came between the two commits are clean merges of the base branch. */
  | { kind: 'base-merge'; branch: string; before: string; after: string }

/** Two queries with one key ask for the same. */
export const queryKey = (query: Query): string => {
  switch (query.kind) {
    case 'permission':
      return `permission ${query.actor.id}`
    case 'account':
      return `account ${query.login}`
    case 'diff':
      return `diff ${diffKey(query.base, query.head)}`
    case 'issue':
      return `issue ${query.number}`
    case 'config-history':
    case 'setup':
      return query.kind
    case 'rules':
      return `rules ${query.branch}`
    case 'queue':
      return `queue ${query.branch} ${query.pulls.join(',')}`
    case 'required':
      return `required ${query.head}`
    case 'unsigned':
      return `unsigned ${query.head}`
    case 'merged-tree':
      return `merged-tree ${mergedKey(query.base, query.head, query.merge)}`
    case 'contains':
      return `contains ${query.tip} ${query.commits.join(' ')}`
    case 'reverts':
      return `reverts ${revertsKey(query.tip, query.since)}`
    case 'ahead':
      return `ahead ${aheadKey(query.base, query.heads)}`
    case 'branches':
      return `branches ${query.names.join(' ')}`
    case 'base-merge':
      return `base-merge ${baseMergeKey(query.before, query.after)}`
    case 'conflict':
      return `conflict ${conflictKey(query.one, query.other)}`
    case 'exports':
      return `exports ${exportsKey(query.head, query.scope)}`
    case 'declarations':
      return `declarations ${query.code}`
  }
}
