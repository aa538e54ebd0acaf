/** What the API layers see of the forge. See `createForge`. */
import type { Installation, Repo, User, World } from './model.ts'
import type { WorkflowPlayer } from './verbs/workflows.ts'

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
  /** Put an event into the outbox; `payload` is what GitHub would send besides repository, sender and installation. */
  emit(repo: Repo, event: string, action: string | null, sender: User, payload: Record<string, unknown>): void
  /** The same for what concerns an installation and no single repository: its App gets it unasked, and in any state. */
  emitTo(
    installation: Installation,
    event: string,
    action: string,
    sender: User,
    payload: Record<string, unknown>,
  ): void
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
