/** A packet among the others: its session, dependencies and branch. */

import type { Packet } from '../parse/packet/reading.ts'
import { resolveDependencies, type Target, withChanges } from '../schedule/dependencies.ts'
import type { Need } from '../snapshot/queries.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import type { SessionState } from '../state.ts'
import type { Draft } from './analysis.ts'
import { linkedByHand } from './links.ts'
import { hasStarted, type Placed } from './packet.ts'
import type { Peer } from './problems.ts'
import { sessionOf } from './sessions.ts'

export function placedOf(
  draft: Draft,
  drafts: Map<number, Draft>,
  sessions: SessionState[],
  targets: Target[],
  facts: Facts,
  needs: Need[],
): Placed {
  const session = targets.find((target) => target.issue === draft.issue.number)?.session ?? null
  const changed = withChanges(draft.packet, draft.fold.dependencies)
  const earlier = [...drafts.values()].filter((other) => other.issue.number < draft.issue.number)
  const taken = !isAtWork(draft) && earlier.some((other) => holdsBranch(other, draft.branch, facts))
  const resolve = (packet: Pick<Packet, 'hard' | 'soft'>) =>
    resolveDependencies(
      { packet, session, waived: draft.fold.waived, writtenAt: writtenAt(draft) },
      targets,
      facts,
      needs,
    )
  const named = resolve(changed)
  const byHand = linkedByHand(draft, named, session, targets)
  const linked = byHand.map((number) => ({ name: `#${number}`, reason: null, line: 0 }))
  const dependencies = [
    ...named.filter((one) => one.issue === null || !byHand.includes(one.issue)),
    ...resolve({ hard: linked, soft: [] }).map((one) => ({ ...one, byHand: true })),
  ]
  return {
    draft,
    packet: { ...draft.packet, ...changed, hard: [...changed.hard, ...linked] },
    session,
    sessionOpen: sessions.some((one) => one.issue === session && one.open),
    dependencies,
    problems: [...draft.reading.problems],
    started: hasStarted(draft, facts) && !taken,
    branchTaken: taken,
    branchSha: taken ? null : shaOf(draft.branch, facts),
  }
}

/** The text in force was written then, or the packet accepted. */
const writtenAt = ({ text, issue }: Draft): number => text.revision?.at ?? issue.createdAt

const shaOf = (branch: string, facts: Facts): string | null =>
  facts.branches.find((one) => one.name === branch)?.sha ?? null

const isAtWork = (draft: Draft): boolean => draft.pull !== null || draft.told.has('briefing')

/** A branch of that name is this packet's: while it lives, and once it is delivered until the branch is tidied away. */
function holdsBranch(draft: Draft, branch: string, facts: Facts): boolean {
  // What nobody accepted yet keeps no branch from anybody.
  if (draft.branch !== branch || draft.abandoned !== null || draft.text.accepted === null) return false
  return draft.merged === null || (draft.pull !== null && draft.pull.headSha === shaOf(branch, facts))
}

export const targetOf = (draft: Draft, sessions: SessionState[]): Target => ({
  issue: draft.issue.number,
  name: draft.name,
  session: sessionOf(draft, sessions),
  mergedAt: draft.merged?.at ?? null,
  abandoned: draft.abandoned !== null,
  lost: draft.lost !== null,
  names: draft.names,
  proposed: draft.text.accepted === null,
  createdAt: draft.issue.createdAt,
})

export const peerOf = (placed: Placed): Peer => ({
  issue: placed.draft.issue.number,
  name: placed.draft.name,
  session: placed.session,
  branch: placed.draft.branch,
  packet: placed.packet,
  dependencies: placed.dependencies,
  live: placed.draft.merged === null && placed.draft.abandoned === null,
  started: placed.started,
  accepted: placed.draft.text.accepted !== null,
  onOther: placed.draft.branch !== placed.draft.written && placed.draft.pull?.state === 'open',
})
