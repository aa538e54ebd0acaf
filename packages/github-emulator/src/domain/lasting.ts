/** Caches git's answers that can never change. Starting a process for each would be most of the emulator's work. */
import type { User } from './model.ts'

export interface GitResult {
  code: number
  stdout: string
  /** The same as `stdout`, byte for byte. */
  bytes: Buffer
  stderr: string
}

export interface GitOptions {
  input?: string | Buffer
  /** Author and committer, with the time in milliseconds. */
  as?: { user: User; at: number }
  /** A temporary index file in which trees are built. */
  index?: string
}

const commands = new Set(['cat-file', 'diff-tree', 'log', 'merge-base', 'merge-tree', 'rev-list', 'rev-parse'])
const ID = '[0-9a-f]{40}'
/** One object, a range of commits, what is not to be reached from one, or a path in a commit. */
const lastingName = new RegExp(`^\\^?${ID}(\\^\\{\\w+\\}|\\.{2,3}${ID})?$`)
const lastingInput = new RegExp(`^${ID}:\\S+\n$`)
const kindOfObject = new Set(['blob', 'commit', 'tree'])

/** Whether the answer depends on nothing but objects that are named by their full id. */
export function isLasting([command = '', ...rest]: readonly string[], { input, index, as }: GitOptions): boolean {
  if (!commands.has(command) || index !== undefined || as !== undefined) return false
  if (input !== undefined) return command === 'cat-file' && typeof input === 'string' && lastingInput.test(input)
  const names = rest.filter((arg) => !arg.startsWith('-') && !kindOfObject.has(arg))
  return names.length > 0 && names.every((name) => lastingName.test(name))
}

const most = 5000
/** Repositories whose answers are cached. */
const mostPlaces = 50

export interface Lasting<T> {
  get(place: string, key: string): T | undefined
  set(place: string, key: string, answer: T): void
  /** Copies the cached answers of `from` to its copy `to`. */
  copy(from: string, to: string): void
  forget(place: string): void
}

/** Caches answers by folder and drops the oldest first. */
export function createLasting<T>(): Lasting<T> {
  const places = new Map<string, Map<string, T>>()
  const drop = (map: Map<string, unknown>, kept: number) => {
    const [oldest] = map.keys()
    if (map.size > kept && oldest !== undefined) map.delete(oldest)
  }
  const at = (place: string) => {
    const known = places.get(place) ?? new Map<string, T>()
    places.set(place, known)
    drop(places, mostPlaces)
    return known
  }
  return {
    get: (place, key) => places.get(place)?.get(key),
    set(place, key, answer) {
      const known = at(place)
      known.set(key, answer)
      drop(known, most)
    },
    copy(from, to) {
      const known = at(to)
      for (const [key, answer] of places.get(from) ?? []) known.set(key, answer)
    },
    forget: (place) => void places.delete(place),
  }
}

export const lasting = createLasting<GitResult>()
