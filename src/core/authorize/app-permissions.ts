/** What the App has to be allowed on a repository, and what of it an installation lacks. */

import { type AdapterName, adapterNamed } from '../dispatch/registry.ts'

/** What an installation grants: GitHub's names of permissions, with `read`, `write` or `admin`. */
export interface InstallationPermissions {
  held: Record<string, string>
  /** GitHub's page on which an owner accepts other permissions. */
  url: string
}

export interface AppPermission {
  name: string
  level: 'read' | 'write'
  /** What does not happen without it, to follow "I cannot". */
  without: string
}

const ALWAYS: AppPermission[] = [
  { name: 'issues', level: 'write', without: 'label, comment, or keep a dashboard' },
  { name: 'contents', level: 'write', without: 'make branches, try merges out, or merge' },
  { name: 'pull_requests', level: 'write', without: 'open or merge pull requests' },
  { name: 'checks', level: 'write', without: 'set checks' },
]
const FOR_WORKFLOW_RESULTS: AppPermission[] = [
  { name: 'actions', level: 'read', without: 'read the results of workflows' },
  { name: 'statuses', level: 'read', without: 'read commit statuses' },
]

const FOR_MERGE_QUEUE: AppPermission[] = [{ name: 'merge_queues', level: 'read', without: "use GitHub's merge queue" }]

/** What of a configuration asks for more. */
export interface UsedFeatures {
  runner: string
  dispatch: { adapter: AdapterName }
}

/**
 * Lacking what the configuration has no use for is no lack; without one, what every repository needs counts.
 * @param takesQueue whether main takes changes through GitHub's merge queue
 */
export function missingPermissions({ held }: InstallationPermissions, config?: UsedFeatures, takesQueue = false): AppPermission[] {
  const wanted = [
    ...ALWAYS,
    ...(config?.runner === 'actions' ? FOR_WORKFLOW_RESULTS : []),
    ...(config === undefined ? [] : adapterNamed(config.dispatch.adapter).permissions),
    ...(takesQueue ? FOR_MERGE_QUEUE : []),
  ]
  return wanted.filter(({ name, level }) => rank(held[name]) < rank(level))
}

const rank = (level: string | undefined): number =>
  level === 'write' || level === 'admin' ? 2 : level === 'read' ? 1 : 0
