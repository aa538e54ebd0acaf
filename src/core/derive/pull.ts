/**
 * Whose pull request. The App's own is known by the marker that it was opened with, never by what its text says now:
 * people with write access may edit that. Others are a packet's by its branch, or because they close its issue.
 */

import type { People } from '../authorize/roles.ts'
import type { Config } from '../parse/config/schema.ts'
import type { PacketReading } from '../parse/packet/reading.ts'
import { markersIn } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import type { Actor, IssueFact, PullFact, Snapshot } from '../snapshot/snapshot.ts'

export const branchOf = (reading: PacketReading, name: string, config: Config): string =>
  reading.packet.branch ?? `${config.branches.prefixes[0] ?? 'feature/'}${name}`

/** The text with which it was opened; null where that is not known. */
const openedWith = (pull: PullFact, app: number): string | null => {
  if (pull.original !== undefined) return pull.original
  return pull.editor === null || pull.editor.id === app ? pull.body : null
}

const isApps = (pull: PullFact, app: Actor): boolean => pull.author?.id === app.id

/** The packet that the App opened this pull request for; null: none, or that is not known. */
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

/** Asked for every packet of every pull request: each text is read once. */
const read = new WeakMap<PullFact, { text: string; issue: number | null }>()

/** Which packets' branches are called so, now or formerly. */
export type BranchOwners = ReadonlyMap<string, ReadonlySet<number>>

/** The branches that a packet's texts gave it, each with its issue. */
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
  /** Since when the branch is this packet's; null: it is not. An earlier packet may have had one of that name. */
  since: number | null
  /** Pull requests of other branches that the App has told of as this packet's. */
  adopted: ReadonlySet<number>
}

/** All pull requests of a packet, oldest first: open ones, merged ones, and closed ones of its branch. */
export function pullsOf(
  claim: Claim,
  snapshot: Pick<Snapshot, 'app' | 'pulls'>,
  people: People,
  owners: BranchOwners,
): PullFact[] {
  return snapshot.pulls.filter(
    (pull) =>
      isFromBranch(pull, claim, snapshot.app) ||
      (!isApps(pull, snapshot.app) && isByClosing(pull, claim, people, owners)),
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

/** An agent's own branch, or a person's, whose pull request closes the packet's issue. */
function isByClosing(pull: PullFact, { issue, adopted }: Claim, people: People, owners: BranchOwners): boolean {
  if (!pull.sameRepo) return false
  // What was taken for the packet's work does not go unseen when somebody closes it.
  if (pull.state === 'closed' && !pull.merged) return adopted.has(pull.number)
  if (pull.closes?.includes(issue.number) !== true) return false
  const others = owners.get(pull.headRef)
  if (others !== undefined && !others.has(issue.number)) return false
  // Merging it was a writer's act.
  return pull.merged || mayWorkOn(pull, issue, people)
}

/** Its author is a listed agent, was assigned to the packet, or may write. */
function mayWorkOn({ author }: PullFact, issue: IssueFact, people: People): boolean {
  if (author === null) return false
  if (people.isAgent(author) || issue.assignees.some(({ id }) => id === author.id)) return true
  return people.roleOf(author) === 'writer'
}

/** The one that counts: what delivered it, else the newest that is open, else the newest. */
export function chosenPull(pulls: PullFact[], delivered: number | null): PullFact | null {
  const newest = (list: PullFact[]) => list.toSorted((a, b) => a.number - b.number).at(-1) ?? null
  const bringer = delivered === null ? undefined : pulls.find(({ number }) => number === delivered)
  return bringer ?? newest(pulls.filter(({ state }) => state === 'open')) ?? newest(pulls)
}
