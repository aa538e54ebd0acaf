/**
 * Every marker the App writes into comments, issues and pull requests. What stands here is on GitHub for good: a name
 * that changes loses all that was written under it.
 */
type Part = string | number

/** Markers of one kind, told apart by what they are about: `NAME:PART:PART`. */
interface Family<P extends Part[]> {
  prefix: string
  of(...parts: P): string
  /** What the markers about this begin with. */
  under(first: P[0]): string
  /** null: the marker is of another kind. */
  partsOf(id: string): string[] | null
}

function family<P extends Part[]>(name: string): Family<P> {
  const prefix = `${name}:`
  return {
    prefix,
    of: (...parts) => prefix + parts.join(':'),
    under: (first) => `${prefix}${first}:`,
    partsOf: (id) => (id.startsWith(prefix) ? id.slice(prefix.length).split(':') : null),
  }
}

type Comment = [comment: Part]

export const MARKER = {
  /** On a packet: how it was read. It also bears the four that follow, and the ledger. */
  card: 'card',
  accepted: family<[hash: string]>('accepted'),
  /** The text with this hash is known not to be a writer's, so that GitHub is not asked again. */
  foreign: family<[hash: string]>('foreign'),
  /** The App made the link to this issue. */
  linked: family<[issue: Part]>('linked'),
  acceptAgain: family<[hash: string]>('accept-again'),
  briefing: 'briefing',
  start: family<Comment>('start'),

  /** The packet is merged; its record keeps figures. `mergedPrefix` is that of both. */
  merged: 'merged',
  mergedAgain: family<[pull: number]>('merged-again'),
  mergedPrefix: 'merged',
  abandoned: 'abandoned',
  closed: family<[at: number]>('closed'),
  openedAgain: family<[closedAt: number]>('opened-again'),
  obstacle: family<[kind: string, id: string]>('obstacle'),
  quarantined: 'set-aside',
  dryRun: 'dry-run',

  /** What a person decided, by the comment that said it (for a tick: by its moment). Each has a record. */
  decided: family<Comment>('decided'),
  unblocked: family<Comment>('unblocked'),
  redirect: family<Comment>('redirect'),
  scope: family<Comment>('scope'),
  depends: family<Comment>('depends'),
  waive: family<Comment>('waive'),

  question: family<[number: number]>('question'),
  blocked: family<[report: number]>('blocked'),
  /** A red check took the packet out of done: the report that is void since. */
  undone: family<[report: Part]>('undone'),
  told: family<[issue: number]>('told'),
  lost: family<[of: Part]>('lost'),
  lostBase: family<[issue: number, sha: string]>('lost-base'),
  heldBy: family<[issue: number]>('held-by'),
  adopted: family<[pull: number]>('adopted'),
  contract: family<[provider: number, relying: number, by: Part, names: string]>('contract'),
  trouble: family<[id: string]>('trouble'),

  /** Which head a `/merge` saw, where the times alone do not tell. */
  mergeHead: family<[comment: number, head: string]>('merge-head'),
  queueLeft: family<Comment>('queue-left'),
  queueLapsed: family<Comment>('queue-lapsed'),
  held: family<[comment: number, reason: string]>('held'),
  /** GitHub's merge queue put the pull request out. */
  putOut: family<[pull: number, at: number]>('put-out'),

  /** A review put to the agent. It also keeps that its author could write here then. */
  remarks: family<[review: number]>('remarks'),
  asked: family<[review: number, report: number]>('asked'),
  /** An objection that was named to whoever said `/merge`. */
  over: family<[review: number, head: string]>('over'),

  /** Answers to a comment. */
  answer: family<Comment>('answer'),
  usage: family<Comment>('usage'),
  help: family<Comment>('help'),
  standing: family<Comment>('standing'),
  explain: family<Comment>('explain'),
  /** What an edit added was accepted. */
  acceptedEdit: family<[comment: number, revision: number, verdict: 'yes']>('heard'),
  /** By account. */
  refused: family<[account: number]>('refused'),
  unknown: family<[account: number]>('unknown'),
  /** Everything this account said here up to a moment is refused. */
  refusedUntil: family<[account: number, until: number]>('refused-until'),

  /** Boxes that were ticked; `kind` as in `BoxId`. */
  tickedMerge: family<[head: string, at: number]>('ticked-merge'),
  tickedAccept: family<[issue: number, at: number]>('ticked-accept'),
  tickVoid: family<[kind: string, at: number]>('tick-void'),

  /** How a packet was sent to its agent: at first, and by a later `/start`; then how far a workflow's start came. */
  dispatch: 'dispatch',
  dispatchAgain: family<Comment>('dispatch'),
  dispatchTried: 'dispatch-tried',
  dispatchRan: 'dispatch-ran',

  /** On a session: by the comment or tick that asked for the round. */
  round: family<Comment>('round-of'),
  report: family<[end: number]>('report'),
  opened: family<Comment>('opened'),
  sessionRefused: 'session-refused',
  pinRefused: 'pin-refused',
  subIssuesFull: 'sub-issues-full',
  subIssuesRefused: 'add-sub-issue-refused',
  blockedByRefused: 'add-blocked-by-refused',
  /** In the first text of a session's issue that the App opened: why, and for whom. */
  sessionStart: family<Comment>('session-start'),
  sessionAuto: family<[issue: number]>('session-auto'),
  opener: family<[account: number]>('opener'),

  /** In the text of a pull request. */
  packet: family<[issue: number]>('packet'),
  setup: 'setup',
} as const
