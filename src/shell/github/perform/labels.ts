/** Labels of the repository and of issues. */

import { query } from '../context.ts'
import { failureOf } from '../errors.ts'
import { mutations } from '../read/documents.ts'
import { done, type Handler, type Hands, issueIn } from './hands.ts'

export const createLabel: Handler<'create-label'> = async ({ octokit, at, mirror }, { name, color, description }) => {
  try {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/labels', { ...at, name, color, description })
    mirror.labels = [
      ...mirror.labels.filter((label) => label.name !== name),
      { nodeId: data.node_id, name, color, description },
    ]
    return done
  } catch (error) {
    if (!failureOf(error).codes.includes('already_exists')) throw error
    return { kind: 'outdated', reread: { all: true } }
  }
}

interface Labelled {
  add: { labelable: { labels: { nodes: ({ name: string } | null)[] | null } } | null } | null
}

/**
 * One GraphQL request: several writes cost there as much as one, and GraphQL has a budget of its own. A label that the
 * repository lost meanwhile, or an issue that is gone, means the mirror is old.
 */
export const setLabels: Handler<'set-labels'> = async (hands, { issue, add, remove }) => {
  const target = issueIn(hands, issue)
  const idsOf = (names: string[]) =>
    hands.mirror.labels.filter((label) => names.includes(label.name)).map((label) => label.nodeId)
  const added = idsOf(add)
  const removed = idsOf(remove)
  if (target === undefined || added.length < add.length) return { kind: 'outdated', reread: { all: true } }
  const document = removed.length > 0 ? mutations.setLabels : mutations.addLabels
  const variables = { id: target.nodeId, add: added, ...(removed.length > 0 && { remove: removed }) }
  const answer = await query<Labelled>(hands.context, document, variables)
  const names = answer.add?.labelable?.labels.nodes?.flatMap((node) => (node === null ? [] : [node.name]))
  if (names === undefined) return { kind: 'outdated', reread: { all: true } }
  noteLabels(hands, issue, names)
  return done
}

function noteLabels(hands: Hands, number: number, labels: string[]): void {
  const issue = issueIn(hands, number)
  if (issue === undefined) return
  const event = (label: string, added: boolean) => ({ at: hands.now, label, added, actor: hands.self })
  const added = labels.filter((label) => !issue.labels.includes(label))
  const removed = issue.labels.filter((label) => !labels.includes(label))
  issue.labelEvents.push(...removed.map((label) => event(label, false)), ...added.map((label) => event(label, true)))
  issue.labels = labels
}
