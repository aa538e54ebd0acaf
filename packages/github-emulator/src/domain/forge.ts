/** The forge as the API layers see it. See `createForge`. */
import type { DomainEvent } from './events.ts'
import type { Repo, User, World } from './model.ts'
import type { ServerKind } from './server.ts'

export interface Forge {
  world: World
  clock: Clock
  /** The server's address, without a slash at the end. The server sets it when it knows its port. */
  baseUrl: string
  /** Missing: GitHub with every feature. */
  kind?: ServerKind
  /** The folder of the bare repositories; `bareDir(repo)` is one of them. */
  bareDir(repo: Repo): string
  newId(): number
  /** Chooses an issue's number, for tests that need the same number in every run. Without it, numbers are counted. */
  numberFor?(repo: Repo, actor: User, body: string | null): number
  /** Marks the world as changed, so that it is saved before the response is sent. */
  touch(): void
  /** Runs the jobs of GitHub Actions; without it no workflow runs. */
  workflows?: WorkflowPlayer
  /** Emits an event. Listeners are called before this returns. */
  emit(event: DomainEvent): void
}

/** The account that acts and the repository it acts in. Every verb takes it first. */
export interface RepoContext {
  forge: Forge
  actor: User
  repo: Repo
  /** What its token may do, where that is less than what the account may. */
  viewer?: Viewer
}

export interface Clock {
  now(): number
}

/** What a token was narrowed to. Missing: what its installation has. */
export interface TokenScope {
  repoIds?: number[]
  permissions?: Record<string, 'read' | 'write'>
}

/** The account that makes a request, as its token says. */
export type Viewer =
  | { kind: 'anonymous' }
  | { kind: 'user'; user: User }
  | { kind: 'app'; appId: number }
  | { kind: 'installation'; installationId: number; appId: number; user: User; scope?: TokenScope }

/** One job of a workflow run, for the runner that plays GitHub's machines. */
export interface PlayedJob {
  repo: Repo
  sha: string
  branch: string
  /** The job's. */
  name: string
  commands: string[]
  /** Writes the commit's files into a folder. */
  checkout(dir: string): Promise<void>
  begin(): void
  /** @param log what the machine printed, without times */
  end(conclusion: JobConclusion, log: string): void
}

/** How a job may end. GitHub: a run ends as the worst of its jobs. */
export type JobConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'

/** Runs one job now or later. A job that it ignores stays queued. */
export type WorkflowPlayer = (job: PlayedJob) => void | Promise<void>
