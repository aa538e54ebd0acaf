/**
 * What must be so after every step of every run, whatever became of the deliveries and of the process. Each one is asked
 * after each thing the bot did, and again where it rests; it answers with what is wrong.
 */
import { mergeDashboard, renderDashboard } from '../../../src/core/say/dashboard.ts'
import { markersIn } from '../../../src/core/say/markers.ts'
import { app } from '../../core/support/people.ts'
import { bodyOf, issueAt, pullAt, threadAt } from '../world/truth.ts'
import { undelivered } from './delivered.ts'
import { actingIn } from './foreign.ts'
import { forbiddenIn, forbiddenInEdit, foreignHands } from './rights.ts'
import { commentsIn, type Step } from './step.ts'

type Invariant = (step: Step) => string[]

const isStatus = (label: string) => label.startsWith('status: ')

/** Never two of the bot's at once; where it has seen everything, exactly the one that holds. */
const oneStatusLabel: Invariant = ({ truth, action, fresh }) => {
  const touched = action?.kind === 'set-labels' ? truth.issues.filter((one) => one.number === action.issue) : []
  const own = touched.flatMap((issue) => {
    const byBot = (label: string) => issue.labelEvents.findLast((one) => one.label === label)?.actor?.id === app.id
    const labels = issue.labels.filter((label) => isStatus(label) && byBot(label))
    return labels.length > 1 ? [`#${issue.number} has ${labels.join(' and ')}`] : []
  })
  const shown = (fresh?.state.packets ?? []).flatMap(({ issue, status }) => {
    const labels = issueAt(truth, issue)?.labels.filter(isStatus) ?? []
    return labels.join() === `status: ${status}` ? [] : [`#${issue} is ${status} and has ${labels.join(' and ')}`]
  })
  return [...own, ...shown]
}

const noMergeBeforeItsDependencies: Invariant = ({ truth, action, state }) =>
  action?.kind === 'merge'
    ? undelivered(truth, state, action.issue).map((name) => `#${action.issue} merged before \`${name}\``)
    : []

/** The bot's moves of main: to what the tests passed on, made of exactly the main before it and a packet's head. */
const mainOnlyToTestedCommits: Invariant = ({ truth, action }) => {
  const move = action?.kind === 'merge' ? truth.activity.findLast((one) => one.branch === 'main') : undefined
  if (action?.kind !== 'merge' || move?.actor?.id !== app.id) return []
  const [base, head] = truth.commits.get(move.after)?.parents ?? []
  const made = base === move.before && head === action.head && head === pullAt(truth, action.pull)?.headSha
  return [
    ...(truth.tested.has(move.after) ? [] : [`main went to ${move.after}, which was not tested`]),
    ...(made ? [] : [`main went to ${move.after}, which is not main and the head of #${action.pull}`]),
  ]
}

/** A packet's only branch is the one of its name. */
const oneBranchAndOnePullRequest: Invariant = ({ truth, action, state }) => {
  if (action?.kind === 'create-branch') {
    const owned = state.packets.some((one) => one.branch === action.branch && one.accepted !== null)
    return owned ? [] : [`${action.branch} is no accepted packet's`]
  }
  if (action?.kind !== 'open-pull') return []
  const packets = truth.pulls.flatMap((one) =>
    one.author?.id === app.id ? markersIn(one.body).filter((id) => id.startsWith('packet:')) : [],
  )
  return packets.filter((id, n) => packets.indexOf(id) !== n).map((id) => `${id} has two pull requests`)
}

const nobodyWithoutTheRight: Invariant = ({ truth, action, state, rights }) => {
  const hands = state.packets.flatMap((one) => foreignHands(one, rights).map((what) => `#${one.issue} ${what}`))
  if (action?.kind === 'react' && action.content === '+1') {
    const comment = threadAt(truth, action.issue)?.comments.find((one) => one.id === action.comment)
    const forbidden = comment ? forbiddenIn(comment, rights) : []
    return [...hands, ...forbidden.map((order) => `"${order}" of ${comment?.author?.login} was accepted`)]
  }
  const heard = action?.kind === 'comment' ? /^heard:(\d+):(\d+):yes$/.exec(action.marker) : null
  const edited = commentsIn(truth).find((one) => one.id === Number(heard?.[1]))
  const added = edited ? forbiddenInEdit(edited, Number(heard?.[2]), rights) : []
  return [...hands, ...added.map((order) => `"${order}", added by ${edited?.author?.login}, was accepted`)]
}

/** Markers of comments in which the bot acts on what was said in a comment. */
const ACTED_ON =
  /^(?:decided|unblocked|redirect|scope|depends|waive|start|round-of|opened|held|merge-head|blocked|undone):(\d+)/

const aRefusedCommandStaysRefused: Invariant = ({ truth, action, state }) => {
  const said = action?.kind === 'comment' ? markersIn(action.body).flatMap((id) => ACTED_ON.exec(id)?.[1] ?? []) : []
  const reports = state.packets.flatMap((one) => [
    one.report?.comment,
    one.queued?.comment,
    one.scopeRequests.at(-1)?.comment,
  ])
  const acted = new Set([...said.map(Number), ...reports])
  const refused = commentsIn(truth).filter((one) => one.verdict === '-1' && acted.has(one.id))
  // What its author put in later is judged on its own.
  const anew = (id: number) =>
    commentsIn(truth).some((one) => markersIn(bodyOf(one)).some((m) => m.startsWith(`heard:${id}:`)))
  return refused.filter(({ id }) => !anew(id)).map(({ id }) => `the refused comment ${id} took effect`)
}

const theDashboardIsItsRendering: Invariant = ({ truth, fresh }) =>
  (fresh?.state.sessions ?? []).flatMap((session) => {
    const issue = issueAt(truth, session.issue)
    if (!fresh || !issue || !session.open) return []
    const should = mergeDashboard(bodyOf(issue), renderDashboard(fresh.state, session))
    return bodyOf(issue) === should ? [] : [`the dashboard #${session.issue} is not its rendering`]
  })

const nothingIsSaidTwice: Invariant = ({ truth, action }) => {
  const thread = action?.kind === 'comment' ? threadAt(truth, action.issue) : undefined
  const said = (thread?.comments ?? []).flatMap((one) =>
    one.author?.id === app.id ? [markersIn(bodyOf(one))[0] ?? bodyOf(one)] : [],
  )
  return said.filter((id, n) => said.indexOf(id) !== n).map((id) => `said twice on #${thread?.number}: ${id}`)
}

const nothingForeignActs: Invariant = ({ action }) => (action === null ? [] : actingIn(action))

/** Nothing was forgotten: everything read anew, there is nothing left to do but what is under way. */
const aFreshLookWantsNothing: Invariant = ({ fresh }) =>
  (fresh?.actions ?? [])
    .filter(({ kind }) => kind !== 'trial')
    .map((action) => `wanted at rest: ${JSON.stringify(action)}`)

export const invariants: Record<string, Invariant> = {
  'one status label': oneStatusLabel,
  'nothing merges before its hard dependencies are delivered': noMergeBeforeItsDependencies,
  'the bot moves main only to a tested commit': mainOnlyToTestedCommits,
  'a packet has one branch and one pull request': oneBranchAndOnePullRequest,
  'nobody without the right causes a change': nobodyWithoutTheRight,
  'a refused command never takes effect': aRefusedCommandStaysRefused,
  'the dashboard equals its rendering': theDashboardIsItsRendering,
  'at most one comment for an event and purpose': nothingIsSaidTwice,
  'nothing foreign acts in a text of the bot': nothingForeignActs,
  'a fresh look wants nothing': aFreshLookWantsNothing,
}
