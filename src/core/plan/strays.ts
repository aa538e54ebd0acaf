/** Pull requests that have to do with a packet and are not its pull request: where checks are required, they must not pass. */
import type { Derived } from '../derive/derive-state.ts'
import { closesIssue, openedFor } from '../derive/pull.ts'
import { matcher } from '../parse/packet/paths.ts'
import type { Actor, PullFact, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'

export type StrayPullRequest =
  /** Another one of a packet: one alone counts. */
  | { why: 'second'; packet: string; counts: number }
  /** Its packet is over. */
  | { why: 'over'; packet: string }
  /** It would close a packet, and its author may not work on that. */
  | { why: 'closes'; packet: string; issue: number }
  /** By a listed agent, and of no packet. */
  | { why: 'agent'; login: string }
  /** A listed agent pushed its head, after somebody else had opened it. */
  | { why: 'pushed'; login: string }
  /** It changes what a packet at work has in its scope; people with write access may. */
  | { why: 'scope'; packet: string; path: string; may: boolean }
  /** Its files cannot be read, so that they may be in the scope of this packet. */
  | { why: 'unread'; packet: string }

/** null: it has nothing to do with any packet. `unasked`: its files must be read first. */
export function strayOf(
  pull: PullFact,
  derived: Derived,
  snapshot: Pick<Snapshot, 'app' | 'activityOn'>,
): StrayPullRequest | 'unasked' | null {
  const { state, analyses, people } = derived
  const own = state.packets.find(({ issue }) => analyses.get(issue)?.pulls.some(({ number }) => number === pull.number))
  // A stranger's proposal may name anybody's branch: it says nothing about who works there.
  const hasBranch = (packet: PacketState) => packet.work.branch === pull.headRef && packet.progress.startedAt !== null
  const fromBranch = pull.sameRepo ? state.packets.find(hasBranch) : undefined
  const packet = own ?? fromBranch
  if (packet)
    return packet.end.merged !== null || packet.end.abandoned !== null
      ? { why: 'over', packet: packet.name }
      : { why: 'second', packet: packet.name, counts: packet.work.pull?.number ?? 0 }
  // Its issue was deleted or moved, or is no packet any more.
  const opened = openedFor(pull, snapshot.app)
  if (opened !== null) return { why: 'over', packet: `#${opened}` }
  const closes = state.packets.find(
    ({ issue, end: { merged }, text: { accepted } }) =>
      merged === null && accepted !== null && closesIssue(pull, issue, { defaultBranch: state.baseBranch }),
  )
  if (closes) return { why: 'closes', packet: closes.name, issue: closes.issue }
  if (pull.author !== null && people.isAgent(pull.author)) return { why: 'agent', login: pull.author.login }
  const pushed = pushedByAgent(pull, derived, snapshot)
  if (pushed !== null) return { why: 'pushed', login: pushed.login }
  return inScope(pull, derived)
}

/** What a branch had when its pull request was opened, the author answers for. Later pushes are the pusher's. */
function pushedByAgent(
  { sameRepo, headRef, headSha, createdAt }: PullFact,
  { people }: Derived,
  { activityOn }: Pick<Snapshot, 'activityOn'>,
): Actor | null {
  if (!sameRepo) return null
  const last = activityOn(headRef).findLast(({ after }) => after === headSha)
  return last !== undefined && last.at > createdAt && people.isAgent(last.actor) ? last.actor : null
}

const isAtWork = ({ progress: { startedAt }, end: { merged, abandoned } }: PacketState): boolean =>
  startedAt !== null && merged === null && abandoned === null

function inScope(pull: PullFact, { state, people, queries }: Derived): StrayPullRequest | 'unasked' | null {
  const onBase = state.packets.filter(({ base }) => base.branch === pull.baseRef)
  const compared = onBase.length > 0 ? onBase : state.packets
  const packets = compared.filter((packet) => isAtWork(packet) && packet.text.packet.inScope.length > 0)
  const [first] = packets
  if (first === undefined || people.isApp(pull.author)) return null
  // Of a fork's pull request only GitHub has the commits.
  const diff = pull.sameRepo ? queries.diff(first.base.sha, pull.headSha) : queries.filesOf(pull)
  if (diff === undefined) return 'unasked'
  const paths = diff.files.flatMap(({ path, from }) => (from === null ? [path] : [path, from]))
  for (const packet of packets) {
    const scopes = packet.text.packet.inScope.flatMap(({ path }) => (path === null ? [] : [matcher(path)]))
    const path = paths.find((one) => scopes.some((covers) => covers(one)))
    // Asked of GitHub only where the answer makes a difference.
    if (path !== undefined)
      return { why: 'scope', packet: packet.name, path, may: people.roleOf(pull.author) === 'writer' }
  }
  return diff.mergeBase === null ? { why: 'unread', packet: first.name } : null
}
