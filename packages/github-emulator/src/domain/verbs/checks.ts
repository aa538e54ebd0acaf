import type { CommitData } from '../commits.ts'
import { invalid } from '../errors.ts'
import type { Forge, RepoContext } from '../forge.ts'
import type { Repo } from '../model.ts'
import { type Annotation, type CheckRun, type CheckSuite, suiteState } from '../model-checks.ts'
import { commitSummary, isSha, readCommit, resolveCommit } from '../objects.ts'

export interface CheckRunInput {
  name?: string
  headSha?: string
  externalId?: string
  detailsUrl?: string | null
  status?: CheckRun['status']
  conclusion?: string | null
  startedAt?: number | null
  completedAt?: number | null
  output?: { title?: string | null; summary?: string | null; text?: string | null; annotations?: Annotation[] }
}

const CONCLUSIONS = ['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'stale', 'timed_out']
const STATUSES = ['queued', 'in_progress', 'completed']
const MOST_ANNOTATIONS = 50
const MOST_TEXT = 65_535

function check(input: CheckRunInput): void {
  const wrong = (field: string, message: string) =>
    invalid({ resource: 'CheckRun', field, code: 'custom', message: `${field} ${message}` })
  if (input.status !== undefined && !STATUSES.includes(input.status))
    throw wrong('status', 'is not included in the list')
  if (input.conclusion && !CONCLUSIONS.includes(input.conclusion))
    throw wrong('conclusion', 'is not included in the list')
  if (input.status === 'completed' && !input.conclusion)
    throw wrong('conclusion', 'is required when status is completed')
  const { output } = input
  if (!output) return
  if ((output.annotations?.length ?? 0) > MOST_ANNOTATIONS)
    throw wrong('annotations', `exceeds a maximum quantity of ${MOST_ANNOTATIONS}`)
  for (const part of ['summary', 'text'] as const) {
    if ((output[part]?.length ?? 0) > MOST_TEXT) throw wrong(part, `exceeds a maximum of ${MOST_TEXT} characters`)
  }
}

/** One suite for each App and head; it appears with its first run. */
function suiteFor(forge: Forge, repo: Repo, appId: number, head: CommitData): CheckSuite {
  const headSha = head.sha
  const existing = repo.checkSuites.find((s) => s.appId === appId && s.headSha === headSha)
  if (existing) return existing
  const branch = Object.entries(repo.refs).find(([ref, sha]) => sha === headSha && ref.startsWith('refs/heads/'))
  const now = forge.clock.now()
  const suite: CheckSuite = {
    id: forge.newId(),
    appId,
    headSha,
    headBranch: branch?.[0].slice('refs/heads/'.length) ?? null,
    headCommit: commitSummary(head),
    createdAt: now,
    updatedAt: now,
  }
  repo.checkSuites.push(suite)
  return suite
}

/** Creates a check run; 422 when the commit does not exist. A given conclusion completes it. */
export async function createCheckRun(
  context: RepoContext,
  appId: number,
  input: CheckRunInput & { name: string; headSha: string },
): Promise<CheckRun> {
  const { forge, repo } = context
  if (!input.name) throw invalid({ resource: 'CheckRun', field: 'name', code: 'missing_field' })
  check(input)
  const sha = isSha(input.headSha ?? '') ? await resolveCommit(forge, repo, input.headSha) : null
  const head = sha === null ? null : await readCommit(forge, repo, sha)
  if (head === null) throw invalid(`No commit found for SHA: ${input.headSha}`)
  const run: CheckRun = {
    id: forge.newId(),
    suiteId: suiteFor(forge, repo, appId, head).id,
    appId,
    name: input.name,
    headSha: head.sha,
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: null,
    completedAt: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
  }
  repo.checkRuns.push(run)
  apply(forge, run, input)
  run.startedAt ??= forge.clock.now()
  announceRun(
    context,
    run,
    run.status === 'completed' ? ['check-run-created', 'check-run-completed'] : ['check-run-created'],
  )
  return run
}

function apply(forge: Forge, run: CheckRun, input: CheckRunInput): void {
  run.name = input.name ?? run.name
  run.externalId = input.externalId ?? run.externalId
  if (input.detailsUrl !== undefined) run.detailsUrl = input.detailsUrl
  if (input.startedAt != null) run.startedAt = input.startedAt
  const status = input.conclusion ? 'completed' : (input.status ?? run.status)
  run.status = status
  run.conclusion = status === 'completed' ? (input.conclusion ?? run.conclusion) : null
  run.completedAt = status === 'completed' ? (input.completedAt ?? run.completedAt ?? forge.clock.now()) : null
  if (!input.output) return
  const { annotations = [], ...texts } = input.output
  run.output = { ...run.output, ...texts }
  run.annotations.push(...annotations)
}

/** GitHub: annotations are added to the existing ones and cannot be removed. */
export function updateCheckRun(context: RepoContext, run: CheckRun, change: CheckRunInput): CheckRun {
  const { forge, repo } = context
  check(change)
  const was = run.status
  const again = repo.checkSuites.some(({ id, rerequested }) => id === run.suiteId && rerequested)
  apply(forge, run, change)
  const completed = run.status === 'completed' && (was !== 'completed' || again)
  announceRun(context, run, completed ? ['check-run-completed'] : [])
  return run
}

/** GitHub: the suite is queued and has no conclusion until its App reports. The run itself stays as it is. */
export function rerequest({ forge, actor, repo }: RepoContext, suite: CheckSuite, run: CheckRun | null): void {
  suite.rerequested = true
  suite.updatedAt = forge.clock.now()
  forge.touch()
  if (run) forge.emit({ kind: 'check-run-rerequested', repo, actor, run })
  else forge.emit({ kind: 'check-suite-rerequested', repo, actor, suite })
}

type RunEvent = 'check-run-created' | 'check-run-completed'

/** Emits that a check run was created or changed, and that its suite is completed when it was the last one. */
export function announceRun({ forge, actor, repo }: RepoContext, run: CheckRun, kinds: RunEvent[]): void {
  const suite = repo.checkSuites.find((s) => s.id === run.suiteId)
  if (suite) {
    suite.updatedAt = forge.clock.now()
    delete suite.rerequested
  }
  forge.touch()
  for (const kind of kinds) forge.emit({ kind, repo, actor, run })
  if (!suite || !kinds.includes('check-run-completed') || suiteState(repo, suite).status !== 'completed') return
  forge.emit({ kind: 'check-suite-completed', repo, actor, suite })
}
