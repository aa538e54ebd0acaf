/** What the rooms of the shell promise each other. The loop knows only these; tests give it small fakes of them. */
import type { Action } from '../core/actions.ts'
import type { RightsFact } from '../core/authorize/app-permissions.ts'
import type { Reported } from '../core/checks/reported.ts'
import type { ExportedName, FileExports } from '../core/contract/reading.ts'
import type { QueueFact } from '../core/merging/queue.ts'
import type { BranchRule, RequiredCheck } from '../core/merging/rules.ts'
import type { PacketReading } from '../core/parse/packet/reading.ts'
import type { CommentReading } from '../core/parse/report/reading.ts'
import type { DiffFact, Permission, Revert, SetupFact, TrialFact, TrialStep } from '../core/snapshot/queries.ts'
import type {
  Actor,
  CommentFact,
  CommentRevision,
  IssueFact,
  IssueRevision,
  PullFact,
  ReviewFact,
  SnapshotData,
} from '../core/snapshot/snapshot.ts'

export interface RepoRef {
  installationId: number
  repoId: number
  owner: string
  name: string
  /** Its installation has many repositories: see `RepoFact.oneOfMany`. */
  oneOfMany?: boolean
  /** What its installation grants, as last listed. */
  rights?: RightsFact
}

/** What may have changed on GitHub and should be read again. A hint only: reading too much is harmless. */
export interface Hints {
  /** Look at everything. */
  all: boolean
  /** Look whether anything changed since the last look; cheap where nothing did. */
  news?: boolean
  /** Numbers of issues and pull requests. */
  issues: number[]
  /** What is to be seen there. GitHub may for a moment answer as things stood before; then it is asked again. */
  announced?: Announced[]
  /** Branches, activity and configuration. Branches and configuration are read with any issue, too. */
  refs: boolean
  /** Commits whose check runs moved. */
  checks: string[]
  /** Trial commits that something was reported on. */
  trials?: string[]
  /** Issues whose "blocked by" changed. */
  links?: number[]
  /** A rule of the base branch refused to have it set directly. */
  rules?: boolean
}

/** What must be seen on an issue or pull request once GitHub shows its present state. */
export interface Announced {
  number: number
  /** Id of a comment. */
  comment?: number
  /** Milliseconds: it was changed then. */
  at?: number
}

type RawComment = Omit<CommentFact, 'revisions'> & { revisions: Omit<CommentRevision, 'reading'>[] }
type RawIssue = Omit<IssueFact, 'revisions' | 'comments'> & {
  revisions: Omit<IssueRevision, 'reading'>[]
  comments: RawComment[]
}
type RawReview = Omit<ReviewFact, 'comment'> & { comment?: RawComment }
type RawPull = Omit<PullFact, 'comments' | 'lineComments' | 'reviews'> & {
  comments: RawComment[]
  lineComments?: RawComment[]
  reviews: RawReview[]
}

export type { RawComment, RawIssue, RawPull, RawReview }

/** GitHub's objects as last seen: facts without readings, lookups, refusals and the time. Plain JSON. */
export type Mirror = Omit<SnapshotData, 'now' | 'issues' | 'pulls' | 'results' | 'refused'> & {
  issues: RawIssue[]
  pulls: RawPull[]
}

/** One repository on GitHub, through one installation. */
export interface GitHub {
  /** Reads what the hints name (everything when `previous` is null) and gives the new mirror. */
  read(previous: Mirror | null, hints: Hints): Promise<Mirror>
  /**
   * The mirror with what belongs to these branches and lists by time may not show: closed pull requests from them, and
   * who pushed to them. Missing: what `read` gives is all there is.
   */
  branches?(previous: Mirror, names: string[]): Promise<Mirror>
  permission(actor: Actor): Promise<Permission>
  /** Id of the account with this login. */
  account(login: string): Promise<number | 'nobody'>
  /** Earlier texts of `.github/switchyard.yml` on the default branch, newest first, at most 5. */
  configHistory(): Promise<string[]>
  /** What the default branch has that an offer of a configuration must know. */
  setup(): Promise<SetupFact>
  /** What rules ask of a branch; null where GitHub does not say. Read again where they changed. */
  rules(branch: string): Promise<BranchRule[] | null>
  /** The merge queue of a branch, with what happened in it to these pull requests; null where it may not be seen. */
  queue(branch: string, pulls: number[]): Promise<QueueFact | null>
  /** Which of these checks have not passed on a commit. */
  missing(head: string, checks: RequiredCheck[]): Promise<RequiredCheck[]>
  /** How many commits of a pull request with this head carry no verified signature; null: it cannot be told. */
  unsigned(pull: number, head: string): Promise<number | null>
  /**
   * Does one action; what GitHub answered is put into `mirror` so that it need not be read again. `fence` is asked right
   * before each request; without one there is nobody else who could act.
   */
  execute(action: Action, mirror: Mirror, fence?: Fence): Promise<Outcome>
  /**
   * The same for the first of these, and for as many after it as can share its request: an outcome for each that was
   * tried, in their order. Missing: each goes alone.
   */
  performTogether?(actions: readonly Action[], mirror: Mirror, fence?: Fence): Promise<Outcome[]>
  /** What is reported on the bot's own commit at the tip of its scratch branch. */
  reports(branch: string, sha: string): Reports
  /** Where git reaches the repository, with a token that is fresh enough for one command. */
  remote(): Promise<GitRemote>
}

/** One trial commit as workflows and other services see it. What it throws, `explain` knows. */
export interface Reports {
  /** When the commit was pushed, in milliseconds; null when GitHub does not list it yet. */
  pushedAt(): Promise<number | null>
  /** Everything reported so far; jobs of workflows only when asked for. */
  look(withJobs: boolean): Promise<Reported[]>
  /** What is known about the failed one with this address, of the last look; '' when nothing is. */
  failureText(url: string): Promise<string>
}

/** Whether this process may still act for the repository. */
export interface Fence {
  /** Resolves when it may, for longer than any request takes; else rejects, and `isLost` is true from then on. */
  check(): Promise<void>
  isLost(): boolean
}

export interface GitRemote {
  url: string
  /** Value of an `Authorization` header; '' for a local path. Never put on a command line or into an error. */
  authorization: string
}

/** Errors are typed by what happens next. */
export type Outcome =
  | { kind: 'done'; reread?: Partial<Hints> }
  /** Final: remembered under the action's key and told to people. */
  | { kind: 'refused'; status: number; message: string }
  /** GitHub is in the way for a while, or it is unknown whether the action took effect: look again, then decide anew. */
  /** `untried`: nothing was asked of GitHub, because its limits leave no room yet. Only this has to wait. */
  | { kind: 'later'; afterMs: number; message: string; untried?: true }
  /** The world is not as the decision saw it: look again at once. */
  | { kind: 'outdated'; reread: Partial<Hints> }
  /** Another process works on this repository now. */
  | { kind: 'lost' }
  /** The App was removed or suspended: stop working on this repository. */
  | { kind: 'stop'; message: string }

/** The bot's bare mirror of one repository. One caller at a time. */
export interface GitMirror {
  fetch(remote: GitRemote): Promise<void>
  has(sha: string): Promise<boolean>
  diff(base: string, head: string): Promise<DiffFact>
  /** Makes the trial merge commit, the same commit id each time for the same pair (fixed author and dates). */
  trial(
    base: string,
    head: string,
    message: string,
  ): Promise<{ trial: string } | { conflict: string[] } | { gone: true }>
  /** Whether `merge` has the tree of a trial merge of the two; null when one of them is not here. */
  isMergeOf(base: string, head: string, merge: string): Promise<boolean | null>
  /** Those of the commits that are reachable from `tip`; null when `tip` is not here. */
  contained(tip: string, commits: string[]): Promise<string[] | null>
  /** What commits of `tip` that `since` lacks say they revert; null when `tip` is not here. */
  reverts(tip: string, since: string): Promise<Revert[] | null>
  /** Commits of the heads that `base` lacks, with their parents; null when one is not here, or there are too many. */
  ahead(base: string, heads: string[]): Promise<Record<string, string[]> | null>
  /**
   * Whether all commits from `before` to `after` are clean merges of BRANCH; `not-yet`: of something that is not on BRANCH
   * by now; null when one of the two is not here.
   */
  isBaseMerge(branch: string, before: string, after: string): Promise<'yes' | 'no' | 'not-yet' | null>
  /** `sha` to `refs/heads/BRANCH`, forced (only ever used for the bot's own scratch branches). */
  push(remote: GitRemote, sha: string, branch: string): Promise<void>
  /** A standalone copy of the tree (no repository in it). */
  exportTree(sha: string, dir: string): Promise<void>
  /** Files that two branches would conflict in (empty: none do); null when a commit is not here. Leaves no objects. */
  conflicts(one: string, other: string): Promise<string[] | null>
  /** Texts of the files of a commit whose paths `wanted` takes; null when the commit is not here. */
  files(sha: string, wanted: (path: string) => boolean, bounds: FileBounds): Promise<FilesRead | null>
}

export interface FileBounds {
  /** So many files at most, in order of their paths. */
  files: number
  /** Bytes; larger files are left out. */
  size: number
  /** Bytes of all together. */
  total: number
}

export interface FilesRead {
  /** Ordinary files only: links and submodules are left out. */
  files: { path: string; text: string }[]
  /** Wanted files beyond the bounds. */
  left: number
}

export interface RunnerJob {
  /** Empty folder's parent is the runner's own; the tree is exported into it by `prepare`. */
  prepare(dir: string): Promise<void>
  commands: { name: TrialStep['name']; command: string }[]
  timeoutMs: number
  signal: AbortSignal
  onStep?(name: TrialStep['name']): void
}

export interface Runner {
  run(job: RunnerJob): Promise<TrialStep[]>
}

/** Turns texts into readings, never taking more than its bound; remembers what it read. */
export interface TextReader {
  packet(title: string, body: string): Promise<PacketReading>
  comment(body: string): Promise<CommentReading>
  close(): Promise<void>
}

/** Everything the loop has read for it. */
export interface Reader extends TextReader {
  /** Closed with the rest. */
  code: CodeReader
}

/** Reads code, never taking more than its bound for one text; remembers what it read. */
export interface CodeReader {
  file(path: string, source: string): Promise<FileExports>
  /** null: it cannot be read. */
  declarations(code: string): Promise<ExportedName[] | null>
}

export type { TrialFact }
