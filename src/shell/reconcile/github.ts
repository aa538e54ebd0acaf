/** The port to GitHub: what the reconciler asks of one repository, and what errors of GitHub mean. */
import type { Action } from '../../core/actions.ts'
import type { InstallationPermissions } from '../../core/authorize/app-permissions.ts'
import type { Reported } from '../../core/checks/reported.ts'
import type { QueueFact } from '../../core/merging/queue.ts'
import type { BranchRule, RequiredCheck } from '../../core/merging/rules.ts'
import type { StackFact } from '../../core/merging/stack.ts'
import type { StandingFact } from '../../core/merging/standing.ts'
import type { DiffFact, Permission, SetupFact } from '../../core/snapshot/queries.ts'
import type { Actor } from '../../core/snapshot/snapshot.ts'
import type { Hints } from './hints.ts'
import type { Mirror } from './mirror.ts'

export interface RepoRef {
  installationId: number
  repoId: number
  owner: string
  name: string
  /** Its installation has many repositories: see `RepoFact.oneOfMany`. */
  oneOfMany?: boolean
  /** The permissions of its installation, as listed last. */
  rights?: InstallationPermissions
}

/** One repository on GitHub, through one installation. */
export interface GitHub {
  /** Reads what the hints name (everything when `previous` is null) and returns the new mirror. */
  read(previous: Mirror | null, hints: Hints): Promise<Mirror>
  /**
   * Adds to the mirror what belongs to these branches and is too old for `read`: closed pull requests from them, and who
   * pushed to them. Missing: `read` returns everything.
   */
  branches?(previous: Mirror, names: string[]): Promise<Mirror>
  permission(actor: Actor): Promise<Permission>
  /** Returns the id of the account with this login. */
  account(login: string): Promise<number | 'nobody'>
  /** Returns earlier texts of `.github/switchyard.yml` on the default branch, newest first, at most 5. */
  configHistory(): Promise<string[]>
  /** Returns what an offer of a configuration must know about the default branch. */
  setup(): Promise<SetupFact>
  /** Returns the rules of a branch; null when GitHub does not show them. Conditional: unchanged rules cost nothing. */
  rules(branch: string): Promise<BranchRule[] | null>
  /** Returns the merge queue of a branch, with its events for these pull requests; null when GitHub does not show it. */
  queue(branch: string, pulls: number[]): Promise<QueueFact | null>
  /** Returns the open stacks of pull requests; null when the server has none, which is found out once a day. */
  stacks(): Promise<StackFact[] | null>
  /** Returns the checks that have not passed on a commit. */
  missing(head: string, checks: RequiredCheck[]): Promise<RequiredCheck[]>
  /** Returns the changed files of a pull request; `mergeBase` null: there are too many to read. */
  filesOf(pull: number): Promise<DiffFact>
  /** Counts the commits of a pull request with this head that have no verified signature; null: unknown. */
  unsigned(pull: number, head: string): Promise<number | null>
  /** Returns what GitHub says of a pull request with this head; null: it has another head. One request. */
  standing(pull: number, head: string): Promise<StandingFact | null>
  /**
   * Executes one action. GitHub's answer is written to `mirror`, so that it need not be read again.
   *
   * @param fence checked right before each request; missing: no other process can act
   */
  execute(action: Action, mirror: Mirror, fence?: Fence): Promise<Outcome>
  /**
   * Executes the first of these actions, and as many of the next as can share its request. Missing: one at a time.
   *
   * @returns an outcome for each that was tried, in their order
   */
  executeTogether?(actions: readonly Action[], mirror: Mirror, fence?: Fence): Promise<Outcome[]>
  /** Returns a reader for what is reported on the bot's own commit at the tip of its scratch branch. */
  reports(branch: string, sha: string): Reports
  /** Returns the address for git, with a token that is valid long enough for one command. */
  /** @param to what git does there: its token can do nothing else */
  remote(to: 'fetch' | 'push'): Promise<GitRemote>
}

/** Reads what workflows and other services report on one trial commit. `explain` knows the errors that it throws. */
export interface Reports {
  /** Returns when the commit was pushed, in milliseconds; null when GitHub does not list it yet. */
  pushedAt(): Promise<number | null>
  /** Returns everything reported so far; jobs of workflows only on request. */
  read(withJobs: boolean): Promise<Reported[]>
  /** Returns what is known about the failure with this address in the last `read`; '' when nothing is. */
  failureText(url: string): Promise<string>
}

/** Tells whether this process may still act for the repository. */
export interface Fence {
  /** Resolves when it may, for longer than any request takes. Else rejects, and `isLost` is true from then on. */
  check(): Promise<void>
  isLost(): boolean
}

export interface GitRemote {
  url: string
  /** Value of an `Authorization` header; '' for a local path. Never put it on a command line or into an error. */
  authorization: string
}

/** The result of an action, classified by the required reaction. */
export type Outcome =
  | { kind: 'done'; reread?: Partial<Hints> }
  /** Final: remembered under the action's key and reported to people. */
  | { kind: 'refused'; status: number; message: string }
  /**
   * GitHub is unavailable for a while, or it is unknown whether the action took effect: read again, then decide again.
   * `untried`: no request was sent, because the action is over budget. Only this action has to wait. `underWay`: GitHub
   * is at work on it, and what else there is to do goes on.
   */
  | { kind: 'later'; afterMs: number; message: string; untried?: true; underWay?: true }
  /** GitHub refused this way of merging; another may be open. `message` is only shown. */
  | { kind: 'not-this-way'; message: string; reread: Partial<Hints> }
  /** The decision was based on an outdated snapshot: read again at once. */
  | { kind: 'outdated'; reread: Partial<Hints> }
  /** Another process works on this repository now. */
  | { kind: 'lost' }
  /** The App was removed or suspended: stop working on this repository. */
  | { kind: 'stop'; message: string }

/** An error with a known outcome. Its message is GitHub's own and contains nothing of the request. */
export class OutcomeError extends Error {
  readonly outcome: Outcome

  constructor(message: string, outcome: Outcome) {
    super(message)
    this.name = 'OutcomeError'
    this.outcome = outcome
  }
}
