/** The queries that a decision may ask the shell to look up, and their results. */
import type { CodeReading, ExportedName } from '../contract/reading.ts'
import type { QueueFact } from '../merging/queue.ts'
import type { RequiredCheck, RulesFact } from '../merging/rules.ts'
import type { StackFact } from '../merging/stack.ts'
import type { StandingFact } from '../merging/standing.ts'
import type { WorkflowFile } from '../setup/workflows.ts'
import type { Actor } from './snapshot.ts'

/** Results of queries, by key. A missing key means "not looked up yet". null means that the lookup gave no answer. */
export interface QueryResults {
  /** By user id: the permission on the repository, read from GitHub in this round. */
  permissions: Record<string, Permission>
  /** By login in lower case: the account's id; `nobody`: no account has this login. */
  accounts?: Record<string, number | 'nobody' | null>
  /** By `diffKey`: what the head changed since the merge base. */
  diffs: Record<string, DiffFact>
  /** By the key of the `trial` action (`BASE:HEAD:ATTEMPT`): the result of the trial merge. */
  trials: Record<string, TrialFact>
  /** Numbers that were looked up and are not issues here. */
  noIssue: number[]
  /** By `conflictKey`: the files in which two commits conflict when both are merged. */
  conflicts: Record<string, string[] | null>
  /** By `exportsKey`: what the code of a commit exports. */
  exports: Record<string, CodeReading | null>
  /** By the code itself: what a contract's TypeScript declares; null when it cannot be parsed. */
  declarations: Record<string, ExportedName[] | null>
  /** What the repository has, for the offer of a configuration. */
  setup?: SetupFact | null
  /** The default branch's rules. Looked up when a packet may merge soon. */
  rules?: RulesFact | null
  /** Rules of other base branches, by branch. */
  otherRules?: Record<string, RulesFact | null>
  /** GitHub's merge queues of other base branches, by branch. */
  otherQueues?: Record<string, QueueFact | null>
  /** GitHub's merge queue of the default branch, if its rules require one; null when the App cannot read it. */
  queue?: QueueFact | null
  /** Stacks of pull requests; null: the server has none, or does not show them. Looked up when one stands on another. */
  stacks?: StackFact[] | null
  /** By head: the checks required by rules that have not passed on it. */
  required?: Record<string, RequiredCheck[] | null>
  /** By head: the number of the pull request's commits without a verified signature. */
  unsigned?: Record<string, number | null>
  /** By head: what GitHub says of its pull request. */
  standing?: Record<string, StandingFact | null>
  /** By `mergedKey`: whether the merge has exactly the tree that was tested. */
  mergedTrees?: Record<string, boolean | null>
  /** By `containsKey`: whether a commit is reachable from a tip. */
  contains?: Record<string, boolean | null>
  /** By `revertsKey`: the reverts between a commit and a tip. */
  reverts?: Record<string, Revert[] | null>
  /** By `aheadKey`: the commits of some heads that a base lacks, with their parents. */
  ahead?: Record<string, Record<string, string[]> | null>
  /** Branches whose closed pull requests and pushes are all known, however old; missing: all branches. */
  branches?: string[]
  /** By `baseMergeKey`: whether a push merged the base branch and added nothing else. */
  baseMerges?: Record<string, boolean | null>
}

export const containsKey = (tip: string, commit: string): string => `${commit}<${tip}`

/** A revert of a commit (its id or a prefix) or of a pull request (its number). */
export interface Revert {
  by: string
  at: number
  commit: string | null
  pull: number | null
  /** `OWNER/NAME` before the pull request's number; missing when there is none. */
  repo?: string
}

export const revertsKey = (tip: string, since: string): string => `${since}..${tip}`

export const aheadKey = (base: string, heads: readonly string[]): string => `${base} ${[...heads].sort().join(' ')}`

/** Key of the changes of `head` since its merge base with `base`. */
export const diffKey = (base: string, head: string): string => `${base}...${head}`

/** Key of GitHub's merge of a head that was tested on a base. */
export const mergedKey = (base: string, head: string, merge: string): string => `${base}:${head}:${merge}`

/** Key of a push to a packet's branch. */
export const baseMergeKey = (before: string, after: string): string => `${before}:${after}`

/** What a repository without a configuration has on its default branch. */
export interface SetupFact {
  /** Existing paths: those that the App may offer, and other files in their folders below `.github/`. */
  present: string[]
  workflows: WorkflowFile[]
}

/** Key of the conflicts between two commits, in either order. */
export const conflictKey = (one: string, other: string): string => [one, other].sort().join('...')

export const exportsKey = (head: string, scope: string[]): string => [head, ...scope].join('\n')

export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none' | 'unknown'

export interface FileChange {
  path: string
  /** The old path of a renamed file. */
  from: string | null
  kind: 'added' | 'modified' | 'removed' | 'renamed' | 'type-changed'
  additions: number
  deletions: number
  /** Symbolic links and submodules are listed by their own path and never followed. */
  mode: 'file' | 'symlink' | 'submodule'
}

export interface DiffFact {
  /** null: no common ancestor, or one of the two commits no longer exists. */
  mergeBase: string | null
  /** Commits in HEAD that BASE does not have. */
  ahead: number
  behind: number
  files: FileChange[]
  /** Both commits exist and have no common ancestor. */
  unrelated?: boolean
  /** Merging HEAD into BASE would change nothing; missing: it would change something or conflict. */
  nothing?: boolean
}

/** Result of a trial merge; `running` while this process works on it. */
export type TrialFact =
  | { state: 'running'; startedAt: number; step: string }
  | { state: 'conflict'; files: string[] }
  | {
      state: 'finished'
      trial: string
      ok: boolean
      steps: TrialStep[]
      startedAt: number
      finishedAt: number
      selected?: SelectedNote
    }
  /** No test ran: the operator does not allow it, no command is configured, or a commit no longer exists. */
  | {
      state: 'not-run'
      /**
       * `push-refused`: GitHub's rules refuse the scratch branch. The last three: no workflow or service reported, some
       * required ones did not, or one ended without a result.
       */
      why:
        | ('not-allowed' | 'no-command' | 'gone' | 'error' | 'push-refused')
        | ('nothing-reported' | 'not-reported' | 'interrupted')
      detail: string
    }

/** What `tests` of the configuration left out, and why. */
export interface SelectedNote {
  /** Entries that were not run: no changed file is in their paths. */
  left: string[]
  /** A changed file that no entry names. */
  uncovered: string | null
  /** Nothing was run: the tests passed on this base, and it moved only by files of other entries. */
  passedOn?: string
}

export interface TrialStep {
  /** `check`: a workflow, check or status of the repository, named in `command`. */
  name: 'setup' | 'test' | 'lint' | 'check'
  command: string
  /** The entry of `tests` that it belongs to. */
  entry?: string
  /** The last two occur only for checks. `unfinished`: still running when another one failed. */
  outcome: 'passed' | 'failed' | 'timed-out' | 'output-limit' | 'skipped' | 'unfinished'
  exitCode: number | null
  seconds: number
  /** The last lines of its output, without control characters, not escaped for Markdown. */
  tail: string
}

/** What a decision asks the shell to look up before any action. */
export type Query =
  | { kind: 'permission'; actor: Actor }
  /** The account with this login. Optional: answered with null when the lookup fails. */
  | { kind: 'account'; login: string }
  /** `pull`: the files are read from this pull request of a fork; `base` is then `#NUMBER`. */
  | { kind: 'diff'; base: string; head: string; pull?: number }
  | { kind: 'config-history' }
  /** An issue that a packet depends on and that is not a packet: read into the mirror, or noted in `noIssue`. */
  | { kind: 'issue'; number: number }
  /** The next three are for advice and the contract check. Optional: answered with null when the lookup fails. */
  | { kind: 'conflict'; one: string; other: string }
  /** `scope`: paths and globs as in a packet's boundaries. */
  | { kind: 'exports'; head: string; scope: string[] }
  | { kind: 'declarations'; code: string }
  /** What a repository without a configuration already has. Optional too. */
  | { kind: 'setup' }
  /** The next eight concern merges under rules or reviews. Optional: answered with null when the lookup fails. */
  | { kind: 'rules'; branch: string }
  /** `pulls`: the pull requests whose queue events are needed. */
  | { kind: 'queue'; branch: string; pulls: number[] }
  /** `chain`: what stands on what, so that it is asked again when that changes. */
  | { kind: 'stacks'; chain: string }
  | { kind: 'required'; head: string; checks: RequiredCheck[] }
  | { kind: 'unsigned'; head: string; pull: number }
  | { kind: 'standing'; head: string; pull: number }
  /** Closed pull requests from these branches and the pushes to them, read into the mirror. */
  | { kind: 'branches'; names: string[] }
  /** Whether `merge` has the same tree as a trial merge of `head` onto `base`. */
  | { kind: 'merged-tree'; base: string; head: string; merge: string }
  /** Which of the commits are reachable from a tip. Decides which packets are delivered. */
  | { kind: 'contains'; tip: string; commits: string[] }
  /** Reverts between a commit (exclusive) and a tip. */
  | { kind: 'reverts'; tip: string; since: string }
  /** Commits of the packets' branches that the base lacks. */
  | { kind: 'ahead'; base: string; heads: string[] }
  /** Whether only clean merges of the base branch lie between the two commits. */
  | { kind: 'base-merge'; branch: string; before: string; after: string }

/** Returns the key of a query. Queries with the same key ask for the same thing. */
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
    case 'stacks':
      return `stacks ${query.chain}`
    case 'required':
      return `required ${query.head}`
    case 'unsigned':
      return `unsigned ${query.head}`
    case 'standing':
      return `standing ${query.head}`
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
