/** Reads the repository activity: who changed which branch when. REST only. */
import type { ActivityFact } from '../../../core/snapshot/snapshot.ts'
import { type RestUser, restActor } from '../actors.ts'
import { type ConditionalGet, nextPage } from '../conditional.ts'
import type { Context } from '../context.ts'
import { pageSizes } from './page-sizes.ts'

const heads = 'refs/heads/'
/** How long an entry noted by the App is kept until GitHub lists its own, in milliseconds. */
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

/** Of which branches the activity is whole, however much there is of others. Kept from look to look. */
export interface Followed {
  branches: Set<string>
  /** There is, or was, more activity since the installation than is kept of all branches together. */
  isCut: boolean
}

export const followsNothing = (): Followed => ({ branches: new Set(), isCut: false })

/**
 * Newest first from GitHub until something known, or older than the installation, turns up. Where that is too far away,
 * the followed branches are asked for one by one, so that who made or pushed one never falls out.
 *
 * @returns oldest first
 */
export async function readActivity(
  context: Context,
  get: ConditionalGet,
  known: readonly ActivityFact[],
  followed: Followed,
): Promise<ActivityFact[]> {
  const first = await get('/repos/{owner}/{repo}/activity', { ...context.at, per_page: pageSizes.rest })
  const fresh = await fromPages(context, first, known)
  if (fresh.isCut) {
    followed.isCut = true
    for (const branch of followed.branches) fresh.entries.push(...(await activityOf(context, branch)))
  }
  return joined(known, fresh.entries, context.now(), followed)
}

/** Follows these branches from now on: what is known of them, and what GitHub has beyond that. */
export async function followBranches(
  context: Context,
  known: readonly ActivityFact[],
  branches: readonly string[],
  followed: Followed,
): Promise<ActivityFact[]> {
  const unknown = branches.filter((branch) => !followed.branches.has(branch))
  const fresh: ActivityFact[] = []
  if (followed.isCut) for (const branch of unknown) fresh.push(...(await activityOf(context, branch)))
  for (const branch of unknown) followed.branches.add(branch)
  // What the App noted stays until all of the activity is read: this was not.
  return joined(known, fresh, null, followed)
}

/** Returns the activity of one branch. */
async function activityOf(context: Context, branch: string): Promise<ActivityFact[]> {
  const wanted = { ...context.at, ref: `${heads}${branch}`, per_page: pageSizes.rest }
  const first = await context.octokit.rest.repos.listActivities(wanted)
  return (await fromPages(context, first, [])).entries
}

async function fromPages(
  context: Context,
  first: { data: unknown; headers: { link?: string } },
  known: readonly ActivityFact[],
): Promise<{ entries: ActivityFact[]; isCut: boolean }> {
  const lastKnown = Math.max(0, ...known.map((each) => each.id))
  const since = await context.installedAt()
  const entries: ActivityFact[] = []
  let answer = first
  for (let rows = 0; ; ) {
    const page = (answer.data as ActivityNode[]).map(entryOf)
    entries.push(...page.filter((each) => each.branch !== ''))
    rows += page.length
    const next = nextPage(answer.headers.link)
    const reached = page.some((each) => each.id === lastKnown || each.at < since)
    if (next === null || reached) return { entries, isCut: false }
    if (rows >= pageSizes.activity) return { entries, isCut: true }
    answer = await context.octokit.request(`GET ${next}`)
  }
}

function entryOf(node: ActivityNode): ActivityFact {
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

function joined(
  known: readonly ActivityFact[],
  fresh: readonly ActivityFact[],
  now: number | null,
  followed: Followed,
): ActivityFact[] {
  const byId = new Map([...known, ...fresh].filter((each) => each.id > 0).map((each) => [each.id, each]))
  const real = [...byId.values()].sort((a, b) => a.at - b.at || a.id - b.id)
  const noted = known.filter(
    (each) => each.id < 0 && (now === null || now - each.at < patience) && !real.some((one) => isSameMove(one, each)),
  )
  const others = real.filter((each) => !followed.branches.has(each.branch))
  const dropped = new Set(others.slice(0, Math.max(0, others.length - pageSizes.activity)))
  if (dropped.size > 0) followed.isCut = true
  return [...real.filter((each) => !dropped.has(each)), ...noted]
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
