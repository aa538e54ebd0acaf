/** Repository activity: who moved which branch when. REST only. */
import type { ActivityFact } from '../../../core/facts.ts'
import { type RestUser, restActor } from '../actors.ts'
import { type ConditionalGet, nextPage } from '../conditional.ts'
import type { Context } from '../context.ts'
import { pageSizes } from './page-sizes.ts'

const heads = 'refs/heads/'
const mostPages = 100
/** Enough for a long session; the oldest are forgotten first. */
const mostKept = 5000
/** How long an entry noted by the App itself waits for GitHub's own to appear. */
const patience = 5 * 60_000

interface ActivityNode {
  id: number
  ref: string
  before: string
  after: string
  timestamp: string
  activity_type: ActivityFact['type']
  actor: RestUser | null
}

/**
 * Newest first from GitHub until something known, or older than the installation, turns up.
 *
 * @returns oldest first
 */
export async function readActivity(
  context: Context,
  get: ConditionalGet,
  known: readonly ActivityFact[],
): Promise<ActivityFact[]> {
  const lastKnown = Math.max(0, ...known.map((each) => each.id))
  const since = await context.installedAt()
  const fresh: ActivityFact[] = []
  const first = await get('/repos/{owner}/{repo}/activity', { ...context.at, per_page: pageSizes.rest })
  let answer: { data: unknown; headers: { link?: string } } = first
  for (let n = 1; ; n += 1) {
    const page = (answer.data as ActivityNode[]).map(activityOf)
    fresh.push(...page.filter((each) => each.branch !== ''))
    const next = nextPage(answer.headers.link)
    const reached = page.some((each) => each.id === lastKnown || each.at < since)
    if (next === null || reached || n === mostPages) break
    answer = await context.octokit.request(`GET ${next}`)
  }
  return joined(known, fresh, context.now())
}

function activityOf(node: ActivityNode): ActivityFact {
  return {
    id: node.id,
    branch: node.ref.startsWith(heads) ? node.ref.slice(heads.length) : '',
    before: node.before,
    after: node.after,
    at: Date.parse(node.timestamp),
    actor: restActor(node.actor),
    type: node.activity_type,
  }
}

function joined(known: readonly ActivityFact[], fresh: readonly ActivityFact[], now: number): ActivityFact[] {
  const byId = new Map([...known, ...fresh].filter((each) => each.id > 0).map((each) => [each.id, each]))
  const real = [...byId.values()].sort((a, b) => a.at - b.at || a.id - b.id)
  const noted = known.filter(
    (each) => each.id < 0 && now - each.at < patience && !real.some((one) => isSameMove(one, each)),
  )
  return [...real, ...noted].slice(-mostKept)
}

function isSameMove(one: ActivityFact, other: ActivityFact): boolean {
  return (
    one.branch === other.branch && one.type === other.type && one.after === other.after && one.before === other.before
  )
}

/**
 * What the App just did to a branch, until GitHub lists it: `id` is negative, so that it is never taken for GitHub's.
 * GitHub writes a branch that is not there as forty zeros.
 */
export function noteActivity(activity: ActivityFact[], entry: Omit<ActivityFact, 'id'>): void {
  const lowest = Math.min(0, ...activity.map((each) => each.id))
  activity.push({ ...entry, id: lowest - 1 })
}

export const nowhere = '0'.repeat(40)
