import { z } from 'zod'
import { can, canEditIssue } from '../domain/access.ts'
import { ForgeError, invalid } from '../domain/errors.ts'
import { findLabel, findPull, findUser, issueOf } from '../domain/find.ts'
import { given } from '../domain/given.ts'
import type { Issue } from '../domain/model.ts'
import { createIssue, editIssue, lockIssue } from '../domain/verbs/issues.ts'
import { issueView } from '../views/issue.ts'
import { paged } from './pages.ts'
import { created, noContent, type RepoAsk, type Router, refusal, repoRoute } from './router.ts'

const labelName = z.union([z.string(), z.looseObject({ name: z.string() })])
const names = (labels: z.infer<typeof labelName>[] | undefined) =>
  labels?.map((l) => (typeof l === 'string' ? l : l.name))

const newIssue = z.looseObject({
  title: z.union([z.string(), z.number()]).optional(),
  body: z.string().nullish(),
  labels: z.array(labelName).optional(),
  assignees: z.array(z.string()).nullish(),
  assignee: z.string().nullish(),
  milestone: z.union([z.number(), z.string()]).nullish(),
})

const change = z.looseObject({
  title: z.union([z.string(), z.number()]).nullish(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullish(),
  labels: z.array(labelName).optional(),
  assignees: z.array(z.string()).nullish(),
  milestone: z.union([z.number(), z.string()]).nullish(),
})

const lockWish = z.looseObject({ lock_reason: z.enum(['off-topic', 'too heated', 'resolved', 'spam']).nullish() })

const milestoneIn = ({ milestone }: { milestone?: number | string | null | undefined }) =>
  milestone == null ? milestone : Number(milestone)

/** Returns the permission for an issue or pull request with this number. */
export function topicOf(ask: RepoAsk, number: number): 'issues' | 'pull_requests' {
  return findPull(ask.repo, number) ? 'pull_requests' : 'issues'
}

/** Returns the issue in the path after checking the permission for it. */
export function issueAsked(ask: RepoAsk): Issue {
  const issue = issueOf(ask.repo, ask.number('number'))
  ask.need(topicOf(ask, issue.number), 'read')
  return issue
}

export function issueRoutes(router: Router): void {
  repoRoute(router, 'GET', '/issues', (ask) => {
    ask.need('issues', 'read')
    return paged(ask, listed(ask)).map((i) => issueView(ask.forge, ask.repo, i))
  })
  repoRoute(router, 'POST', '/issues', async (ask) => {
    ask.needPart('issues')
    const body = await ask.body(newIssue)
    // GitHub: labels and assignees from accounts that may not set them are silently dropped.
    const trusted = can(ask, 'issues', 'write')
    const assignees = body.assignees ?? (body.assignee ? [body.assignee] : [])
    const input = { title: String(body.title ?? ''), body: body.body }
    const more = trusted ? { labels: names(body.labels), assignees, milestone: milestoneIn(body) } : {}
    const issue = createIssue(ask.context(), given({ ...input, ...more }))
    return created(issueView(ask.forge, ask.repo, issue))
  })
  repoRoute(router, 'GET', '/issues/:number', (ask) => issueView(ask.forge, ask.repo, issueAsked(ask)))
  repoRoute(router, 'PATCH', '/issues/:number', edit)
  for (const [method, locked] of [['PUT', true] as const, ['DELETE', false] as const]) {
    repoRoute(router, method, '/issues/:number/lock', async (ask) => {
      const issue = issueAsked(ask)
      ask.need(topicOf(ask, issue.number), 'write')
      const { lock_reason: reason } = await ask.body(lockWish)
      lockIssue(ask.context(), issue, locked, reason ?? null)
      return noContent()
    })
  }
}

async function edit(ask: RepoAsk) {
  const { forge, repo, viewer } = ask
  const issue = issueAsked(ask)
  const body = await ask.body(change)
  const topic = topicOf(ask, issue.number)
  const trusted = can({ forge, repo, viewer }, topic, 'write')
  const mine = canEditIssue({ forge, repo, viewer }, issue)
  const changesText = body.title != null || body.body !== undefined
  if (changesText ? !mine : !(mine || trusted)) throw refusal(viewer, `${topic}=write`)
  const text = {
    title: body.title == null ? undefined : String(body.title),
    body: body.body,
    state: body.state,
    stateReason: body.state === undefined ? undefined : (body.state_reason ?? null),
  }
  const more = trusted
    ? { labels: names(body.labels), assignees: body.assignees ?? undefined, milestone: milestoneIn(body) }
    : {}
  editIssue({ forge, actor: ask.actor(), repo }, issue, given({ ...text, ...more }))
  return issueView(forge, repo, issue)
}

function listed(ask: RepoAsk): Issue[] {
  const keep = [byState(ask), bySince(ask), byLabels(ask), byPeople(ask), byMilestone(ask)]
  const issues = ask.repo.issues.filter((i) => keep.every((k) => k(i)))
  return sorted(ask, issues)
}

type Filter = (issue: Issue) => boolean

function byState(ask: RepoAsk): Filter {
  const state = ask.query('state') ?? 'open'
  if (!['open', 'closed', 'all'].includes(state)) throw invalid({ resource: 'Issue', field: 'state', code: 'invalid' })
  return (i) => state === 'all' || i.state === state
}

export function sinceOf(ask: RepoAsk): number {
  const since = ask.query('since')
  if (since === undefined) return 0
  const at = Date.parse(since)
  if (Number.isNaN(at)) throw new ForgeError(422, 'Invalid since parameter')
  return at
}

function bySince(ask: RepoAsk): Filter {
  const since = sinceOf(ask)
  // GitHub's times have whole seconds, so the second of `since` itself counts.
  return (i) => Math.floor(i.updatedAt / 1000) * 1000 >= since
}

function byLabels(ask: RepoAsk): Filter {
  const wanted = (ask.query('labels') ?? '').split(',').filter((name) => name.trim() !== '')
  const ids = wanted.map((name) => findLabel(ask.repo, name.trim())?.id)
  return (i) => ids.every((id) => id !== undefined && i.labelIds.includes(id))
}

function byMilestone(ask: RepoAsk): Filter {
  const wanted = ask.query('milestone')
  if (wanted === undefined) return () => true
  if (wanted === 'none') return (i) => i.milestone == null
  if (wanted === '*') return (i) => i.milestone != null
  if (!ask.repo.milestones?.some(({ number }) => String(number) === wanted))
    throw invalid({ resource: 'Issue', field: 'milestone', code: 'invalid' })
  return (i) => String(i.milestone) === wanted
}

function byPeople(ask: RepoAsk): Filter {
  const [creator, assignee] = [ask.query('creator'), ask.query('assignee')]
  const id = (login: string) => findUser(ask.forge, login)?.id
  return (i) => {
    if (creator !== undefined && i.userId !== id(creator)) return false
    if (assignee === undefined) return true
    if (assignee === 'none') return i.assigneeIds.length === 0
    if (assignee === '*') return i.assigneeIds.length > 0
    return i.assigneeIds.some((a) => a === id(assignee))
  }
}

function sorted(ask: RepoAsk, issues: Issue[]): Issue[] {
  const comments = (i: Issue) => ask.repo.comments.filter((c) => c.issue === i.number).length
  const keys: Record<string, (i: Issue) => number> = {
    created: (i) => i.createdAt,
    updated: (i) => i.updatedAt,
    comments,
  }
  const key = keys[ask.query('sort') ?? 'created'] ?? ((i: Issue) => i.createdAt)
  const sign = ask.query('direction') === 'asc' ? 1 : -1
  return issues.toSorted((a, b) => sign * (key(a) - key(b) || a.number - b.number))
}
