/** Plans entries to and removals from GitHub's merge queue, and the notices on them. */
import type { Action } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { putOutBy } from '../derive/github-queue.ts'
import { isPacketFault } from '../merging/queue.ts'
import { checkRunName, readExternalId } from '../records/check-run.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import { putOut, putOutOfDone } from '../render/comments.ts'
import { wentWrong } from '../render/integration.ts'
import { obstacleLine } from '../render/obstacles.ts'
import { troubleWords } from '../render/refused.ts'
import { awaitedWords, blockWords } from '../render/rules.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { readingChecks } from './checks.ts'
import { stackWaits } from './stack.ts'

export function enqueue({ issue, base, work: { pull, head }, merge }: PacketState): Action {
  const situation = merge.route?.way === 'queue' && merge.route.isGuess && { situation: merge.situation }
  const stacked = merge.stack && { stacked: true as const, situation: merge.situation }
  const { number = 0, nodeId = '' } = pull ?? {}
  const about = { issue, baseBranch: base.branch, pull: number, nodeId, head: head ?? '' }
  return { kind: 'enqueue', ...about, ...situation, ...stacked }
}

/** Removes what the App put into GitHub's queue when it should no longer be merged. */
export function takeBack(packet: PacketState, state: State): Action[] {
  const { atGitHub, issue } = packet
  const { pull } = packet.work
  if (!atGitHub?.byApp || pull?.state !== 'open') return []
  if (state.packets.some((top) => top.queued && top.merge.stack?.below.some(({ number }) => number === pull.number)))
    return []
  if (packet.queued && pullOpen(packet) && obstacles(packet, state).length === 0) return []
  return [{ kind: 'dequeue', issue, pull: pull.number, nodeId: pull.nodeId }]
}

/** Plans the notice on a removal from GitHub's queue. If the work itself failed, the packet leaves done. */
export function leftGitHub(
  packet: PacketState,
  analysis: PacketAnalysis,
  state: State,
  snapshot: Pick<Snapshot, 'app' | 'checks' | 'results'>,
): Action[] {
  const out = putOutBy(packet, snapshot)
  const asked = analysis.events.merge
  // A push has its own notice.
  if (out === null || !pullOpen(packet) || (asked && asked.at > out.at)) return []
  const wasOurs = asked !== null || state.config.merge === 'auto'
  if (!wasOurs && !isPacketFault(out.reason)) return []
  const red = snapshot.checks.filter((run) => run.headSha === out.group && run.conclusion === 'failure')
  const trial = Object.entries(snapshot.results.trials).find(
    ([key]) => out.group !== null && key.includes(`:${out.group}:`),
  )?.[1]
  const failed = trial?.state === 'finished' ? trial.steps.find(wentWrong) : undefined
  const left = { out, baseBranch: packet.base.branch, repoUrl: state.repoUrl, red, tail: failed?.tail ?? '' }
  const isInterrupted = snapshot.checks.some(
    (run) => run.headSha === out.group && readExternalId(run.externalId)?.notRun === 'interrupted',
  )
  const leavesDone =
    !isInterrupted && packet.status === 'done' && packet.progress.report?.kind === 'done' && isPacketFault(out.reason)
  const notice = leavesDone ? putOutOfDone(left, packet.progress.report?.comment ?? 0) : putOut(left)
  return ensureComment(packet.issue, analysis.botComments, notice, out.at)
}

export const pullOpen = (packet: PacketState) =>
  packet.work.pull?.state === 'open' && packet.work.head !== null && packet.work.pull.headSha === packet.work.head

/**
 * Returns the queued packets that wait for an approval which an update of theirs cost. If others merged meanwhile, the base
 * would have to be brought in again, and the new approval could be lost too.
 */
const awaited = (packet: PacketState, { packets }: State): PacketState[] =>
  packets.filter(
    (other) =>
      other.issue !== packet.issue && other.queued && other.merge.mergeBlock && other.merge.dismissed?.holdsBase,
  )

/** Returns what keeps a queued packet from merging, apart from its trial; empty when nothing does. */
export function obstacles(packet: PacketState, state: State): string[] {
  if (packet.status !== 'done') return [`it is ${packet.status}, and merges once its agent has reported done`]
  const red = readingChecks(packet, state).filter((result) => result.conclusion === 'failure')
  return [
    ...packet.merge.obstacles.map((one) => obstacleLine(one, packet.base.branch)),
    ...red.map((result) => `\`${checkRunName(result.name)}\` is red`),
    ...(packet.merge.mergeBlock ? [blockWords(packet.merge)] : []),
    ...packet.merge.trouble.map(troubleWords),
    ...awaited(packet, state).map(awaitedWords),
    ...stackWaits(packet, state),
  ]
}
