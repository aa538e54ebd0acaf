/**
 * What the App's own comments keep of commands whose comment is gone: decisions, scope, dependencies and waivers live in
 * the quote from then on. Everything else a deleted command did lapses with it.
 */

import type { Origin, PacketEvents, Step } from '../commands/packet-events.ts'
import { commandNamed } from '../commands/registry.ts'
import { type BotComments, bodyOf } from '../records/bot-comments.ts'
import { type Recorded, recordIn } from '../records/markers.ts'
import type { CommentFact } from '../snapshot/snapshot.ts'
import type { ScopeRequestState } from '../state.ts'
import { type Granted, grantedIn } from './grants.ts'

export interface KeptStep {
  step: Step
  origin: Origin
}

const textOf = (value: Recorded[string] | undefined): string =>
  value === null || value === undefined ? '' : String(value)

/** The same step that the command itself would take. */
function commandStep(name: string, args: string): Step | null {
  const effect = commandNamed(name)?.read({ args, more: '' })
  return effect?.on === 'packet' ? effect.step : null
}

function granted(record: Recorded): Step {
  const found = grantedIn(record)
  const verdict = record.verdict === 'allowed' ? ('allowed' as const) : ('denied' as const)
  return (events, origin) => {
    const given = Array.isArray(found) ? found : askedFor(found.joined, events)
    const isSettled = ({ path, verdict: before }: ScopeRequestState) =>
      before === 'open' && given?.some((one) => !one.literal && one.path === path)
    const by = { by: origin.by.login, at: origin.at }
    const settled = events.scopeRequests.map((one) => (isSettled(one) ? { ...one, verdict } : one))
    if (verdict === 'denied') return { ...events, scopeRequests: settled }
    // An earlier version's record of files: which they were, what was changed then will tell.
    if (given === null) return { ...events, allows: [...events.allows, { ...by, comment: origin.comment }] }
    return {
      ...events,
      scopeRequests: settled,
      grants: [...events.grants, ...given.map((one) => ({ ...one, reason: '', ...by }))],
    }
  }
}

/** Paths that were asked for hold no blanks, so that they can be told apart where they are joined; null: they are others. */
function askedFor(joined: string, events: PacketEvents): Granted[] | null {
  const paths = joined.split(', ')
  const asked = (path: string) => events.scopeRequests.some((one) => one.path === path)
  return paths.every(asked) ? paths.map((path) => ({ path })) : null
}

function depends(record: Recorded): Step | null {
  const name = textOf(record.name)
  return commandStep('depends', record.verb === 'dropped' ? `drop ${name}` : `${textOf(record.kind)} on ${name}`)
}

const KEPT: Record<string, (record: Recorded) => Step | null> = {
  'decided:': (record) => commandStep('decide', `${textOf(record.number)} ${textOf(record.text)}`),
  'unblocked:': (record) => commandStep('unblock', textOf(record.text)),
  'redirect:': (record) => commandStep('redirect', textOf(record.text)),
  'scope:': granted,
  'depends:': depends,
  'waive:': (record) => commandStep('waive', textOf(record.name)),
}

/** Steps of commands that somebody deleted, at the time they were recorded. `comments`: those that are still there. */
export function keptSteps(comments: CommentFact[], botComments: BotComments): KeptStep[] {
  const present = new Set(comments.map((comment) => String(comment.id)))
  return Object.entries(KEPT).flatMap(([prefix, read]) =>
    botComments.records(prefix).flatMap(({ rest, comment }) => {
      const record = present.has(rest) ? null : recordIn(bodyOf(comment))
      const step = record && read(record)
      if (!record || !step) return []
      const by = { id: 0, login: textOf(record.by), type: 'User' as const }
      const origin: Origin = { comment: Number(rest), url: comment.url, at: comment.createdAt, by, role: 'writer' }
      return [{ step: unrecorded(step), origin }]
    }),
  )
}

/** Marker of the App's comment that stands for a ticked "merge" box: `ticked-merge:HEAD:MS`, the head that was shown. */
export const TICKED_MERGE = 'ticked-merge:'

/** Each is one `/merge`, at the moment of the tick (where an earlier version did not keep it: of the comment). */
export const tickedMerges = (botComments: BotComments): KeptStep[] =>
  botComments.records(TICKED_MERGE).map(({ rest, comment }) => {
    const [head = '', at] = rest.split(':')
    const by = { id: 0, login: textOf(recordIn(bodyOf(comment))?.by), type: 'User' as const }
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

/** Its quote stands already. */
const unrecorded =
  (step: Step): Step =>
  (events: PacketEvents, origin: Origin) => ({ ...step(events, origin), records: events.records, notes: events.notes })
