/** The App's actions as GitHub takes them, answered as `src/shell/github/perform` answers: what came of it is in the mirror. */
import type { Action } from '../../../src/core/actions.ts'
import { markersIn } from '../../../src/core/say/markers.ts'
import { scratchPrefix } from '../../../src/core/scratch.ts'
import { noteActivity, nowhere } from '../../../src/shell/github/read/activity.ts'
import { withChecks } from '../../../src/shell/github/read/checks.ts'
import type { Hints, Mirror, Outcome } from '../../../src/shell/ports.ts'
import { app } from '../../core/support/people.ts'
import { ancestors } from './commits.ts'
import type { Truth } from './truth.ts'
import * as hub from './truth.ts'

type ActionOf<K extends Action['kind']> = Extract<Action, { kind: K }>
type Handlers = { [K in Action['kind']]: (truth: Truth, action: ActionOf<K>, mirror: Mirror) => Outcome }

const done: Outcome = { kind: 'done' }
const outdated = (reread: Partial<Hints>): Outcome => ({ kind: 'outdated', reread })
const find = <T extends { number: number }>(list: T[], number: number) => list.find((one) => one.number === number)
const threadIn = (mirror: Mirror, number: number) => find(mirror.issues, number) ?? find(mirror.pulls, number)
const threadsOf = (from: Mirror, number: number, comment: number) =>
  threadIn(from, number)?.comments.find((one) => one.id === comment)

/** Nor is any branch updated where no rules ask for it. */
const noUpdate = (): Outcome => {
  throw new Error('a branch was to be updated where no rules are')
}

const noQueue = (): Outcome => {
  throw new Error('a merge queue was wanted where no rules are')
}

/** Without knowledge of them, none are wanted. */
const noLinks = (): Outcome => {
  throw new Error('links were wanted where GitHub tells of none')
}

const handlers: Handlers = {
  'create-label': (truth, { name, color, description }, mirror) => {
    if (truth.labels.some((label) => label.name === name)) return outdated({ all: true })
    const label = { nodeId: `LA_${name}`, name, color, description }
    truth.labels.push(label)
    mirror.labels = [...mirror.labels.filter((one) => one.name !== name), { ...label }]
    return done
  },
  'set-labels': setLabels,
  comment: (truth, { issue, marker, body }, mirror) => {
    const on = threadIn(mirror, issue)
    if (on === undefined || hub.threadAt(truth, issue) === undefined) return outdated({ issues: [issue] })
    const said = on.comments.some((one) => one.author?.id === app.id && markersIn(hub.bodyOf(one))[0] === marker)
    if (!said) on.comments.push(structuredClone(hub.addComment(truth, app, issue, body)))
    return done
  },
  'edit-comment': (truth, { issue, comment, body }, mirror) => {
    const real = threadsOf(truth, issue, comment)
    if (!real) return outdated({ issues: [issue] })
    if (real.author?.id !== app.id) truth.faults.push(`edited a comment of ${real.author?.login}`)
    real.revisions.push({ at: truth.now(), editor: app, body })
    threadsOf(mirror, issue, comment)?.revisions.push({ at: truth.now(), editor: app, body })
    return done
  },
  'add-sub-issue': noLinks,
  'add-blocked-by': noLinks,
  'remove-blocked-by': noLinks,
  enqueue: noQueue,
  dequeue: noQueue,
  'update-branch': noUpdate,
  react: (truth, { issue, comment, content }, mirror) => {
    const [real, known] = [threadsOf(truth, issue, comment), threadsOf(mirror, issue, comment)]
    if (!real || !known) return outdated({ issues: [issue] })
    if (content !== 'eyes' && real.verdict !== null && real.verdict !== content)
      truth.faults.push(`a second verdict on ${comment}`)
    for (const one of [real, known]) {
      if (content === 'eyes') one.eyes = true
      else one.verdict = content
    }
    return done
  },
  unreact: (truth, { issue, comment }, mirror) => {
    for (const one of [threadsOf(truth, issue, comment), threadsOf(mirror, issue, comment)]) if (one) one.eyes = false
    return done
  },
  'dispatch-workflow': () => ({ kind: 'refused', status: 404, message: 'No workflow runs here.' }),
  'create-branch': (truth, { branch, sha }, mirror) => {
    const there = hub.branchAt(truth, branch)
    if (there) return there.sha === sha ? { kind: 'done', reread: { refs: true } } : outdated({ refs: true })
    if (!truth.commits.has(sha)) return outdated({ refs: true })
    hub.setBranch(truth, app, branch, sha)
    mirror.branches.push({ name: branch, sha, protected: false })
    const move = { branch, before: nowhere, after: sha, at: truth.now(), actor: app }
    noteActivity(mirror.activity, { ...move, type: 'branch_creation' })
    return done
  },
  'delete-branch': (truth, { branch, sha }, mirror) => {
    const standing = hub.branchAt(truth, branch)?.sha ?? null
    if (standing !== null && standing !== sha) return outdated({ refs: true })
    if (standing !== null) {
      noteDeletion(truth, branch, standing)
      hub.dropBranch(truth, app, branch)
      const move = { branch, before: sha, after: nowhere, at: truth.now(), actor: app }
      noteActivity(mirror.activity, { ...move, type: 'branch_deletion' })
    }
    mirror.branches = mirror.branches.filter((one) => one.name !== branch)
    return done
  },
  // Every world has a configuration, so none is ever offered one.
  'offer-setup': () => ({ kind: 'refused', status: 0, message: 'not in this world' }),
  'open-pull': openPull,
  'edit-pull': (truth, { pull, body }, mirror) => {
    for (const one of [hub.pullAt(truth, pull), find(mirror.pulls, pull)])
      if (one) Object.assign(one, { body, editor: app })
    return done
  },
  'ready-pull': (truth, { pull }, mirror) => {
    for (const one of [hub.pullAt(truth, pull), find(mirror.pulls, pull)]) if (one) one.draft = false
    return done
  },
  'request-review': (truth, { pull, login }, mirror) => {
    for (const one of [hub.pullAt(truth, pull), find(mirror.pulls, pull)])
      if (one && !one.requestedReviewers.includes(login)) one.requestedReviewers.push(login)
    return done
  },
  check: setCheck,
  'edit-issue-body': (truth, { issue, before, body }, mirror) => {
    const [real, known] = [hub.issueAt(truth, issue), find(mirror.issues, issue)]
    if (!real) return { kind: 'refused', status: 404, message: 'Not Found' }
    const last = real.revisions.at(-1)
    if (hub.bodyOf(real).trimEnd() !== before.trimEnd()) {
      known?.revisions.push({ at: real.updatedAt, editor: null, title: last?.title ?? '', body: hub.bodyOf(real) })
      return outdated({ issues: [issue] })
    }
    hub.editIssue(truth, app, real, { body })
    known?.revisions.push({ at: truth.now(), editor: app, title: last?.title ?? '', body })
    return done
  },
  'close-issue': (truth, { issue, reason }, mirror) => {
    const [real, known] = [hub.issueAt(truth, issue), find(mirror.issues, issue)]
    if (!real) return { kind: 'refused', status: 404, message: 'Not Found' }
    hub.closeIssue(truth, app, real, reason)
    if (known) Object.assign(known, { state: 'closed', stateReason: reason, closedAt: truth.now(), closedBy: app })
    return done
  },
  'reopen-issue': (truth, { issue }) => {
    const real = hub.issueAt(truth, issue)
    if (!real) return { kind: 'refused', status: 404, message: 'Not Found' }
    hub.reopenIssue(truth, app, real)
    return { kind: 'done', reread: { issues: [issue] } }
  },
  'retarget-pull': (truth, { pull, base }, mirror) => {
    for (const one of [find(truth.pulls, pull), find(mirror.pulls, pull)]) if (one) one.baseRef = base
    return done
  },
  'open-session': (truth, { title, body, marker }, mirror) => {
    const found = truth.issues.find((one) => one.author === app && hub.bodyOf(one).includes(`switchyard:${marker} `))
    const issue = found ?? hub.addIssue(truth, app, sessionNumber(truth, marker), title, body)
    if (!found) hub.setLabel(truth, app, issue, 'session', true)
    if (!find(mirror.issues, issue.number)) mirror.issues.push(structuredClone(issue))
    return found ? { kind: 'done', reread: { issues: [issue.number] } } : done
  },
  pin: (truth, { issue }, mirror) => setPinned(truth, issue, mirror, true),
  unpin: (truth, { issue }, mirror) => setPinned(truth, issue, mirror, false),
  trial: () => ({ kind: 'refused', status: 0, message: 'A trial is made by git and the runner.' }),
  merge: (truth, action, mirror) => {
    const base = hub.branchAt(truth, action.baseBranch)
    if (!base || !ancestors(truth.commits, action.trial).has(base.sha)) return outdated({ refs: true })
    if (!truth.commits.has(action.trial)) return outdated({ refs: true })
    noteMerge(truth, action, base.sha)
    hub.setBranch(truth, app, action.baseBranch, action.trial)
    for (const one of mirror.branches) if (one.name === action.baseBranch) one.sha = action.trial
    return { kind: 'done', reread: { refs: true, issues: [action.pull, action.issue] } }
  },
}

export const performTruth = (truth: Truth, action: Action, mirror: Mirror): Outcome => {
  const handler = handlers[action.kind] as (truth: Truth, action: Action, mirror: Mirror) => Outcome
  return handler(truth, action, mirror)
}

function setLabels(truth: Truth, { issue, add, remove }: ActionOf<'set-labels'>, mirror: Mirror): Outcome {
  const [real, known] = [hub.issueAt(truth, issue), find(mirror.issues, issue)]
  const defined = [...add, ...remove].every((name) => truth.labels.some((label) => label.name === name))
  if (!real || !known || !defined) return outdated({ all: true, issues: [issue] })
  const expected = [...new Set([...known.labels.filter((name) => !remove.includes(name)), ...add])]
  for (const name of remove) hub.setLabel(truth, app, real, name, false)
  for (const name of add) hub.setLabel(truth, app, real, name, true)
  const event = (label: string, added: boolean) => ({ at: truth.now(), label, added, actor: app })
  known.labelEvents.push(
    ...known.labels.filter((name) => !real.labels.includes(name)).map((name) => event(name, false)),
    ...real.labels.filter((name) => !known.labels.includes(name)).map((name) => event(name, true)),
  )
  known.labels = [...real.labels]
  const foreseen = expected.length === real.labels.length && expected.every((name) => real.labels.includes(name))
  return foreseen ? done : { kind: 'done', reread: { issues: [issue] } }
}

/** The packet's issue is in the number, and how many it had before. */
function openPull(truth: Truth, action: ActionOf<'open-pull'>, mirror: Mirror): Outcome {
  const { branch, base, title, body, draft } = action
  const isOpen = (one: { state: string; headRef: string }) => one.state === 'open' && one.headRef === branch
  if (mirror.pulls.some(isOpen)) return done
  const there = truth.pulls.find(isOpen)
  if (there) {
    mirror.pulls.push(structuredClone(there))
    return { kind: 'done', reread: { issues: [there.number] } }
  }
  const head = hub.branchAt(truth, branch)
  if (!head) return outdated({ refs: true })
  if (ancestors(truth.commits, hub.branchAt(truth, base)?.sha ?? '').has(head.sha))
    return { kind: 'later', afterMs: 15_000, message: `No commits between ${base} and ${branch}` }
  const packet = Number(/switchyard:packet:(\d+) /.exec(body)?.[1] ?? 0)
  const before = truth.pulls.filter((one) => one.author === app && one.body.includes(`switchyard:packet:${packet} `))
  if (before.length > 0) truth.faults.push(`a second pull request for #${packet}`)
  const number = 2000 + packet * 10 + before.length
  const made = { ...hub.freshPull, number, title, body, author: app, headRef: branch, headSha: head.sha, baseRef: base }
  mirror.pulls.push(structuredClone(hub.addPull(truth, { ...structuredClone(made), draft })))
  return done
}

function setCheck(truth: Truth, action: ActionOf<'check'>, mirror: Mirror): Outcome {
  const { name, head, status, conclusion, externalId, title, summary } = action
  const found = truth.checks.find((run) =>
    action.id === null ? run.name === name && run.headSha === head : run.id === action.id,
  )
  if (action.id !== null && !found) truth.faults.push(`no such check run: ${action.id}`)
  const at = truth.now()
  const run = {
    ...{ id: found?.id ?? hub.nextId(truth), url: hub.urlOf(truth, 'runs'), startedAt: found?.startedAt ?? at },
    ...{ name, headSha: head, status, conclusion, externalId, title, summary },
    completedAt: status === 'completed' ? at : null,
  }
  truth.checks = [...truth.checks.filter((one) => one !== found), run]
  mirror.checks = withChecks(mirror.checks, [{ ...run }])
  hub.tell(truth, 'check_run', status, app, { check_run: { head_sha: head } })
  return done
}

function setPinned(truth: Truth, number: number, mirror: Mirror, pinned: boolean): Outcome {
  for (const one of [hub.issueAt(truth, number), find(mirror.issues, number)]) if (one) one.pinned = pinned
  return done
}

/** A session's number says what it was opened for. */
function sessionNumber(truth: Truth, marker: string): number {
  const [kind, id] = marker.split(':')
  const number = kind === 'session-auto' ? 5000 + Number(id) : 6000 + Math.floor(Number(id) / 1000)
  return hub.issueAt(truth, number) ? number + 500 : number
}

function noteDeletion(truth: Truth, branch: string, sha: string): void {
  if (branch.startsWith(scratchPrefix)) return
  const main = hub.branchAt(truth, 'main')?.sha ?? ''
  if (!ancestors(truth.commits, main).has(sha)) truth.faults.push(`deleted ${branch}, which is not in main`)
}

/** Main goes only to a commit whose tests passed, made of exactly the base that main stands at and the head asked for. */
function noteMerge(truth: Truth, { trial, base, head, issue }: ActionOf<'merge'>, standing: string): void {
  const made = truth.commits.get(trial)
  if (!truth.tested.has(trial)) truth.faults.push(`main went to ${trial}, which was not tested`)
  if (made?.parents[0] !== base || made.parents[1] !== head || base !== standing)
    truth.faults.push(`main went to ${trial}, which is not ${base} and ${head}`)
  truth.faults.push(...truth.beforeMerge(issue, head))
}
