/** Holds one repository's lease while there is work for it, so that no second process acts for it. */
import type { Fence } from '../ports.ts'
import type { Store } from '../store/store.ts'
import type { Clock } from './clock.ts'

export type Taken =
  /** `changed`: another process had it since, or this one never did, so nothing that is remembered can be trusted. */
  { held: true; changed: boolean } | { held: false; until: number }

export interface LeaseHolder {
  take(): Promise<Taken>
  /** Prolongs the lease when need be; false when it ended, and nothing more may be done under it. */
  keep(): Promise<boolean>
  /** Asked right before anything that changes GitHub. */
  fence: Fence
  /** Runs `work` and prolongs the lease beside it, however long one step takes. */
  during<T>(work: () => Promise<T>): Promise<T>
}

const LEASE_MS = 120_000
const RENEW_MS = 20_000
/** A push of git may take so long, a request half of that: what is under way ends before the lease does. */
const LONGEST_MS = 60_000

/** @param onLost the lease ended while something ran under it */
export function createLeaseHolder(
  store: Store,
  repo: number,
  holder: string,
  clock: Clock,
  onLost: () => void,
): LeaseHolder {
  let fence = 0
  let until = 0
  let lost = true

  const lose = () => {
    if (!lost) onLost()
    lost = true
  }
  async function renew(): Promise<boolean> {
    const now = clock.now()
    if (lost || !(await store.keepLease({ repo, holder, fence }, now, LEASE_MS))) lose()
    else until = now + LEASE_MS
    return !lost
  }
  const keep = async () => (!lost && until - clock.now() > LEASE_MS - RENEW_MS) || renew()

  async function check(): Promise<void> {
    for (;;) {
      until = (await store.leaseUntil({ repo, holder, fence })) ?? 0
      if (!lost && until - clock.now() >= LONGEST_MS) return
      if (!(await renew())) throw new Error('Another process works on this repository now.')
    }
  }

  return {
    async take() {
      const answer = await store.takeLease(repo, holder, clock.now(), LEASE_MS)
      if (!answer.held) return answer
      const changed = fence !== answer.fence
      ;({ fence, until } = answer)
      lost = false
      return { held: true, changed }
    },
    keep,
    fence: { check, isLost: () => lost },
    async during(work) {
      let working = true
      let cancel = () => {}
      const beat = () => {
        if (working) cancel = clock.after(RENEW_MS, () => void keep().then(beat, beat))
      }
      beat()
      try {
        return await work()
      } finally {
        working = false
        cancel()
      }
    },
  }
}
