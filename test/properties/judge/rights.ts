/** Who may say what, worked out from GitHub's objects alone and not as the bot does it. */
import type { PacketState } from '../../../src/core/state.ts'
import type { RawComment } from '../../../src/shell/ports.ts'
import { people } from '../../core/support/people.ts'
import { isBy, type Rights } from './step.ts'

const WRITERS_ONLY =
  /^\/(unblock|decide|start|pause|resume|redirect|depends|accept|abandon|waive|merge|session|round)\b|^\/scope (allow|deny)/
const AGENTS_TOO = /^\/(ask|check)\b|^\/status \S|^\/scope add|STATUS:/

const orders = (body: string): string[] =>
  body.split('\n').filter((line) => WRITERS_ONLY.test(line) || AGENTS_TOO.test(line))

const mayGive = (order: string, comment: RawComment, { writers, agents }: Rights): boolean =>
  isBy(comment.author, writers) || (!WRITERS_ONLY.test(order) && isBy(comment.author, agents))

const SAYS_ANYTHING = /^\/\w|STATUS:/m

/** Orders of a comment's first text that says anything to the bot, which its author may not give. */
export function forbiddenIn(comment: RawComment, rights: Rights): string[] {
  const own = comment.revisions.filter((one) => one.editor?.id === comment.author?.id)
  const first = own.find((one) => SAYS_ANYTHING.test(one.body))?.body ?? ''
  return orders(first).filter((order) => !mayGive(order, comment, rights))
}

/** Orders that an edit added, which its author may not give. */
export function forbiddenInEdit(comment: RawComment, revision: number, rights: Rights): string[] {
  const before = new Set(comment.revisions.slice(0, revision).flatMap((one) => orders(one.body)))
  return orders(comment.revisions[revision]?.body ?? '').filter(
    (one) => !before.has(one) && !mayGive(one, comment, rights),
  )
}

const logins = (ids: Set<number>): Set<string> =>
  new Set(Object.values(people).flatMap((one) => (one !== null && ids.has(one.id) ? [one.login] : [])))

/** Names in a packet's state that stand for something their bearer may not do. */
export function foreignHands(packet: PacketState, rights: Rights): string[] {
  const [writers, agents] = [logins(rights.writers), logins(rights.agents)]
  const ruled: [string, string | undefined][] = [
    ['accepted', packet.accepted?.by],
    ['queued', packet.queued?.by],
    ...packet.decisions.map(({ answer }): [string, string | undefined] => ['answered', answer?.by]),
    ...packet.grants.map(({ by }): [string, string] => ['granted', by]),
    ...packet.redirects.map(({ by }): [string, string] => ['redirected', by]),
  ]
  const wrong = ruled.flatMap(([what, by]) => (by === undefined || writers.has(by) ? [] : [`${what} by ${by}`]))
  const reporter = packet.report?.by.login
  const reported = reporter === undefined || writers.has(reporter) || agents.has(reporter)
  return reported ? wrong : [...wrong, `reported by ${reporter}`]
}
