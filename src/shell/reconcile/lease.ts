/** Holds the lease of one repository, so that only one process acts for it. */

import type { Clock } from '../clock.ts'
import type { Lease } from '../store/lease.ts'
import type { Store } from '../store/store.ts'
import type { Fence } from './github.ts'

export type Taken =
  /** `changed`: another process held the lease meanwhile, or this one never did, so what it remembers may be outdated. */
  | { held: true; changed: boolean }
  /** `by`: the name of the other process. */
  | { held: false; until: number; by: string }

export interface LeaseOptions {
  repo: number
  /** Name of this process. */
  holder: string
  store: Pick<Store, 'takeLease' | 'keepLease' | 'leaseUntil'>
  clock: Clock
  /** Shortens the leases of killed processes on this machine. Missing: they expire by themselves. */
  releaseDead?(): Promise<void>
  /** Called when the lease is lost while it is in use. */
  onLost(): void
}

const LEASE_MS = 120_000
const RENEW_MS = 20_000
/** A git push may take this long, a request half as long. Both end before the lease does. */
const LONGEST_MS = 60_000

/** Another process took over the repository. */
class LeaseLost extends Error {
  constructor() {
    super('Another process works on this repository now.')
    this.name = 'LeaseLost'
  }
}

export class LeaseHolder {
  /** Checked right before each request that changes GitHub; `check` throws `LeaseLost`. */
  readonly fence: Fence = { check: () => this.#check(), isLost: () => this.#lost }
  readonly #options: LeaseOptions
  #number = 0
  #until = 0
  #lost = true

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  async take(): Promise<Taken> {
    const { store, repo, holder, clock, releaseDead } = this.#options
    const ask = () => store.takeLease(repo, holder, clock.now(), LEASE_MS)
    let answer = await ask()
    if (!answer.held && releaseDead) {
      await releaseDead()
      answer = await ask()
    }
    if (!answer.held) return answer
    const changed = this.#number !== answer.fence
    this.#number = answer.fence
    this.#until = answer.until
    this.#lost = false
    return { held: true, changed }
  }

  /** Renews the lease if necessary. Resolves to false when it was lost: nothing more may be done then. */
  async keep(): Promise<boolean> {
    const isFresh = !this.#lost && this.#until - this.#options.clock.now() > LEASE_MS - RENEW_MS
    return isFresh || this.#renew()
  }

  /** Runs `work` and renews the lease until it has ended. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    let working = true
    let cancel = () => {}
    const beat = () => {
      if (working) cancel = this.#options.clock.after(RENEW_MS, () => void this.keep().then(beat, beat))
    }
    beat()
    try {
      return await work()
    } finally {
      working = false
      cancel()
    }
  }

  #lease(): Lease {
    return { repo: this.#options.repo, holder: this.#options.holder, fence: this.#number }
  }

  async #renew(): Promise<boolean> {
    const { store, clock } = this.#options
    const now = clock.now()
    if (this.#lost || !(await store.keepLease(this.#lease(), now, LEASE_MS))) this.#lose()
    else this.#until = now + LEASE_MS
    return !this.#lost
  }

  #lose(): void {
    if (!this.#lost) this.#options.onLost()
    this.#lost = true
  }

  async #check(): Promise<void> {
    const { store, clock } = this.#options
    for (;;) {
      this.#until = (await store.leaseUntil(this.#lease())) ?? 0
      if (!this.#lost && this.#until - clock.now() >= LONGEST_MS) return
      if (!(await this.#renew())) throw new LeaseLost()
    }
  }
}
