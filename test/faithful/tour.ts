/** Visits every route of the sandbox once, with what it takes to be answered well. */

import {
  advanceMerges,
  type Bench,
  offerManifest,
  openWork,
  orgRulesetBody,
  protectionBody,
  type Who,
} from '@switchyard/github-emulator/testing'
import { tourOfClients } from './tours/clients.ts'

type Step = [who: Who, method: string, path: string, body?: unknown]

export async function tour(b: Bench): Promise<void> {
  const go = async (...steps: Step[]) => {
    for (const [who, method, path, body] of steps) await b.ok(who, method, path, body)
  }
  await go(...general(b))
  await issues(b, go)
  await pulls(b, go)
  await commits(b, go)
  await runs(b, go)
  await workflows(b, go)
  await tourOfClients(b)
  const code = offerManifest(b.forge, manifest)
  await go(['nobody', 'POST', `/app-manifests/${code}/conversions`])
  await go(...installations(b))
}

/** Last, since nothing is where it was afterwards. */
function installations({ demo }: Bench): Step[] {
  const installation = `/app/installations/${demo.installation.id}`
  const chosen = `/user/installations/${demo.installation.id}/repositories/${demo.repo.id}`
  return [
    ['app', 'PUT', `${installation}/suspended`],
    ['app', 'DELETE', `${installation}/suspended`],
    ['maintainer', 'DELETE', chosen],
    ['maintainer', 'PUT', chosen],
    ['maintainer', 'PATCH', '', { name: 'renamed' }],
    ['maintainer', 'POST', '/repos/acme/renamed/transfer', { new_owner: 'maintainer' }],
    ['app', 'DELETE', installation],
  ]
}

type Go = (...steps: Step[]) => Promise<void>

function general({ demo }: Bench): Step[] {
  const installation = `/app/installations/${demo.installation.id}`
  return [
    ...['/', '/meta', '/zen', '/rate_limit', '/user', '/users/writer', '/users/helper%5Bbot%5D', '/orgs/acme'].map(
      (path): Step => ['writer', 'GET', path],
    ),
    ...['/app', '/apps/helper', '/app/installations', installation, '/app/hook/config'].map(
      (path): Step => ['app', 'GET', path],
    ),
    ['app', 'POST', `${installation}/access_tokens`, {}],
    ['app', 'GET', 'installation'],
    ['bot', 'GET', '/installation/repositories'],
    ['app', 'GET', '/app/hook/deliveries'],
    ['app', 'GET', '/app/hook/deliveries/7'],
    ['app', 'POST', '/app/hook/deliveries/7/attempts'],
    ...['', 'activity', 'collaborators', 'collaborators/reader/permission', 'assignees', 'labels'].map(
      (path): Step => ['bot', 'GET', path],
    ),
    ['maintainer', 'GET', 'collaborators/writer'],
    ['bot', 'GET', 'assignees/writer'],
  ]
}

async function issues(b: Bench, go: Go): Promise<void> {
  const text = { body: 'one\ntwo', labels: ['packet'], assignees: ['agent'] }
  const one = await b.ok('bot', 'POST', 'issues', { title: 'one', ...text })
  const two = await b.ok('writer', 'POST', 'issues', { title: 'two' })
  const at = `issues/${one.number}`
  const comment = await b.ok('bot', 'POST', `${at}/comments`, { body: 'said' })
  await go(
    ['writer', 'PATCH', at, { title: 'once', body: 'changed', state: 'closed', state_reason: 'not_planned' }],
    ['writer', 'PATCH', at, { state: 'open', labels: ['packet', 'new'] }],
    ['maintainer', 'PUT', `${at}/lock`, {}],
    ['maintainer', 'DELETE', `${at}/lock`],
    ['writer', 'PATCH', `issues/comments/${comment.id}`, { body: 'said again' }],
    ['bot', 'POST', 'labels', { name: 'fresh', color: 'aabbcc', description: 'new' }],
    ['bot', 'PATCH', 'labels/fresh', { new_name: 'fresher', color: 'bbccdd' }],
    ['bot', 'POST', `${at}/labels`, { labels: ['fresher'] }],
    ['bot', 'PUT', `${at}/labels`, { labels: ['fresher', 'packet'] }],
    ['bot', 'DELETE', `${at}/labels/fresher`],
    ['bot', 'DELETE', `${at}/labels`],
    ['bot', 'GET', 'labels/fresher'],
    ['bot', 'DELETE', 'labels/fresher'],
    ['bot', 'POST', `${at}/assignees`, { assignees: ['writer'] }],
    ['bot', 'DELETE', `${at}/assignees`, { assignees: ['writer'] }],
    ['bot', 'POST', `${at}/sub_issues`, { sub_issue_id: two.id }],
    ['bot', 'GET', `${at}/sub_issues`],
    ['bot', 'GET', `issues/${two.number}/parent`],
    ['bot', 'POST', `${at}/dependencies/blocked_by`, { issue_id: two.id }],
    ['bot', 'GET', `${at}/dependencies/blocked_by`],
    ['bot', 'GET', `issues/${two.number}/dependencies/blocking`],
    ['bot', 'GET', 'issues?state=all'],
    ['bot', 'DELETE', `${at}/dependencies/blocked_by/${two.id}`],
    ['bot', 'DELETE', `${at}/sub_issue`, { sub_issue_id: two.id }],
  )
  for (const subject of [at, `issues/comments/${comment.id}`]) {
    const reaction = await b.ok('bot', 'POST', `${subject}/reactions`, { content: '+1' })
    await go(['bot', 'GET', `${subject}/reactions`], ['bot', 'DELETE', `${subject}/reactions/${reaction.id}`])
  }
  const reads = ['', '/comments', '/events', '/timeline', '/labels'].map((path) => `${at}${path}`)
  for (const path of [...reads, 'issues/comments', 'issues/events', `issues/comments/${comment.id}`])
    await go(['bot', 'GET', path])
  await go(['bot', 'DELETE', `issues/comments/${comment.id}`])
}

async function pulls(b: Bench, go: Go): Promise<void> {
  const { number } = await openWork(b, 'feature/one', { 'one.js': '1\n' }, { body: 'Closes #1', draft: true })
  const at = `pulls/${number}`
  const other = await openWork(b, 'feature/two', { 'two.js': '2\n' })
  await go(
    ['writer', 'PATCH', at, { title: 'One', body: 'now' }],
    ['writer', 'POST', `${at}/requested_reviewers`, { reviewers: ['maintainer'] }],
    ['writer', 'GET', `${at}/requested_reviewers`],
    ['writer', 'DELETE', `${at}/requested_reviewers`, { reviewers: ['maintainer'] }],
    ...['', '/files', '/commits', '/comments'].map((path): Step => ['bot', 'GET', `${at}${path}`]),
    ['bot', 'GET', `issues/${number}`],
    ['writer', 'PATCH', at, { state: 'closed' }],
    ['writer', 'PATCH', at, { state: 'open' }],
    ['bot', 'GET', 'pulls?state=all'],
  )
  const review = await b.ok('maintainer', 'POST', `${at}/reviews`, { event: 'APPROVE', body: 'good' })
  const pending = await b.ok('maintainer', 'POST', `${at}/reviews`, { body: 'later' })
  await go(
    ['maintainer', 'POST', `${at}/reviews/${pending.id}/events`, { event: 'COMMENT', body: 'now' }],
    ['bot', 'GET', `${at}/reviews`],
    ['bot', 'GET', `${at}/reviews/${review.id}`],
    ['maintainer', 'PUT', `${at}/reviews/${review.id}`, { body: 'very good' }],
    ['maintainer', 'PUT', `${at}/reviews/${review.id}/dismissals`, { message: 'no more' }],
    ['writer', 'PUT', `pulls/${other.number}/merge`, { merge_method: 'merge' }],
    ['writer', 'GET', `pulls/${other.number}/merge`],
    ['writer', 'PUT', `${at}/update-branch`, {}],
  )
  await stacks(b, go)
  await onLines(b, go, at, (await b.ok('bot', 'GET', at)).head.sha)
}

async function stacks(b: Bench, go: Go): Promise<void> {
  const numbers: number[] = []
  for (const [base, name] of [
    ['main', 'low'],
    ['low', 'middle'],
    ['middle', 'top'],
  ] as const) {
    const sha = await b.commit([b.tip(base)], { [`${name}.js`]: '1\n' })
    await b.ok('writer', 'POST', 'git/refs', { ref: `refs/heads/${name}`, sha })
    numbers.push((await b.ok('writer', 'POST', 'pulls', { title: name, head: name, base })).number)
  }
  const [low, middle, top] = numbers
  await go(['writer', 'POST', 'stacks', { pull_requests: [low, middle] }])
  await go(['writer', 'POST', 'stacks/1/add', { pull_requests: [top] }])
  for (const path of ['stacks', `stacks?pull_request=${top}`, 'stacks/1', `pulls/${top}`])
    await go(['bot', 'GET', path])
  const { details } = await b.ok('writer', 'PUT', `pulls/${low}/merge-async`, { merge_method: 'merge' })
  await go(['bot', 'GET', `pulls/${low}/merge-async/${details.uuid}`])
  await advanceMerges(b.forge)
  await go(['bot', 'GET', `pulls/${low}/merge-async/${details.uuid}`], ['writer', 'POST', 'stacks/1/unstack'])
}

async function onLines(b: Bench, go: Go, at: string, commit_id: string): Promise<void> {
  const request = { body: 'here', path: 'one.js', line: 1, commit_id }
  const comment = await b.ok('writer', 'POST', `${at}/comments`, request)
  const id = `pulls/comments/${comment.id}`
  await go(
    ['writer', 'POST', `${at}/comments`, { ...request, in_reply_to: comment.id }],
    ['agent', 'POST', `${at}/comments/${comment.id}/replies`, { body: 'done' }],
    ['bot', 'GET', `${at}/comments`],
    ['bot', 'GET', 'pulls/comments?sort=updated&direction=desc'],
    ['bot', 'GET', id],
    ['writer', 'PATCH', id, { body: 'there' }],
    ['bot', 'GET', `${id}/reactions`],
  )
  const reaction = await b.ok('bot', 'POST', `${id}/reactions`, { content: '+1' })
  await go(['bot', 'DELETE', `${id}/reactions/${reaction.id}`], ['writer', 'DELETE', id])
}

async function commits(b: Bench, go: Go): Promise<void> {
  const head = b.tip('feature/one')
  const blob = await b.ok('writer', 'POST', 'git/blobs', { content: 'x', encoding: 'utf-8' })
  const tree = await b.ok('writer', 'POST', 'git/trees', {
    base_tree: head,
    tree: [{ path: 'x.txt', mode: '100644', type: 'blob', sha: blob.sha }],
  })
  const commit = await b.ok('writer', 'POST', 'git/commits', { message: 'x', tree: tree.sha, parents: [head] })
  await go(
    ['writer', 'PATCH', 'git/refs/heads/feature/one', { sha: commit.sha }],
    ['writer', 'POST', 'git/refs', { ref: 'refs/heads/gone', sha: commit.sha }],
    ['writer', 'DELETE', 'git/refs/heads/gone'],
    ...[
      ...['git/ref/heads/feature/one', 'git/matching-refs/heads/feature', `git/commits/${commit.sha}`],
      ...[`git/trees/${tree.sha}?recursive=1`, `git/blobs/${blob.sha}`, 'branches', 'branches/feature/one'],
      ...['rules/branches/main', 'commits?per_page=2', `commits/${commit.sha}`, `commits/${commit.sha}/pulls`],
      ...['compare/main...feature/one', 'contents', 'contents/package.json', 'contents/src', 'readme'],
    ].map((path): Step => ['bot', 'GET', path]),
    ['writer', 'POST', 'merges', { base: 'feature/one', head: 'main' }],
  )
  await rulings(b, go)
  const content = Buffer.from('text').toString('base64')
  const put = await b.ok('writer', 'PUT', 'contents/notes.md', { message: 'a note', content })
  await go(['writer', 'DELETE', 'contents/notes.md', { message: 'no note', sha: put.content.sha }])
}

async function rulings(b: Bench, go: Go): Promise<void> {
  const approvals = {
    required_approving_review_count: 1,
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
  }
  const ruleset = {
    name: 'main',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    bypass_actors: [{ actor_id: b.demo.app.id, actor_type: 'Integration', bypass_mode: 'always' }],
    rules: [{ type: 'deletion' }, { type: 'pull_request', parameters: approvals }],
  }
  const { id } = await b.ok('maintainer', 'POST', 'rulesets', ruleset)
  await go(
    ['maintainer', 'PUT', `rulesets/${id}`, { ...ruleset, name: 'of main' }],
    ...(['rules/branches/main', 'rulesets', `rulesets/${id}`] as const).map((path): Step => ['bot', 'GET', path]),
    ['maintainer', 'GET', `rulesets/${id}`],
    ['maintainer', 'DELETE', `rulesets/${id}`],
    ['maintainer', 'PATCH', '', { allow_merge_commit: true }],
  )
  await protect(b, go)
}

/** Classic protection, an organization's ruleset, and deployments, which rules may ask for. */
async function protect(b: Bench, go: Go): Promise<void> {
  const lists = { users: ['writer'], teams: [], apps: ['helper'] }
  const reviews = { dismissal_restrictions: lists, bypass_pull_request_allowances: lists }
  const path = 'branches/main/protection'
  const settings = {
    required_status_checks: { strict: true, contexts: ['ci'] },
    required_pull_request_reviews: { ...reviews, required_approving_review_count: 1 },
    restrictions: lists,
  }
  const deployed = await b.ok('writer', 'POST', 'deployments', {
    ref: 'main',
    environment: 'staging',
    auto_merge: false,
    required_contexts: [],
  })
  const ofOrg = orgRulesetBody([{ type: 'deletion' }], { include: ['refs/heads/release'] })
  const { data: ruleset } = await b.call('maintainer', 'POST', '/orgs/acme/rulesets', ofOrg)
  const org = `/orgs/acme/rulesets/${ruleset.id}`
  await go(
    ['maintainer', 'PUT', path, protectionBody(settings)],
    ['maintainer', 'GET', path],
    ['maintainer', 'POST', `${path}/required_signatures`],
    ['maintainer', 'GET', `${path}/required_signatures`],
    ['maintainer', 'DELETE', `${path}/required_signatures`],
    ['maintainer', 'DELETE', path],
    ['writer', 'POST', `deployments/${deployed.id}/statuses`, { state: 'success' }],
    ['writer', 'GET', `deployments/${deployed.id}`],
    ['writer', 'GET', 'deployments'],
    ['maintainer', 'GET', '/orgs/acme/rulesets'],
    ['maintainer', 'GET', org],
    ['maintainer', 'PUT', org, ofOrg],
    ['maintainer', 'DELETE', org],
  )
}

async function runs(b: Bench, go: Go): Promise<void> {
  const head = b.tip('feature/one')
  const annotation = { path: 'x.txt', start_line: 1, end_line: 1, annotation_level: 'warning', message: 'look' }
  const output = { title: 'Scope', summary: 'fine', text: 'all of it', annotations: [annotation] }
  const run = await b.ok('bot', 'POST', 'check-runs', { name: 'switchyard/scope', head_sha: head, status: 'queued' })
  const suites = `check-suites/${run.check_suite.id}`
  await go(
    ['bot', 'PATCH', `check-runs/${run.id}`, { status: 'completed', conclusion: 'success', output }],
    ['writer', 'POST', `statuses/${head}`, { state: 'success', context: 'ci', description: 'good' }],
    ...[
      ...[`check-runs/${run.id}`, `check-runs/${run.id}/annotations`, suites, `${suites}/check-runs`],
      ...['check-runs', 'check-suites', 'statuses', 'status'].map((what) => `commits/${head}/${what}`),
    ].map((path): Step => ['bot', 'GET', path]),
    ...[`check-runs/${run.id}`, suites].map((path): Step => ['writer', 'POST', `${path}/rerequest`]),
    ['bot', 'PATCH', `check-runs/${run.id}`, { status: 'completed', conclusion: 'success' }],
  )
}

const workflow = `name: ci
on: [push, workflow_dispatch]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: npm test
`

/** One run that ends well. */
async function workflows(b: Bench, go: Go): Promise<void> {
  b.forge.workflows = (job) => {
    job.begin()
    job.end('success', 'all good')
  }
  const content = Buffer.from(workflow).toString('base64')
  await go(['writer', 'PUT', 'contents/.github/workflows/ci.yml', { message: 'tests', content }])
  const run = b.demo.repo.workflowRuns?.at(-1)
  const at = `actions/runs/${run?.id}`
  const job = `actions/jobs/${run?.jobs[0]?.id}`
  for (const path of ['actions/runs', at, `${at}/jobs`, job, `${job}/logs`]) await go(['bot', 'GET', path])
  await go(['writer', 'POST', 'actions/workflows/ci.yml/dispatches', { ref: 'main' }])
}

const manifest = {
  name: 'Mine',
  url: 'https://mine.test',
  redirect_url: 'https://mine.test/done',
  default_permissions: {},
  default_events: ['issues'],
  hook_attributes: { url: 'https://mine.test/hook' },
}

/** A delivery as the App reads it. */
export const sent = {
  id: 7,
  guid: 'a-b',
  delivered_at: '2025-01-06T09:00:00Z',
  redelivery: false,
  duration: 0.1,
  status: 'OK',
  status_code: 202,
  event: 'push',
  action: null,
  installation_id: 1,
  repository_id: 2,
  throttled_at: null,
  request: { headers: {}, payload: {} },
  response: { headers: null, payload: null },
}
