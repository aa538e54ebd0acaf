/** What the API layers see of the forge. See `createForge`. */
import type { DomainEvent } from './events.ts'
import type { Repo, User, World } from './model.ts'

export interface Forge {
  world: World
  clock: Clock
  /** Address the server is reached at, without a slash at the end; the server sets it when it knows its port. */
  baseUrl: string
  /** Where the bare repositories lie; `bareDir(repo)` is one of them. */
  bareDir(repo: Repo): string
  newId(): number
  /** Chooses an issue's number where a test needs the same one in every run; else they are counted. */
  numberFor?(repo: Repo, actor: User, body: string | null): number
  /** Say that this object changed, so that it is saved before the answer goes out. */
  touch(): void
  /** Plays the machines of GitHub Actions; without it no workflow ever runs. */
  workflows?: WorkflowPlayer
  /** Says that something happened; whoever listens is called before this returns. */
  emit(event: DomainEvent): void
}

/** Who does something in which repository: what every verb takes first. */
export interface RepoContext {
  forge: Forge
  actor: User
  repo: Repo
}

export interface Clock {
  now(): number
}

/** Who makes a request, as the token says. */
export type Viewer =
  | { kind: 'anonymous' }
  | { kind: 'user'; user: User }
  | { kind: 'app'; appId: number }
  | { kind: 'installation'; installationId: number; appId: number; user: User }

/** One job of a workflow run, for whoever plays GitHub's machines. */
export interface PlayedJob {
  repo: Repo
  sha: string
  branch: string
  /** The job's. */
  name: string
  commands: string[]
  /** Puts the commit's files into a folder. */
  checkout(dir: string): Promise<void>
  begin(): void
  /** @param log what the machine printed, without times */
  end(conclusion: 'success' | 'failure' | 'cancelled' | 'skipped', log: string): void
}

/** Plays one job now or later; a job it leaves alone stays queued. */
export type WorkflowPlayer = (job: PlayedJob) => void | Promise<void>
