/** Whether a packet's work is on the base branch now: read off git, never off what GitHub or the bot say of it. */
import type { State } from '../../../src/core/state.ts'
import { isAncestor } from '../world/objects.ts'
import { firstTitle, issueAt, mainOf, type Truth } from '../world/truth.ts'

const namesIn = (words: string | undefined): string[] =>
  (words ?? '').split(', ').filter((name) => name !== '' && name !== 'None')

/** A commit that somebody made for the packet can be reached from main, and was not taken back there. */
export const isDelivered = (truth: Truth, issue: number | null): boolean =>
  [...truth.work].some(([sha, packet]) => packet === issue && isAncestor(truth.bare.objects, sha, mainOf(truth)))

/** Names of hard dependencies of which nothing is on main. */
export function undelivered(truth: Truth, state: State, issue: number): string[] {
  const packet = state.packets.find((one) => one.issue === issue)
  const hard = packet?.dependencies.filter((one) => one.kind === 'hard' && one.state !== 'waived') ?? []
  const known = hard.filter((one) => one.state !== 'nobody' && !isDelivered(truth, one.issue)).map((one) => one.name)
  return [...known, ...undeliveredAsWritten(truth, issue)]
}

/** As the text says it, where nobody ever changed it by an edit or a command. */
function undeliveredAsWritten(truth: Truth, number: number): string[] {
  const issue = issueAt(truth, number)
  const { repo } = truth
  const threads = [
    number,
    ...repo.pulls.filter(({ headRef }) => headRef === `feature/${nameIn(issue)}`).map((one) => one.number),
  ]
  const words = repo.comments.filter((one) => threads.includes(one.issue)).flatMap((one) => one.revisions)
  const written = hardOf(issue?.body ?? '')
  if (issue?.revisions.some((one) => hardOf(one.body) !== written)) return []
  if (words.some(({ body }) => /^\/(depends|waive)|switchyard:(depends|waive):/m.test(body))) return []
  const isThere = (name: string) =>
    repo.issues.some((one) => nameIn({ title: firstTitle(truth, one) }) === name && isDelivered(truth, one.number))
  return namesIn(written?.trim()).filter((name) => !isThere(name))
}

const nameIn = (issue: { title: string } | undefined) => /^Work Packet: (.+)$/.exec(issue?.title ?? '')?.[1]
const hardOf = (body: string): string | undefined => body.split('**Hard:**')[1]?.split('\n')[0]
