/**
 * The facts as they would be once an action was done, as far as that can be told without doing it: for a dry run, which
 * shows what follows from what. Numbers that GitHub would give out are made up, and below zero.
 */
import type { Action, CheckAction } from '../actions.ts'
import type { PacketReading } from '../parse/packet/reading.ts'
import type { CommentReading } from '../parse/report/reading.ts'
import type { CheckRunFact, CommentFact, IssueFact, PullFact, SnapshotData } from '../snapshot/snapshot.ts'
import { allCommentsOn } from '../snapshot/spoken.ts'

/** The App's own comments are never read for commands. */
const unread: CommentReading = { report: null, commands: [], tooCostly: false }
const noPacket: PacketReading = {
  isPacket: false,
  packet: {
    name: null,
    objective: null,
    branch: null,
    session: null,
    risk: null,
    contract: null,
    acceptance: [],
    inScope: [],
    outOfScope: [],
    hard: [],
    soft: [],
  },
  problems: [],
}

/** A session that would be opened. */
const NEW_SESSION = -1
/** Pull requests that would be opened, counting down from here. */
const FIRST_PULL = -1000

export const isNewPull = (number: number): boolean => number <= FIRST_PULL

export const asIfAll = (snapshot: SnapshotData, actions: readonly Action[]): SnapshotData =>
  actions.reduce(asIf, snapshot)

function asIf(snapshot: SnapshotData, action: Action): SnapshotData {
  switch (action.kind) {
    case 'create-label': {
      const { name, color, description } = action
      const others = snapshot.labels.filter((one) => one.name !== name)
      return { ...snapshot, labels: [...others, { nodeId: '', name, color, description }] }
    }
    case 'set-labels':
      return onIssue(snapshot, action.issue, (issue) => labelled(snapshot, issue, action))
    case 'comment':
      return onThread(snapshot, action.issue, (comments) => [...comments, commentOf(snapshot, action)])
    case 'edit-comment':
      return onComment(snapshot, action.comment, (comment) => said(snapshot, comment, action.body))
    case 'dispatch':
      return onComment(snapshot, action.comment, (comment) => said(snapshot, comment, action.bodies.ran))
    case 'react':
      return onComment(snapshot, action.comment, (comment) =>
        action.content === 'eyes' ? { ...comment, eyes: true } : { ...comment, verdict: action.content },
      )
    case 'unreact':
      return onComment(snapshot, action.comment, (comment) => ({ ...comment, eyes: false }))
    case 'create-branch':
      return withBranch(snapshot, action.branch, action.sha)
    case 'delete-branch':
      return { ...snapshot, branches: snapshot.branches.filter(({ name }) => name !== action.branch) }
    case 'open-pull':
      return withPull(snapshot, action)
    case 'offer-setup':
      return withPull(withBranch(snapshot, action.branch, action.sha), { ...action, draft: false })
    case 'edit-pull':
      return onPull(snapshot, action.pull, (pull) => ({ ...pull, body: action.body, editor: snapshot.app }))
    case 'ready-pull':
      return onPull(snapshot, action.pull, (pull) => ({ ...pull, draft: false }))
    case 'request-review':
      return onPull(snapshot, action.pull, (pull) => ({
        ...pull,
        requestedReviewers: [...pull.requestedReviewers, action.login],
      }))
    case 'check':
      return withCheck(snapshot, action)
    case 'edit-issue-body':
      return onIssue(snapshot, action.issue, (issue) => written(snapshot, issue, action.body))
    case 'close-issue':
      return onIssue(snapshot, action.issue, (issue) => closed(snapshot, issue, action.reason))
    case 'reopen-issue':
      return onIssue(snapshot, action.issue, (issue) => ({ ...issue, state: 'open', closedAt: null, closedBy: null }))
    case 'retarget-pull':
      return onPull(snapshot, action.pull, (pull) => ({ ...pull, baseRef: action.base }))
    case 'open-session':
      return { ...snapshot, issues: [...snapshot.issues, sessionOf(snapshot, action)] }
    case 'pin':
    case 'unpin':
      return onIssue(snapshot, action.issue, (issue) => ({ ...issue, pinned: action.kind === 'pin' }))
    case 'add-sub-issue':
      return onIssue(snapshot, action.child, (issue) => ({ ...issue, parent: action.issue }))
    case 'add-blocked-by':
      return onIssue(snapshot, action.issue, (one) => ({ ...one, blockedBy: [...(one.blockedBy ?? []), action.by] }))
    case 'remove-blocked-by':
      return onIssue(snapshot, action.issue, (one) => ({
        ...one,
        blockedBy: (one.blockedBy ?? []).filter((by) => by !== action.by),
      }))
    case 'enqueue':
    case 'dequeue':
      return inQueue(snapshot, action)
    case 'update-branch':
      return updated(snapshot, action)
    case 'merge':
      return merged(snapshot, action)
    case 'trial':
      // How it ends nobody can tell.
      return snapshot
  }
}

function inQueue(snapshot: SnapshotData, { kind, pull }: { kind: 'enqueue' | 'dequeue'; pull: number }): SnapshotData {
  const { queue } = snapshot.results
  if (!queue) return snapshot
  const others = queue.entries.filter((entry) => entry.pull !== pull)
  const last = { pull, place: others.length + 1, by: snapshot.app, group: null }
  const entries = kind === 'enqueue' ? [...others, last] : others
  return { ...snapshot, results: { ...snapshot.results, queue: { ...queue, entries } } }
}

function updated(
  snapshot: SnapshotData,
  { branch, head, trial, pull }: Extract<Action, { kind: 'update-branch' }>,
): SnapshotData {
  const push = {
    id: 0,
    branch,
    before: head,
    after: trial,
    at: snapshot.now,
    actor: snapshot.app,
    type: 'push',
  } as const
  const branches = snapshot.branches.map((one) => (one.name === branch ? { ...one, sha: trial } : one))
  const moved = { ...snapshot, branches, activity: [...snapshot.activity, push] }
  return onPull(moved, pull, (one) => ({ ...one, headSha: trial }))
}

const onIssue = (snapshot: SnapshotData, number: number, change: (issue: IssueFact) => IssueFact): SnapshotData => ({
  ...snapshot,
  issues: snapshot.issues.map((issue) => (issue.number === number ? change(issue) : issue)),
})

const onPull = (snapshot: SnapshotData, number: number, change: (pull: PullFact) => PullFact): SnapshotData => ({
  ...snapshot,
  pulls: snapshot.pulls.map((pull) => (pull.number === number ? change(pull) : pull)),
})

function onThread(
  snapshot: SnapshotData,
  number: number,
  change: (comments: CommentFact[]) => CommentFact[],
): SnapshotData {
  const here = <T extends { comments: CommentFact[] }>(thread: T): T => ({
    ...thread,
    comments: change(thread.comments),
  })
  return onPull(onIssue(snapshot, number, here), number, here)
}

function onComment(snapshot: SnapshotData, id: number, change: (comment: CommentFact) => CommentFact): SnapshotData {
  const all = [...snapshot.issues.flatMap((one) => one.comments), ...snapshot.pulls.flatMap(allCommentsOn)]
  const found = all.find((one) => one.id === id)
  if (!found) return snapshot
  const changed = (comments: CommentFact[]) => comments.map((one) => (one.id === id ? change(one) : one))
  const reviewed = (pull: PullFact): PullFact => ({
    ...pull,
    ...(pull.lineComments && { lineComments: changed(pull.lineComments) }),
    reviews: pull.reviews.map((one) => (one.comment?.id === id ? { ...one, comment: change(one.comment) } : one)),
  })
  return onPull(onThread(snapshot, found.issue, changed), found.issue, reviewed)
}

function labelled(
  { now, app }: SnapshotData,
  issue: IssueFact,
  { add, remove }: { add: string[]; remove: string[] },
): IssueFact {
  const event = (added: boolean) => (label: string) => ({ at: now, label, added, actor: app })
  return {
    ...issue,
    labels: [...issue.labels.filter((name) => !remove.includes(name) && !add.includes(name)), ...add],
    labelEvents: [...issue.labelEvents, ...remove.map(event(false)), ...add.map(event(true))],
  }
}

function commentOf(snapshot: SnapshotData, { issue, body }: { issue: number; body: string }): CommentFact {
  const known = [...snapshot.issues, ...snapshot.pulls].reduce((sum, { comments }) => sum + comments.length, 0)
  return {
    id: -1 - known,
    nodeId: '',
    issue,
    url: '',
    author: snapshot.app,
    createdAt: snapshot.now,
    revisions: [{ at: snapshot.now, editor: snapshot.app, body, reading: unread }],
    verdict: null,
    eyes: false,
  }
}

const said = (snapshot: SnapshotData, comment: CommentFact, body: string): CommentFact => ({
  ...comment,
  revisions: [...comment.revisions, { at: snapshot.now, editor: snapshot.app, body, reading: unread }],
})

function withBranch(snapshot: SnapshotData, name: string, sha: string): SnapshotData {
  const others = snapshot.branches.filter((branch) => branch.name !== name)
  const before = '0'.repeat(40)
  const made = {
    id: 0,
    branch: name,
    before,
    after: sha,
    at: snapshot.now,
    actor: snapshot.app,
    type: 'branch_creation' as const,
  }
  return { ...snapshot, branches: [...others, { name, sha, protected: false }], activity: [...snapshot.activity, made] }
}

function withPull(
  snapshot: SnapshotData,
  { branch, base, title, body, draft }: { branch: string; base: string; title: string; body: string; draft: boolean },
): SnapshotData {
  const number = FIRST_PULL - snapshot.pulls.filter((pull) => isNewPull(pull.number)).length
  const pull: PullFact = {
    number,
    id: number,
    nodeId: '',
    url: '',
    title,
    body,
    author: snapshot.app,
    editor: null,
    createdAt: snapshot.now,
    headRef: branch,
    sameRepo: true,
    baseRef: base,
    draft,
    headSha: snapshot.branches.find(({ name }) => name === branch)?.sha ?? '',
    state: 'open',
    merged: false,
    mergedAt: null,
    mergeSha: null,
    closedAt: null,
    closedBy: null,
    comments: [],
    reviews: [],
    requestedReviewers: [],
  }
  return { ...snapshot, pulls: [...snapshot.pulls, pull] }
}

function withCheck(snapshot: SnapshotData, action: CheckAction): SnapshotData {
  const { name, head, status, conclusion, externalId, title, summary } = action
  const known = snapshot.checks.find((one) => one.name === name && one.headSha === head)
  const run: CheckRunFact = {
    id: known?.id ?? -1,
    name,
    headSha: head,
    status,
    conclusion,
    externalId,
    title,
    summary,
    url: '',
    startedAt: known?.startedAt ?? snapshot.now,
    completedAt: status === 'completed' ? snapshot.now : null,
  }
  return { ...snapshot, checks: [...snapshot.checks.filter((one) => one !== known), run] }
}

function written({ now, app }: SnapshotData, issue: IssueFact, body: string): IssueFact {
  const last = issue.revisions.at(-1)
  if (!last) return issue
  return { ...issue, revisions: [...issue.revisions, { ...last, at: now, editor: app, body }] }
}

const closed = ({ now, app }: SnapshotData, issue: IssueFact, reason: string): IssueFact => ({
  ...issue,
  state: 'closed',
  stateReason: reason,
  closedAt: now,
  closedBy: app,
})

function sessionOf({ now, app }: SnapshotData, { title, body }: { title: string; body: string }): IssueFact {
  return {
    number: NEW_SESSION,
    id: NEW_SESSION,
    nodeId: '',
    url: '',
    author: app,
    createdAt: now,
    updatedAt: now,
    state: 'open',
    stateReason: null,
    closedAt: null,
    closedBy: null,
    labels: [],
    assignees: [],
    pinned: false,
    revisions: [{ at: now, editor: app, title, body, reading: noPacket }],
    comments: [],
    labelEvents: [],
    appCommentDeletedAt: null,
    closedByMerge: null,
  }
}

/** GitHub marks the pull request as merged and closes what it closes. */
function merged(
  snapshot: SnapshotData,
  { baseBranch, trial, pull, issue }: Extract<Action, { kind: 'merge' }>,
): SnapshotData {
  const { now, app } = snapshot
  const moved = snapshot.branches.map((branch) => (branch.name === baseBranch ? { ...branch, sha: trial } : branch))
  const settled = onPull({ ...snapshot, branches: moved }, pull, (one) => ({
    ...one,
    state: 'closed',
    merged: true,
    mergedAt: now,
    closedAt: now,
    closedBy: app,
    mergeSha: trial,
  }))
  return onIssue(settled, issue, (one) => ({ ...closed(snapshot, one, 'completed'), closedByMerge: { pull, at: now } }))
}
