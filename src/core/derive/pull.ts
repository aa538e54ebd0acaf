/**
 * Determines which packet a pull request belongs to. The App's own is identified by the marker in its first text, because
 * people with write access may edit the current text. Others belong to a packet by branch, or because they close its issue.
 */

import type { People } from '../authorize/roles.ts'
import type { Config } from '../parse/config/schema.ts'
import type { PacketReading } from '../parse/packet/reading.ts'
import { markersIn } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import type { Actor, IssueFact, PullFact, Snapshot } from '../snapshot/snapshot.ts'

export const branchOf = (reading: PacketReading, name: string, config: Config): string =>
  reading.packet.branch ?? `${config.branches.prefixes[0] ?? 'feature/'}${name}`

/** Returns the text the pull request was opened with, or null when unknown. */
const openedWith = (pull: PullFact, app: number): string | null => {
  if (pull.original !== undefined) return pull.original
  return pull.editor === null || pull.editor.id === app ? pull.body : null
}

const isApps = (pull: PullFact, app: Actor): boolean => pull.author?.id === app.id

/** Returns the packet that the App opened this pull request for; null when there is none or it is unknown. */
export function openedFor(pull: PullFact, app: Actor): number | null {
  if (!isApps(pull, app)) return null
  const text = openedWith(pull, app.id) ?? ''
  const known = read.get(pull)
  if (known?.text === text) return known.issue
  const found = markersIn(text).map((id) => MARKER.packet.partsOf(id)?.join(':') ?? '')
  const number = found.find((part) => /^\d+$/.test(part))
  const issue = number === undefined ? null : Number(number)
  read.set(pull, { text, issue })
  return issue
}

/** Cache: every packet asks for every pull request, and each text is read once. */
const read = new WeakMap<PullFact, { text: string; issue: number | null }>()

/** The packets that have or had a branch of this name. */
export type BranchOwners = ReadonlyMap<string, ReadonlySet<number>>

/** Returns the branches that the packet's texts give it, each with its issue. */
export function branchesOf({ number, revisions }: IssueFact, config: Config): [string, number][] {
  return revisions.map(({ reading }) => [branchOf(reading, reading.packet.name ?? `issue-${number}`, config), number])
}

export function branchOwners(named: [string, number][], snapshot: Pick<Snapshot, 'app' | 'pulls'>): BranchOwners {
  const owners = new Map<string, Set<number>>()
  const opened = snapshot.pulls.flatMap((pull): [string, number][] => {
    const issue = openedFor(pull, snapshot.app)
    return issue === null ? [] : [[pull.headRef, issue]]
  })
  for (const [branch, issue] of [...named, ...opened]) owners.set(branch, (owners.get(branch) ?? new Set()).add(issue))
  return owners
}

export interface Claim {
  issue: IssueFact
  /** The packet's branch by its text. */
  branch: string
  /** When the branch became this packet's; null when it is not. An earlier packet may have had a branch of that name. */
  since: number | null
  /** Pull requests of other branches that the App has announced as this packet's. */
  adopted: ReadonlySet<number>
}

/** Returns all pull requests of a packet, oldest first: open ones, merged ones, and closed ones of its branch. */
export function pullsOf(
  claim: Claim,
  snapshot: Pick<Snapshot, 'app' | 'pulls' | 'repo'>,
  people: People,
  owners: BranchOwners,
): PullFact[] {
  return snapshot.pulls.filter(
    (pull) =>
      isFromBranch(pull, claim, snapshot.app) ||
      (!isApps(pull, snapshot.app) && isByClosing(pull, claim, people, owners, snapshot)),
  )
}

function isFromBranch(pull: PullFact, { issue, branch, since }: Claim, app: Actor): boolean {
  if (isApps(pull, app)) {
    const opened = openedFor(pull, app)
    if (opened !== null) return opened === issue.number
  }
  const isSince = since !== null && (pull.state === 'open' || (pull.closedAt ?? 0) >= since)
  return pull.sameRepo && pull.headRef === branch && isSince
}

const KEYWORD = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:https:\/\/\S+\/issues\/|#)(\d+)\b/gi

/**
 * Returns whether a pull request is to close an issue. GitHub: keywords count only in pull requests into the default
 * branch, so elsewhere the text is read.
 */
export function closesIssue(
  { closes, baseRef, body }: PullFact,
  issue: number,
  repo: Pick<Snapshot['repo'], 'defaultBranch'>,
): boolean {
  if (closes?.includes(issue)) return true
  return baseRef !== repo.defaultBranch && [...body.matchAll(KEYWORD)].some(([, number]) => Number(number) === issue)
}

/** Returns whether a pull request from another branch belongs to the packet because it closes the packet's issue. */
function isByClosing(
  pull: PullFact,
  { issue, adopted }: Claim,
  people: People,
  owners: BranchOwners,
  { repo }: Pick<Snapshot, 'repo'>,
): boolean {
  if (!pull.sameRepo) return false
  // A pull request announced as the packet's work still counts when somebody closes it.
  if (pull.state === 'closed' && !pull.merged) return adopted.has(pull.number)
  if (!closesIssue(pull, issue.number, repo)) return false
  const others = owners.get(pull.headRef)
  if (others !== undefined && !others.has(issue.number)) return false
  // Only a writer can have merged it.
  return pull.merged || mayWorkOn(pull, issue, people)
}

/** Returns whether its author is a listed agent, is assigned to the packet, or has write access. */
function mayWorkOn({ author }: PullFact, issue: IssueFact, people: People): boolean {
  if (author === null) return false
  if (people.isAgent(author) || issue.assignees.some(({ id }) => id === author.id)) return true
  return people.roleOf(author) === 'writer'
}

/** Returns the pull request that counts: the one that delivered the packet, else the newest open one, else the newest. */
export function chosenPull(pulls: PullFact[], delivered: number | null): PullFact | null {
  const newest = (list: PullFact[]) => list.toSorted((a, b) => a.number - b.number).at(-1) ?? null
  const bringer = delivered === null ? undefined : pulls.find(({ number }) => number === delivered)
  return bringer ?? newest(pulls.filter(({ state }) => state === 'open')) ?? newest(pulls)
}
