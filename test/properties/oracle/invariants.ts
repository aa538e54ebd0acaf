/**
 * Conditions that hold after every step of every run, for any disturbance. Each one is checked after each action of the
 * bot and whenever the bot is idle. It returns what is wrong.
 */

import { scratchPrefix } from '../../../src/core/merging/route.ts'
import { markersIn } from '../../../src/core/records/markers.ts'
import { mergeDashboard, renderDashboard } from '../../../src/core/render/dashboard.ts'
import type { State } from '../../../src/core/state.ts'
import { app } from '../../core/support/people.ts'
import { isAncestor, walk } from '../world/objects.ts'
import { commentsOn, headOf, isApps, isOpen, issueAt, labelsOf, mainOf, pullAt, verdictOf } from '../world/truth.ts'
import { isDelivered, undelivered } from './delivered.ts'
import { differences } from './differences.ts'
import { forbiddenIn, forbiddenInEdit, unauthorizedActors } from './permissions.ts'
import { commentAt, type Step } from './step.ts'
import { effectsIn } from './untrusted-text.ts'

type Invariant = (step: Step) => string[]

const isStatus = (label: string) => label.startsWith('status: ')

/** Never two labels of the bot at once; after a full read exactly the current one. */
const oneStatusLabel: Invariant = ({ truth, action, fresh }) => {
  const touched = action?.kind === 'set-labels' ? issueAt(truth, action.issue) : undefined
  const byBot = (label: string) =>
    truth.repo.events.findLast((one) => one.issue === touched?.number && one.label === label)?.actorId === app.id
  const own = touched ? labelsOf(truth, touched).filter((label) => isStatus(label) && byBot(label)) : []
  const shown = (fresh?.state.packets ?? []).flatMap(({ issue, status }) => {
    const there = issueAt(truth, issue)
    const labels = there ? labelsOf(truth, there).filter(isStatus) : []
    return labels.join() === `status: ${status}` ? [] : [`#${issue} is ${status} and has ${labels.join(' and ')}`]
  })
  return [...(own.length > 1 ? [`#${touched?.number} has ${own.join(' and ')}`] : []), ...shown]
}

/** The bot reports, closes, deletes and starts only according to what is on main now. */
const deliveredIsOnMain: Invariant = ({ truth, action, state }) => {
  if (action?.kind === 'set-labels' && action.add.includes('status: merged') && !isDelivered(truth, action.issue))
    return [`#${action.issue} is called merged, and nothing of it is on main`]
  if (action?.kind === 'close-issue' && action.reason === 'completed' && !isDelivered(truth, action.issue))
    return isPacket(state, action.issue)
      ? [`#${action.issue} was closed as completed, and nothing of it is on main`]
      : []
  if (action?.kind === 'delete-branch' && !isScratch(action.branch))
    return isAncestor(truth.bare.objects, action.sha, mainOf(truth)) ? [] : [`deleted ${action.branch}, not on main`]
  if (action?.kind !== 'create-branch') return []
  // Two packets may have one name, and so one branch: it is made for the one that can start.
  const isOver = (status: string) => ['merged', 'abandoned', 'invalid'].includes(status)
  const packet = state.packets.find((one) => one.work.branch === action.branch && !isOver(one.status))
  const missing = packet ? undelivered(truth, state, packet.issue) : []
  return missing.map((name) => `#${packet?.issue} was started before \`${name}\``)
}

const isPacket = (state: State, issue: number) => state.packets.some((one) => one.issue === issue)
const isScratch = (branch: string) => branch.startsWith(scratchPrefix)

const noMergeBeforeDependencies: Invariant = ({ truth, action, state }) =>
  action?.kind === 'merge'
    ? undelivered(truth, state, action.issue).map((name) => `#${action.issue} merged before \`${name}\``)
    : []

/** The bot moves main only to a commit that passed, built from exactly the previous main and a packet's head. */
const mainOnlyToTestedCommits: Invariant = ({ truth, action }) => {
  const move = truth.repo.activity.findLast((one) => one.ref === 'refs/heads/main')
  if (action?.kind !== 'merge' || move?.actorId !== app.id) return []
  const [base, head] = truth.bare.objects.commits.get(move.after)?.parents ?? []
  const made = base === move.before && head === action.head && head === pullAt(truth, action.pull)?.headSha
  return [
    ...(truth.tested.has(move.after) ? [] : [`main went to ${move.after}, which was not tested`]),
    ...(made ? [] : [`main went to ${move.after}, which is not main and the head of #${action.pull}`]),
  ]
}

/** A packet has only the branch of its name. */
const oneBranchAndPullRequest: Invariant = ({ truth, action, state }) => {
  if (action?.kind === 'create-branch') {
    const owned = state.packets.some((one) => one.work.branch === action.branch && one.text.accepted !== null)
    return owned ? [] : [`${action.branch} is no accepted packet's`]
  }
  if (action?.kind !== 'open-pull') return []
  const opened = truth.repo.pulls.flatMap(({ number }) => {
    const issue = issueAt(truth, number)
    return issue?.state === 'open' && isApps(issue)
      ? markersIn(issue.body ?? '').filter((id) => id.startsWith('packet:'))
      : []
  })
  return opened.filter((id, n) => opened.indexOf(id) !== n).map((id) => `${id} has two open pull requests`)
}

/** Work that is neither on main nor in a pull request would be lost unless the dashboard says so. */
const workHasAPullRequest: Invariant = ({ truth, fresh }) =>
  (fresh?.state.packets ?? []).flatMap(({ issue, work: { branch }, status, session }) => {
    const head = headOf(truth, branch)
    if (!isOpen(truth, issue) || NOT_AT_WORK.has(status) || head === undefined) return []
    const ahead = walk(truth.bare.objects, [head], [mainOf(truth)])
    if (!ahead.some((sha) => truth.work.get(sha) === issue)) return []
    const open = truth.repo.pulls.filter((one) => one.headRef === branch && isOpen(truth, one.number))
    if (open.length === 1) return []
    const shown = fresh?.state.sessions.find((one) => one.issue === session)
    const needs = shown && fresh ? (renderDashboard(fresh.state, shown).split(/^## /m)[1] ?? '') : ''
    // A silent agent is no notice about the work.
    return needs.split('\n').some((line) => line.includes(`/issues/${issue})`) && !line.includes('💤'))
      ? []
      : [`#${issue} has work on ${branch} and ${open.length} open pull requests, and the dashboard does not say so`]
  })

const NOT_AT_WORK = new Set(['proposed', 'invalid', 'waiting', 'merged', 'abandoned'])

const nobodyWithoutPermission: Invariant = ({ truth, action, state, rights, rightsAt }) => {
  const unauthorized = state.packets.flatMap((one) =>
    unauthorizedActors(one, rights).map((what) => `#${one.issue} ${what}`),
  )
  if (action?.kind === 'react' && action.content === '+1') {
    const comment = commentAt(truth, action.comment)
    const forbidden = comment ? forbiddenIn(comment, rightsAt) : []
    return [...unauthorized, ...forbidden.map((order) => `"${order}" of ${comment?.userId} was accepted`)]
  }
  const acceptedEdit = action?.kind === 'comment' ? /^heard:(\d+):(\d+):yes$/.exec(action.marker) : null
  const edited = commentAt(truth, Number(acceptedEdit?.[1]))
  const added = edited ? forbiddenInEdit(edited, Number(acceptedEdit?.[2]), rightsAt) : []
  return [...unauthorized, ...added.map((order) => `"${order}", added by ${edited?.userId}, was accepted`)]
}

/** Markers of comments in which the bot acts on a command. */
const ACTED_ON =
  /^(?:decided|unblocked|redirect|scope|depends|waive|start|round-of|opened|held|merge-head|blocked|undone):(\d+)/

const refusedCommandsHaveNoEffect: Invariant = ({ truth, action, state }) => {
  const said = action?.kind === 'comment' ? markersIn(action.body).flatMap((id) => ACTED_ON.exec(id)?.[1] ?? []) : []
  const reports = state.packets.flatMap((one) => [
    one.progress.report?.comment,
    one.queued?.comment,
    one.talk.scopeRequests.at(-1)?.comment,
  ])
  const acted = new Set([...said.map(Number), ...reports])
  const refused = truth.repo.comments.filter((one) => verdictOf(one) === '-1' && acted.has(one.id))
  // A command that its author added later has its own verdict.
  const isRepeated = (id: number) =>
    truth.repo.comments.some((one) => markersIn(one.body).some((m) => m.startsWith(`heard:${id}:`)))
  return refused.filter(({ id }) => !isRepeated(id)).map(({ id }) => `the refused comment ${id} took effect`)
}

const dashboardEqualsItsRendering: Invariant = ({ truth, fresh }) =>
  (fresh?.state.sessions ?? []).flatMap((session) => {
    const issue = issueAt(truth, session.issue)
    if (!fresh || !issue || !session.open) return []
    const should = mergeDashboard(issue.body ?? '', renderDashboard(fresh.state, session))
    return issue.body === should ? [] : [`the dashboard #${session.issue} is not its rendering`]
  })

const oneCommentPerEvent: Invariant = ({ truth, action }) => {
  const there = action?.kind === 'comment' ? commentsOn(truth, action.issue) : []
  const said = there.flatMap((one) => (isApps(one) ? [markersIn(one.body)[0] ?? one.body] : []))
  return said.filter((id, n) => said.indexOf(id) !== n).map((id) => `said twice on #${there[0]?.issue}: ${id}`)
}

const untrustedTextHasNoEffect: Invariant = ({ action }) => (action === null ? [] : effectsIn(action))

/** After a full read nothing is left to do except running trials. */
const fullReadLeavesNothingToDo: Invariant = ({ fresh }) =>
  (fresh?.actions ?? [])
    .filter(({ kind }) => kind !== 'trial')
    .map((action) => `wanted at rest: ${action.kind === 'edit-issue-body' ? changeOf(action) : JSON.stringify(action)}`)

const changeOf = ({ issue, before, body }: { issue: number; before: string; body: string }): string =>
  `edit-issue-body, ${differences({ [`#${issue}`]: before }, { [`#${issue}`]: body }).join('\n')}`

export const invariants: Record<string, Invariant> = {
  'a packet has one status label': oneStatusLabel,
  'only work on main counts as delivered': deliveredIsOnMain,
  'nothing merges before its hard dependencies are delivered': noMergeBeforeDependencies,
  'the bot moves main only to a tested commit': mainOnlyToTestedCommits,
  'a packet has one branch and one pull request': oneBranchAndPullRequest,
  'work has a pull request, or the dashboard says that it has none': workHasAPullRequest,
  'nobody without permission causes a change': nobodyWithoutPermission,
  'a refused command never takes effect': refusedCommandsHaveNoEffect,
  'the dashboard equals its rendering': dashboardEqualsItsRendering,
  'there is at most one comment per event and purpose': oneCommentPerEvent,
  'untrusted text has no effect in the bot’s texts': untrustedTextHasNoEffect,
  'a full read leaves nothing to do': fullReadLeavesNothingToDo,
}
