/** The port to GitHub: what the reconciler asks of one repository, and what errors of GitHub mean. */
import type { Action } from '../../core/actions.ts'
import type { InstallationPermissions } from '../../core/authorize/app-permissions.ts'
import type { Reported } from '../../core/checks/reported.ts'
import type { QueueFact } from '../../core/merging/queue.ts'
import type { BranchRule, RequiredCheck } from '../../core/merging/rules.ts'
import type { Permission, SetupFact } from '../../core/snapshot/queries.ts'
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
  /** What its installation grants, as last listed. */
  rights?: InstallationPermissions
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

/** An error whose outcome is known. Its message is GitHub's own, without anything of the request. */
export class OutcomeError extends Error {
  readonly outcome: Outcome

  constructor(message: string, outcome: Outcome) {
    super(message)
    this.name = 'OutcomeError'
    this.outcome = outcome
  }
}
