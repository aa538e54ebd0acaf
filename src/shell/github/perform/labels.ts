/** Labels of the repository and of issues. */
import { failureOf } from '../errors.ts'
import { done, type Handler, type Hands, issueIn } from './hands.ts'

export const createLabel: Handler<'create-label'> = async ({ octokit, at, mirror }, { name, color, description }) => {
  try {
    await octokit.request('POST /repos/{owner}/{repo}/labels', { ...at, name, color, description })
  } catch (error) {
    if (!failureOf(error).codes.includes('already_exists')) throw error
  }
  mirror.labels = [...mirror.labels.filter((label) => label.name !== name), { name, color, description }]
  return done
}

/** GitHub adds those that are missing and leaves the others; the answer lists all the issue has now. */
export const addLabels: Handler<'add-labels'> = async (hands, { issue, labels }) => {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels'
  const { data } = await hands.octokit.request(route, { ...hands.at, issue_number: issue, labels })
  setLabels(
    hands,
    issue,
    data.map((label) => label.name),
  )
  return done
}

/** 404 "Label does not exist" means it is off already; a missing issue says "Not Found". */
export const removeLabel: Handler<'remove-label'> = async (hands, { issue, label }) => {
  const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}'
  try {
    await hands.octokit.request(route, { ...hands.at, issue_number: issue, name: label })
  } catch (error) {
    const failure = failureOf(error)
    if (failure.status !== 404 || !/label does not exist/i.test(failure.message)) throw error
  }
  setLabels(hands, issue, issueIn(hands, issue)?.labels.filter((name) => name !== label) ?? [])
  return done
}

function setLabels(hands: Hands, number: number, labels: string[]): void {
  const issue = issueIn(hands, number)
  if (issue === undefined) return
  const event = (label: string, added: boolean) => ({ at: hands.now, label, added, actor: hands.self })
  const added = labels.filter((label) => !issue.labels.includes(label))
  const removed = issue.labels.filter((label) => !labels.includes(label))
  issue.labelEvents.push(...removed.map((label) => event(label, false)), ...added.map((label) => event(label, true)))
  issue.labels = labels
}
