/** The initial state of a packet, with only its identity. */
import { noShownEvents } from '../commands/packet-events.ts'
import type { Packet } from '../parse/packet/reading.ts'
import type { EvaluatedPacket, PacketMerge, PacketProgress, PacketText, PacketWork } from '../state/packet.ts'

type PacketIdentity = Pick<
  EvaluatedPacket,
  'issue' | 'nodeId' | 'url' | 'author' | 'createdAt' | 'name' | 'session' | 'status'
> &
  Pick<PacketWork, 'branch'>

/** Sets every field that is not identity to empty. A missing field does not compile. */
export const emptyPacketState = ({ branch, ...identity }: PacketIdentity): EvaluatedPacket => ({
  ...identity,
  base: { branch: '', sha: '' },
  statusSince: null,
  statusTimes: [],
  waits: [],
  dependencies: [],
  text: { ...noText, packet: { ...emptyPacket, name: identity.name }, startedAs: identity.name },
  work: { ...noWork, branch },
  progress: noProgress,
  talk: noShownEvents,
  merge: noMerge,
  end: { merged: null, mistaken: null, abandoned: null },
})

const noText: Omit<PacketText, 'packet' | 'startedAs'> = { problems: [], accepted: null, hidden: null, change: null }

const noWork: Omit<PacketWork, 'branch'> = {
  branchSha: null,
  pull: null,
  head: null,
  ahead: null,
  own: null,
  filesChanged: null,
  linesChanged: null,
  grants: [],
  drift: [],
  outside: [],
  checks: {},
  integrations: [],
}

const noProgress: PacketProgress = {
  agent: null,
  report: null,
  lastHeardAt: null,
  stale: false,
  staleAt: null,
  startedByHand: false,
  startedAt: null,
  doneAt: null,
}

const noMerge: PacketMerge = {
  mergeBlock: null,
  hint: null,
  route: null,
  situation: '',
  stack: null,
  dismissed: null,
  needsReview: false,
  unapproved: null,
  obstacles: [],
  objections: [],
  leftOut: [],
  trouble: [],
  mergedTree: 'tested',
}

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
