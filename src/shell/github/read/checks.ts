/** The App's own check runs on a commit. REST only. */
import type { CheckConclusion, CheckRunFact } from '../../../core/snapshot/snapshot.ts'
import type { Context } from '../context.ts'
import { isHttpErrorStatus } from '../errors.ts'
import { pageSizes } from './page-sizes.ts'

const ownPrefix = 'switchyard/'
/** The oldest are forgotten first. */
const mostKept = 3000

export interface CheckRunNode {
  id: number | bigint
  name: string
  head_sha: string
  status: string
  conclusion: string | null
  external_id: string | null
  html_url: string | null
  started_at: string | null
  completed_at: string | null
  output: { title: string | null; summary: string | null }
  app: { id: number | bigint } | null
}

/** Those of this App; a commit that is gone (404, 422) has none. */
export async function readChecks(context: Context, sha: string): Promise<CheckRunFact[]> {
  try {
    const appId = await context.appId()
    return ownChecks(await allRuns(context, sha, appId), appId).map(checkOf)
  } catch (error) {
    if (isHttpErrorStatus(error, 404) || isHttpErrorStatus(error, 422)) return []
    throw error
  }
}

async function allRuns(context: Context, sha: string, appId: number): Promise<CheckRunNode[]> {
  const wanted = { ...context.at, ref: sha, app_id: appId, filter: 'latest' as const, per_page: pageSizes.rest }
  const runs: CheckRunNode[] = []
  for (let page = 1; runs.length < mostKept; page += 1) {
    const parameters = { ...wanted, ...(page > 1 && { page }) }
    const { data } = await context.octokit.rest.checks.listForRef(parameters)
    runs.push(...data.check_runs)
    if (data.check_runs.length < pageSizes.rest) break
  }
  return runs
}

/** As many heads as are under way at a time; the oldest are forgotten first. */
const headsKept = 500

/**
 * The mirror holds all runs on these heads from now on: nobody else makes any in the App's name, and a head on which one
 * was made without an answer is taken out again.
 */
export function noteChecked({ checked }: Context, heads: readonly string[]): void {
  for (const head of heads) {
    checked.delete(head)
    checked.add(head)
  }
  for (const oldest of checked) if (checked.size > headsKept) checked.delete(oldest)
}

function ownChecks(runs: readonly CheckRunNode[], appId: number): CheckRunNode[] {
  return runs.filter((run) => run.name.startsWith(ownPrefix) && Number(run.app?.id) === appId)
}

export function checkOf(run: CheckRunNode): CheckRunFact {
  return {
    id: Number(run.id),
    name: run.name,
    headSha: run.head_sha,
    status: statusOf(run.status),
    conclusion: run.conclusion as CheckConclusion | null,
    externalId: run.external_id ?? '',
    title: run.output.title ?? '',
    summary: run.output.summary ?? '',
    url: run.html_url ?? '',
    startedAt: run.started_at === null ? null : Date.parse(run.started_at),
    completedAt: run.completed_at === null ? null : Date.parse(run.completed_at),
  }
}

/** GitHub knows more ways of not having begun (`waiting`, `requested`, `pending`). */
function statusOf(status: string): CheckRunFact['status'] {
  return status === 'completed' || status === 'in_progress' ? status : 'queued'
}

/** The newest run for each name and head. */
export function withChecks(known: readonly CheckRunFact[], fresh: readonly CheckRunFact[]): CheckRunFact[] {
  const newest = new Map<string, CheckRunFact>()
  for (const run of [...known, ...fresh]) {
    const key = `${run.name} ${run.headSha}`
    const other = newest.get(key)
    if (other === undefined || run.id >= other.id) newest.set(key, run)
  }
  return [...newest.values()].sort((a, b) => a.id - b.id).slice(-mostKept)
}
