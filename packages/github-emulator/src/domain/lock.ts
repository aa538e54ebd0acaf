import type { Repo } from './model.ts'

const tails = new WeakMap<Repo, Promise<unknown>>()

/** Runs `action` after all that were asked before it for the same repository: refs change one at a time. */
export function withRepoLock<T>(repo: Repo, action: () => Promise<T>): Promise<T> {
  const before = tails.get(repo) ?? Promise.resolve()
  const mine = before.then(action, action)
  tails.set(
    repo,
    mine.catch(() => {}),
  )
  return mine
}
