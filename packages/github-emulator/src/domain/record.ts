import type { Forge, RepoContext } from './forge.ts'
import type { Issue, Repo, Revision, TimelineEvent, User } from './model.ts'

/** Steps that every verb shares. */

type EventMore = Partial<Omit<TimelineEvent, 'id' | 'issue' | 'kind' | 'actorId' | 'at'>>

/** Adds a row to the issue's timeline. */
export function timeline(
  { forge, actor, repo }: RepoContext,
  issue: Issue,
  kind: TimelineEvent['kind'],
  more: EventMore = {},
): void {
  const row = { id: forge.newId(), issue: issue.number, kind, actorId: actor.id, at: forge.clock.now(), ...more }
  repo.events.push(row)
}

/** Adds a revision to the history. GitHub shows the editor only from the second revision on. */
export function revise(forge: Forge, revisions: Revision[], actor: User, body: string): void {
  revisions.push({ at: forge.clock.now(), editorId: actor.id, body })
}

/** `updatedAt` never goes back, even when the clock does. */
export function bump(forge: Forge, thing: { updatedAt: number }): void {
  thing.updatedAt = Math.max(forge.clock.now(), thing.updatedAt)
}

const tails = new WeakMap<Repo, Promise<unknown>>()

/** Runs `action` after all earlier ones of the same repository, so that refs change one at a time. */
export function withRepoLock<T>(repo: Repo, action: () => Promise<T>): Promise<T> {
  const before = tails.get(repo) ?? Promise.resolve()
  const mine = before.then(action, action)
  tails.set(
    repo,
    mine.catch(() => {}),
  )
  return mine
}
