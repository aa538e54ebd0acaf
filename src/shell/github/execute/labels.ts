/** Executes actions on labels of the repository and of issues. */
import type { Outcome } from '../../reconcile/github.ts'
import { failureOf } from '../errors.ts'
import { labelName } from '../label-name.ts'
import { present } from '../read/answers.ts'
import {
  type ActionContext,
  type ActionOf,
  type Change,
  type Changed,
  done,
  type Handler,
  issueIn,
  type Planner,
} from './context.ts'

export const createLabel: Handler<'create-label'> = async ({ octokit, at, mirror }, { name, color, description }) => {
  try {
    const { data } = await octokit.rest.issues.createLabel({ ...at, name, color, description })
    const others = mirror.labels.filter((label) => label.name !== name)
    mirror.labels = [...others, { nodeId: data.node_id, name, color, description }]
    return done
  } catch (error) {
    if (!failureOf(error).codes.includes('already_exists')) throw error
    return { kind: 'outdated', reread: { all: true } }
  }
}

type LabelChange = ActionOf<'set-labels'>

/** The payload of each mutation: the labels that the issue has after it. */
type Half = { labelable: { labels?: { nodes: ({ name: string } | null)[] | null } | null } | null } | null

const OFF = 'removeLabelsFromLabelable'
const ON = 'addLabelsToLabelable'

/**
 * Removes and adds labels; other labels of the issue stay. A deleted label, a deleted issue, or an id that the mirror lacks
 * means that the mirror is outdated.
 */
export const setLabels: Planner<'set-labels'> = (actionContext, request) => {
  const { issue, add, remove } = request
  const target = issueIn(actionContext, issue)
  const ids = { add: idsOf(actionContext, add), remove: idsOf(actionContext, remove) }
  if (target === undefined || ids.add === null || ids.remove === null) return outdated(issue)
  const labelableId = target.nodeId
  // No mutation for an empty list: GitHub does not document its effect.
  const off: Change[] = remove.length === 0 ? [] : [{ name: OFF, input: { labelableId, labelIds: ids.remove } }]
  const on: Change[] = add.length === 0 ? [] : [{ name: ON, input: { labelableId, labelIds: ids.add } }]
  return {
    changes: [...off, ...on],
    settle: (changed) => settleLabels(actionContext, request, changed(OFF), changed(ON)),
  }
}

const outdated = (issue: number): Outcome => ({ kind: 'outdated', reread: { all: true, issues: [issue] } })

function settleLabels(actionContext: ActionContext, request: LabelChange, off: Changed, on: Changed): Outcome {
  const labels = namesIn(on.payload) ?? namesIn(off.payload)
  const expected = after(issueIn(actionContext, request.issue)?.labels ?? [], request)
  if (labels !== null) noteLabels(actionContext, request.issue, labels)
  // The mutations run in order: a failure of one does not undo the other.
  const failure = off.failure ?? on.failure
  if (failure !== null && failureOf(failure).status !== 404) throw failure
  if (labels === null || !isGranted(request, labels)) return outdated(request.issue)
  const foreseen = failure === null && isSame(labels, expected)
  return foreseen ? done : { kind: 'done', reread: { issues: [request.issue] } }
}

function idsOf({ mirror }: ActionContext, names: string[]): string[] | null {
  const ids = mirror.labels.filter((label) => names.includes(label.name)).map((label) => label.nodeId)
  return ids.length < names.length ? null : ids
}

function namesIn(payload: unknown): string[] | null {
  const labels = (payload as Half)?.labelable?.labels
  return labels ? present(labels).map(({ name }) => labelName(name)) : null
}

const after = (labels: string[], { add, remove }: LabelChange) => [
  ...new Set([...labels.filter((name) => !remove.includes(name)), ...add]),
]

const isGranted = ({ add, remove }: LabelChange, labels: string[]) =>
  add.every((name) => labels.includes(name)) && !remove.some((name) => labels.includes(name))

const isSame = (one: string[], other: string[]) =>
  one.length === other.length && one.every((name) => other.includes(name))

function noteLabels(actionContext: ActionContext, number: number, labels: string[]): void {
  const issue = issueIn(actionContext, number)
  if (issue === undefined) return
  const event = (label: string, added: boolean) => ({ at: actionContext.now, label, added, actor: actionContext.self })
  const added = labels.filter((label) => !issue.labels.includes(label))
  const removed = issue.labels.filter((label) => !labels.includes(label))
  issue.labelEvents.push(...removed.map((label) => event(label, false)), ...added.map((label) => event(label, true)))
  issue.labels = labels
}
