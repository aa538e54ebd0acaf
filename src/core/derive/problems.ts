/** Problems that appear only when a packet is compared with other packets and the repository. */
import { scratchPrefix } from '../merging/route.ts'
import { type Look, lookAlike, lookOf } from '../parse/packet/lookalike.ts'
import { type Reach, reachesMeet, reachOf } from '../parse/packet/paths.ts'
import type { Packet, Problem } from '../parse/packet/reading.ts'
import { branchProblem } from '../parse/packet/refname.ts'
import { cycleThrough, sameName } from '../schedule/dependencies.ts'
import type { Actor, BranchFact, PullFact, Snapshot } from '../snapshot/snapshot.ts'
import type { DependencyState } from '../state/packet.ts'
import { openedFor } from './pull.ts'

export interface Peer {
  issue: number
  name: string
  session: number | null
  branch: string
  /** The branch it goes to; missing: the default branch. */
  base?: string
  packet: Packet
  dependencies: DependencyState[]
  /** Neither delivered nor given up. */
  live: boolean
  started: boolean
  /** Works on a branch that is not the one its text gives it: an agent's own. */
  onOther?: boolean
  /** What nobody accepted yet (false) holds up nothing that a writer filed or accepted. */
  accepted?: boolean
}

const problem = (code: Problem['code'], severity: Problem['severity'], message: string, line = 0): Problem => ({
  code,
  severity,
  line,
  message,
})

/** All of them for one packet; `peers` holds the packet itself, too. */
export function problemsAmong(
  peer: Peer,
  peers: Peer[],
  snapshot: Snapshot,
  adopted: boolean,
  prefixes: string[],
): Problem[] {
  if (!peer.live) return []
  const counted = peers.filter((other) => isAccepted(other) || !isAccepted(peer))
  const others = counted.filter((other) => other.issue !== peer.issue && other.live)
  return [
    ...duplicateName(peer, others),
    ...baseAsBranch(peer, counted),
    ...takenBranch(peer, others, snapshot, adopted, prefixes),
    ...cycle(peer, counted),
    ...overlaps(peer, others),
    ...alike(peer, others),
  ]
}

const isAccepted = (peer: Peer): boolean => peer.accepted !== false

const rank = (peer: Peer): number => (isAccepted(peer) ? 0 : 2) + (peer.started ? 0 : 1)

/** Returns whether `other` keeps a name or branch that both want: accepted first, then started, then the older issue. */
const comesFirst = (other: Peer, peer: Peer): boolean =>
  rank(other) - rank(peer) < 0 || (rank(other) === rank(peer) && other.issue < peer.issue)

function duplicateName(peer: Peer, others: Peer[]): Problem[] {
  const first = others.find(
    (other) => comesFirst(other, peer) && other.session === peer.session && sameName(other.name, peer.name),
  )
  return first
    ? [problem('duplicate-name', 'error', `#${first.issue} of this session is called \`${first.name}\` already.`)]
    : []
}

/** A branch that packets go to is nobody's own. */
const baseAsBranch = ({ branch, started }: Peer, peers: Peer[]): Problem[] =>
  !started && peers.some(({ base }) => base === branch)
    ? [
        problem(
          'bad-branch',
          'error',
          `\`${branch}\` is the base branch of a session. Name another with \`**Branch:**\`.`,
        ),
      ]
    : []

function takenBranch(peer: Peer, others: Peer[], snapshot: Snapshot, adopted: boolean, prefixes: string[]): Problem[] {
  const { branch } = peer
  if (branch === snapshot.repo.defaultBranch)
    return [problem('bad-branch', 'error', `\`${branch}\` is the default branch.`)]
  if (peer.onOther) return []
  const first = others.find((other) => comesFirst(other, peer) && other.branch === branch)
  if (first)
    return [
      problem(
        'branch-taken',
        'error',
        `Branch \`${branch}\` belongs to #${first.issue}. Name another with \`**Branch:**\`.`,
      ),
    ]
  const left = snapshot
    .pullRequestsFrom(branch)
    .find((pull) => pull.state === 'open' && isLeftBy(pull, peer, snapshot.app))
  if (left)
    return [
      problem(
        'branch-taken',
        'error',
        `Branch \`${branch}\` still has an open pull request (${left.number}) of #${openedFor(left, snapshot.app)}. Close that, or name another branch with \`**Branch:**\`.`,
      ),
    ]
  const inTheWay = peer.started ? null : branchInTheWay(peer, others, snapshot)
  if (inTheWay !== null) return [problem('branch-taken', 'error', inTheWay)]
  const misnamed = peer.started ? null : branchProblem(branch, prefixes)
  if (misnamed !== null)
    return [problem('bad-branch', 'error', `The branch \`${branch}\` ${misnamed}. Name another with \`**Branch:**\`.`)]
  const existing = snapshot.branch(branch)
  if (!existing || peer.started || adopted) return []
  if (madeByApp(existing, snapshot)) return []
  return [
    problem(
      'branch-taken',
      'error',
      `Branch \`${branch}\` exists already and I did not make it. A writer adopts it with \`/start\`, or name another with \`**Branch:**\`.`,
    ),
  ]
}

/** Opened for another packet, which has ended. */
const isLeftBy = (pull: PullFact, { issue }: Peer, app: Actor): boolean => {
  const opened = openedFor(pull, app)
  return opened !== null && opened !== issue
}

/**
 * Git keeps a branch as a file of its name, so none can lie in another; and where file names know no case, two that differ
 * in that alone are one.
 */
function branchInTheWay(
  { branch, ...peer }: Peer,
  others: Peer[],
  snapshot: Pick<Snapshot, 'branches'>,
): string | null {
  const planned = others.find(
    (other) => comesFirst(other, { branch, ...peer }) && areInEachOthersWay(other.branch, branch),
  )
  if (planned)
    return `Branch \`${branch}\` cannot be made beside \`${planned.branch}\`, which belongs to #${planned.issue}. Name another with \`**Branch:**\`, or wait until that one is gone.`
  // The bot's own scratch branches come and go below this.
  const names = [
    ...snapshot.branches.map(({ name }) => name).filter((name) => name !== branch),
    scratchPrefix.slice(0, -1),
  ]
  const there = names.find((name) => areInEachOthersWay(name, branch))
  return there === undefined
    ? null
    : `Branch \`${branch}\` cannot be made beside the branch \`${there}\`. Name another with \`**Branch:**\`, or delete \`${there}\`.`
}

function areInEachOthersWay(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()]
  return (a === b && one !== other) || a.startsWith(`${b}/`) || b.startsWith(`${a}/`)
}

/** Returns whether the App created a branch, according to the repository's activity. */
export function madeByApp(branch: BranchFact, snapshot: Pick<Snapshot, 'activityOn' | 'app'>): boolean {
  const creation = snapshot.activityOn(branch.name).findLast((one) => one.type === 'branch_creation')
  return creation?.actor?.id === snapshot.app.id
}

function cycle(peer: Peer, peers: Peer[]): Problem[] {
  const nodes = new Map(peers.map((one) => [one.issue, one]))
  const path = cycleThrough(peer.issue, nodes)
  if (path === null) return []
  const names = path.map((issue) => nodes.get(issue)?.name ?? `#${issue}`)
  return [problem('cycle', 'error', `Its hard dependencies form a cycle: ${names.join(' → ')}.`)]
}

/** What is compared for every two packets, made once for each. */
interface Shape {
  name: Look
  branch: Look
  inScope: Reach[]
}

const shapes = new WeakMap<Peer, Shape>()

function shapeOf(peer: Peer): Shape {
  const found = shapes.get(peer)
  if (found) return found
  const inScope = peer.packet.inScope.flatMap(({ path }) => (path === null ? [] : [reachOf(path)]))
  const shape = { name: lookOf(peer.name), branch: lookOf(peer.branch), inScope }
  shapes.set(peer, shape)
  return shape
}

function overlaps(peer: Peer, others: Peer[]): Problem[] {
  const { inScope } = shapeOf(peer)
  return others
    .filter((other) => other.session === peer.session && !dependsOn(peer, other) && !dependsOn(other, peer))
    .flatMap((other) => {
      const theirs = shapeOf(other).inScope
      const shared = inScope.filter((mine) => theirs.some((each) => reachesMeet(mine, each)))
      const where = [...new Set(shared.map(({ entry }) => entry))].slice(0, 5).join(', ')
      return shared.length > 0
        ? [problem('overlap', 'warning', `Its scope overlaps that of \`${other.name}\`: ${where}.`)]
        : []
    })
}

/** Warns of lookalikes such as `api-users` and `apl-users`, or a branch with a letter of another script. */
function alike(peer: Peer, others: Peer[]): Problem[] {
  const mine = shapeOf(peer)
  const twin = others.find((other) => {
    const theirs = shapeOf(other)
    return lookAlike(theirs.name, mine.name) || lookAlike(theirs.branch, mine.branch)
  })
  if (!twin) return []
  const message = `Its name or branch looks much like that of #${twin.issue} (\`${twin.name}\`, \`${twin.branch}\`). Choose one that nobody mixes up with it.`
  return [problem('duplicate-name', 'warning', message)]
}

/** A packet and its hard dependency are not at work at the same time. */
const dependsOn = (a: Peer, b: Peer): boolean =>
  a.dependencies.some((one) => one.kind === 'hard' && one.issue === b.issue)
