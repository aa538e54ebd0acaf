/** Labels of the repository and of issues. */
import type { Outcome } from '../../ports.ts'
import { query } from '../context.ts'
import { failureOf, isGraphqlError } from '../errors.ts'
import { labelName } from '../label-name.ts'
import { present } from '../read/answers.ts'
import { mutations } from '../read/documents.ts'
import { type ActionOf, done, type Handler, type Hands, issueIn } from './hands.ts'

export const createLabel: Handler<'create-label'> = async ({ octokit, at, mirror }, { name, color, description }) => {
  try {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/labels', { ...at, name, color, description })
    const others = mirror.labels.filter((label) => label.name !== name)
    mirror.labels = [...others, { nodeId: data.node_id, name, color, description }]
    return done
  } catch (error) {
    if (!failureOf(error).codes.includes('already_exists')) throw error
    return { kind: 'outdated', reread: { all: true } }
  }
}

type Wish = ActionOf<'set-labels'>

/** Each half says which labels the issue has after it; one that failed is null or missing. */
interface Labelled {
  add?: Half
  remove?: Half
}

type Half = { labelable: { labels?: { nodes: ({ name: string } | null)[] | null } | null } | null } | null

/**
 * One GraphQL request: several writes cost there as much as one, and GraphQL has a budget of its own. A label that the
 * repository lost meanwhile, or an issue that is gone, means the mirror is old; so does an id the mirror lacks.
 */
export const setLabels: Handler<'set-labels'> = async (hands, wish) => {
  const { issue, add, remove } = wish
  const outdated: Outcome = { kind: 'outdated', reread: { all: true, issues: [issue] } }
  const target = issueIn(hands, issue)
  const ids = { add: idsOf(hands, add), remove: idsOf(hands, remove) }
  if (target === undefined || ids.add === null || ids.remove === null) return outdated

  const { answer, failure } = await ask(hands, documentFor(wish), { id: target.nodeId, ...ids })
  const labels = namesIn(answer.add) ?? namesIn(answer.remove)
  const expected = after(target.labels, wish)
  if (labels !== null) noteLabels(hands, issue, labels)
  // The halves are carried out in turn: that one failed does not take the other back.
  if (failure !== null && failureOf(failure).status !== 404) throw failure
  if (labels === null || !isGranted(wish, labels)) return outdated
  const foreseen = failure === null && isSame(labels, expected)
  return foreseen ? done : { kind: 'done', reread: { issues: [issue] } }
}

/** Only what there is to do is asked for: GitHub does not say what it makes of an empty list. */
function documentFor({ add, remove }: Wish): string {
  if (remove.length === 0) return mutations.addLabels
  return add.length === 0 ? mutations.removeLabels : mutations.setLabels
}

function idsOf({ mirror }: Hands, names: string[]): string[] | null {
  const ids = mirror.labels.filter((label) => names.includes(label.name)).map((label) => label.nodeId)
  return ids.length < names.length ? null : ids
}

/** What could be done, and what hindered the rest. Throws when GraphQL itself was not reached. */
async function ask(
  { context }: Hands,
  document: string,
  variables: Record<string, unknown>,
): Promise<{ answer: Labelled; failure: Error | null }> {
  try {
    return { answer: await query<Labelled>(context, document, variables), failure: null }
  } catch (error) {
    if (!isGraphqlError(error)) throw error
    return { answer: (error.data ?? {}) as Labelled, failure: error }
  }
}

function namesIn(half: Half | undefined): string[] | null {
  const labels = half?.labelable?.labels
  return labels ? present(labels).map(({ name }) => labelName(name)) : null
}

const after = (labels: string[], { add, remove }: Wish) => [
  ...new Set([...labels.filter((name) => !remove.includes(name)), ...add]),
]

const isGranted = ({ add, remove }: Wish, labels: string[]) =>
  add.every((name) => labels.includes(name)) && !remove.some((name) => labels.includes(name))

const isSame = (one: string[], other: string[]) =>
  one.length === other.length && one.every((name) => other.includes(name))

function noteLabels(hands: Hands, number: number, labels: string[]): void {
  const issue = issueIn(hands, number)
  if (issue === undefined) return
  const event = (label: string, added: boolean) => ({ at: hands.now, label, added, actor: hands.self })
  const added = labels.filter((label) => !issue.labels.includes(label))
  const removed = issue.labels.filter((label) => !labels.includes(label))
  issue.labelEvents.push(...removed.map((label) => event(label, false)), ...added.map((label) => event(label, true)))
  issue.labels = labels
}
