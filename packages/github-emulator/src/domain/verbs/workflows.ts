/** Workflow runs as GitHub Actions reports them. The forge's `workflows` executes their jobs. */

import type { Push } from '../commits.ts'
import { ForgeError } from '../errors.ts'
import type { Forge, JobConclusion, PlayedJob, RepoContext } from '../forge.ts'
import type { App, Repo, User } from '../model.ts'
import type { CheckRun, CheckSuite, WorkflowRun } from '../model-checks.ts'
import { commitSummary, readCommit, ZERO } from '../objects.ts'
import { checkoutTree } from '../trees.ts'
import { type Workflow, type WorkflowEvent, workflowsFor } from '../workflows.ts'
import { announceRun } from './checks.ts'

const MOST_LOG = 100_000

type Unstarted = NonNullable<Repo['unstarted']>[number]

/** Notes the push for workflows, in one step with the push itself. Without a runner it does nothing. */
export function noteForWorkflows(forge: Forge, repo: Repo, { ref, after: sha, actor }: Push): void {
  if (!forge.workflows || !ref.startsWith('refs/heads/') || sha === ZERO) return
  const branch = ref.slice('refs/heads/'.length)
  repo.unstarted = [...(repo.unstarted ?? []), { branch, sha, actorId: actor.id, at: forge.clock.now() }]
}

/** Starts the workflows of the noted pushes. */
export async function startWorkflows(forge: Forge, repo: Repo): Promise<void> {
  for (const push of repo.unstarted ?? []) {
    const runs = await newRuns(forge, repo, push)
    repo.unstarted = repo.unstarted?.filter((one) => one !== push) ?? []
    forge.touch()
    for (const run of runs) await playRun(forge, repo, run)
  }
}

/** Skips runs that an earlier process created before it ended. */
async function newRuns(forge: Forge, repo: Repo, { branch, sha, actorId, at }: Unstarted): Promise<WorkflowRun[]> {
  const actor = forge.world.users.find(({ id }) => id === actorId)
  if (!actor) return []
  const isKnown = ({ path }: Workflow) =>
    repo.workflowRuns?.some((run) => run.path === path && run.headSha === sha && run.createdAt >= at) === true
  const commit = await readCommit(forge, repo, sha)
  if (commit && skipsWorkflows(commit.message)) return []
  const runs: WorkflowRun[] = []
  for (const workflow of await workflowsFor(forge, repo, { branch, sha }))
    if (!isKnown(workflow)) runs.push(await createRun(forge, repo, { workflow, event: 'push', branch, sha, actor }))
  return runs
}

/** GitHub: a push starts no workflow when its newest commit says so. */
export function skipsWorkflows(message: string): boolean {
  if (/\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i.test(message)) return true
  // A trailer: at the end, below a blank line.
  const last =
    message
      .trimEnd()
      .split(/\n\s*\n/)
      .slice(1)
      .at(-1) ?? ''
  return /^skip-checks:\s*true\s*$/im.test(last)
}

/** Starts the workflows that are `on: merge_group`. */
export async function startGroupWorkflows(
  forge: Forge,
  repo: Repo,
  { base, ...at }: Omit<Starting, 'workflow' | 'event'> & { base: string },
): Promise<void> {
  if (!forge.workflows) return
  for (const workflow of await workflowsFor(forge, repo, { event: 'merge_group', branch: base, sha: at.sha }))
    await playRun(forge, repo, await createRun(forge, repo, { workflow, event: 'merge_group', ...at }))
}

/** Resumes the runs that the end of the last process interrupted. */
export async function resumeWorkflows(forge: Forge, repo: Repo): Promise<void> {
  if (!forge.workflows) return
  const begun = (repo.workflowRuns ?? []).filter(({ status }) => status !== 'completed')
  for (const run of begun) await playRun(forge, repo, run)
  await startWorkflows(forge, repo)
}

/** The id of a workflow file, given when it is first asked for. */
export function workflowIdOf(forge: Forge, repo: Repo, path: string): number {
  const known = repo.workflowIds?.[path] ?? repo.workflowRuns?.find((run) => run.path === path)?.workflowId
  const id = known ?? forge.newId()
  repo.workflowIds = { ...repo.workflowIds, [path]: id }
  forge.touch()
  return id
}

/**
 * Runs the jobs again, or only those that did not succeed.
 * @throws 403 while the run is not over
 */
export async function rerunWorkflow(
  { forge, repo }: RepoContext,
  run: WorkflowRun,
  isWanted: (check: CheckRun) => boolean,
): Promise<void> {
  if (run.status !== 'completed') throw new ForgeError(403, 'This workflow run is already running')
  if (!forge.workflows) throw new ForgeError(403, 'The emulator runs no workflows here.')
  const checks = repo.checkRuns.filter((check) => run.jobs.some(({ id }) => id === check.id) && isWanted(check))
  if (checks.length === 0) throw new ForgeError(403, 'This workflow run has no failed jobs')
  run.attempt = (run.attempt ?? 1) + 1
  Object.assign(run, { status: 'queued', conclusion: null })
  announceWorkflow(forge, repo, run, 'workflow-run-requested')
  for (const check of checks) {
    Object.assign(check, { status: 'queued', conclusion: null, completedAt: null, annotations: [] })
    announceRun({ forge, actor: actorOf(forge, run), repo }, check, ['check-run-created'])
  }
  await playRun(forge, repo, run)
}

async function playRun(forge: Forge, repo: Repo, run: WorkflowRun): Promise<void> {
  for (const job of run.jobs) {
    const check = repo.checkRuns.find(({ id }) => id === job.id)
    if (check && check.status !== 'completed') await forge.workflows?.(played(forge, repo, run, check))
  }
}

interface Starting {
  workflow: Workflow
  event: WorkflowEvent
  branch: string
  sha: string
  actor: User
}

async function createRun(
  forge: Forge,
  repo: Repo,
  { workflow, event, branch, sha, actor }: Starting,
): Promise<WorkflowRun> {
  const now = forge.clock.now()
  const app = actionsApp(forge)
  const commit = await readCommit(forge, repo, sha)
  const known = repo.workflowRuns ?? []
  repo.workflowRuns = known
  const suite: CheckSuite = {
    id: forge.newId(),
    appId: app.id,
    headSha: sha,
    headBranch: branch,
    createdAt: now,
    updatedAt: now,
    ...(commit && { headCommit: commitSummary(commit) }),
  }
  repo.checkSuites.push(suite)
  const run: WorkflowRun = {
    id: forge.newId(),
    suiteId: suite.id,
    path: workflow.path,
    name: workflow.name,
    workflowId: workflowIdOf(forge, repo, workflow.path),
    number: known.filter(({ path }) => path === workflow.path).length + 1,
    event,
    headBranch: branch,
    headSha: sha,
    actorId: actor.id,
    status: 'queued',
    conclusion: null,
    title: commit?.message.split('\n')[0] ?? '',
    createdAt: now,
    updatedAt: now,
    jobs: [],
  }
  known.push(run)
  announceWorkflow(forge, repo, run, 'workflow-run-requested')
  for (const job of workflow.jobs) {
    const check = newCheck(forge, repo, run, { appId: app.id, name: job.name })
    run.jobs.push({ id: check.id, name: job.name, commands: job.commands, log: '' })
  }
  forge.touch()
  return run
}

function newCheck(
  forge: Forge,
  repo: Repo,
  run: WorkflowRun,
  { appId, name }: { appId: number; name: string },
): CheckRun {
  const check: CheckRun = {
    id: forge.newId(),
    suiteId: run.suiteId,
    appId,
    name,
    headSha: run.headSha,
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: forge.clock.now(),
    completedAt: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
  }
  repo.checkRuns.push(check)
  announceRun({ forge, actor: actorOf(forge, run), repo }, check, ['check-run-created'])
  return check
}

function played(forge: Forge, repo: Repo, run: WorkflowRun, check: CheckRun): PlayedJob {
  const job = run.jobs.find(({ id }) => id === check.id)
  return {
    repo,
    sha: run.headSha,
    branch: run.headBranch,
    name: check.name,
    commands: job?.commands ?? [],
    checkout: (dir) => checkoutTree(forge, repo, run.headSha, dir),
    begin() {
      check.status = 'in_progress'
      check.startedAt = forge.clock.now()
      if (run.status !== 'queued') return forge.touch()
      run.status = 'in_progress'
      announceWorkflow(forge, repo, run, 'workflow-run-in-progress')
    },
    end(conclusion, log) {
      Object.assign(check, { status: 'completed', conclusion, completedAt: forge.clock.now() })
      if (job) job.log = logOf(forge, log, conclusion)
      if (conclusion === 'failure') check.annotations.push(annotation)
      announceRun({ forge, actor: actorOf(forge, run), repo }, check, ['check-run-completed'])
      settle(forge, repo, run)
    },
  }
}

/** GitHub's message for every failed job. */
const annotation: CheckRun['annotations'][number] = {
  path: '.github',
  start_line: 1,
  end_line: 1,
  annotation_level: 'failure',
  title: null,
  message: 'Process completed with exit code 1.',
}

function logOf(forge: Forge, log: string, conclusion: string): string {
  const time = new Date(forge.clock.now()).toISOString().replace('Z', '0000Z')
  const end = conclusion === 'failure' ? ['##[error]Process completed with exit code 1.'] : []
  return [...log.slice(-MOST_LOG).split('\n'), ...end].map((line) => `${time} ${line}\n`).join('')
}

const WORST: readonly JobConclusion[] = [
  ...(['action_required', 'timed_out', 'failure', 'cancelled', 'success', 'neutral', 'skipped'] as const),
]

/** Ends a run with its last job. The worst conclusion counts. */
function settle(forge: Forge, repo: Repo, run: WorkflowRun): void {
  const checks = repo.checkRuns.filter(({ suiteId }) => suiteId === run.suiteId)
  if (checks.some(({ status }) => status !== 'completed')) return
  const worst = WORST.find((word) => checks.some((one) => one.conclusion === word))
  run.status = 'completed'
  run.conclusion = worst ?? 'success'
  announceWorkflow(forge, repo, run, 'workflow-run-completed')
}

type RunEvent = 'workflow-run-requested' | 'workflow-run-in-progress' | 'workflow-run-completed'

function announceWorkflow(forge: Forge, repo: Repo, run: WorkflowRun, kind: RunEvent): void {
  run.updatedAt = forge.clock.now()
  forge.touch()
  forge.emit({ kind, repo, actor: actorOf(forge, run), run })
}

function actorOf(forge: Forge, run: WorkflowRun): User {
  const found = forge.world.users.find(({ id }) => id === run.actorId)
  if (!found) throw new Error('a workflow run has no actor')
  return found
}

/** The App that check runs of workflows belong to. */
function actionsApp(forge: Forge): App {
  const known = forge.world.apps.find(({ slug }) => slug === 'github-actions')
  if (known) return known
  const bot: User = { id: forge.newId(), login: 'github-actions[bot]', type: 'Bot', name: 'github-actions[bot]' }
  const app: App = {
    id: forge.newId(),
    slug: 'github-actions',
    botUserId: bot.id,
    publicKey: '',
    webhookUrl: '',
    webhookSecret: '',
    permissions: { actions: 'write', checks: 'write', contents: 'write', metadata: 'read' },
    events: [],
  }
  forge.world.users.push(bot)
  forge.world.apps.push(app)
  return app
}
