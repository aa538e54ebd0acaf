/** Titles and summaries that several checks share. Each alone says what is wrong and what to do. */
import type { StrayPullRequest } from '../plan/strays.ts'
import type { Obstacle } from '../state/obstacles.ts'
import { code, cutAtLine, plain, prose, text, truncate } from './escape.ts'
import { obstacleWords } from './obstacles.ts'

/** `title` is one line, `summary` Markdown of at most 65,535 characters. */
export interface CheckText {
  title: string
  summary: string
}

const SUMMARY = 65_000

export function checkText(title: string, ...parts: (string | false | null)[]): CheckText {
  const summary = parts.filter((part) => typeof part === 'string' && part !== '').join('\n\n')
  return { title: truncate(title, 200), summary: cutAtLine(summary, SUMMARY) }
}

/** A check that cannot pass because of an obstacle. */
export function obstacleText(one: Obstacle, base: string): CheckText {
  const { what, fix } = obstacleWords(one, base)
  return checkText(plain(`The packet ${what}`, 200), `${prose(fix)} The packet ${prose(what)}.`)
}

/** For a pull request without a packet: neutral, so that the checks can be required. */
export function notAPacket(): CheckText {
  return checkText('Not a packet', 'This pull request belongs to no work packet, so there is nothing to check.')
}

/** Replaces results from before the pull request belonged to a packet. */
export const notTestedYet = (): CheckText =>
  checkText(
    'Not checked yet',
    'Report `/status done` on the packet: this check runs then. Earlier results do not count.',
  )

/** For a commit that several pull requests share: the strictest result, and the results of the others. */
export function sharedText(of: string, first: CheckText, others: { of: string; text: CheckText }[]): CheckText {
  return checkText(
    `${first.title} (of ${of})`,
    `Several pull requests share this commit. The strictest result counts, here from ${of}.`,
    first.summary,
    ...others.map((other) => `Of ${other.of}: ${text(other.text.title, 200)}`),
  )
}

/** For a pull request that concerns a packet but is not the packet's own. */
export function strayText(stray: StrayPullRequest): CheckText {
  switch (stray.why) {
    case 'second':
      return checkText(
        `Not the pull request of ${plain(stray.packet, 60)}`,
        `Close this one, or close #${stray.counts}: ${code(stray.packet)} has one pull request, and #${stray.counts} counts.`,
      )
    case 'over':
      return checkText(
        `${plain(stray.packet, 60)} is over`,
        `File a new packet for this work and let this pull request close it: ${code(stray.packet)} is already merged or abandoned.`,
      )
    case 'closes':
      return checkText(
        `Would close ${plain(stray.packet, 60)}`,
        `Assign its author to #${stray.issue}, or remove the closing word: it would close ${code(stray.packet)}, and only that packet's agent, its assignee or a writer may work on it.`,
      )
    case 'agent':
      return checkText(
        'An agent without a packet',
        `Write "Closes #NUMBER" with the packet's number into the text: ${code(stray.login)} is listed as an agent, and an agent's work is checked against its packet.`,
      )
    case 'pushed':
      return checkText(
        'An agent pushed to it',
        `Push the commits yourself, or let ${code(stray.login)} work on a packet: it is listed as an agent, pushed the head of this pull request, and an agent's work is checked against its packet.`,
      )
    case 'unread':
      return checkText(
        `Cannot be compared with the scope of ${plain(stray.packet, 60)}`,
        'Push once more, or split it: I cannot read which files it changes.',
      )
    case 'scope':
      if (stray.may)
        return checkText(
          `Changes what ${plain(stray.packet, 60)} works on`,
          `${code(stray.path)} is in the scope of ${code(stray.packet)}. Its author has write access and may change it; expect a conflict.`,
        )
      return checkText(
        `Changes what ${plain(stray.packet, 60)} works on`,
        `Leave ${code(stray.path)} out, or wait until ${code(stray.packet)} is merged: it is in that packet's scope.`,
      )
  }
}
