/** The events of one packet, collected from its commands and reports. Each command is a step that adds to them. */
import type { Actor } from '../snapshot/snapshot.ts'
import type { DecisionState, ReportState, ScopeGrant, ScopeRequestState } from '../state/talk.ts'

/** The events that people are shown. A packet's state contains these fields unchanged. */
export interface ShownEvents {
  /** The last reported percentage. A later report without one keeps it. */
  percent: number | null
  decisions: DecisionState[]
  scopeRequests: ScopeRequestState[]
  /** Texts of `/redirect`, newest last. */
  redirects: { at: number; by: string; text: string; comment: number }[]
  /** Number of commands and edits by people that steered this packet, for the session's report. */
  interventions: number
  /** Blocks that a person ended, from the report to the answer. Label times cannot show this: not every block gets a label. */
  unblocked: { from: number; to: number }[]
}

export interface PacketEvents extends ShownEvents {
  report: ReportState | null
  /** A writer's pause. A report does not end it. */
  paused: { at: number; by: string } | null
  startedByHand: { at: number; by: string; comment: number } | null
  grants: ScopeGrant[]
  /** Each `/scope allow` without an open request. It grants the files that were out of bounds at that time. */
  allows: { at: number; by: string; comment: number }[]
  dependencies: DependencyChange[]
  waived: string[]
  accepts: { at: number; by: string; comment: number }[]
  abandon: { at: number; by: string; why: string } | null
  /** The last `/merge`. The head at that time is found in the branch's activity. */
  merge: MergeOrder | null
  /** The last `/check`. */
  check: { at: number; comment: number } | null
  /** Each `/check` by a writer who was not the packet's agent. With `trial-approval` it allows the trial of the head. */
  trialApprovals: { at: number; by: Actor; comment: number }[]
  /** Replies to the comments that caused them. */
  notes: Note[]
  /** Records to write as comments of the App. */
  records: RecordRequest[]
  /** Time of the last report or command by the packet's agent. */
  lastAgentMessageAt: number | null
}

export interface MergeOrder {
  at: number
  by: string
  /** Account of the commenter; missing for a ticked box. */
  byId?: number
  comment: number
  head?: string
  /** Comments that reported `done`: the last one before `/merge`, and all later ones. A failed check on one ends the order. */
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

/** A decision, grant, waiver or changed dependency to quote in an App comment. The quote counts over later edits. */
export interface RecordRequest {
  comment: number
  at: number
  kind: 'decision' | 'unblock' | 'grant' | 'deny' | 'depends' | 'waive' | 'redirect' | 'abandon'
  by: string
  text: string
  question?: string | undefined
  /** For a changed dependency. */
  change?: DependencyChange
  /** For a grant or a denial: the requested paths. */
  paths?: string[]
}

/** Initial values of the fields that people are shown. */
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
  trialApprovals: [],
  notes: [],
  records: [],
  lastAgentMessageAt: null,
}

/** Returns only the fields that people are shown. */
export const shownEvents = (events: PacketEvents): ShownEvents =>
  Object.fromEntries(Object.entries(events).filter(([name]) => name in noShownEvents)) as unknown as ShownEvents

/** The comment that a step comes from: author, place and time. Every step receives it. */
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

/** Replaces the last report by `running` with a person's text. The percentage is kept. */
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
