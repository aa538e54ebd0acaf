/**
 * What the App's own comments keep of commands whose comment is gone: decisions, scope, dependencies and waivers live in
 * the quote from then on. Everything else a deleted command did lapses with it.
 */

import type { PacketFold, Said, Step } from '../commands/fold.ts'
import { commandNamed } from '../commands/registry.ts'
import type { CommentFact } from '../facts.ts'
import { type Recorded, recordIn } from '../say/markers.ts'
import { bodyOf, type Told } from '../told.ts'

export interface KeptStep {
  step: Step
  said: Said
}

const textOf = (value: Recorded[string] | undefined): string =>
  value === null || value === undefined ? '' : String(value)

/** The same step that the command itself would take. */
function commandStep(name: string, args: string): Step | null {
  const effect = commandNamed(name)?.read({ args, more: '' })
  return effect?.on === 'packet' ? effect.step : null
}

function granted(record: Recorded): Step {
  const paths = textOf(record.path).split(', ')
  const verdict = record.verdict === 'allowed' ? ('allowed' as const) : ('denied' as const)
  return (fold, said) => ({
    ...fold,
    scopeRequests: fold.scopeRequests.map((one) =>
      one.verdict === 'open' && paths.includes(one.path) ? { ...one, verdict } : one,
    ),
    grants: [
      ...fold.grants,
      ...(verdict === 'allowed' ? paths.map((path) => ({ path, reason: '', by: said.by.login, at: said.at })) : []),
    ],
  })
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
export function keptSteps(comments: CommentFact[], told: Told): KeptStep[] {
  const present = new Set(comments.map((comment) => String(comment.id)))
  return Object.entries(KEPT).flatMap(([prefix, read]) =>
    told.records(prefix).flatMap(({ rest, comment }) => {
      const record = present.has(rest) ? null : recordIn(bodyOf(comment))
      const step = record && read(record)
      if (!record || !step) return []
      const by = { id: 0, login: textOf(record.by), type: 'User' as const }
      const said: Said = { comment: Number(rest), url: comment.url, at: comment.createdAt, by, standing: 'writer' }
      return [{ step: unrecorded(step), said }]
    }),
  )
}

/** Its quote stands already. */
const unrecorded =
  (step: Step): Step =>
  (fold: PacketFold, said: Said) => ({ ...step(fold, said), records: fold.records, notes: fold.notes })
