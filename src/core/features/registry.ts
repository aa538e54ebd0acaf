/**
 * What some GitHubs have and others do not: how the bot finds out, and what it does without. The manifest of the App, the
 * dashboard, `/explain`, the log and a table in docs/install.md are made from this list.
 */

export const GHES_VERSIONS = ['3.17', '3.18', '3.19'] as const
type GhesVersion = (typeof GHES_VERSIONS)[number]

interface FeatureShape {
  name: string
  title: string
  /** Webhook events that only a server with the feature knows. */
  events: readonly string[]
  /** Permissions that the App asks for because of it alone. */
  permissions: readonly string[]
  /** `Type.field` of GraphQL that only a server with the feature has. */
  fields: readonly string[]
  /** Versions of GitHub Enterprise Server without it. Source: @octokit/openapi 23.0.2 and openapi-webhooks 12.1.0. */
  lackedBy: readonly GhesVersion[]
  /** What the bot does without it, as a sentence for people. */
  without: string
}

export const FEATURES = [
  {
    name: 'sub-issues',
    title: 'sub-issues',
    events: ['sub_issues'],
    permissions: [],
    fields: ['Issue.parent'],
    lackedBy: GHES_VERSIONS,
    without: "Packets are no sub-issues of their session; the dashboard's table lists them.",
  },
  {
    name: 'dependencies',
    title: 'issue dependencies',
    events: ['issue_dependencies'],
    permissions: [],
    fields: ['Issue.blockedBy'],
    lackedBy: ['3.17', '3.18'],
    without: 'Issues show no "blocked by"; what the packets name under Dependencies counts.',
  },
  {
    name: 'merge-queue',
    title: "GitHub's merge queue",
    events: ['merge_group'],
    permissions: ['merge_queues'],
    fields: ['Repository.mergeQueue'],
    lackedBy: GHES_VERSIONS,
    without: "The bot's own queue merges one packet after another.",
  },
  {
    name: 'pinning',
    title: 'pinned issues',
    events: [],
    permissions: [],
    fields: ['Issue.isPinned', 'Mutation.pinIssue', 'Mutation.unpinIssue'],
    lackedBy: [],
    without: 'The dashboard is not pinned; look for the label `session`.',
  },
  {
    name: 'drafts',
    title: 'draft pull requests',
    events: [],
    permissions: [],
    fields: ['Mutation.convertPullRequestToDraft', 'Mutation.markPullRequestReadyForReview'],
    lackedBy: [],
    without: 'Pull requests are ready from the start; the label `status: done` says which one is finished.',
  },
  {
    name: 'assigned-actors',
    title: 'bots as assignees',
    events: [],
    permissions: [],
    fields: ['Issue.assignedActors'],
    lackedBy: [],
    without: 'An assigned bot is seen by the timeline of the issue alone.',
  },
  {
    name: 'merge-async',
    title: 'asynchronous merges',
    events: [],
    permissions: [],
    fields: [],
    lackedBy: GHES_VERSIONS,
    without: 'Pull requests are merged by the older request, which waits for its end.',
  },
  {
    name: 'stacks',
    title: 'stacks of pull requests',
    events: [],
    permissions: [],
    fields: [],
    lackedBy: GHES_VERSIONS,
    without: 'There are no stacks to merge as a whole.',
  },
] as const satisfies readonly FeatureShape[]

export type Feature = (typeof FEATURES)[number]
export type FeatureName = Feature['name']

/** Returns the versions `3.17` to `3.19`; null for other servers, of which nothing is known to be missing. */
function ghesVersionOf(version: string): GhesVersion | null {
  const [, short] = /^\D*(\d+\.\d+)(?:\.|$)/.exec(version) ?? []
  return GHES_VERSIONS.find((one) => one === short) ?? null
}

/** Returns whether a version is older than the oldest that the bot knows. */
function isOlderThanKnown(version: string): boolean {
  const [, major, minor] = /^\D*(\d+)\.(\d+)/.exec(version) ?? []
  return major !== undefined && (Number(major) < 3 || (Number(major) === 3 && Number(minor) < 17))
}

/** What a server lacks by its version (`x-github-enterprise-version`); nothing for a server without one. */
export function lackedByVersion(version: string): Feature[] {
  const known = isOlderThanKnown(version) ? GHES_VERSIONS[0] : ghesVersionOf(version)
  return known === null ? [] : FEATURES.filter(({ lackedBy }) => (lackedBy as readonly string[]).includes(known))
}

/** The feature that a field of GraphQL (`Type.field`) belongs to. */
export const featureOfField = (field: string): Feature | undefined =>
  FEATURES.find(({ fields }) => (fields as readonly string[]).includes(field))

export const featureNamed = (name: FeatureName): Feature => FEATURES.find((one) => one.name === name) ?? FEATURES[0]
