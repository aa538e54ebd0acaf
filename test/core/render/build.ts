/** Small states for tests of what is said: give what matters, the rest is a packet that just started. */

import type { CheckName } from '../../../src/core/checks/define.ts'
import type { CheckState } from '../../../src/core/checks/findings.ts'
import { emptyPacketState } from '../../../src/core/derive/empty-packet.ts'
import { configSchema } from '../../../src/core/parse/config/schema.ts'
import type { Packet } from '../../../src/core/parse/packet/reading.ts'
import type { Actor, PullFact } from '../../../src/core/snapshot/snapshot.ts'
import type { DependencyState, PacketState } from '../../../src/core/state/packet.ts'
import type { DecisionState, ReportState } from '../../../src/core/state/talk.ts'
import type { SessionState, State } from '../../../src/core/state.ts'

/** 10:00 UTC on 2 March 2026. */
export const TEN = Date.UTC(2026, 2, 2, 10, 0)

/** `10:25` on that day. */
export const at = (time: string): number => {
  const [hours, minutes] = time.split(':').map(Number)
  return Date.UTC(2026, 2, 2, hours, minutes)
}

export const actor = (login: string, id = 7): Actor => ({ id, login, type: 'User' })

export const packetText = (given: Partial<Packet> = {}): Packet => ({
  name: 'db-users',
  objective: 'Create database schema and repository layer',
  branch: null,
  session: null,
  risk: 'medium',
  acceptance: [{ text: 'Users table', checked: false, line: 8 }],
  inScope: [{ text: 'src/db/', path: 'src/db/', line: 12 }],
  outOfScope: [{ text: 'UI components', path: null, line: 13 }],
  hard: [],
  soft: [],
  contract: null,
  ...given,
})

type Part = 'text' | 'work' | 'progress' | 'talk' | 'merge' | 'end'

/** A packet's fields without their parts: each has a name of its own. */
export type FlatPacket = Omit<PacketState, Part> &
  PacketState['text'] &
  PacketState['work'] &
  PacketState['progress'] &
  PacketState['talk'] &
  PacketState['merge'] &
  PacketState['end']

export function packetState(given: Partial<FlatPacket> = {}): PacketState {
  const issue = given.issue ?? 12
  const name = given.name ?? 'db-users'
  const identity = {
    issue,
    nodeId: `I_${issue}`,
    url: `https://github.com/acme/app/issues/${issue}`,
    author: actor('maintainer', 1),
    createdAt: TEN,
    name,
    branch: `feature/${name}`,
    session: 5,
    status: 'running' as const,
  }
  const usual: Partial<FlatPacket> = {
    packet: packetText({ name }),
    accepted: { hash: 'abc123', at: TEN, by: 'maintainer' },
    statusSince: TEN,
    agent: actor('agent', 3),
  }
  const empty = {
    ...emptyPacketState(identity),
    base: { branch: 'main', sha: 'b'.repeat(40) },
    queued: null,
    atGitHub: null,
    contract: null,
  }
  return withFields({ ...usual, ...given }, empty)
}

/** The packet with some of its fields changed, whichever part they are in. */
export function withFields(given: Partial<FlatPacket>, packet: PacketState): PacketState {
  const over = <T extends object>(part: T): T => {
    const found = Object.entries(given).filter(([field]) => field in part)
    return { ...part, ...Object.fromEntries(found) }
  }
  const { text, work, progress, talk, merge, end, ...flat } = packet
  return {
    ...over(flat),
    text: over(text),
    work: over(work),
    progress: over(progress),
    talk: over(talk),
    merge: over(merge),
    end: over(end),
  }
}

export const sessionState = (given: Partial<SessionState> = {}): SessionState => ({
  issue: 5,
  nodeId: 'I_5',
  url: 'https://github.com/acme/app/issues/5',
  name: 'user-management',
  body: '',
  opener: actor('maintainer', 1),
  open: true,
  endRequested: null,
  openedAt: TEN,
  closedAt: null,
  pinned: true,
  rounds: [],
  ...given,
})

export const state = (given: Partial<State> = {}): State => ({
  now: at('13:00'),
  config: configSchema.parse({}),
  configProblems: [],
  repoUrl: 'https://github.com/acme/app',
  owner: 'acme',
  repo: 'app',
  baseBranch: 'main',
  baseSha: '0'.repeat(40),
  sessions: [],
  packets: [],
  nextChangeAt: null,
  ...given,
})

export const reportState = (given: Partial<ReportState> = {}): ReportState => ({
  kind: 'running',
  percent: null,
  text: '',
  reason: null,
  blocking: null,
  canContinue: null,
  at: TEN,
  by: actor('agent', 3),
  comment: 100,
  url: 'https://github.com/acme/app/issues/12#issuecomment-100',
  ...given,
})

export const decisionState = (given: Partial<DecisionState> = {}): DecisionState => ({
  number: 1,
  question: 'should user creation return the created user or just the ID?',
  askedBy: 'agent',
  askedAt: TEN,
  url: 'https://github.com/acme/app/issues/12#issuecomment-101',
  answer: null,
  ...given,
})

export const dependencyState = (given: Partial<DependencyState> = {}): DependencyState => ({
  name: 'db-users',
  kind: 'hard',
  reason: null,
  state: 'open',
  issue: null,
  deliveredAt: null,
  ...given,
})

export const checkState = (name: CheckName, given: Partial<CheckState> = {}): CheckState => ({
  name,
  conclusion: 'success',
  title: '',
  summary: '',
  annotations: [],
  tested: null,
  steps: [],
  url: null,
  ...given,
})

export function pullFact(given: Partial<PullFact> = {}): PullFact {
  const number = given.number ?? 30
  return {
    number,
    id: number,
    nodeId: `PR_${number}`,
    url: `https://github.com/acme/app/pull/${number}`,
    title: '',
    body: '',
    author: null,
    editor: null,
    createdAt: TEN,
    headRef: 'feature/db-users',
    headSha: 'a'.repeat(40),
    sameRepo: true,
    baseRef: 'main',
    draft: false,
    state: 'open',
    merged: false,
    mergedAt: null,
    mergeSha: null,
    closedAt: null,
    closedBy: null,
    comments: [],
    reviews: [],
    requestedReviewers: [],
    ...given,
  }
}
