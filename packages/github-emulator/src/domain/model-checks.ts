/** The part of the model for commits: check suites and runs, workflow runs, statuses. */

export interface CheckSuite {
  id: number
  appId: number
  headSha: string
  headBranch: string | null
  /** GitHub's `simple-commit` of the head, as webhooks carry it. */
  headCommit?: Record<string, unknown>
  /** Somebody asked to run it again, and its App has not answered yet. */
  rerequested?: true
  createdAt: number
  updatedAt: number
}

export interface CheckRun {
  id: number
  suiteId: number
  appId: number
  name: string
  headSha: string
  externalId: string
  detailsUrl: string | null
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: string | null
  startedAt: number | null
  completedAt: number | null
  output: { title: string | null; summary: string | null; text: string | null }
  annotations: Annotation[]
}

export interface Annotation {
  path: string
  start_line: number
  end_line: number
  annotation_level: 'notice' | 'warning' | 'failure'
  message: string
  title: string | null
}

/** One run of a workflow file; each of its jobs is a check run of the same id. */
export interface WorkflowRun {
  id: number
  suiteId: number
  workflowId: number
  path: string
  name: string
  number: number
  /** Missing: the first. */
  attempt?: number
  title: string
  event: string
  headBranch: string
  headSha: string
  actorId: number
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: string | null
  /** How often it was run again. */
  reruns?: number
  createdAt: number
  /** Of the newest attempt; missing: it is the first. */
  startedAt?: number
  updatedAt: number
  jobs: { id: number; name: string; commands: string[]; log: string }[]
}

export interface CommitStatus {
  id: number
  sha: string
  state: 'error' | 'failure' | 'pending' | 'success'
  context: string
  description: string | null
  targetUrl: string | null
  userId: number
  createdAt: number
}

/** Computes a suite's status and conclusion from its runs. The worst counts. */
export function suiteState(
  repo: { checkRuns: CheckRun[] },
  suite: CheckSuite,
): { status: string; conclusion: string | null } {
  const runs = repo.checkRuns.filter((r) => r.suiteId === suite.id)
  if (suite.rerequested) return { status: 'queued', conclusion: null }
  if (runs.length === 0) return { status: 'queued', conclusion: null }
  if (runs.some((r) => r.status !== 'completed')) return { status: 'in_progress', conclusion: null }
  const order = ['action_required', 'timed_out', 'failure', 'cancelled', 'success', 'neutral', 'skipped', 'stale']
  const worst = order.find((c) => runs.some((r) => r.conclusion === c))
  return { status: 'completed', conclusion: worst ?? 'success' }
}
