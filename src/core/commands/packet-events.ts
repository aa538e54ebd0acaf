/** What commands and reports leave behind on one packet. Commands are steps over this; nothing here knows GitHub. */
import type { Actor } from '../snapshot/snapshot.ts'
import type { DecisionState, ReportState, ScopeGrant, ScopeRequestState } from '../state/talk.ts'

/** What of it people are shown: in the state of a packet, this is the part `talk`. */
export interface ShownEvents {
  /** Percentage last given, kept when a later report gives none. */
  percent: number | null
  decisions: DecisionState[]
  scopeRequests: ScopeRequestState[]
  /** What a writer said on `/redirect`, newest last. */
  redirects: { at: number; by: string; text: string; comment: number }[]
  /** Commands and edits by people that steered this packet, for the report. */
  interventions: number
  /** Blocks that a person ended, from the report to the answer. Times of labels would not do: not every block gets one. */
  unblocked: { from: number; to: number }[]
}

export interface PacketEvents extends ShownEvents {
  report: ReportState | null
  /** A writer's pause; no report ends it. */
  paused: { at: number; by: string } | null
  startedByHand: { at: number; by: string; comment: number } | null
  grants: ScopeGrant[]
  /** A bare `/scope allow`: it grants what is out of bounds at the head it was said at. */
  allows: { at: number; by: string; comment: number }[]
  dependencies: DependencyChange[]
  waived: string[]
  accepts: { at: number; by: string; comment: number }[]
  abandon: { at: number; by: string; why: string } | null
  /** The last `/merge`: the head it saw is worked out from the branch's activity. */
  merge: MergeOrder | null
  /** The last `/check`. */
  check: { at: number; comment: number } | null
  /** Things to answer to the comment that caused them. */
  notes: Note[]
  /** App comments that keep what was said, by the comment they come from. */
  records: RecordRequest[]
  /** Reports and commands by its agent, newest time. */
  lastAgentMessageAt: number | null
}

export interface MergeOrder {
  at: number
  by: string
  /** Account of whoever said it; missing: it was ticked. */
  byId?: number
  comment: number
  head?: string
  /** Comments that reported `done`: the one it was said to, and those after it. A red check on one of them ends it. */
  dones: number[]
}

export interface DependencyChange {
  op: 'add' | 'drop'
  kind: 'hard' | 'soft'
  name: string
}

export interface Note {
  comment: number
  kind: 'text' | 'standing' | 'explain' | 'help'
  text: string
}

/** A decision, grant, waiver or changed dependency is quoted in an App comment: the quote counts over later edits. */
export interface RecordRequest {
  comment: number
  at: number
  kind: 'decision' | 'unblock' | 'grant' | 'deny' | 'depends' | 'waive' | 'redirect' | 'abandon'
  by: string
  text: string
  question?: string | undefined
  /** Of a changed dependency. */
  change?: DependencyChange
  /** Of a grant or a refusal: what was asked for. */
  paths?: string[]
}

/** The state begins with this: a field shown to people is declared above and gets its first value here. */
export const noShownEvents: ShownEvents = {
  percent: null,
  decisions: [],
  scopeRequests: [],
  redirects: [],
  interventions: 0,
  unblocked: [],
}

export const noEvents: PacketEvents = {
  ...noShownEvents,
  report: null,
  paused: null,
  startedByHand: null,
  grants: [],
  allows: [],
  dependencies: [],
  waived: [],
  accepts: [],
  abandon: null,
  merge: null,
  check: null,
  notes: [],
  records: [],
  lastAgentMessageAt: null,
}

/** Those of the events that are shown. */
export const shownEvents = (events: PacketEvents): ShownEvents =>
  Object.fromEntries(Object.entries(events).filter(([name]) => name in noShownEvents)) as unknown as ShownEvents

/** Who said something, where and when; what every step gets besides its own input. */
export interface Origin {
  comment: number
  url: string
  at: number
  by: Actor
  role: 'writer' | 'agent' | 'other'
}

export type Step = (events: PacketEvents, origin: Origin) => PacketEvents

export const withNote = (events: PacketEvents, origin: Origin, text: string): PacketEvents => ({
  ...events,
  notes: [...events.notes, { comment: origin.comment, kind: 'text', text }],
})

export const withRecord = (
  events: PacketEvents,
  origin: Origin,
  kind: RecordRequest['kind'],
  text: string,
  question?: string,
): PacketEvents => ({
  ...events,
  records: [...events.records, { comment: origin.comment, at: origin.at, kind, by: origin.by.login, text, question }],
})

/** The last report replaced by what a person said; keeps what it reported besides. */
export const setRunning = (events: PacketEvents, origin: Origin, text: string): PacketEvents => ({
  ...events,
  report: {
    kind: 'running',
    percent: events.percent,
    text,
    reason: null,
    blocking: null,
    canContinue: null,
    at: origin.at,
    by: origin.by,
    comment: origin.comment,
    url: origin.url,
  },
})
