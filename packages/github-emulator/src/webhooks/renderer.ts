import type { EventKind, EventOf } from '../domain/events.ts'
import type { Forge } from '../domain/forge.ts'
import type { Installation, Repo, User } from '../domain/model.ts'

/** A webhook without what all of them carry: repository, organization, sender and installation. */
export interface Webhook {
  /** What it goes to: whoever is installed on a repository, or one installation. */
  about: { repo: Repo } | { installation: Installation }
  event: string
  action: string | null
  actor: User
  /** The only App that hears of it; missing: all that are installed and subscribed. */
  appId?: number
  payload: Record<string, unknown>
}

/** One renderer for each of these kinds of events. */
export type Renderers<K extends EventKind> = { [One in K]: (forge: Forge, event: EventOf<One>) => Webhook[] }

/** One webhook about the event's repository. */
export function one(
  { repo, actor }: { repo: Repo; actor: User },
  name: string,
  payload: Record<string, unknown>,
): Webhook[] {
  const [event = '', action = null] = name.split('.')
  return [{ about: { repo }, event, action, actor, payload }]
}
