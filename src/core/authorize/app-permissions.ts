/** The permissions the App needs on a repository, and those that an installation lacks. */
import { type AdapterName, adapterNamed } from '../dispatch/registry.ts'

/** Permissions of an installation by GitHub's names, with `read`, `write` or `admin`. */
export interface InstallationPermissions {
  held: Record<string, string>
  /** GitHub's page on which an owner accepts new permissions. */
  url: string
}

export interface AppPermission {
  name: string
  level: 'read' | 'write'
  /** What the App cannot do without it, to follow "I cannot". */
  without: string
}

const ALWAYS: AppPermission[] = [
  { name: 'issues', level: 'write', without: 'label, comment, or keep a dashboard' },
  { name: 'contents', level: 'write', without: 'create branches, run trial merges, or merge' },
  { name: 'pull_requests', level: 'write', without: 'open or merge pull requests' },
  { name: 'checks', level: 'write', without: 'set checks' },
]
const FOR_WORKFLOW_RESULTS: AppPermission[] = [
  { name: 'actions', level: 'read', without: 'read the results of workflows' },
  { name: 'statuses', level: 'read', without: 'read commit statuses' },
]

const FOR_MERGE_QUEUE: AppPermission[] = [{ name: 'merge_queues', level: 'read', without: "use GitHub's merge queue" }]

const FOR_WORKFLOW_FILES: AppPermission[] = [
  { name: 'workflows', level: 'write', without: 'bring changed workflow files into a branch' },
]

/** What GitHub says of an App without `workflows: write`, to a push and through the API (chdsbd/kodiak#853). */
export const NO_WORKFLOWS = /refusing to allow a GitHub App to create or update workflow/i

/** The settings that need further permissions. */
export interface UsedFeatures {
  runner: string
  dispatch: { adapter: AdapterName }
}

/**
 * Returns the missing permissions that the configuration needs; without one, those that every repository needs.
 * @param around.takesQueue whether the base branch requires GitHub's merge queue
 * @param around.hasWorkflows whether a packet brings changed workflow files along, or could not be updated because of them
 */
export function missingPermissions(
  { held }: InstallationPermissions,
  config?: UsedFeatures,
  around: { takesQueue?: boolean; hasWorkflows?: boolean } = {},
): AppPermission[] {
  const wanted = [
    ...ALWAYS,
    ...(config?.runner === 'actions' ? FOR_WORKFLOW_RESULTS : []),
    ...(config === undefined ? [] : adapterNamed(config.dispatch.adapter).permissions),
    ...(around.takesQueue ? FOR_MERGE_QUEUE : []),
    ...(around.hasWorkflows ? FOR_WORKFLOW_FILES : []),
  ]
  return wanted.filter(({ name, level }) => rank(held[name]) < rank(level))
}

const rank = (level: string | undefined): number =>
  level === 'write' || level === 'admin' ? 2 : level === 'read' ? 1 : 0
