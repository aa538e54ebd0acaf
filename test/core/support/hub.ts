/** GitHub's objects as facts, and what GitHub itself does with them. */
import type { Action } from '../../../src/core/actions.ts'
import { readPacket } from '../../../src/core/parse/packet/read.ts'
import { readComment } from '../../../src/core/parse/report/read.ts'
import type { CommentReading } from '../../../src/core/parse/report/reading.ts'
import { allCommentsOn, commentId } from '../../../src/core/snapshot/comments.ts'
import type { FileChange, Revert } from '../../../src/core/snapshot/queries.ts'
import type { Actor, CommentFact, IssueFact, PullFact, SnapshotData } from '../../../src/core/snapshot/snapshot.ts'
import { app } from './people.ts'

export const START = Date.UTC(2026, 0, 5, 9, 0, 0)
const CONFIG = 'agents: [agent, agent2]\ntest: npm test\n'

let shas = 0
/** A commit id nobody has seen. */
export const sha = () => {
  shas += 1
  return shas.toString(16).padStart(40, 'a')
}

/** The App's own comments are never commands, so that nothing depends on how they read. */
export const unread: CommentReading = { report: null, commands: [], tooCostly: false }

export type Hub = ReturnType<typeof createHub>

export function createHub(config: string | null | undefined) {
  const main = sha()
  const files = new Map<string, FileChange[]>()
  const forkedFrom = new Map<string, string>()
  const parents = new Map<string, string[]>()
  /** Commits on main that take another back. */
  const reverts: Revert[] = []
  /** Heads that are clean merges of main into what was the head before. */
  const baseMerges = new Set<string>()
  /** What a commit changed: texts by path, null for what it removed. */
  const sources = new Map<string, Record<string, string | null>>()
  const snapshot: SnapshotData = {
    now: START,
    app,
    repo: {
      id: 1,
      owner: 'acme',
      name: 'app',
      url: 'https://example.invalid/acme/app',
      defaultBranch: 'main',
      private: false,
      installedAt: START - 1,
    },
    config: { text: config === undefined ? CONFIG : config, history: null },
    labels: [],
    issues: [],
    pulls: [],
    branches: [{ name: 'main', sha: main }],
    activity: [],
    checks: [],
    results: { permissions: {}, diffs: {}, trials: {}, noIssue: [], conflicts: {}, exports: {}, declarations: {} },
    refused: {},
  }
  let ids = 1000
  const nextId = () => {
    ids += 1
    return ids
  }
  let numbers = 0
  const nextNumber = () => {
    numbers += 1
    return numbers
  }
  const url = (path: string) => `${snapshot.repo.url}/${path}`
  const findIssue = (number: number) => {
    const issue = snapshot.issues.find((one) => one.number === number)
    if (!issue) throw new Error(`no issue ${number}`)
    return issue
  }
  const threadOf = (number: number) => snapshot.pulls.find((pull) => pull.number === number) ?? findIssue(number)
  const tickClock = () => {
    snapshot.now += 1000
    return snapshot.now
  }
  const revision = (editor: Actor | null, title: string, body: string) => ({
    at: snapshot.now,
    editor,
    title,
    body,
    reading: readPacket({ title, body, prefixes: null }),
  })

  function addIssue(author: Actor | null, title: string, body: string): IssueFact {
    tickClock()
    const number = nextNumber()
    const issue: IssueFact = {
      number,
      id: nextId(),
      nodeId: `I_${number}`,
      url: url(`issues/${number}`),
      author,
      createdAt: snapshot.now,
      updatedAt: snapshot.now,
      state: 'open',
      stateReason: null,
      closedAt: null,
      closedBy: null,
      labels: [],
      assignees: [],
      pinned: false,
      revisions: [revision(author, title, body)],
      comments: [],
      labelEvents: [],
      appCommentDeletedAt: null,
      closedByMerge: null,
    }
    snapshot.issues.push(issue)
    return issue
  }

  function commentOf(author: Actor | null, issue: number, body: string): CommentFact {
    tickClock()
    const id = nextId()
    return {
      id,
      nodeId: `IC_${id}`,
      issue,
      url: url(`issues/${issue}#issuecomment-${id}`),
      author,
      createdAt: snapshot.now,
      revisions: [{ at: snapshot.now, editor: author, body, reading: author === app ? unread : readComment(body) }],
      verdict: null,
      eyes: false,
    }
  }

  function addComment(author: Actor | null, issue: number, body: string): CommentFact {
    const comment = commentOf(author, issue, body)
    threadOf(issue).comments.push(comment)
    return comment
  }

  /** In a review of a pull request, or on a line of it: GitHub numbers each of the two on its own. */
  const said = (author: Actor | null, pull: PullFact, body: string, kind: 'review' | 'line'): CommentFact => {
    const comment = commentOf(author, pull.number, body)
    return { ...comment, id: commentId(kind, comment.id), kind }
  }

  const findComment = (id: number) => {
    const found = [...snapshot.issues.flatMap((one) => one.comments), ...snapshot.pulls.flatMap(allCommentsOn)].find(
      (one) => one.id === id,
    )
    if (!found) throw new Error(`no comment ${id}`)
    return found
  }
  const setBranch = (name: string, to: string, by: Actor | null, type: 'push' | 'branch_creation') => {
    tickClock()
    const branch = snapshot.branches.find((one) => one.name === name)
    const before = branch?.sha ?? '0'.repeat(40)
    if (branch) branch.sha = to
    else snapshot.branches.push({ name, sha: to })
    snapshot.activity.push({ id: nextId(), branch: name, before, after: to, at: snapshot.now, actor: by, type })
  }
  const label = (issue: IssueFact, name: string, added: boolean, by: Actor | null) => {
    issue.labels = issue.labels.filter((one) => one !== name)
    if (added) issue.labels.push(name)
    issue.labelEvents.push({ at: snapshot.now, label: name, added, actor: by })
  }
  const close = (issue: IssueFact, by: Actor | null, reason: string) => {
    issue.state = 'closed'
    issue.stateReason = reason
    issue.closedAt = snapshot.now
    issue.closedBy = by
  }
  /** A commit and all behind it. */
  const reached = (from: string): Set<string> => {
    const seen = new Set([from])
    for (const commit of seen) for (const parent of parents.get(commit) ?? []) seen.add(parent)
    return seen
  }
  const isAncestor = (ancestor: string, of: string): boolean => reached(of).has(ancestor)

  /** Every text at a commit. A later parent's counts over an earlier one's. */
  const treeOf = (commit: string): Record<string, string | null> => ({
    ...Object.assign({}, ...(parents.get(commit) ?? []).map(treeOf)),
    ...sources.get(commit),
  })

  const pullNumbered = (number: number) => {
    const pull = snapshot.pulls.find((one) => one.number === number)
    if (!pull) throw new Error(`no pull ${number}`)
    return pull
  }

  function openPull(action: Extract<Action, { kind: 'open-pull' }>): void {
    if (snapshot.pulls.some((one) => one.headRef === action.branch && one.state === 'open'))
      throw new Error('a second pull request')
    const number = nextNumber()
    snapshot.pulls.push({
      number,
      id: nextId(),
      nodeId: `PR_${number}`,
      url: url(`pull/${number}`),
      title: action.title,
      body: action.body,
      author: app,
      editor: null,
      createdAt: snapshot.now,
      headRef: action.branch,
      headSha: snapshot.branches.find((one) => one.name === action.branch)?.sha ?? '',
      sameRepo: true,
      baseRef: action.base,
      draft: action.draft,
      state: 'open',
      merged: false,
      mergedAt: null,
      mergeSha: null,
      closedAt: null,
      closedBy: null,
      comments: [],
      reviews: [],
      requestedReviewers: [],
    })
  }

  /** Open pull requests follow their branch; one whose head is in its base has nothing left to merge, and is closed. */
  function follow(branch: string, to: string): void {
    for (const pull of snapshot.pulls.filter((one) => one.headRef === branch && one.state === 'open')) {
      pull.headSha = to
      const base = snapshot.branches.find((one) => one.name === pull.baseRef)
      if (base && isAncestor(to, base.sha))
        Object.assign(pull, { state: 'closed', closedAt: snapshot.now, closedBy: null })
    }
  }

  /** GitHub marks what has become reachable from its base as merged, and closes what it closes. */
  function markMerged(tip: string): void {
    for (const pull of snapshot.pulls.filter(
      (one) => one.state === 'open' && isAncestor(one.headSha, tip) && one.baseRef === snapshot.repo.defaultBranch,
    ))
      settlePull(pull, tip)
  }

  /** GitHub closes it as merged, and with it the issue it names. */
  function settlePull(pull: PullFact, mergeSha: string, mergedBy: Actor | null = null): void {
    const at = snapshot.now
    // Closing words count only on the default branch.
    const isHere = pull.baseRef === snapshot.repo.defaultBranch
    Object.assign(pull, { state: 'closed', merged: true, mergedAt: at, closedAt: at, mergeSha, mergedBy })
    const closes = Number(/closes #(\d+)/i.exec(pull.body)?.[1])
    const issue = snapshot.issues.find((one) => one.number === closes)
    if (!issue || !isHere) return
    close(issue, mergedBy ?? app, 'completed')
    issue.closedByMerge = { pull: pull.number, at, commit: mergeSha }
    issue.closer = { pull: pull.number, commit: mergeSha }
  }

  function setDraft(pull: PullFact, draft: boolean, actor: Actor | null): void {
    pull.draft = draft
    pull.draftEvents = [...(pull.draftEvents ?? []), { at: snapshot.now, draft, actor }]
  }

  return {
    snapshot,
    files,
    forkedFrom,
    parents,
    baseMerges,
    sources,
    treeOf,
    isAncestor,
    reached,
    reverts,
    main,
    nextId,
    url,
    findIssue,
    threadOf,
    tickClock,
    revision,
    addIssue,
    addComment,
    said,
    findComment,
    setBranch,
    label,
    close,
    pullNumbered,
    setDraft,
    openPull,
    follow,
    markMerged,
    settlePull,
  }
}
