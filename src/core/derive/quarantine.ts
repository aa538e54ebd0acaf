/**
 * A packet in quarantine caused an internal error. It is shown as invalid and otherwise left alone. Only data that can be
 * read safely is used. It keeps its name and branch, so that no other packet takes them.
 */
import { attempt, type Fault } from '../isolation.ts'
import { botCommentsIn } from '../records/bot-comments.ts'
import { MARKER } from '../records/names.ts'
import type { Target } from '../schedule/dependencies.ts'
import type { IssueFact, Snapshot } from '../snapshot/snapshot.ts'
import type { EvaluatedPacket } from '../state/packet.ts'
import type { SessionState } from '../state.ts'
import { currentText, isPacketIssue, type Repository } from './analysis.ts'
import { ordinaryDelivery } from './delivery.ts'
import { emptyPacketState } from './empty-packet.ts'
import type { Peer } from './problems.ts'

export interface QuarantinedPacket {
  issue: IssueFact
  state: EvaluatedPacket
  target: Target
  peer: Peer
}

/** Returns the packets among the quarantined issues. */
export function quarantinedPackets(
  faults: Fault[],
  sessions: SessionState[],
  repository: Repository,
): QuarantinedPacket[] {
  return faults.flatMap(({ issue: number, error }) => {
    const issue = repository.snapshot.issue(number)
    if (!issue || !isPacket(issue, repository.snapshot)) return []
    return [quarantinedPacket(issue, error, sessions, repository)]
  })
}

const isPacket = (issue: IssueFact, snapshot: Pick<Snapshot, 'app' | 'repo'>): boolean =>
  attempt(() => isPacketIssue(issue, snapshot), false) || attempt(() => issue.labels.includes('packet'), false)

function quarantinedPacket(
  issue: IssueFact,
  error: Error,
  sessions: SessionState[],
  { snapshot, config, queries }: Repository,
): QuarantinedPacket {
  const name = attempt(() => currentText(issue).reading.packet.name, null) ?? `issue-${issue.number}`
  const written = attempt(() => currentText(issue).reading.packet.branch, null)
  const branch = written ?? `${config.branches.prefixes[0] ?? 'feature/'}${name}`
  const branchSha = snapshot.branchTip(branch)
  const session = sessions.findLast((one) => one.open)?.issue ?? null
  const found = attempt(() => ordinaryDelivery(issue, snapshot, queries), null)
  const mergedAt = found === 'lost' ? null : found
  const gone = issue.state === 'closed' && mergedAt === null
  const { number, nodeId, url, createdAt } = issue
  const live = mergedAt === null && !gone
  const accepted = attempt(
    () => botCommentsIn(issue.comments, snapshot.app).records(MARKER.accepted.prefix).length > 0,
    true,
  )
  const state = emptyPacketState({
    issue: number,
    nodeId,
    url,
    author: attempt(() => issue.author, null),
    createdAt,
    name,
    branch,
    session,
    status: mergedAt !== null ? 'merged' : gone ? 'abandoned' : 'invalid',
  })
  return {
    issue,
    target: { issue: number, name, session, mergedAt, abandoned: gone, proposed: !accepted, createdAt },
    peer: {
      issue: number,
      name,
      session,
      branch,
      packet: state.text.packet,
      dependencies: [],
      live,
      started: branchSha !== null,
      accepted,
    },
    state: {
      ...state,
      text: {
        ...state.text,
        problems: [{ code: 'fault', severity: 'error', line: 0, message: faultWords(error) }],
      },
      work: { ...state.work, branchSha },
      end: { ...state.end, merged: mergedAt === null ? null : { at: mergedAt, sha: '' } },
    },
  }
}

const faultWords = (error: Error) =>
  `An error of the bot's own came up here, and it left this packet alone: "${attempt(() => `${error.name}: ${error.message}`, 'Error')}".`
