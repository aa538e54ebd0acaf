/** Which features this GitHub lacks: by its version, and by what it refused. */
import type { Action } from '../actions.ts'
import { type Feature, type FeatureName, featureOfField, lackedByVersion } from '../features/registry.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** GitHub answers so where a route, or a feature of the repository, is not there. */
const ABSENT = [403, 404, 410]

const REFUSED: Partial<Record<Action['kind'], FeatureName>> = {
  'add-sub-issue': 'sub-issues',
  'add-blocked-by': 'dependencies',
  'remove-blocked-by': 'dependencies',
}

export function featuresLacked({
  server = '',
  refused,
  reading,
}: Pick<Snapshot, 'server' | 'refused' | 'reading'>): FeatureName[] {
  const byVersion: Feature[] = lackedByVersion(server)
  const tried = Object.values(refused).flatMap(({ target, status }) =>
    ABSENT.includes(status) ? (REFUSED[target.kind] ?? []) : [],
  )
  const unknown = (reading?.lacks ?? []).flatMap((field) => featureOfField(field)?.name ?? [])
  return [...new Set([...byVersion.map(({ name }) => name), ...tried, ...unknown])]
}
