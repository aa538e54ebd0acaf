/** Holds one repository's lease while there is work for it, so that no second process acts for it. */
import type { Store } from '../store/store.ts'
import type { Clock } from './clock.ts'

export interface Hold {
  /** Null while the lease is ours (it is taken or prolonged when need be), else when to ask again. */
  hold(): Promise<number | null>
  /** Runs `work` and prolongs the lease beside it, however long one step takes. */
  during<T>(work: () => Promise<T>): Promise<T>
}

const LEASE_MS = 30_000
const RENEW_MS = 10_000

export function createHold(store: Store, repo: number, holder: string, clock: Clock): Hold {
  let until = 0
  const renew = async () => {
    const answer = await store.takeLease(repo, holder, clock.now(), LEASE_MS)
    until = answer.held ? answer.until : 0
    return answer.held ? null : answer.until
  }
  return {
    hold: async () => (until - clock.now() > LEASE_MS - RENEW_MS ? null : renew()),
    async during(work) {
      let working = true
      let cancel = () => {}
      const beat = () => {
        if (working) cancel = clock.after(RENEW_MS, () => void renew().then(beat, beat))
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
