/** The bot's rare requests, which no ordinary session makes, performed on a sandbox without a bot. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeId } from '@switchyard/github-emulator/testing'
import type { Action } from '../../../src/core/actions.ts'
import { createSandbox, type Sandbox } from '../../../src/sandbox/emulator.ts'
import { createGitHubApp } from '../../../src/shell/github/app.ts'
import { silentLog } from '../../../src/shell/log.ts'
import type { GitHub } from '../../../src/shell/reconcile/github.ts'
import type { Mirror } from '../../../src/shell/reconcile/mirror.ts'
import { overflow } from './overflow.ts'

const all = { all: true, issues: [], refs: true, checks: [] }
const configPath = '.github/switchyard.yml'
const workflow = 'on: [push, workflow_dispatch]\njobs:\n  test:\n    runs-on: x\n    steps: [{ run: npm test }]\n'

interface Tour {
  sandbox: Sandbox
  github: GitHub
  mirror: Mirror
  call(method: string, path: string, body?: object): Promise<{ number: number; sha: string; commit: { sha: string } }>
  perform(action: Action): Promise<void>
  /** Lets the minute go by that GitHub's limits count in, for the bot's own budget. */
  waitAMinute(): void
}

/** Throws when something is not done. */
export async function tourOfBot(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-tour-'))
  const sandbox = await createSandbox({
    dataDir: dir,
    outbox: 'manual',
    workflows(job) {
      job.begin()
      job.end('failure', 'wrong')
    },
  })
  try {
    const tour = await begin(sandbox)
    await configuration(tour)
    await background(tour)
    await merging(tour)
    await queueing(tour)
    await workflows(tour)
    await issues(tour)
    overflow(sandbox.forge)
    tour.waitAMinute()
    const mirror = await tour.github.read(null, all)
    tour.waitAMinute()
    await tour.github.branches?.(mirror, ['closed', 'feature/one'])
    for (const each of sandbox.forge.world.repos[0]?.issues ?? []) if (each.state === 'closed') each.updatedAt += 1000
    tour.waitAMinute()
    await tour.github.read(mirror, all)
    tour.waitAMinute()
    await tour.github.read(tour.mirror, { ...all, all: false, issues: Array.from({ length: 25 }, (_, n) => n + 1) })
  } finally {
    await sandbox.close()
    await rm(dir, { recursive: true, force: true })
  }
}

async function begin(sandbox: Sandbox): Promise<Tour> {
  const { apiUrl, repo, tokens } = sandbox.info()
  for (const { permissions } of sandbox.forge.world.installations)
    Object.assign(permissions, { actions: 'write', administration: 'read' })
  let waited = 0
  const app = createGitHubApp({
    now: () => Date.now() + waited,
    appId: sandbox.app.id,
    privateKey: sandbox.app.privateKey,
    apiUrl,
    log: silentLog,
    fetch: (input, init) => sandbox.fetch(new Request(input, init)),
  })
  const [installation] = await app.installations()
  const [found] = await app.repositories(installation?.id ?? 0)
  if (!found) throw new Error('the App is not installed')
  const rights = { held: { administration: 'read' }, url: '' }
  const github = app.repository({ ...found.ref, rights })
  const mirror = await github.read(null, all)
  const call: Tour['call'] = async (method, path, body) => {
    const headers = { authorization: `token ${tokens.maintainer}`, 'content-type': 'application/json' }
    const request = new Request(`${apiUrl}/repos/${repo}/${path}`, { method, headers, body: JSON.stringify(body) })
    const answer = await sandbox.fetch(request)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Awaited<ReturnType<Tour['call']>>
  }
  const perform = async (action: Action) => {
    const outcome = await github.execute(action, mirror)
    if (outcome.kind !== 'done') throw new Error(`${action.kind}: ${JSON.stringify(outcome)}`)
  }
  const waitAMinute = () => {
    waited += 60_000
  }
  return { sandbox, github, mirror, call, perform, waitAMinute }
}

const put = ({ call }: Tour, path: string, text: string, branch = 'main', sha?: string) =>
  call('PUT', `contents/${path}`, {
    message: path,
    content: Buffer.from(text).toString('base64'),
    branch,
    ...(sha && { sha }),
  })

/** Earlier configurations, what an offer must know, the offer itself. */
async function configuration(tour: Tour): Promise<void> {
  const { github, call, perform } = tour
  const { sha: before } = await call('GET', `contents/${configPath}?ref=main`)
  await put(tour, configPath, 'agents: [agent]\n', 'main', before)
  await put(tour, '.github/workflows/ci.yml', workflow)
  await github.configHistory()
  await github.remote('fetch')
  await github.setup()
  const { commit } = await call('GET', 'branches/main')
  const offer = { branch: 'switchyard/setup', base: 'main', sha: commit.sha, title: 'Set up', body: 'offered' }
  const files = [{ path: 'AGENTS.md', text: 'read this\n' }]
  await call('POST', 'git/refs', { ref: 'refs/heads/feature/none', sha: commit.sha })
  await perform({ kind: 'offer-setup', ...offer, files })
}

/** A merge in the background; afterwards the repository has none, so that the older request is made. */
async function background(tour: Tour): Promise<void> {
  const { sandbox, call, perform } = tour
  const base = (await call('GET', 'branches/main')).commit.sha
  await call('POST', 'git/refs', { ref: 'refs/heads/feature/later', sha: base })
  const head = (await put(tour, 'later.js', '1\n', 'feature/later')).commit.sha
  const { number } = await call('POST', 'pulls', { title: 'later', head: 'feature/later', base: 'main' })
  const tested = { packet: 'later', base, head, trial: head, message: 'later', pull: number, issue: number }
  const action = { kind: 'merge' as const, baseBranch: 'main', method: 'merge' as const, ...tested }
  await perform(action)
  const [repo] = sandbox.forge.world.repos
  if (repo) repo.background = { isAbsent: true }
}

/** A merge where rules refuse a direct update: they are read, the branch is updated, and the pull request merged. */
async function merging(tour: Tour): Promise<void> {
  const { github, mirror, call, perform } = tour
  const before = (await call('GET', 'branches/main')).commit.sha
  await call('POST', 'git/refs', { ref: 'refs/heads/feature/one', sha: before })
  const head = (await put(tour, 'one.js', '1\n', 'feature/one')).commit.sha
  const base = (await put(tour, 'zero.js', '0\n', 'main')).commit.sha
  const { number } = await call('POST', 'pulls', { title: 'one', head: 'feature/one', base: 'main' })
  const update = {
    kind: 'update-branch' as const,
    branch: 'feature/one',
    packet: 'one',
    base,
    message: 'one',
    pull: number,
  }
  await perform({ ...update, head, trial: head })
  const { commit } = await call('GET', 'branches/feature%2Fone')
  const checks = { strict_required_status_checks_policy: true, required_status_checks: [] }
  await call('POST', 'rulesets', {
    name: 'main',
    enforcement: 'active',
    conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
    rules: [
      { type: 'pull_request', parameters: { required_approving_review_count: 0 } },
      { type: 'required_status_checks', parameters: checks },
    ],
  })
  await call('POST', 'git/refs', { ref: 'refs/heads/trial', sha: commit.sha })
  const trial = (await put(tour, 'two.js', '2\n', 'trial')).commit.sha
  const tested = { packet: 'one', base, head: commit.sha, trial, message: 'one', pull: number }
  const action = { kind: 'merge' as const, baseBranch: 'main', issue: number, ...tested }
  const { kind } = await github.execute(action, mirror)
  const rules = await github.rules('main')
  if (kind !== 'not-this-way' || rules?.length !== 2) throw new Error(`no rule refused it: ${kind}`)
  const free = { required_pull_request_reviews: null, restrictions: null, enforce_admins: false }
  await call('PUT', 'branches/main/protection', { ...free, required_status_checks: null, lock_branch: false })
  const all = await github.rules('main')
  if (all?.length !== 2) throw new Error('the protection asks for nothing')
  await github.execute({ ...action, head: trial, method: 'squash' }, mirror)
  await perform({ ...update, ...tested, pushed: true })
  if ((await github.filesOf(number)).files.length === 0) throw new Error('nothing is changed')
  if ((await github.unsigned(number, trial)) === 0) throw new Error('nothing is signed here')
  if ((await github.standing(number, trial))?.open !== 0) throw new Error('no conversation was opened')
  if ((await github.missing(trial, [{ context: 'ci', app: null }])).length !== 1) throw new Error('ci has passed')
  await github.execute({ ...action, head: trial, method: 'rebase', pull: 9999 }, mirror)
  await perform({ ...action, head: trial, method: 'squash' })
}

/** Into GitHub's merge queue, in once more, and out. */
async function queueing(tour: Tour): Promise<void> {
  const { sandbox, github, mirror, call, perform } = tour
  await call('POST', 'git/refs', { ref: 'refs/heads/queued', sha: (await call('GET', 'branches/main')).commit.sha })
  const { commit } = await put(tour, 'three.js', '3\n', 'queued')
  const { number: pull } = await call('POST', 'pulls', { title: 'three', head: 'queued', base: 'main' })
  const settings = { check_response_timeout_minutes: 5, grouping_strategy: 'ALLGREEN', merge_method: 'MERGE' }
  const sizes = { max_entries_to_build: 5, max_entries_to_merge: 5, min_entries_to_merge: 1 }
  const checks = { strict_required_status_checks_policy: false, required_status_checks: [{ context: 'ci' }] }
  await call('POST', 'rulesets', {
    name: 'queue',
    enforcement: 'active',
    conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
    rules: [
      { type: 'merge_queue', parameters: { ...settings, ...sizes, min_entries_to_merge_wait_minutes: 5 } },
      { type: 'required_status_checks', parameters: checks },
    ],
  })
  await call('POST', `statuses/${commit.sha}`, { state: 'success', context: 'ci' })
  const id = sandbox.forge.world.repos[0]?.pulls.find(({ number }) => number === pull)?.id ?? 0
  const action = { issue: pull, pull, nodeId: nodeId('PullRequest', id) }
  await perform({ kind: 'enqueue', baseBranch: 'main', ...action, head: commit.sha })
  const again = await github.execute({ kind: 'enqueue', baseBranch: 'main', ...action, head: commit.sha }, mirror)
  const queue = await github.queue('main', [pull])
  if (again.kind !== 'outdated' || queue?.entries.length !== 1) throw new Error(`not queued: ${again.kind}`)
  await github.queue('main', [])
  await perform({ kind: 'dequeue', ...action })
  sandbox.forge.world.repos[0]?.rulesets?.pop()
}

/** Workflows, started and looked at; a check whose annotations are there already. */
async function workflows({ sandbox, github, call, perform }: Tour): Promise<void> {
  const { commit } = await call('GET', 'branches/feature%2Fone')
  await call('POST', `statuses/${commit.sha}`, { state: 'success', context: 'ci' })
  const reports = github.reports('feature/one', commit.sha)
  await reports.pushedAt()
  const failed = (await reports.read(true)).find(({ state }) => state === 'failed')
  if (!failed || (await reports.failureText(failed.url)) === '') throw new Error('no workflow failed')
  const check = (id: number | null) =>
    perform({
      kind: 'check',
      name: 'switchyard/scope',
      head: commit.sha,
      status: 'completed',
      conclusion: 'failure',
      id,
      externalId: 'x',
      title: 'Outside',
      summary: 'one file',
      annotations: [{ path: 'one.js', line: 1, level: 'failure', message: 'outside' }],
    })
  await check(null)
  await check(sandbox.forge.world.repos[0]?.checkRuns.find(({ name }) => name === 'switchyard/scope')?.id ?? 0)
}

async function issues({ github, mirror, call, perform }: Tour): Promise<void> {
  const filed = [await call('POST', 'issues', { title: 'one' }), await call('POST', 'issues', { title: 'two' })]
  const [one, two] = filed.map(({ number }) => number)
  if (!one || !two) throw new Error('no issues')
  const fresh = await github.read(mirror, { ...all, all: false, issues: [one, two] })
  Object.assign(mirror, fresh)
  const byId = fresh.issues.find(({ number }) => number === two)?.id ?? 0
  await perform({ kind: 'create-label', name: 'packet', color: 'ededed', description: '' })
  await perform({ kind: 'create-label', name: 'session', color: 'ededed', description: '' })
  await perform({ kind: 'set-labels', issue: one, add: ['packet'], remove: [] })
  await perform({ kind: 'set-labels', issue: one, add: [], remove: ['packet'] })
  await perform({ kind: 'pin', issue: one, nodeId: fresh.issues.find(({ number }) => number === one)?.nodeId ?? '' })
  await perform({ kind: 'open-session', title: 'Session: a', body: 'Goal', marker: 'session:a' })
  await perform({ kind: 'add-blocked-by', issue: one, by: two, byId })
  await github.read(mirror, { ...all, all: false, links: [one] })
  await perform({ kind: 'remove-blocked-by', issue: one, by: two, byId })
  await perform({ kind: 'comment', issue: one, marker: 'dispatch', body: 'x <!-- switchyard:dispatch -->' })
  const comment = mirror.issues.find(({ number }) => number === one)?.comments.at(-1)?.id ?? 0
  await perform({
    kind: 'dispatch',
    issue: one,
    comment,
    marker: 'dispatch',
    what: 'the workflow ci.yml',
    key: 'ci.yml@main',
    route: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    parameters: { workflow_id: 'ci.yml', ref: 'main', inputs: {} },
    bodies: { before: 'b', tried: 't', ran: 'r' },
  })
  // Not there: the repository itself is asked whether it still is.
  const { kind } = await github.execute({ kind: 'close-issue', issue: 9999, reason: 'completed' }, mirror)
  if (kind !== 'refused') throw new Error(`an issue that is not there: ${kind}`)
}
