/**
 * The facts as they would be once an action was done, as far as that can be told without doing it: for a dry run, which
 * shows what follows from what. Numbers that GitHub would give out are made up, and below zero.
 */
import type { Action, CheckAction } from '../actions.ts'
import type { PacketReading } from '../parse/packet/reading.ts'
import type { CommentReading } from '../parse/report/reading.ts'
import type { CheckRunFact, CommentFact, Facts, IssueFact, PullFact } from '../snapshot/snapshot.ts'
import { spokenOn } from '../snapshot/spoken.ts'

/** The App's own comments are never read for commands. */
const unread: CommentReading = { report: null, commands: [], tooCostly: false }
const noPacket: PacketReading = {
  isPacket: false,
  packet: {
    ...{ name: null, objective: null, branch: null, session: null, risk: null, contract: null },
    ...{ acceptance: [], inScope: [], outOfScope: [], hard: [], soft: [] },
  },
  problems: [],
}

/** A session that would be opened. */
export const NEW_SESSION = -1
/** Pull requests that would be opened, counting down from here. */
const FIRST_PULL = -1000

export const isNewPull = (number: number): boolean => number <= FIRST_PULL

export const asIfAll = (facts: Facts, actions: readonly Action[]): Facts => actions.reduce(asIf, facts)

function asIf(facts: Facts, action: Action): Facts {
  switch (action.kind) {
    case 'create-label': {
      const { name, color, description } = action
      const others = facts.labels.filter((one) => one.name !== name)
      return { ...facts, labels: [...others, { nodeId: '', name, color, description }] }
    }
    case 'set-labels':
      return onIssue(facts, action.issue, (issue) => labelled(facts, issue, action))
    case 'comment':
      return onThread(facts, action.issue, (comments) => [...comments, commentOf(facts, action)])
    case 'edit-comment':
      return onComment(facts, action.comment, (comment) => said(facts, comment, action.body))
    case 'dispatch-workflow':
      return onComment(facts, action.comment, (comment) => said(facts, comment, action.bodies.ran))
    case 'react':
      return onComment(facts, action.comment, (comment) =>
        action.content === 'eyes' ? { ...comment, eyes: true } : { ...comment, verdict: action.content },
      )
    case 'unreact':
      return onComment(facts, action.comment, (comment) => ({ ...comment, eyes: false }))
    case 'create-branch':
      return withBranch(facts, action.branch, action.sha)
    case 'delete-branch':
      return { ...facts, branches: facts.branches.filter(({ name }) => name !== action.branch) }
    case 'open-pull':
      return withPull(facts, action)
    case 'offer-setup':
      return withPull(withBranch(facts, action.branch, action.sha), { ...action, draft: false })
    case 'edit-pull':
      return onPull(facts, action.pull, (pull) => ({ ...pull, body: action.body, editor: facts.app }))
    case 'ready-pull':
      return onPull(facts, action.pull, (pull) => ({ ...pull, draft: false }))
    case 'request-review':
      return onPull(facts, action.pull, (pull) => ({
        ...pull,
        requestedReviewers: [...pull.requestedReviewers, action.login],
      }))
    case 'check':
      return withCheck(facts, action)
    case 'edit-issue-body':
      return onIssue(facts, action.issue, (issue) => written(facts, issue, action.body))
    case 'close-issue':
      return onIssue(facts, action.issue, (issue) => closed(facts, issue, action.reason))
    case 'reopen-issue':
      return onIssue(facts, action.issue, (issue) => ({ ...issue, state: 'open', closedAt: null, closedBy: null }))
    case 'retarget-pull':
      return onPull(facts, action.pull, (pull) => ({ ...pull, baseRef: action.base }))
    case 'open-session':
      return { ...facts, issues: [...facts.issues, sessionOf(facts, action)] }
    case 'pin':
    case 'unpin':
      return onIssue(facts, action.issue, (issue) => ({ ...issue, pinned: action.kind === 'pin' }))
    case 'add-sub-issue':
      return onIssue(facts, action.child, (issue) => ({ ...issue, parent: action.issue }))
    case 'add-blocked-by':
      return onIssue(facts, action.issue, (one) => ({ ...one, blockedBy: [...(one.blockedBy ?? []), action.by] }))
    case 'remove-blocked-by':
      return onIssue(facts, action.issue, (one) => ({
        ...one,
        blockedBy: (one.blockedBy ?? []).filter((by) => by !== action.by),
      }))
    case 'enqueue':
    case 'dequeue':
      return inQueue(facts, action)
    case 'update-branch':
      return updated(facts, action)
    case 'merge':
      return merged(facts, action)
    case 'trial':
      // How it ends nobody can tell.
      return facts
  }
}

function inQueue(facts: Facts, { kind, pull }: { kind: 'enqueue' | 'dequeue'; pull: number }): Facts {
  const { queue } = facts.lookups
  if (!queue) return facts
  const others = queue.entries.filter((entry) => entry.pull !== pull)
  const last = { pull, place: others.length + 1, by: facts.app, group: null }
  const entries = kind === 'enqueue' ? [...others, last] : others
  return { ...facts, lookups: { ...facts.lookups, queue: { ...queue, entries } } }
}

function updated(facts: Facts, { branch, head, trial, pull }: Extract<Action, { kind: 'update-branch' }>): Facts {
  const push = { id: 0, branch, before: head, after: trial, at: facts.now, actor: facts.app, type: 'push' } as const
  const branches = facts.branches.map((one) => (one.name === branch ? { ...one, sha: trial } : one))
  const moved = { ...facts, branches, activity: [...facts.activity, push] }
  return onPull(moved, pull, (one) => ({ ...one, headSha: trial }))
}

const onIssue = (facts: Facts, number: number, change: (issue: IssueFact) => IssueFact): Facts => ({
  ...facts,
  issues: facts.issues.map((issue) => (issue.number === number ? change(issue) : issue)),
})

const onPull = (facts: Facts, number: number, change: (pull: PullFact) => PullFact): Facts => ({
  ...facts,
  pulls: facts.pulls.map((pull) => (pull.number === number ? change(pull) : pull)),
})

function onThread(facts: Facts, number: number, change: (comments: CommentFact[]) => CommentFact[]): Facts {
  const here = <T extends { comments: CommentFact[] }>(thread: T): T => ({
    ...thread,
    comments: change(thread.comments),
  })
  return onPull(onIssue(facts, number, here), number, here)
}

function onComment(facts: Facts, id: number, change: (comment: CommentFact) => CommentFact): Facts {
  const all = [...facts.issues.flatMap((one) => one.comments), ...facts.pulls.flatMap(spokenOn)]
  const found = all.find((one) => one.id === id)
  if (!found) return facts
  const changed = (comments: CommentFact[]) => comments.map((one) => (one.id === id ? change(one) : one))
  const reviewed = (pull: PullFact): PullFact => ({
    ...pull,
    ...(pull.lineComments && { lineComments: changed(pull.lineComments) }),
    reviews: pull.reviews.map((one) => (one.comment?.id === id ? { ...one, comment: change(one.comment) } : one)),
  })
  return onPull(onThread(facts, found.issue, changed), found.issue, reviewed)
}

function labelled(
  { now, app }: Facts,
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

function commentOf(facts: Facts, { issue, body }: { issue: number; body: string }): CommentFact {
  const known = [...facts.issues, ...facts.pulls].reduce((sum, { comments }) => sum + comments.length, 0)
  return {
    ...{ id: -1 - known, nodeId: '', issue, url: '', author: facts.app, createdAt: facts.now },
    ...{ revisions: [{ at: facts.now, editor: facts.app, body, reading: unread }], verdict: null, eyes: false },
  }
}

const said = (facts: Facts, comment: CommentFact, body: string): CommentFact => ({
  ...comment,
  revisions: [...comment.revisions, { at: facts.now, editor: facts.app, body, reading: unread }],
})

function withBranch(facts: Facts, name: string, sha: string): Facts {
  const others = facts.branches.filter((branch) => branch.name !== name)
  const before = '0'.repeat(40)
  const made = {
    id: 0,
    branch: name,
    before,
    after: sha,
    at: facts.now,
    actor: facts.app,
    type: 'branch_creation' as const,
  }
  return { ...facts, branches: [...others, { name, sha, protected: false }], activity: [...facts.activity, made] }
}

function withPull(
  facts: Facts,
  { branch, base, title, body, draft }: { branch: string; base: string; title: string; body: string; draft: boolean },
): Facts {
  const number = FIRST_PULL - facts.pulls.filter((pull) => isNewPull(pull.number)).length
  const pull: PullFact = {
    ...{ number, id: number, nodeId: '', url: '', title, body, author: facts.app, editor: null },
    ...{ createdAt: facts.now, headRef: branch, sameRepo: true, baseRef: base, draft },
    headSha: facts.branches.find(({ name }) => name === branch)?.sha ?? '',
    ...{ state: 'open', merged: false, mergedAt: null, mergeSha: null, closedAt: null, closedBy: null },
    ...{ comments: [], reviews: [], requestedReviewers: [] },
  }
  return { ...facts, pulls: [...facts.pulls, pull] }
}

function withCheck(facts: Facts, action: CheckAction): Facts {
  const { name, head, status, conclusion, externalId, title, summary } = action
  const known = facts.checks.find((one) => one.name === name && one.headSha === head)
  const run: CheckRunFact = {
    ...{ id: known?.id ?? -1, name, headSha: head, status, conclusion, externalId, title, summary, url: '' },
    startedAt: known?.startedAt ?? facts.now,
    completedAt: status === 'completed' ? facts.now : null,
  }
  return { ...facts, checks: [...facts.checks.filter((one) => one !== known), run] }
}

function written({ now, app }: Facts, issue: IssueFact, body: string): IssueFact {
  const last = issue.revisions.at(-1)
  if (!last) return issue
  return { ...issue, revisions: [...issue.revisions, { ...last, at: now, editor: app, body }] }
}

const closed = ({ now, app }: Facts, issue: IssueFact, reason: string): IssueFact => ({
  ...issue,
  ...{ state: 'closed', stateReason: reason, closedAt: now, closedBy: app },
})

function sessionOf({ now, app }: Facts, { title, body }: { title: string; body: string }): IssueFact {
  return {
    ...{ number: NEW_SESSION, id: NEW_SESSION, nodeId: '', url: '', author: app, createdAt: now, updatedAt: now },
    ...{ state: 'open', stateReason: null, closedAt: null, closedBy: null, labels: [], assignees: [], pinned: false },
    revisions: [{ at: now, editor: app, title, body, reading: noPacket }],
    ...{ comments: [], labelEvents: [], appCommentDeletedAt: null, closedByMerge: null },
  }
}

/** GitHub marks the pull request as merged and closes what it closes. */
function merged(facts: Facts, { baseBranch, trial, pull, issue }: Extract<Action, { kind: 'merge' }>): Facts {
  const { now, app } = facts
  const moved = facts.branches.map((branch) => (branch.name === baseBranch ? { ...branch, sha: trial } : branch))
  const settled = onPull({ ...facts, branches: moved }, pull, (one) => ({
    ...one,
    ...{ state: 'closed', merged: true, mergedAt: now, closedAt: now, closedBy: app, mergeSha: trial },
  }))
  return onIssue(settled, issue, (one) => ({ ...closed(facts, one, 'completed'), closedByMerge: { pull, at: now } }))
}
