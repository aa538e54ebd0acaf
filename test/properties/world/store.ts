/** What the real store remembers, in maps: the same answers without a file. `store.test.ts` holds it against the real one. */
import type { RepoRef } from '../../../src/shell/reconcile/github.ts'
import type { Store, StoredRefusal, StoredTrial } from '../../../src/shell/store/store.ts'

export function createMapStore(): Store {
  const refusals = new Map<string, StoredRefusal>()
  const trials = new Map<string, StoredTrial>()
  const leases = new Map<number, { holder: string; until: number; fence: number }>()
  let refs: RepoRef[] = []
  return {
    addDelivery: async () => true,
    finishDeliveries: async () => {},
    finishOtherDeliveries: async () => {},
    undoneDeliveries: async () => [],
    trim: async () => {},
    saveRepositories: async (list) => {
      refs = list
    },
    repositories: async () => refs,
    refuse: async (_repo, key, refusal) => void refusals.set(key, refusal),
    refusals: async (_repo, now) => Object.fromEntries([...refusals].filter(([, { until }]) => until > now)),
    saveTrial: async (_repo, trial) => void trials.set(trial.key, structuredClone(trial)),
    dropTrial: async (_repo, key) => void trials.delete(key),
    trials: async () => [...trials.values()],
    async takeLease(repo, holder, now, ms) {
      const lease = leases.get(repo)
      if (lease && lease.holder !== holder && lease.until > now)
        return { held: false, until: lease.until, by: lease.holder }
      const fence = (lease?.fence ?? 1) + (lease && lease.holder !== holder ? 1 : 0)
      leases.set(repo, { holder, until: now + ms, fence })
      return { held: true, until: now + ms, fence }
    },
    async keepLease({ repo, holder, fence }, now, ms) {
      const lease = leases.get(repo)
      if (lease?.holder !== holder || lease.fence !== fence || lease.until <= now) return false
      leases.set(repo, { ...lease, until: now + ms })
      return true
    },
    async leaseUntil({ repo, holder, fence }) {
      const lease = leases.get(repo)
      return lease?.holder === holder && lease.fence === fence ? lease.until : null
    },
    releaseLeases: async (holder) => {
      for (const lease of leases.values()) if (lease.holder === holder) lease.until = 0
    },
    releaseDeadLeases: async (isDead, at) => {
      for (const lease of leases.values()) if (isDead(lease.holder)) lease.until = Math.min(lease.until, at)
    },
    close: async () => {},
  }
}
