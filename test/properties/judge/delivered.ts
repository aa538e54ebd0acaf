/** Whether a packet's hard dependencies are delivered, read off GitHub's objects, and off the bot's own reading of them. */
import type { State } from '../../../src/core/state.ts'
import { bodyOf, issueAt, type Truth } from '../world/truth.ts'

const namesIn = (words: string | undefined): string[] =>
  (words ?? '').split(', ').filter((name) => name !== '' && name !== 'None')

const isMerged = (truth: Truth, issue: number | null): boolean =>
  truth.pulls.some((one) => one.merged && one.body.includes(`<!-- switchyard:packet:${issue} -->`))

/** Names of hard dependencies that no merged pull request of a packet of that name delivers. */
export function undelivered(truth: Truth, state: State, issue: number): string[] {
  const packet = state.packets.find((one) => one.issue === issue)
  const hard = packet?.dependencies.filter((one) => one.kind === 'hard' && one.state !== 'waived') ?? []
  const known = hard.filter((one) => one.state !== 'nobody' && !isMerged(truth, one.issue)).map((one) => one.name)
  return [...known, ...undeliveredAsWritten(truth, issue)]
}

/** As the text says it, where nobody ever changed it by an edit or a command. */
function undeliveredAsWritten(truth: Truth, number: number): string[] {
  const issue = issueAt(truth, number)
  const threads = [issue, ...truth.pulls.filter((one) => one.body.includes(`<!-- switchyard:packet:${number} -->`))]
  const words = threads.flatMap((one) => one?.comments ?? []).flatMap((one) => one.revisions.map(({ body }) => body))
  if (issue?.revisions.some((one) => one.body.split('**Hard:**')[1]?.split('\n')[0] !== hardOf(bodyOf(issue))))
    return []
  if (words.some((body) => /^\/(depends|waive)|switchyard:(depends|waive):/m.test(body))) return []
  const name = (title: string) => /^Work Packet: (.+)$/.exec(title)?.[1]
  return namesIn(hardOf(issue ? bodyOf(issue) : '')?.trim()).filter(
    (one) =>
      !truth.issues.some((other) => name(other.revisions[0]?.title ?? '') === one && isMerged(truth, other.number)),
  )
}

const hardOf = (body: string): string | undefined => body.split('**Hard:**')[1]?.split('\n')[0]
