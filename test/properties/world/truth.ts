/**
 * GitHub's objects as they truly are, and what GitHub itself makes of a change. Ids and numbers are made of who did what,
 * never of how often something was tried, so that two runs with the same end have the same ids.
 */
import type { Actor } from '../../../src/core/facts.ts'
import { markersIn } from '../../../src/core/say/markers.ts'
import { nowhere } from '../../../src/shell/github/read/activity.ts'
import type { Mirror, RawComment, RawIssue, RawPull } from '../../../src/shell/ports.ts'
import { app } from '../../core/support/people.ts'
import { ancestors, type Commits, idOf } from './commits.ts'

export const START = Date.UTC(2026, 0, 5, 9, 0, 0)
export const REPO = 7

export interface Delivery {
  event: string
  payload: Record<string, unknown>
}

export interface Truth extends Mirror {
  commits: Commits
  /** Commits on which the tests passed. */
  tested: Set<string>
  /** What must never happen, and did. */
  faults: string[]
  /** Number of the present event; part of every id. */
  turn: number
  made: number
  numbers: number
  now(): number
  emit(delivery: Delivery): void
  /** What is wrong with merging this packet now, as its people would see it. */
  beforeMerge(issue: number, head: string): string[]
}

export function createTruth(config: string, now: () => number, emit: (delivery: Delivery) => void): Truth {
  const main = idOf('main')
  return {
    app,
    repo: {
      ...{ id: REPO, owner: 'acme', name: 'app', url: 'https://github.test/acme/app' },
      ...{ defaultBranch: 'main', private: false, installedAt: START - 1000 },
    },
    config: { text: config, history: null },
    ...{ labels: [], issues: [], pulls: [], activity: [], checks: [] },
    branches: [{ name: 'main', sha: main, protected: false }],
    commits: new Map([[main, { parents: [], files: new Map([['README.md', 'first']]) }]]),
    ...{ tested: new Set(), faults: [], turn: 1, made: 0, numbers: 0 },
    now: () => Math.floor(now() / 1000) * 1000,
    emit,
    beforeMerge: () => [],
  }
}

/** Ids rise with time; those of the bot's doing come after those of the person it answers. */
export const nextId = (truth: Truth): number => {
  truth.made += 1
  return truth.turn * 1000 + truth.made
}

export const urlOf = (truth: Truth, path: string): string => `${truth.repo.url}/${path}`
export const issueAt = (truth: Truth, number: number) => truth.issues.find((one) => one.number === number)
export const pullAt = (truth: Truth, number: number) => truth.pulls.find((one) => one.number === number)
export const threadAt = (truth: Truth, number: number) => issueAt(truth, number) ?? pullAt(truth, number)
export const branchAt = (truth: Truth, name: string) => truth.branches.find((one) => one.name === name)
export const bodyOf = (thing: { revisions: { body: string }[] }): string => thing.revisions.at(-1)?.body ?? ''

export function tell(truth: Truth, event: string, action: string, by: Actor | null, more: object): void {
  truth.emit({ event, payload: { action, sender: by ? { id: by.id } : null, repository: { id: REPO }, ...more } })
}

const touch = (truth: Truth, number: number): void => {
  const thread = threadAt(truth, number)
  if (thread) thread.updatedAt = truth.now()
}

export function addIssue(truth: Truth, by: Actor | null, number: number, title: string, body: string): RawIssue {
  const at = truth.now()
  const issue: RawIssue = {
    ...{ number, id: 50_000 + number, nodeId: `I_${number}`, url: urlOf(truth, `issues/${number}`) },
    ...{ author: by, createdAt: at, updatedAt: at, state: 'open', stateReason: null, closedAt: null, closedBy: null },
    ...{ labels: [], assignees: [], pinned: false, comments: [], labelEvents: [] },
    ...{ appCommentDeletedAt: null, closedByMerge: null },
    revisions: [{ at, editor: by, title, body }],
  }
  truth.issues.push(issue)
  tell(truth, 'issues', 'opened', by, { issue: { number } })
  return issue
}

export function addComment(truth: Truth, by: Actor | null, issue: number, body: string): RawComment {
  const id = nextId(truth)
  const at = truth.now()
  const comment: RawComment = {
    ...{ id, nodeId: `IC_${id}`, issue, url: urlOf(truth, `issues/${issue}#issuecomment-${id}`), author: by },
    ...{ createdAt: at, revisions: [{ at, editor: by, body }], verdict: null, eyes: false },
  }
  if (by === app) noteDouble(truth, issue, body)
  threadAt(truth, issue)?.comments.push(comment)
  touch(truth, issue)
  tell(truth, 'issue_comment', 'created', by, { issue: { number: issue } })
  return comment
}

/** One comment for each event and purpose. */
function noteDouble(truth: Truth, issue: number, body: string): void {
  const identity = markersIn(body)[0]
  const there = threadAt(truth, issue)?.comments ?? []
  if (identity === undefined) truth.faults.push(`a comment without an identity: ${body}`)
  if (there.some((one) => one.author === app && markersIn(bodyOf(one))[0] === identity))
    truth.faults.push(`said twice on #${issue}: ${identity}`)
}

export function editIssue(truth: Truth, by: Actor | null, issue: RawIssue, text: { title?: string; body?: string }) {
  const last = issue.revisions.at(-1)
  const title = text.title ?? last?.title ?? ''
  issue.revisions.push({ at: truth.now(), editor: by, title, body: text.body ?? last?.body ?? '' })
  touch(truth, issue.number)
  tell(truth, 'issues', 'edited', by, { issue: { number: issue.number } })
}

export function setLabel(truth: Truth, by: Actor | null, issue: RawIssue, label: string, added: boolean): void {
  if (issue.labels.includes(label) === added) return
  issue.labels = added ? [...issue.labels, label] : issue.labels.filter((one) => one !== label)
  issue.labelEvents.push({ at: truth.now(), label, added, actor: by })
  touch(truth, issue.number)
  tell(truth, 'issues', added ? 'labeled' : 'unlabeled', by, { issue: { number: issue.number } })
}

export function closeIssue(truth: Truth, by: Actor | null, issue: RawIssue, reason: string): void {
  if (issue.state === 'closed') return
  Object.assign(issue, { state: 'closed', stateReason: reason, closedAt: truth.now(), closedBy: by })
  touch(truth, issue.number)
  tell(truth, 'issues', 'closed', by, { issue: { number: issue.number } })
}

export function reopenIssue(truth: Truth, by: Actor | null, issue: RawIssue): void {
  if (issue.state === 'open') return
  Object.assign(issue, {
    state: 'open',
    stateReason: 'reopened',
    reopenedAt: truth.now(),
    closedAt: null,
    closedBy: null,
    closedByMerge: null,
  })
  touch(truth, issue.number)
  tell(truth, 'issues', 'reopened', by, { issue: { number: issue.number } })
}

/** A branch goes to a commit; its open pull request follows, and what became reachable from main is merged. */
export function setBranch(truth: Truth, by: Actor | null, name: string, to: string, forced = false): void {
  const branch = branchAt(truth, name)
  const [at, before] = [truth.now(), branch?.sha ?? nowhere]
  if (branch) branch.sha = to
  else truth.branches.push({ name, sha: to, protected: false })
  const type = branch ? (forced ? 'force_push' : 'push') : 'branch_creation'
  truth.activity.push({ id: nextId(truth), branch: name, before, after: to, at, actor: by, type })
  if (!branch) tell(truth, 'create', '', by, { ref: name })
  tell(truth, 'push', '', by, { ref: `refs/heads/${name}` })
  for (const pull of truth.pulls.filter((one) => one.headRef === name && one.state === 'open')) {
    pull.headSha = to
    tell(truth, 'pull_request', 'synchronize', by, { pull_request: { number: pull.number } })
  }
  if (name === 'main') markMerged(truth, by, to)
}

export function dropBranch(truth: Truth, by: Actor | null, name: string): void {
  const branch = branchAt(truth, name)
  if (!branch) return
  truth.branches = truth.branches.filter((one) => one !== branch)
  const move = { branch: name, before: branch.sha, after: nowhere, at: truth.now(), actor: by }
  truth.activity.push({ id: nextId(truth), ...move, type: 'branch_deletion' })
  tell(truth, 'delete', '', by, { ref: name })
  for (const pull of truth.pulls.filter((one) => one.headRef === name)) closePull(truth, by, pull)
}

export function addPull(
  truth: Truth,
  pull: Omit<RawPull, 'id' | 'nodeId' | 'url' | 'createdAt' | 'comments'>,
): RawPull {
  const { number } = pull
  const made: RawPull = {
    ...pull,
    ...{ id: 60_000 + number, nodeId: `PR_${number}`, url: urlOf(truth, `pull/${number}`), createdAt: truth.now() },
    comments: [],
  }
  truth.pulls.push(made)
  tell(truth, 'pull_request', 'opened', pull.author, { pull_request: { number } })
  return made
}

export const freshPull = {
  ...{ editor: null, sameRepo: true, state: 'open', merged: false, mergedAt: null, mergeSha: null },
  ...{ closedAt: null, closedBy: null, reviews: [], requestedReviewers: [] },
} satisfies Partial<RawPull>

export function closePull(truth: Truth, by: Actor | null, pull: RawPull): void {
  if (pull.state === 'closed') return
  Object.assign(pull, { state: 'closed', closedAt: truth.now(), closedBy: by, updatedAt: truth.now() })
  tell(truth, 'pull_request', 'closed', by, { pull_request: { number: pull.number } })
}

/** GitHub marks what has become reachable from its base as merged, and closes what it closes. */
function markMerged(truth: Truth, by: Actor | null, tip: string): void {
  const reach = ancestors(truth.commits, tip)
  for (const pull of truth.pulls.filter((one) => one.state === 'open' && reach.has(one.headSha))) {
    Object.assign(pull, { merged: true, mergedAt: truth.now(), mergeSha: tip })
    closePull(truth, by, pull)
    const issue = issueAt(truth, Number(/closes #(\d+)/i.exec(pull.body)?.[1]))
    if (issue?.state !== 'open') continue
    closeIssue(truth, by, issue, 'completed')
    issue.closedByMerge = { pull: pull.number, at: truth.now() }
  }
}
