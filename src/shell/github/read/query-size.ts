/** How much one GraphQL query asks for. It shrinks when GitHub finds a query too heavy, and grows again with success. */
import { pageSizes } from './page-sizes.ts'

/** Successes in a row after which a size is doubled again; doubled itself whenever that was too early. */
const GROW_AFTER = 5
const GROW_AFTER_AT_MOST = 160
const LARGEST_DIVISOR = 128
const HOUR = 3600_000
/** Only refusals that go on for this long, in milliseconds, are worth a word. */
const LONG = 15 * 60_000

/** By how much the pages of a query are divided. */
export interface Size {
  readonly value: number
  /** Returns false at the smallest size. */
  shrink(now: number): boolean
  succeeded(): void
}

/** The usual size, which does not change: the caller asks for less in another way. */
export const usualSize: Size = { value: 1, shrink: () => false, succeeded: () => {} }

/** A divisor that doubles with each refusal. */
export class Divisor implements Size {
  #value = 1
  #successes = 0
  #growAfter = GROW_AFTER
  #justGrew = false
  #since: number | null = null
  #lastRefusal = 0

  get value(): number {
    return this.#value
  }

  /** Since when GitHub has refused again and again, in milliseconds; null: it has not, or not for long. */
  get since(): number | null {
    return this.#since !== null && this.#lastRefusal - this.#since >= LONG ? this.#since : null
  }

  shrink(now: number): boolean {
    this.#lastRefusal = now
    if (this.#value >= LARGEST_DIVISOR) return false
    if (this.#justGrew) this.#growAfter = Math.min(GROW_AFTER_AT_MOST, 2 * this.#growAfter)
    this.#value *= 2
    this.#since ??= now
    this.#successes = 0
    this.#justGrew = false
    return true
  }

  succeeded(): void {
    if (this.#value === 1) return
    this.#successes++
    if (this.#successes < this.#growAfter) return
    this.#value /= 2
    this.#successes = 0
    this.#justGrew = true
    if (this.#value === 1) this.#since = null
  }
}

export interface TooHeavy {
  number: number
  /** GitHub's words. */
  message: string
}

/** The sizes of one repository. They are kept in memory only: after a restart they are found out again. */
export class QuerySize {
  /** Of lists that are read by themselves. */
  readonly lists = new Divisor()
  /** Of the numbers that are read together. */
  readonly batches = new Divisor()
  /** Issues and pull requests that are too heavy for the usual sizes even alone. */
  readonly #alone = new Map<number, Divisor>()
  readonly #tooHeavy = new Map<number, { message: string; at: number }>()

  /** How many issues and pull requests one query asks for. */
  get numbers(): number {
    return Math.max(1, Math.floor(pageSizes.numbers / this.batches.value))
  }

  /** The size of one issue or pull request that is read alone. */
  alone(number: number): Divisor {
    const size = this.#alone.get(number) ?? new Divisor()
    this.#alone.set(number, size)
    return size
  }

  /** Whether it has to be read without company. */
  isHeavy(number: number): boolean {
    return (this.#alone.get(number)?.value ?? 1) > 1
  }

  /** Notes that GitHub does not give it however little is asked for. It is left alone for an hour. */
  giveUp(number: number, message: string, now: number): void {
    this.#tooHeavy.set(number, { message, at: now })
  }

  isGivenUp(number: number, now: number): boolean {
    const given = this.#tooHeavy.get(number)
    return given !== undefined && now - given.at < HOUR
  }

  wasRead(number: number): void {
    this.#tooHeavy.delete(number)
    if (!this.isHeavy(number)) this.#alone.delete(number)
  }

  /** Returns what people should know. */
  report(): { tooHeavy: TooHeavy[]; reducedSince: number | null } {
    const tooHeavy = [...this.#tooHeavy].map(([number, { message }]) => ({ number, message }))
    const since = [this.lists.since, this.batches.since].flatMap((at) => (at === null ? [] : [at]))
    return { tooHeavy, reducedSince: since.length === 0 ? null : Math.min(...since) }
  }
}
