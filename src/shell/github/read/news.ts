/**
 * What has changed since it was looked at last, told by three lists that GitHub answers with 304, and for free, while
 * nothing has: issues and pull requests, comments, and repository activity. It sees whatever moves one of their newest
 * rows: texts, comments and their edits, labels, states, reviews, pushes. What moves none of them (a pin, a rule for
 * branches, a label that nothing wears) is found by a look at everything.
 */
import type { ActivityFact } from '../../../core/snapshot/snapshot.ts'
import type { Announced } from '../../reconcile/hints.ts'
import type { Mirror } from '../../reconcile/mirror.ts'
import { isShown } from '../../reconcile/mirror.ts'
import type { ConditionalGet } from '../conditional.ts'
import type { Context } from '../context.ts'
import { isHttpErrorStatus } from '../errors.ts'
import { type Followed, readActivity } from './activity.ts'
import { pageSizes } from './page-sizes.ts'

export interface News {
  /** Numbers of issues and pull requests that look different now. */
  issues: number[]
  /** Those whose number of blocking issues is another than is known. */
  links: number[]
  activity: ActivityFact[]
  /** A branch moved. */
  refs: boolean
  /** More changed than the lists can tell. */
  tooMuch: boolean
  /** To be called with what was then read: what it does not show yet is news again the next time, and once more. */
  note(mirror: Mirror): void
}

/** What each list showed last, row by row. Kept from look to look. */
export type Seen = Map<string, Map<number, Row>>

interface Row {
  /** Of the issue or pull request it belongs to. */
  number: number
  text: string
  announced: Announced
  /** What was read because of it did not show it. */
  late: boolean
  /** How many issues block it; null where GitHub does not say. */
  blockers: number | null
}

const newestFirst = { sort: 'updated', direction: 'desc' }

const lists = [
  { route: '/repos/{owner}/{repo}/issues', request: { ...newestFirst, state: 'all' } },
  { route: '/repos/{owner}/{repo}/issues/comments', request: newestFirst },
]

/** Notes how the lists look. Before everything is read, so that what changes meanwhile is news afterwards. */
export async function noteLists(context: Context, get: ConditionalGet, seen: Seen): Promise<void> {
  const all = await Promise.all(lists.map((list) => changesIn(context, get, seen, list)))
  for (const { note } of all) note(null)
}

/** Three requests, each of them free where nothing has changed. */
export async function readNews(
  context: Context,
  get: ConditionalGet,
  { seen, followed }: { seen: Seen; followed: Followed },
  previous: Mirror,
): Promise<News> {
  const [activity, ...changes] = await Promise.all([
    readActivity(context, get, previous.activity, followed),
    ...lists.map((list) => changesIn(context, get, seen, list)),
  ])
  const numbers = changes.flatMap((each) => each.numbers)
  return {
    issues: [...new Set(numbers)].sort((a, b) => a - b),
    links: changes
      .flatMap((each) => each.counted)
      .filter((one) => isOtherwise(one, previous))
      .map(({ number }) => number),
    activity,
    refs: lastId(activity) !== lastId(previous.activity),
    tooMuch: changes.some((each) => each.tooMuch),
    note: (mirror) => {
      for (const { note } of changes) note(mirror)
    },
  }
}

const isOtherwise = (
  { number, blockers }: { number: number; blockers: number | null },
  { issues }: Mirror,
): boolean => {
  const known = issues.find((issue) => issue.number === number)?.blockedBy
  return known !== undefined && blockers !== null && blockers !== known.length
}

const lastId = (activity: readonly ActivityFact[]): number => Math.max(0, ...activity.map(({ id }) => id))

async function changesIn(context: Context, get: ConditionalGet, seen: Seen, list: (typeof lists)[number]) {
  const rows = rowsOf(await dataOf(get, list.route, { ...context.at, ...list.request, per_page: pageSizes.news }))
  const before = seen.get(list.route)
  const isKnown = ([id, { text }]: [number, Row]) => before?.get(id)?.text === text
  const changed = [...rows].filter((row) => !isKnown(row) || before?.get(row[0])?.late)
  // Gone from the list: deleted, or pushed out of it by newer ones.
  const gone = [...(before ?? [])].filter(([id]) => !rows.has(id))
  return {
    numbers: [...changed, ...gone].map(([, row]) => row.number),
    counted: [...rows.values()],
    note: (mirror: Mirror | null) => {
      for (const row of changed) row[1].late = mirror !== null && !isKnown(row) && !isShown(mirror, row[1].announced)
      seen.set(list.route, rows)
    },
    tooMuch: before === undefined || (rows.size === pageSizes.news && changed.length === rows.size),
  }
}

/** Where issues are switched off (404, 410) there are none. */
async function dataOf(get: ConditionalGet, route: string, request: Record<string, unknown>): Promise<unknown> {
  try {
    return (await get(route, request)).data
  } catch (error) {
    if (isHttpErrorStatus(error, 404) || isHttpErrorStatus(error, 410)) return []
    throw error
  }
}

interface Listed {
  id: number | bigint
  number?: number
  /** Of a comment. */
  issue_url?: string
  updated_at?: string
  issue_dependencies_summary?: { total_blocked_by: number }
}

function rowsOf(data: unknown): Map<number, Row> {
  const rows = (data as Listed[]).map((row): [number, Row] => {
    const number = row.number ?? Number(row.issue_url?.split('/').at(-1))
    const blockers = row.issue_dependencies_summary?.total_blocked_by ?? null
    const announced = row.number === undefined ? { number, comment: Number(row.id) } : { number, ...changeOf(row) }
    return [Number(row.id), { number, announced, late: false, text: JSON.stringify(row, plainNumbers), blockers }]
  })
  return new Map(rows.filter(([, { number }]) => Number.isSafeInteger(number) && number > 0))
}

function changeOf({ updated_at }: Listed): Pick<Announced, 'at'> {
  const at = Date.parse(updated_at ?? '')
  return Number.isNaN(at) ? {} : { at }
}

/** The client gives large ids as BigInt, which JSON does not know. */
const plainNumbers = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
