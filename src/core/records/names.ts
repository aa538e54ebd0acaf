/**
 * Every marker the App writes into comments, issues and pull requests. Never change the name of one: markers stay on
 * GitHub forever, and the App no longer finds those with an old name.
 */

type Part = string | number

/** Markers of one kind, `NAME:PART:PART`. The parts say what a marker is about. */
interface Family<P extends Part[]> {
  prefix: string
  of(...parts: P): string
  /** Prefix of the markers with this first part. */
  under(first: P[0]): string
  /** @returns null for a marker of another kind */
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
  /** On a packet: how it was read. This comment also has the next four markers and the ledger. */
  card: 'card',
  accepted: family<[hash: string]>('accepted'),
  /** The text with this hash is not a writer's, so that GitHub is not asked again. */
  foreign: family<[hash: string]>('foreign'),
  /** The App created the link to this issue. */
  linked: family<[issue: Part]>('linked'),
  acceptAgain: family<[hash: string]>('accept-again'),
  briefing: 'briefing',
  start: family<Comment>('start'),

  /** The packet is merged; the comment's record has its figures. `mergedPrefix` matches both markers. */
  merged: 'merged',
  mergedAgain: family<[pull: number]>('merged-again'),
  mergedPrefix: 'merged',
  abandoned: 'abandoned',
  closed: family<[at: number]>('closed'),
  openedAgain: family<[closedAt: number]>('opened-again'),
  obstacle: family<[kind: string, id: string]>('obstacle'),
  quarantined: 'set-aside',
  dryRun: 'dry-run',

  /** Decisions of people, by comment (a tick by its time). Each comment has a record. */
  decided: family<Comment>('decided'),
  unblocked: family<Comment>('unblocked'),
  redirect: family<Comment>('redirect'),
  scope: family<Comment>('scope'),
  depends: family<Comment>('depends'),
  waive: family<Comment>('waive'),

  question: family<[number: number]>('question'),
  blocked: family<[report: number]>('blocked'),
  /** A failed check took the packet out of done and voided this report. */
  undone: family<[report: Part]>('undone'),
  told: family<[issue: number]>('told'),
  lost: family<[of: Part]>('lost'),
  lostBase: family<[issue: number, sha: string]>('lost-base'),
  heldBy: family<[issue: number]>('held-by'),
  adopted: family<[pull: number]>('adopted'),
  contract: family<[provider: number, relying: number, by: Part, names: string]>('contract'),
  trouble: family<[id: string]>('trouble'),
  /** The agent was asked to merge the base branch into its own at this head. */
  bringIn: family<[head: string]>('bring-in'),

  /** The head that a `/merge` applies to, when the times alone do not show it. */
  mergeHead: family<[comment: number, head: string]>('merge-head'),
  queueLeft: family<Comment>('queue-left'),
  queueLapsed: family<Comment>('queue-lapsed'),
  held: family<[comment: number, reason: string]>('held'),
  /** GitHub's merge queue removed the pull request. */
  putOut: family<[pull: number, at: number]>('put-out'),

  /** A review passed on to the agent. The marker also shows that the reviewer had write access at that time. */
  remarks: family<[review: number]>('remarks'),
  asked: family<[review: number, report: number]>('asked'),
  /** A requested change that the reply to `/merge` named. */
  over: family<[review: number, head: string]>('over'),

  /** Replies to a comment. */
  answer: family<Comment>('answer'),
  usage: family<Comment>('usage'),
  help: family<Comment>('help'),
  standing: family<Comment>('standing'),
  explain: family<Comment>('explain'),
  /** The commands that an edit added were accepted. */
  acceptedEdit: family<[comment: number, revision: number, verdict: 'yes']>('heard'),
  /** By account. */
  refused: family<[account: number]>('refused'),
  unknown: family<[account: number]>('unknown'),
  /** Every comment of this account here up to this time is refused. */
  refusedUntil: family<[account: number, until: number]>('refused-until'),

  /** Ticked boxes; `kind` as in `BoxId`. */
  tickedMerge: family<[head: string, at: number]>('ticked-merge'),
  tickedAccept: family<[issue: number, at: number]>('ticked-accept'),
  tickVoid: family<[kind: string, at: number]>('tick-void'),

  /** Dispatch of a packet: the first one, and one by a later `/start`; then how far the request got. */
  dispatch: 'dispatch',
  dispatchAgain: family<Comment>('dispatch'),
  dispatchTried: 'dispatch-tried',
  dispatchRan: 'dispatch-ran',

  /** On a session: by the comment or tick that requested the round. */
  round: family<Comment>('round-of'),
  /** By the time of the edit that changed the session's base. */
  baseChanged: family<[at: number]>('base-changed'),
  report: family<[end: number]>('report'),
  opened: family<Comment>('opened'),
  sessionRefused: 'session-refused',
  pinRefused: 'pin-refused',
  subIssuesFull: 'sub-issues-full',
  subIssuesRefused: 'add-sub-issue-refused',
  blockedByRefused: 'add-blocked-by-refused',
  /** In the first text of a session's issue that the App opened: the reason and the person. */
  sessionStart: family<Comment>('session-start'),
  sessionAuto: family<[issue: number]>('session-auto'),
  opener: family<[account: number]>('opener'),

  /** In the body of a pull request. */
  packet: family<[issue: number]>('packet'),
  setup: 'setup',
} as const
