/**
 * Restores deleted commands from the records in the App's comments: decisions, scope, dependencies and waivers remain in
 * force. Every other effect of a command ends when its comment is deleted.
 */
import type { Origin, PacketEvents, Step } from '../commands/packet-events.ts'
import { commandNamed } from '../commands/registry.ts'
import { type BotComments, bodyOf } from '../records/bot-comments.ts'
import {
  decidedRecord,
  dependsRecord,
  type GrantedPath,
  type ScopeRecord,
  scopeRecord,
  textRecord,
  waivedRecord,
} from '../records/kinds.ts'
import { MARKER } from '../records/names.ts'
import type { RecordKind } from '../records/record.ts'
import type { CommentFact } from '../snapshot/snapshot.ts'
import type { ScopeRequestState } from '../state/talk.ts'

export interface RecordedStep {
  step: Step
  origin: Origin
}

/** Returns the step of the command itself. */
function commandStep(name: string, args: string): Step | null {
  const effect = commandNamed(name)?.read({ args, more: '' })
  return effect?.on === 'packet' ? effect.step : null
}

function granted({ verdict, granted: found }: ScopeRecord): Step {
  return (events, origin) => {
    const given = Array.isArray(found) ? found : askedFor(found.joined, events)
    const isSettled = ({ path, verdict: before }: ScopeRequestState) =>
      before === 'open' && given?.some((one) => !one.literal && one.path === path)
    const by = { by: origin.by.login, at: origin.at }
    const settled = events.scopeRequests.map((one) => (isSettled(one) ? { ...one, verdict } : one))
    if (verdict === 'denied') return { ...events, scopeRequests: settled }
    // A record of files by an earlier version. The diff of that time identifies them.
    if (given === null) return { ...events, allows: [...events.allows, { ...by, comment: origin.comment }] }
    return {
      ...events,
      scopeRequests: settled,
      grants: [...events.grants, ...given.map((one) => ({ ...one, reason: '', ...by }))],
    }
  }
}

/** Splits joined paths if all were requested: requested paths contain no blanks. Returns null otherwise. */
function askedFor(joined: string, events: PacketEvents): GrantedPath[] | null {
  const paths = joined.split(', ')
  const asked = (path: string) => events.scopeRequests.some((one) => one.path === path)
  return paths.every(asked) ? paths.map((path) => ({ path })) : null
}

interface RecordedRuling {
  by: string
  step: Step | null
}

/** Reads the record of each kind of ruling; null when it cannot be read. */
const RULINGS: { prefix: string; read(body: string): RecordedRuling | null }[] = [
  ruling(MARKER.decided.prefix, decidedRecord, ({ number, text }) => commandStep('decide', `${number ?? ''} ${text}`)),
  ruling(MARKER.unblocked.prefix, textRecord, ({ text }) => commandStep('unblock', text)),
  ruling(MARKER.redirect.prefix, textRecord, ({ text }) => commandStep('redirect', text)),
  ruling(MARKER.scope.prefix, scopeRecord, granted),
  ruling(MARKER.depends.prefix, dependsRecord, ({ name, kind }) =>
    commandStep('depends', kind === null ? `drop ${name}` : `${kind} on ${name}`),
  ),
  ruling(MARKER.waive.prefix, waivedRecord, ({ name }) => commandStep('waive', name)),
]

function ruling<T extends { by: string }>(prefix: string, kind: RecordKind<T>, stepOf: (record: T) => Step | null) {
  return {
    prefix,
    read(body: string): RecordedRuling | null {
      const record = kind.read(body)
      return record && { by: record.by, step: stepOf(record) }
    },
  }
}

/** Returns the steps of deleted commands, at the time of their record. @param comments those that still exist */
export function recordedSteps(comments: CommentFact[], botComments: BotComments): RecordedStep[] {
  const present = new Set(comments.map((comment) => String(comment.id)))
  return RULINGS.flatMap(({ prefix, read }) =>
    botComments.records(prefix).flatMap(({ rest, comment }) => {
      const recorded = present.has(rest) ? null : read(bodyOf(comment))
      if (!recorded?.step) return []
      const by = { id: 0, login: recorded.by, type: 'User' as const }
      const origin: Origin = { comment: Number(rest), url: comment.url, at: comment.createdAt, by, role: 'writer' }
      return [{ step: unrecorded(recorded.step), origin }]
    }),
  )
}

/** Returns one `/merge` for each tick, at the time of the tick (or of the comment, for records of earlier versions). */
export const tickedMerges = (botComments: BotComments): RecordedStep[] =>
  botComments.records(MARKER.tickedMerge.prefix).map(({ rest, comment }) => {
    const [head = '', at] = rest.split(':')
    const by = { id: 0, login: textRecord.read(bodyOf(comment))?.by ?? '', type: 'User' as const }
    const origin: Origin = {
      comment: comment.id,
      url: comment.url,
      at: Number(at ?? comment.createdAt),
      by,
      role: 'writer',
    }
    return { step: mergeStep(head), origin }
  })

const mergeStep =
  (head: string): Step =>
  (events, origin) => {
    const dones = events.report?.kind === 'done' ? [events.report.comment] : []
    return { ...events, merge: { at: origin.at, by: origin.by.login, comment: origin.comment, head, dones } }
  }

/** Drops the step's own records and notes, because the quote exists already. */
const unrecorded =
  (step: Step): Step =>
  (events: PacketEvents, origin: Origin) => ({ ...step(events, origin), records: events.records, notes: events.notes })
