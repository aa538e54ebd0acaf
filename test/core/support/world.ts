/**
 * A small GitHub of plain facts: what people do changes the facts, and `settle` lets the bot decide and does what it
 * decided, until nothing is left to do. No network, no clock, no git: the decisions alone.
 */
import { type Action, actionKey, targetOf } from '../../../src/core/actions.ts'
import { decide } from '../../../src/core/decide.ts'
import type { QueueFact } from '../../../src/core/merging/queue.ts'
import type { RequiredCheck, RulesFact } from '../../../src/core/merging/rules.ts'
import type { StandingFact } from '../../../src/core/merging/standing.ts'
import { readComment } from '../../../src/core/parse/report/read.ts'
import {
  baseMergeKey,
  type FileChange,
  mergedKey,
  type Permission,
  type TrialFact,
} from '../../../src/core/snapshot/queries.ts'
import type { CommentFact, IssueFact, PullFact, ReviewFact, SnapshotData } from '../../../src/core/snapshot/snapshot.ts'
import type { PacketState } from '../../../src/core/state/packet.ts'
import type { State } from '../../../src/core/state.ts'
import { withTick } from './boxes.ts'
import { answerCode } from './code.ts'
import { answerHistory } from './history.ts'
import { createHub, START, sha } from './hub.ts'
import { app, people, permissions, type Who } from './people.ts'
import { perform } from './perform.ts'

export { packetText } from './packet-text.ts'
export { app, people, type Who } from './people.ts'

export interface World {
  snapshot: SnapshotData
  actions: Action[]
  /** Every permission that was asked. */
  asked: string[]
  /** What GitHub would say now. */
  permissions: Record<Who, Permission>
  /** Ids behind logins, where they are not those of `people`; null: GitHub does not say. */
  accounts: Record<string, number | 'nobody' | null>
  trial: (base: string, head: string) => TrialFact
  /** What GitHub refuses for good, with its words; null: it does it. */
  refuses: (action: Action) => string | null
  /** What the base branch's rules ask, as GitHub would say now; null: it does not say. */
  rules: RulesFact | null
  /** GitHub's merge queue, as it stands now; null: it cannot be seen. */
  queue: QueueFact | null
  /** Required checks that no head has. */
  missing: RequiredCheck[]
  /** Commits without a signature. */
  unsigned: number
  standing: StandingFact | null
  /** Whether GitHub's own merges hold what was tested. */
  asTested: boolean | null
  /** GitHub dismisses approvals when the App updates a branch. */
  dismisses: boolean
  /** Trials stay under way: the bot has nothing else to do. */
  stopAtTrials: boolean
  /** Errors of the bot's own are part of the test, and end in `faults`; otherwise they are thrown. */
  stumbles: boolean
  /** Issues the last decision set aside, with the error's words. */
  faults: Record<number, string>
  /** Branches whose merge would change nothing. */
  nothing: Set<string>
  /** Earlier texts of the configuration, newest first. */
  history: string[]
  /** What a branch changed, to be added to. */
  changed(branch: string): FileChange[]
  pass(minutes: number): void
  file(who: Who, title: string, body: string): IssueFact
  comment(who: Who, issue: number, body: string): CommentFact
  editComment(who: Who, comment: CommentFact, body: string): void
  deleteComment(comment: CommentFact): void
  edit(who: Who, issue: number, change: { title?: string; body?: string }): void
  tick(who: Who, issue: number): void
  /** `files`: paths, or texts by path (null: removed). */
  push(who: Who, branch: string, files: string[] | Record<string, string | null>): string
  /** Sets a branch to a commit that is there, as a fast-forward or a forced push does. */
  move(who: Who, branch: string, to: string): void
  /** A merge of another branch's head into this one, pushed. */
  mergeInto(who: Who, branch: string, from: string): string
  deleteBranch(who: Who, branch: string): void
  /** By GitHub's page: what has the branch as its base keeps it. */
  retarget(branch: string, base: string): void
  /** A commit on main that takes another back. */
  revert(commit: string): string
  pushMain(files?: Record<string, string | null>): string
  closeIssue(who: Who, issue: number): void
  reopen(who: Who, issue: number): void
  deleteIssue(issue: number): void
  closePull(who: Who, branch: string): void
  /** By GitHub's own button. */
  mergePull(who: Who, branch: string): void
  /** A pull request that a person opened. */
  openPull(who: Who, branch: string, more?: Partial<PullFact>): PullFact
  label(who: Who, issue: number, name: string): void
  unlabel(who: Who, issue: number, name: string): void
  /** Ticks one box of a dashboard, named by what it does. */
  tickBox(who: Who, issue: number, action: string): void
  /** Whoever may assign assigns itself; others are assigned by the maintainer. `by`: somebody else does it. */
  assign(issue: number, who: Who, by?: Who): void
  unassign(issue: number, who: Who, by?: Who): void
  approve(who: Who, branch: string, state?: 'APPROVED' | 'CHANGES_REQUESTED'): void
  /** Any review, with words and comments on lines (by path); gives its id. */
  review(
    who: Who,
    branch: string,
    state: ReviewFact['state'],
    said?: { body?: string; lines?: Record<string, string>; commit?: string },
  ): ReviewFact
  dismiss(review: ReviewFact): void
  /** GitHub's button "Update branch"; gives the new head. */
  updateBranch(who: Who, branch: string): string
  /** Marks a draft ready for review, or puts it back to draft. */
  ready(who: Who, branch: string, ready?: boolean): void
  askReview(who: Who, branch: string): void
  settle(): State
  issue(number: number): IssueFact
  labels(issue: number): string[]
  status(issue: number): string
  packet(issue: number): PacketState
  pullOf(branch: string): PullFact | undefined
  said(issue: number): string[]
  body(issue: number): string
  configure(text: string): void
}

const passed = (trial: string, at: number): TrialFact => ({
  state: 'finished',
  trial,
  ok: true,
  startedAt: at,
  finishedAt: at,
  steps: [{ name: 'test', command: 'npm test', outcome: 'passed', exitCode: 0, seconds: 1, tail: 'ok' }],
})

/** The only comment of the App on that thread whose text has all these words; throws when there are more or none. */
export function oneSaying(world: World, issue: number, ...words: string[]): string {
  const found = world.said(issue).filter((body) => words.every((word) => body.includes(word)))
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} comments say ${words.join(', ')} among:\n${world.said(issue).join('\n---\n')}`)
  return found[0]
}

export const failing = (tail: string) => (): TrialFact => ({
  state: 'finished',
  trial: sha(),
  ok: false,
  startedAt: START,
  finishedAt: START,
  steps: [{ name: 'test', command: 'npm test', outcome: 'failed', exitCode: 1, seconds: 1, tail }],
})

export function createWorld(options: { config?: string | null | undefined } = {}): World {
  const hub = createHub(options.config)
  const { snapshot, files, forkedFrom, parents, nextId, findIssue, threadOf, tickClock, revision, setBranch } = hub

  function resolve(query: ReturnType<typeof decide>['queries'][number]): void {
    if (query.kind === 'permission') {
      const name = (Object.keys(people) as Who[]).find((who) => people[who]?.id === query.actor.id)
      world.asked.push(query.actor.login)
      snapshot.results.permissions[String(query.actor.id)] = name ? world.permissions[name] : 'none'
    } else if (query.kind === 'account') {
      const owner = Object.values(people).find((one) => one?.login.toLowerCase() === query.login)
      snapshot.results.accounts = {
        ...snapshot.results.accounts,
        [query.login]: query.login in world.accounts ? (world.accounts[query.login] ?? null) : (owner?.id ?? 'nobody'),
      }
    } else if (query.kind === 'diff') {
      const branch =
        snapshot.branches.find((one) => one.sha === query.head)?.name ??
        snapshot.pulls.find((one) => one.headSha === query.head)?.headRef
      const changed = files.get(branch ?? query.head) ?? []
      snapshot.results.diffs[`${query.base}...${query.head}`] = {
        mergeBase: forkedFrom.get(branch ?? '') ?? query.base,
        ...aheadOf(query.base, query.head, changed.length),
        behind: 0,
        files: changed,
        ...(world.nothing.has(branch ?? '') && { nothing: true, ahead: 1 }),
      }
    } else if (query.kind === 'issue') snapshot.results.noIssue.push(query.number)
    else if (query.kind === 'conflict' || query.kind === 'exports' || query.kind === 'declarations')
      answerCode(hub, query)
    else if (query.kind === 'rules') snapshot.results.rules = world.rules
    else if (query.kind === 'queue') snapshot.results.queue = world.queue
    else if (query.kind === 'stacks') snapshot.results.stacks = null
    else if (query.kind === 'required')
      snapshot.results.required = { ...snapshot.results.required, [query.head]: world.missing }
    else if (query.kind === 'unsigned')
      snapshot.results.unsigned = { ...snapshot.results.unsigned, [query.head]: world.unsigned }
    else if (query.kind === 'standing')
      snapshot.results.standing = { ...snapshot.results.standing, [query.head]: world.standing }
    else if (query.kind === 'merged-tree') {
      const key = mergedKey(query.base, query.head, query.merge)
      snapshot.results.mergedTrees = { ...snapshot.results.mergedTrees, [key]: world.asTested }
    } else if (query.kind === 'contains' || query.kind === 'reverts' || query.kind === 'ahead')
      answerHistory(hub, query)
    else if (query.kind === 'base-merge') {
      const key = baseMergeKey(query.before, query.after)
      snapshot.results.baseMerges = { ...snapshot.results.baseMerges, [key]: hub.baseMerges.has(query.after) }
    } else if (query.kind === 'setup') snapshot.results.setup = { present: [], workflows: [] }
    else snapshot.config.history = world.history
  }

  /** None once the base holds it. */
  const aheadOf = (base: string, head: string, files: number) => ({ ahead: hub.isAncestor(head, base) ? 0 : files })

  function decideHere(): ReturnType<typeof decide> {
    const decision = decide(snapshot)
    for (const { error } of decision.faults) if (!world.stumbles) throw error
    world.faults = Object.fromEntries(decision.faults.map(({ issue, error }) => [issue, error.message]))
    return decision
  }

  const headOf = (branch: string): string => {
    const found = snapshot.branches.find((one) => one.name === branch)
    if (!found) throw new Error(`no branch ${branch}`)
    return found.sha
  }

  const world: World = {
    snapshot,
    actions: [],
    asked: [],
    permissions: { ...permissions },
    accounts: {},
    refuses: () => null,
    queue: null,
    rules: { rules: [], refused: [] },
    missing: [],
    unsigned: 0,
    standing: null,
    asTested: true,
    dismisses: false,
    stopAtTrials: false,
    stumbles: false,
    faults: {},
    nothing: new Set(),
    history: [],
    changed: (branch) => {
      const list = files.get(branch) ?? []
      files.set(branch, list)
      return list
    },
    trial: (_base, _head) => passed(sha(), snapshot.now),
    pass: (minutes) => {
      snapshot.now += minutes * 60_000
    },
    file: (who, title, body) => hub.addIssue(people[who], title, body),
    comment: (who, issue, body) => hub.addComment(people[who], issue, body),
    editComment: (who, comment, body) => {
      tickClock()
      comment.revisions.push({ at: snapshot.now, editor: people[who], body, reading: readComment(body) })
    },
    deleteComment: (comment) => {
      const thread = threadOf(comment.issue)
      thread.comments = thread.comments.filter((one) => one.id !== comment.id)
      const issue = snapshot.issues.find((one) => one.number === comment.issue)
      if (issue && comment.author?.id === app.id) issue.appCommentDeletedAt = tickClock()
    },
    edit: (who, number, change) => {
      tickClock()
      const issue = findIssue(number)
      const last = issue.revisions.at(-1)
      issue.revisions.push(revision(people[who], change.title ?? last?.title ?? '', change.body ?? last?.body ?? ''))
    },
    tick: (who, number) => world.edit(who, number, { body: world.body(number).replaceAll('- [ ]', '- [x]') }),
    push: (who, branch, given) => {
      const to = sha()
      const paths = Array.isArray(given) ? given : Object.keys(given)
      if (!Array.isArray(given)) hub.sources.set(to, given)
      const change = (path: string): FileChange => ({
        path,
        from: null,
        kind: 'modified',
        additions: 3,
        deletions: 1,
        mode: 'file',
      })
      files.set(branch, [
        ...(files.get(branch) ?? []).filter((file) => !paths.includes(file.path)),
        ...paths.map(change),
      ])
      // For when it is no longer where the branch stands.
      files.set(to, files.get(branch) ?? [])
      parents.set(to, [snapshot.branches.find((one) => one.name === branch)?.sha ?? hub.main])
      setBranch(
        branch,
        to,
        people[who],
        snapshot.branches.some((one) => one.name === branch) ? 'push' : 'branch_creation',
      )
      hub.follow(branch, to)
      return to
    },
    move: (who, branch, to) => {
      hub.setBranch(branch, to, people[who], 'push')
      if (branch === 'main') hub.markMerged(to)
      else hub.follow(branch, to)
    },
    mergeInto: (who, branch, from) => {
      const [own, other] = [headOf(branch), headOf(from)]
      const to = sha()
      parents.set(to, [own, other])
      files.set(branch, [...(files.get(branch) ?? []), ...(files.get(from) ?? [])])
      files.set(to, files.get(branch) ?? [])
      hub.setBranch(branch, to, people[who], 'push')
      hub.follow(branch, to)
      return to
    },
    deleteBranch: (who, branch) => {
      tickClock()
      snapshot.branches = snapshot.branches.filter((one) => one.name !== branch)
      snapshot.activity.push({
        id: nextId(),
        branch,
        before: '',
        after: '0'.repeat(40),
        at: snapshot.now,
        actor: people[who],
        type: 'branch_deletion' as const,
      })
      for (const pull of snapshot.pulls)
        if (pull.state === 'open' && pull.headRef === branch)
          Object.assign(pull, { state: 'closed', closedAt: snapshot.now, closedBy: people[who] })
    },
    retarget: (branch, base) => {
      tickClock()
      const pull = world.pullOf(branch)
      if (pull) pull.baseRef = base
    },
    revert: (commit) => {
      const by = world.pushMain()
      hub.reverts.push({ by, at: snapshot.now, commit, pull: null })
      return by
    },
    pushMain: (files = {}) => {
      const to = sha()
      hub.sources.set(to, files)
      parents.set(to, [snapshot.branches[0]?.sha ?? ''])
      setBranch('main', to, people.maintainer, 'push')
      return to
    },
    closeIssue: (who, number) => {
      tickClock()
      hub.close(findIssue(number), people[who], 'completed')
    },
    reopen: (who, number) => {
      tickClock()
      Object.assign(findIssue(number), {
        state: 'open',
        stateReason: 'reopened',
        reopenedAt: snapshot.now,
        closedAt: null,
        closedBy: people[who],
      })
    },
    deleteIssue: (number) => {
      tickClock()
      snapshot.issues = snapshot.issues.filter((one) => one.number !== number)
    },
    closePull: (who, branch) => {
      tickClock()
      const pull = world.pullOf(branch)
      if (pull) Object.assign(pull, { state: 'closed', closedAt: snapshot.now, closedBy: people[who] })
    },
    mergePull: (who, branch) => {
      const pull = world.pullOf(branch)
      const main = snapshot.branches.find((one) => one.name === 'main')
      if (!pull || !main) throw new Error('nothing to merge')
      const merge = sha()
      parents.set(merge, [main.sha, pull.headSha])
      setBranch('main', merge, people[who], 'push')
      hub.markMerged(merge)
    },
    openPull: (who, branch, more = {}) => {
      tickClock()
      hub.openPull({ kind: 'open-pull', branch, base: 'main', title: branch, body: '', draft: false })
      const pull = snapshot.pulls.at(-1)
      if (!pull) throw new Error('not opened')
      return Object.assign(pull, { author: people[who], ...more })
    },
    label: (who, number, name) => {
      tickClock()
      hub.label(findIssue(number), name, true, people[who])
    },
    unlabel: (who, number, name) => {
      tickClock()
      hub.label(findIssue(number), name, false, people[who])
    },
    tickBox: (who, number, action) => {
      const body = withTick(world.body(number), action)
      if (body === null) throw new Error(`no box ${action}`)
      world.edit(who, number, { body })
    },
    assign: (number, who, by) => {
      const self = !['read', 'none', 'unknown'].includes(world.permissions[who])
      const [assignee, actor] = [people[who], people[by ?? (self ? who : 'maintainer')]]
      const issue = findIssue(number)
      if (assignee) issue.assignees.push(assignee)
      issue.assignments = [...(issue.assignments ?? []), { at: tickClock(), added: true, assignee, actor }]
    },
    unassign: (number, who, by = 'maintainer') => {
      const issue = findIssue(number)
      const assignee = people[who]
      issue.assignees = issue.assignees.filter((one) => one.id !== assignee?.id)
      const event = { at: tickClock(), added: false, assignee, actor: people[by] }
      issue.assignments = [...(issue.assignments ?? []), event]
    },
    approve: (who, branch, state = 'APPROVED') => void world.review(who, branch, state),
    review: (who, branch, state, { body = '', lines = {}, commit } = {}) => {
      const pull = world.pullOf(branch)
      if (!pull) throw new Error(`no pull request of ${branch}`)
      const author = people[who]
      pull.lineComments = [
        ...(pull.lineComments ?? []),
        ...Object.entries(lines).map(
          ([path, text]): CommentFact => ({ ...hub.said(author, pull, text, 'line'), path }),
        ),
      ]
      const comment = hub.said(author, pull, body, 'review')
      const review: ReviewFact = {
        id: comment.id,
        author,
        state,
        commit: commit ?? pull.headSha,
        at: comment.createdAt,
        canPush: ['admin', 'maintain', 'write'].includes(world.permissions[who]),
        ...(body !== '' && { comment }),
      }
      pull.reviews.push(review)
      pull.requestedReviewers = pull.requestedReviewers.filter((login) => login !== author?.login)
      return review
    },
    dismiss: (review) => {
      tickClock()
      review.state = 'DISMISSED'
    },
    updateBranch: (who, branch) => {
      const to = world.push(who, branch, [])
      hub.baseMerges.add(to)
      return to
    },
    ready: (who, branch, ready = true) => {
      tickClock()
      hub.setDraft(hub.pullNumbered(world.pullOf(branch)?.number ?? 0), !ready, people[who])
    },
    askReview: (who, branch) => {
      const pull = hub.pullNumbered(world.pullOf(branch)?.number ?? 0)
      const event = { at: tickClock(), draft: false, review: true as const, actor: people[who] }
      pull.draftEvents = [...(pull.draftEvents ?? []), event]
    },
    settle: () => {
      delete snapshot.results.rules
      delete snapshot.results.queue
      delete snapshot.results.required
      delete snapshot.results.unsigned
      delete snapshot.results.standing
      for (let round = 0; round < 200; round += 1) {
        const decision = decideHere()
        for (const query of decision.queries) resolve(query)
        if (decision.queries.length > 0) continue
        snapshot.results.permissions = {}
        const left = decision.actions.filter((action) => !(world.stopAtTrials && action.kind === 'trial'))
        if (left.length === 0) return decision.state
        for (const action of left) {
          world.actions.push(action)
          const message = world.refuses(action)
          if (message === null) perform(hub, action, world.trial, world.dismisses)
          else
            snapshot.refused[actionKey(action)] = { target: targetOf(action), status: 422, message, at: snapshot.now }
        }
      }
      throw new Error(`does not settle: ${world.actions.slice(-5).map(actionKey).join('; ')}`)
    },
    issue: findIssue,
    labels: (number) => findIssue(number).labels,
    status: (number) =>
      findIssue(number)
        .labels.filter((one) => one.startsWith('status: '))
        .map((one) => one.slice(8))
        .join('+'),
    packet: (number) => {
      const found = decideHere().state.packets.find((one) => one.issue === number)
      if (!found) throw new Error(`no packet ${number}`)
      return found
    },
    pullOf: (branch) =>
      snapshot.pulls.findLast((one) => one.headRef === branch && one.state === 'open') ??
      snapshot.pulls.findLast((one) => one.headRef === branch),
    said: (number) =>
      threadOf(number)
        .comments.filter((one) => one.author === app)
        .map((one) => one.revisions.at(-1)?.body ?? ''),
    body: (number) => findIssue(number).revisions.at(-1)?.body ?? '',
    configure: (text) => {
      snapshot.config = { text, history: null }
    },
  }
  return world
}
