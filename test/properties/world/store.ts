/** What the real store remembers, in maps: the same answers without a file. `store.test.ts` holds it against the real one. */
import type { RepoRef } from '../../../src/shell/ports.ts'
import type { Store, StoredRefusal, StoredTrial } from '../../../src/shell/store/store.ts'

export function createMapStore(): Store {
  const refusals = new Map<string, StoredRefusal>()
  const trials = new Map<string, StoredTrial>()
  const leases = new Map<number, { holder: string; until: number }>()
  let refs: RepoRef[] = []
  return {
    addDelivery: async () => true,
    finishDeliveries: async () => {},
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
      if (lease && lease.holder !== holder && lease.until > now) return { held: false, until: lease.until }
      leases.set(repo, { holder, until: now + ms })
      return { held: true, until: now + ms }
    },
    releaseLeases: async (holder) => {
      for (const [repo, lease] of leases) if (lease.holder === holder) leases.delete(repo)
    },
    releaseDeadLeases: async (isDead) => {
      for (const [repo, { holder }] of leases) if (isDead(holder)) leases.delete(repo)
    },
    close: async () => {},
  }
}
