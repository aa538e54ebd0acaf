/** Plans check runs: compares the results a head should have with those on GitHub. */
import { type Action, actionKey, type CheckAction } from '../actions.ts'
import { type CheckName, type CheckResult, resultOf } from '../checks/define.ts'
import { CHECK_NAMES, READING_CHECKS, TRIAL_CHECK_NAMES } from '../checks/registry.ts'
import type { Derived } from '../derive/derive-state.ts'
import { each } from '../isolation.ts'
import { checkRunName } from '../records/check-run.ts'
import { notAPacket, notTestedYet, sharedText, strayText } from '../render/checks.ts'
import type { CheckRunFact, PullFact, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { strayOf } from './strays.ts'

/** Written only when it differs from what GitHub has. `externalId` is part of what a result says. */
export function planCheck(
  result: CheckResult,
  head: string,
  externalId: string,
  snapshot: Pick<Snapshot, 'checkRun'>,
): CheckAction[] {
  const name = checkRunName(result.name)
  const run = snapshot.checkRun(head, name)
  const same =
    run?.status === 'completed' &&
    !run.rerequested &&
    run.conclusion === result.conclusion &&
    run.title === result.title &&
    run.summary === result.summary &&
    run.externalId === externalId
  if (same) return []
  return [
    {
      kind: 'check',
      name,
      head,
      id: run?.id ?? null,
      status: 'completed',
      conclusion: result.conclusion,
      externalId,
      title: result.title,
      summary: result.summary,
      annotations: result.annotations,
    },
  ]
}

const settled = (packet: PacketState) => packet.status === 'merged' || packet.status === 'abandoned'

/** The checks that only need reading and run now: some on every head, the others while the packet is done. */
export const readingChecks = (packet: PacketState, state: State): CheckResult[] =>
  READING_CHECKS.filter(({ runs }) => runs === 'on-every-head' || packet.status === 'done').map((check) =>
    resultOf(check, { packet, state }),
  )

/** Returns the results of all reading checks, whatever the status. */
export const allReadingChecks = (packet: PacketState, state: State): CheckResult[] =>
  READING_CHECKS.map((check) => resultOf(check, { packet, state }))

/** A result that a head should have, and its pull request. */
interface Wanted {
  head: string
  result: CheckResult
  externalId: string
  /** For people, where several pull requests share a commit. */
  of: string
}

/**
 * Checks that only need reading, on every open pull request. Two may stand on one commit, which has one result: then the
 * stricter one stands there, and says of which it is.
 */
export function planResults(derived: Derived, snapshot: Snapshot): Action[] {
  const { state, isolation } = derived
  const issueOf = (packet: PacketState) => packet.issue
  const wanted = [
    ...each(isolation, state.packets, issueOf, (packet) => ofPacket(packet, state, snapshot)).flat(),
    ...ofOthers(derived, snapshot),
  ]
  return [...Map.groupBy(wanted, ({ head, result }) => `${head} ${result.name}`).values()]
    .flatMap((alike) => {
      const [first] = alike
      if (!first) return []
      const { head, externalId } = first
      return planCheck(stricter(alike), head, alike.length === 1 ? externalId : SEVERAL, snapshot)
    })
    .filter((action) => snapshot.refused[actionKey(action)] === undefined)
}

const STRICTNESS: readonly CheckResult['conclusion'][] = ['failure', 'neutral', 'success']

function stricter(alike: Wanted[]): CheckResult {
  const rank = ({ result }: Wanted) => STRICTNESS.indexOf(result.conclusion)
  const [first, ...more] = alike.toSorted((a, b) => rank(a) - rank(b))
  if (!first) throw new Error('nothing is wanted')
  if (more.length === 0) return first.result
  return {
    ...first.result,
    ...sharedText(
      first.of,
      first.result,
      more.map(({ of, result }) => ({ of, text: result })),
    ),
  }
}

function ofPacket(
  packet: PacketState,
  state: State,
  snapshot: Pick<Snapshot, 'checkRun' | 'checks' | 'pulls'>,
): Wanted[] {
  const { name, issue } = packet
  const { pull, head } = packet.work
  if (pull?.state !== 'open' || head === null || settled(packet) || packet.work.ahead === null || pull.headSha !== head)
    return []
  const isAskedAgain = (one: CheckName) => snapshot.checkRun(head, checkRunName(one))?.rerequested === true
  const again = allReadingChecks(packet, state).filter((result) => isAskedAgain(result.name))
  const now = readingChecks(packet, state)
  const results = [...now, ...again.filter((result) => !now.some((one) => one.name === result.name))]
  const missing = CHECK_NAMES.filter((name) => !results.some((one) => one.name === name))
  // A pull request that had nothing to do with a packet may come to belong to one: what it had before must not count.
  const isShared = snapshot.pulls.some(
    (one) => one.state === 'open' && one.headSha === head && one.number !== pull.number,
  )
  const foreign = missing.filter((check) =>
    snapshot.checks.some((run) => isForeign(run, head, check) || (isShared && isOfAnother(run, head, check, name))),
  )
  const voided = foreign.map(
    (name): CheckResult => ({ name, conclusion: 'failure', ...notTestedYet(), annotations: [] }),
  )
  const wanted = (externalId: string) => (result: CheckResult) => ({ head, result, externalId, of: `#${issue}` })
  return [...results.map(wanted(name)), ...voided.map(wanted(VOID))]
}

/** Not a result of the packet's own. */
const isForeign = (run: CheckRunFact, head: string, name: CheckName): boolean =>
  run.headSha === head && run.name === checkRunName(name) && [NO_PACKET, SEVERAL, VOID].includes(run.externalId)

/** Another packet's result on a commit that both stand on. What a trial merge decides names its packet by itself. */
const isOfAnother = (run: CheckRunFact, head: string, name: CheckName, packet: string): boolean =>
  run.headSha === head &&
  run.name === checkRunName(name) &&
  run.externalId !== packet &&
  !TRIAL_CHECK_NAMES.includes(name)

const NO_PACKET = 'no-packet'
const SEVERAL = 'several'
const VOID = 'void'

/**
 * Neutral, or what keeps a pull request out that has to do with a packet and is not its pull request. None while its
 * files are not read: a required check is then still expected.
 */
function foreignResults(
  pull: PullFact,
  derived: Derived,
  snapshot: Pick<Snapshot, 'app' | 'activityOn'>,
): CheckResult[] {
  const stray = strayOf(pull, derived, snapshot)
  if (stray === 'unasked') return []
  if (stray !== null && stray.why !== 'scope' && stray.why !== 'unread')
    return CHECK_NAMES.map((name) => ({ name, conclusion: 'failure', ...strayText(stray), annotations: [] }))
  const neutral = CHECK_NAMES.map(
    (name): CheckResult => ({ name, conclusion: 'neutral', ...notAPacket(), annotations: [] }),
  )
  if (stray === null) return neutral
  const may = stray.why === 'scope' && stray.may
  const scope = { name: 'scope', conclusion: may ? 'success' : 'failure', ...strayText(stray) } as const
  return neutral.map((one) => (one.name === 'scope' ? { ...scope, annotations: [] } : one))
}

function ofOthers(derived: Derived, snapshot: Pick<Snapshot, 'app' | 'activityOn' | 'pulls' | 'repo'>): Wanted[] {
  // The pull request of a quarantined packet is unknown, and a neutral result would let it pass.
  if (derived.isolation.quarantined.size > 0) return []
  const { packets } = derived.state
  const ours = new Set(
    packets.flatMap((packet) => (packet.work.pull && !settled(packet) ? [packet.work.pull.number] : [])),
  )
  const tested = new Set(
    packets.flatMap(({ work: { pull, head } }) => (pull?.state === 'open' && head !== null ? [head] : [])),
  )
  return snapshot.pulls
    .filter((pull) => pull.state === 'open' && !ours.has(pull.number) && pull.createdAt >= snapshot.repo.installedAt)
    .flatMap((pull) => foreignResults(pull, derived, snapshot).map((result) => ({ pull, result })))
    .filter(({ pull, result }) => !TRIAL_CHECK_NAMES.includes(result.name) || !tested.has(pull.headSha))
    .map(({ pull, result }) => ({ head: pull.headSha, result, externalId: NO_PACKET, of: `#${pull.number}` }))
}

export const planForeignChecks = (
  head: string,
  pull: PullFact | null,
  derived: Derived,
  snapshot: Pick<Snapshot, 'app' | 'activityOn' | 'checkRun'>,
): Action[] =>
  (pull === null ? [] : foreignResults(pull, derived, snapshot)).flatMap((result) =>
    planCheck(result, head, NO_PACKET, snapshot),
  )
