/** What clients such as gh ask for and the bot does not. */
import { type Bench, openWork } from '@switchyard/github-emulator/testing'

export async function tourOfClients(b: Bench): Promise<void> {
  await milestones(b)
  await repositories(b)
  await code(b)
  await workflows(b)
}

async function milestones(b: Bench): Promise<void> {
  const wanted = { title: 'one', description: 'the first', due_on: '2026-03-01T00:00:00Z' }
  const { number } = await b.ok('writer', 'POST', 'milestones', wanted)
  const at = `milestones/${number}`
  const issue = await b.ok('writer', 'POST', 'issues', { title: 'planned', milestone: number })
  await b.ok('writer', 'PUT', `issues/${issue.number}/lock`, { lock_reason: 'too heated' })
  await b.ok('writer', 'GET', `issues?milestone=${number}`)
  await b.ok('writer', 'PATCH', at, { state: 'closed' })
  for (const path of ['milestones?state=all', at]) await b.ok('reader', 'GET', path)
  await b.ok('writer', 'DELETE', at)
}

async function repositories(b: Bench): Promise<void> {
  const settings = { description: 'An app', homepage: 'https://app.test', has_wiki: true, allow_auto_merge: true }
  await b.ok('maintainer', 'PATCH', '', settings)
  await b.ok('maintainer', 'POST', '/orgs/acme/repos', { name: 'second', auto_init: true })
  await b.ok('writer', 'POST', '/user/repos', { name: 'own', private: true })
  const lists = ['/user/repos', '/orgs/acme/repos', '/users/writer/repos', '/user/orgs', '/orgs/acme/members']
  const searches = ['/search/issues?q=repo:acme/app+is:issue', '/search/repositories?q=app']
  for (const path of [...lists, ...searches, '/notifications', '/users/writer/received_events'])
    await b.ok('writer', 'GET', path)
}

async function code(b: Bench): Promise<void> {
  await b.ok('writer', 'POST', 'git/refs', { ref: 'refs/tags/v1', sha: b.tip() })
  await b.ok('reader', 'GET', 'tags')
  const { number } = await openWork(b, 'planned', { 'planned.txt': 'x\n' })
  for (const path of [`pulls/${number}`, 'commits/planned', 'compare/main...planned'])
    for (const format of ['diff', 'patch'])
      await b.call('reader', 'GET', path, undefined, { accept: `application/vnd.github.${format}` })
}

async function workflows(b: Bench): Promise<void> {
  const run = b.demo.repo.workflowRuns?.at(-1)
  const at = `actions/runs/${run?.id}`
  const list = ['actions/workflows', 'actions/workflows/ci.yml', `actions/workflows/${run?.workflowId}/runs`]
  for (const path of [...list, `${at}/artifacts`]) await b.ok('reader', 'GET', path)
  const play = b.forge.workflows
  b.forge.workflows = (job) => {
    job.begin()
    job.end('failure', 'no')
  }
  await b.ok('writer', 'POST', `${at}/rerun`)
  if (play) b.forge.workflows = play
  await b.ok('writer', 'POST', `${at}/rerun-failed-jobs`)
  await b.ok('writer', 'POST', `actions/jobs/${run?.jobs[0]?.id}/rerun`)
}
