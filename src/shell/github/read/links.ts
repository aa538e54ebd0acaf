/**
 * Reads GitHub's "blocked by" of packets by REST, because GraphQL does not have it everywhere. At first and then every half
 * hour, a list with their number is read, and the links of packets that have any; in between, what a webhook names.
 */
import type { Hints } from '../../reconcile/hints.ts'
import type { Mirror, RawIssue } from '../../reconcile/mirror.ts'
import { conditionalList } from '../conditional.ts'
import { orNull } from '../errors.ts'
import type { Reader } from './read.ts'

const againMs = 30 * 60_000

interface Counted {
  number: number
  pull_request?: unknown
  issue_dependencies_summary?: { total_blocked_by: number }
}

/** Adds the known links to the mirror; there are none where the feature is disabled. */
export async function withLinks(
  reader: Reader,
  mirror: Mirror,
  previous: Mirror | null,
  hints: Hints,
): Promise<Mirror> {
  const known = new Map((previous?.issues ?? []).map((issue) => [issue.number, issue.blockedBy]))
  const isDue = reader.context.now() - (reader.linksReadAt ?? 0) >= againMs
  const isWhole = previous === null || (hints.all && isDue)
  if (isWhole) reader.linksReadAt = reader.context.now()
  const fresh = isWhole ? await allLinks(reader, mirror) : await someLinks(reader, hints.links ?? [])
  const issues = mirror.issues.map((issue) => {
    const found =
      fresh.get(issue.number) ?? (known.has(issue.number) ? known.get(issue.number) : atFirst(issue, isWhole))
    return found === undefined || found === issue.blockedBy ? issue : { ...issue, blockedBy: found }
  })
  return { ...mirror, issues }
}

/**
 * An issue is filed without any; whoever links it at once is heard of by a webhook, or at the next whole look. The list
 * has those alone that are labelled, which a crash may have kept a packet from.
 */
const atFirst = (issue: RawIssue, isWhole: boolean): number[] | undefined =>
  isWhole && issue.labels.includes('packet') ? undefined : []

async function allLinks(reader: Reader, mirror: Mirror): Promise<Map<number, number[]>> {
  const isPacket = (issue: RawIssue) => issue.state === 'open' && issue.labels.includes('packet')
  if (!mirror.issues.some(isPacket)) return new Map()
  const counted = await orNull(countedPackets(reader))
  const found = new Map<number, number[]>()
  for (const { number, issue_dependencies_summary: summary } of counted ?? []) {
    if (summary === undefined) continue
    const links = summary.total_blocked_by === 0 ? [] : await linksOf(reader, number)
    if (links !== null) found.set(number, links)
  }
  return found
}

async function countedPackets({ context, get }: Reader): Promise<Counted[]> {
  const wanted = { ...context.at, labels: 'packet', state: 'open' }
  const all = await conditionalList(get)<Counted>('/repos/{owner}/{repo}/issues', wanted)
  return all.filter((issue) => issue.pull_request === undefined)
}

async function someLinks(reader: Reader, numbers: number[]): Promise<Map<number, number[]>> {
  const found = new Map<number, number[]>()
  for (const number of numbers) {
    const links = await linksOf(reader, number)
    if (links !== null) found.set(number, links)
  }
  return found
}

interface Blocker {
  number: number
  repository_url: string
}

/** Numbers of this repository's issues; null where GitHub does not say. */
async function linksOf({ context, get }: Reader, issue_number: number): Promise<number[] | null> {
  const route = '/repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by'
  const all = await orNull(conditionalList(get)<Blocker>(route, { ...context.at, issue_number }))
  if (all === null) return null
  const here = `/repos/${context.at.owner}/${context.at.repo}`.toLowerCase()
  const blockers = all.filter((one) => one.repository_url.toLowerCase().endsWith(here))
  return blockers.map(({ number }) => number).sort((a, b) => a - b)
}
