/** Titles and summaries that several checks share. Somebody reading only this knows what is wrong and what to do. */

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

/** A check that cannot be green because of what is in the way. */
export function obstacleText(one: Obstacle, base: string): CheckText {
  const { what, fix } = obstacleWords(one, base)
  return checkText(plain(`The packet ${what}`, 200), `${prose(fix)} The packet ${prose(what)}.`)
}

/** A pull request that is no packet's: neutral, so that the checks can be required. */
export function notAPacket(): CheckText {
  return checkText('Not a packet', 'This pull request belongs to no work packet, so there is nothing to check.')
}

/** Results that came before the pull request was a packet's are void. */
export const notTestedYet = (): CheckText =>
  checkText(
    'Not looked at yet',
    'Report `/status done` on the packet: this check runs then. What stood here before does not count.',
  )

/** One commit, several pull requests: the strictest result, and what the others have. */
export function sharedText(of: string, first: CheckText, others: { of: string; text: CheckText }[]): CheckText {
  return checkText(
    `${first.title} (of ${of})`,
    `Several pull requests stand on this commit. The strictest result counts: that of ${of}.`,
    first.summary,
    ...others.map((other) => `Of ${other.of}: ${text(other.text.title, 200)}`),
  )
}

/** A pull request that has to do with a packet and is not its pull request. */
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
        `File a new packet for this work and let this pull request close it: ${code(stray.packet)} is merged or given up already.`,
      )
    case 'closes':
      return checkText(
        `Would close ${plain(stray.packet, 60)}`,
        `Assign its author to #${stray.issue}, or take the closing word out: it would close ${code(stray.packet)}, and only its agent, its assignee or a writer may work on that.`,
      )
    case 'agent':
      return checkText(
        'An agent, and no packet',
        `Write "Closes #NUMBER" of the packet that this is for into the text: ${code(stray.login)} is listed as an agent, and what agents do is checked by its packet.`,
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
