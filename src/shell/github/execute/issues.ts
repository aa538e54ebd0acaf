/** Executes actions on issues: sessions, bodies, states and pins. */
import { markersIn } from '../../../core/records/markers.ts'
import type { RawIssue } from '../../reconcile/mirror.ts'
import { type RestUser, restActor } from '../actors.ts'
import { labelName } from '../label-name.ts'
import { type ActionContext, done, type Handler, issueIn, oneChange, type Plan, type Planner } from './context.ts'

/** How many revisions of a dashboard the mirror keeps, as many as are read from GitHub. */
const sessionTexts = 10

/** Reads the text right before writing: people tick boxes in it, and a tick must not be lost. */
export const editIssueBody: Handler<'edit-issue-body'> = async (actionContext, { issue, before, body }) => {
  const where = { ...actionContext.at, issue_number: issue }
  const { data: now } = await actionContext.octokit.rest.issues.get(where)
  const present = now.body ?? ''
  if (!isSameText(present, before)) {
    putText(actionContext, issue, { at: Date.parse(now.updated_at), editor: null, title: now.title, body: present })
    return { kind: 'outdated', reread: { issues: [issue] } }
  }
  const { data } = await actionContext.octokit.rest.issues.update({
    ...where,
    body,
  })
  putText(actionContext, issue, {
    at: Date.parse(data.updated_at),
    editor: actionContext.self,
    title: data.title,
    body: data.body ?? '',
  })
  return done
}

/** Ignores line ends, which may differ between REST and GraphQL. */
function isSameText(one: string, other: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trimEnd()
  return plain(one) === plain(other)
}

function putText(actionContext: ActionContext, number: number, revision: RawIssue['revisions'][number]): void {
  const issue = issueIn(actionContext, number)
  if (issue === undefined) return
  issue.revisions = [...issue.revisions, revision].slice(-sessionTexts)
  issue.updatedAt = revision.at
}

export const closeIssue: Handler<'close-issue'> = async (actionContext, { issue, reason }) => {
  const request = { ...actionContext.at, issue_number: issue, state: 'closed' as const, state_reason: reason }
  const { data } = await actionContext.octokit.rest.issues.update(request)
  const mirrored = issueIn(actionContext, issue)
  if (mirrored === undefined) return { kind: 'done', reread: { issues: [issue] } }
  const closedAt = data.closed_at ? Date.parse(data.closed_at) : actionContext.now
  Object.assign(mirrored, { state: 'closed', stateReason: reason, closedAt, closedBy: actionContext.self })
  mirrored.updatedAt = Date.parse(data.updated_at)
  return done
}

export const reopenIssue: Handler<'reopen-issue'> = async (actionContext, { issue }) => {
  const request = { ...actionContext.at, issue_number: issue, state: 'open' as const }
  await actionContext.octokit.rest.issues.update(request)
  return { kind: 'done', reread: { issues: [issue] } }
}

interface IssueAnswer {
  number: number
  id: number | bigint
  node_id: string
  html_url: string
  title: string
  body?: string | null
  user: RestUser | null
  created_at: string
  updated_at: string
  labels: (string | { name?: string })[]
}

/** Sets the label in the request that creates the issue, so that a session is recognized even if later steps fail. */
export const openSession: Handler<'open-session'> = async (actionContext, { title, body, marker }) => {
  const found = (await ownIssues(actionContext)).find((each) => markersIn(each.body ?? '').includes(marker))
  if (found !== undefined) {
    put(actionContext, found)
    return { kind: 'done', reread: { issues: [found.number] } }
  }
  const request = { ...actionContext.at, title, body, labels: ['session'] }
  const { data } = await actionContext.octokit.rest.issues.create(request)
  put(actionContext, data)
  return done
}

/** Returns the open issues of the App. The latest hundred include any session that is being opened. */
async function ownIssues({ octokit, at, self }: ActionContext): Promise<IssueAnswer[]> {
  const request = { ...at, state: 'open' as const, creator: self.login, per_page: 100 }
  const { data } = await octokit.rest.issues.listForRepo(request)
  return data.filter((each) => Number(each.user?.id) === self.id)
}

function put(actionContext: ActionContext, answer: IssueAnswer): void {
  if (issueIn(actionContext, answer.number) !== undefined) return
  const createdAt = Date.parse(answer.created_at)
  const labels = answer.labels.map((label) => labelName(typeof label === 'string' ? label : (label.name ?? '')))
  const author = restActor(answer.user)
  actionContext.mirror.issues.push({
    number: answer.number,
    id: Number(answer.id),
    nodeId: answer.node_id,
    url: answer.html_url,
    author,
    createdAt,
    updatedAt: Date.parse(answer.updated_at),
    state: 'open',
    stateReason: null,
    closedAt: null,
    closedBy: null,
    labels,
    assignees: [],
    pinned: false,
    revisions: [{ at: createdAt, editor: author, title: answer.title, body: answer.body ?? '' }],
    comments: [],
    labelEvents: labels.map((label) => ({ at: createdAt, label, added: true, actor: actionContext.self })),
    appCommentDeletedAt: null,
    closedByMerge: null,
  })
}

/** GitHub: GraphQL only, and at most three pinned issues in a repository. */
export const pin: Planner<'pin'> = (actionContext, { issue, nodeId }) =>
  setPinned(actionContext, issue, 'pinIssue', nodeId)

export const unpin: Planner<'unpin'> = (actionContext, { issue, nodeId }) =>
  setPinned(actionContext, issue, 'unpinIssue', nodeId)

function setPinned(
  actionContext: ActionContext,
  number: number,
  name: 'pinIssue' | 'unpinIssue',
  issueId: string,
): Plan {
  return oneChange(name, { issueId }, () => {
    const issue = issueIn(actionContext, number)
    if (issue !== undefined) issue.pinned = name === 'pinIssue'
    return done
  })
}
