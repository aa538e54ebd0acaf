/** Node ids that can be read back: a prefix as on GitHub, and base64url of `kind:id`. REST and GraphQL share them. */
const PREFIXES = {
  User: 'U',
  Bot: 'BOT',
  Organization: 'O',
  App: 'A',
  Repository: 'R',
  Issue: 'I',
  PullRequest: 'PR',
  IssueComment: 'IC',
  Label: 'LA',
  Milestone: 'MI',
  PullRequestReview: 'PRR',
  PullRequestReviewComment: 'PRRC',
  /** id is that of its first comment */
  PullRequestReviewThread: 'PRRT',
  CheckRun: 'CR',
  CheckSuite: 'CS',
  Workflow: 'W',
  WorkflowRun: 'WFR',
  PullRequestStack: 'PRS',
  StatusContext: 'SC',
  Reaction: 'REA',
  Installation: 'MIN',
  TimelineEvent: 'TE',
  UserContentEdit: 'UCE',
  /** id is `REPO_ID:SHA` */
  Commit: 'C',
  /** id is `REPO_ID:refs/heads/x` */
  Ref: 'REF',
  RepositoryRuleset: 'RRS',
  /** id is `REPO_ID:BRANCH` */
  MergeQueue: 'MQ',
  MergeQueueEntry: 'MQE',
} as const

export type NodeKind = keyof typeof PREFIXES

export function nodeId(kind: NodeKind, id: number | string): string {
  return `${PREFIXES[kind]}_${Buffer.from(`${kind}:${id}`).toString('base64url')}`
}

/** Returns the kind and id inside a node id, or null when the emulator did not make it. */
export function readNodeId(text: string): { kind: NodeKind; id: string } | null {
  const at = text.indexOf('_')
  const plain = Buffer.from(text.slice(at + 1), 'base64url').toString('utf8')
  const colon = plain.indexOf(':')
  const kind = plain.slice(0, colon)
  if (!(kind in PREFIXES)) return null
  const known = kind as NodeKind
  if (PREFIXES[known] !== text.slice(0, at)) return null
  return { kind: known, id: plain.slice(colon + 1) }
}
