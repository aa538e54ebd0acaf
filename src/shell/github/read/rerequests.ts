/**
 * Which of the App's checks somebody asked to run again. GitHub: "Re-run" puts the commit's check suite of the App back to
 * `queued` and changes no check run. So a lost webhook shows: all runs are completed, and their suite is queued. REST only.
 */
import { groupPrefix } from '../../../core/merging/queue.ts'
import type { CheckRunFact } from '../../../core/snapshot/snapshot.ts'
import type { Hints } from '../../reconcile/hints.ts'
import type { Mirror } from '../../reconcile/mirror.ts'
import type { ConditionalGet } from '../conditional.ts'
import type { Context } from '../context.ts'
import { isHttpErrorStatus } from '../errors.ts'

interface SuiteNode {
  app: { id: number | bigint } | null
  status: string | null
  updated_at: string | null
  latest_check_runs_count: number
}

const readsAtOnce = 5
/** Of one look, so that a repository with many pull requests costs no more. */
const mostHeads = 100

/** @param heads the commits to ask about; those without a completed run of the App, or with one under way, are left out */
export async function withRerequested(
  context: Context,
  get: ConditionalGet,
  mirror: Mirror,
  heads: readonly string[],
  named: Hints['rerequested'] = [],
): Promise<Mirror> {
  const settled = [...new Set(heads)].filter((head) => isSettled(head, mirror.checks)).slice(0, mostHeads)
  const asked = new Set<string>()
  for (let n = 0; n < settled.length; n += readsAtOnce) {
    const batch = settled.slice(n, n + readsAtOnce)
    const answers = await Promise.all(batch.map((head) => isRerequested(context, get, head)))
    for (const [at, head] of batch.entries()) if (answers[at]) asked.add(head)
  }
  if (asked.size === 0) return mirror
  const checks = mirror.checks.map((run) =>
    asked.has(run.headSha) && isMeant(run, mirror.checks, named) ? { ...run, rerequested: true as const } : run,
  )
  return { ...mirror, checks }
}

/** The heads that a look without a word from GitHub asks about. */
export const liveHeads = ({ pulls, branches }: Mirror): string[] => [
  ...pulls.filter(({ state }) => state === 'open').map(({ headSha }) => headSha),
  ...branches.filter(({ name }) => name.startsWith(groupPrefix)).map(({ sha }) => sha),
]

function isSettled(head: string, checks: readonly CheckRunFact[]): boolean {
  const runs = checks.filter(({ headSha }) => headSha === head)
  return runs.length > 0 && runs.every(({ status }) => status === 'completed')
}

/** One run alone, where the webhook named it; else all. */
function isMeant(
  run: CheckRunFact,
  checks: readonly CheckRunFact[],
  named: NonNullable<Hints['rerequested']>,
): boolean {
  const here = named.filter(({ head }) => head === run.headSha)
  const ids = here.flatMap((one) => one.run ?? [])
  const isWhole = here.length === 0 || ids.length < here.length || !checks.some(({ id }) => ids.includes(id))
  return isWhole || ids.includes(run.id)
}

async function isRerequested(context: Context, get: ConditionalGet, ref: string): Promise<boolean> {
  const appId = await context.appId()
  const suites = await suitesOf(context, get, ref, appId)
  const queued = suites.find(
    (one) => Number(one.app?.id) === appId && one.status === 'queued' && one.latest_check_runs_count > 0,
  )
  if (queued === undefined) return false
  const at = queued.updated_at ?? ''
  const known = context.suites.get(ref)
  // GitHub may show the state before the App's answer for a moment.
  if (known?.at === at && known.answered) return false
  context.suites.set(ref, { at, answered: false })
  return true
}

async function suitesOf(context: Context, get: ConditionalGet, ref: string, app_id: number): Promise<SuiteNode[]> {
  try {
    const { data } = await get('/repos/{owner}/{repo}/commits/{ref}/check-suites', { ...context.at, ref, app_id })
    return (data as { check_suites: SuiteNode[] }).check_suites
  } catch (error) {
    if (isHttpErrorStatus(error, 404) || isHttpErrorStatus(error, 422)) return []
    throw error
  }
}
