/** A packet of which only its identity is known: where the state of a packet begins. */
import { noShownEvents } from '../commands/packet-events.ts'
import type { Packet } from '../parse/packet/reading.ts'
import type { EvaluatedPacket } from '../state.ts'

type PacketIdentity = Pick<
  EvaluatedPacket,
  'issue' | 'nodeId' | 'url' | 'author' | 'createdAt' | 'name' | 'branch' | 'session' | 'status'
>

/** Every field that is not identity says that there is nothing; a field missing here does not compile. */
export const emptyPacketState = (identity: PacketIdentity): EvaluatedPacket => ({
  ...noShownEvents,
  ...identity,
  packet: { ...emptyPacket, name: identity.name },
  problems: [],
  accepted: null,
  change: null,
  statusSince: null,
  statusTimes: [],
  waits: [],
  branchSha: null,
  pull: null,
  head: null,
  ahead: null,
  own: null,
  hidden: null,
  route: null,
  objections: [],
  leftOut: [],
  mistaken: null,
  startedAs: identity.name,
  mergedTree: 'tested',
  filesChanged: null,
  linesChanged: null,
  agent: null,
  report: null,
  lastHeardAt: null,
  stale: false,
  staleAt: null,
  grants: [],
  dependencies: [],
  drift: [],
  outside: [],
  checks: {},
  integrations: [],
  mergeBlock: null,
  needsReview: false,
  obstacles: [],
  trouble: [],
  merged: null,
  abandoned: null,
  startedByHand: false,
  startedAt: null,
  doneAt: null,
})

const emptyPacket: Packet = {
  name: null,
  objective: null,
  branch: null,
  session: null,
  risk: null,
  contract: null,
  acceptance: [],
  inScope: [],
  outOfScope: [],
  hard: [],
  soft: [],
}
