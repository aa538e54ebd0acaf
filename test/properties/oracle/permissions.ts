/** Who may use which command, derived from GitHub's objects alone and not by the bot's code. */

import type { Comment } from '@switchyard/github-emulator'
import type { PacketState } from '../../../src/core/state/packet.ts'
import { people } from '../../core/support/people.ts'
import { isBy, type Rights, type Step } from './step.ts'

const WRITERS_ONLY =
  /^\/(unblock|decide|start|pause|resume|redirect|depends|accept|abandon|waive|merge|session|round)\b|^\/scope (allow|deny)/
const AGENTS_TOO = /^\/(ask|check)\b|^\/status \S|^\/scope add|STATUS:/

const orders = (body: string): string[] =>
  body.split('\n').filter((line) => WRITERS_ONLY.test(line) || AGENTS_TOO.test(line))

const mayGive = (order: string, comment: Comment, { writers, agents }: Rights): boolean =>
  isBy(comment.userId, writers) || (!WRITERS_ONLY.test(order) && isBy(comment.userId, agents))

const SAYS_ANYTHING = /^\/\w|STATUS:/m

/** Orders of a comment's first text that says anything to the bot, which its author might not give then. */
export function forbiddenIn(comment: Comment, rightsAt: Step['rightsAt']): string[] {
  const isFirst = (one: Comment['revisions'][number]) => one.editorId === comment.userId && SAYS_ANYTHING.test(one.body)
  const nth = comment.revisions.findIndex(isFirst)
  const rights = rightsAt(comment.id, nth)
  return orders(comment.revisions[nth]?.body ?? '').filter((order) => !mayGive(order, comment, rights))
}

/** Orders that an edit added, which its author might not give then. */
export function forbiddenInEdit(comment: Comment, revision: number, rightsAt: Step['rightsAt']): string[] {
  const rights = rightsAt(comment.id, revision)
  const before = new Set(comment.revisions.slice(0, revision).flatMap((one) => orders(one.body)))
  return orders(comment.revisions[revision]?.body ?? '').filter(
    (one) => !before.has(one) && !mayGive(one, comment, rights),
  )
}

/** An account may be renamed once. */
const logins = (ids: Set<number>): Set<string> =>
  new Set(
    Object.values(people).flatMap((one) => (one !== null && ids.has(one.id) ? [one.login, `${one.login}-2`] : [])),
  )

/** Names in a packet's state that stand for something their bearer may not do. */
export function unauthorizedActors(packet: PacketState, rights: Rights): string[] {
  const [writers, agents] = [logins(rights.writers), logins(rights.agents)]
  const ruled: [string, string | undefined][] = [
    ['accepted', packet.text.accepted?.by],
    ['queued', packet.queued?.by],
    ...packet.talk.decisions.map(({ answer }): [string, string | undefined] => ['answered', answer?.by]),
    ...packet.work.grants.map(({ by }): [string, string] => ['granted', by]),
    ...packet.talk.redirects.map(({ by }): [string, string] => ['redirected', by]),
  ]
  const wrong = ruled.flatMap(([what, by]) => (by === undefined || writers.has(by) ? [] : [`${what} by ${by}`]))
  const reporter = packet.progress.report?.by.login
  // A deleted account leaves only the 👍 on its comment, which is checked when the bot adds it.
  const isGone = reporter === 'ghost'
  const reported = reporter === undefined || isGone || writers.has(reporter) || agents.has(reporter)
  return reported ? wrong : [...wrong, `reported by ${reporter}`]
}
