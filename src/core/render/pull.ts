/** The pull request of a packet, and the messages of the commits that merge it. */

import type { MergeMethod } from '../merging/rules.ts'
import { marker } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import type { PacketState } from '../state/packet.ts'
import { boundaries } from './comments/card.ts'
import { cutAtLine, fence, plain, text, truncate } from './escape.ts'
import { bullets } from './words.ts'

/** At most 200 characters. GitHub: at most 256, and characters beyond U+FFFF may count twice. */
export function pullTitle(packet: PacketState): string {
  const objective = packet.text.packet.objective
  const words = objective === null ? packet.name : `${packet.name}: ${objective}`
  const title = plain(words, 200)
  return title.length <= 250 ? title : plain(words, 120)
}

/**
 * Criteria have no boxes: those in the issue count.
 *
 * @param isDefault it goes to the default branch. GitHub: only a merge there closes the issue; elsewhere the bot does
 */
export function pullBody(packet: PacketState, isDefault: boolean): string {
  const p = packet.text.packet
  const parts = [
    p.objective && text(p.objective, 1000),
    isDefault ? `Closes #${packet.issue}` : `Packet: #${packet.issue}`,
    p.acceptance.length > 0 &&
      `## Acceptance criteria\n\nTick them in #${packet.issue}.\n\n${bullets(
        p.acceptance.map((c) => text(c.text, 300)),
        80,
      )}`,
    section('Boundaries', boundaries(packet)),
    p.contract && `## Interface contract\n\n${fence(truncate(p.contract, 10_000), 'text')}`,
  ]
  const id = marker(MARKER.packet.of(packet.issue))
  const seen = parts.filter((part) => typeof part === 'string' && part !== '').join('\n\n')
  return `${cutAtLine(seen, 60_000)}\n\n${id}`
}

function section(title: string, body: string | null): string | null {
  return body === null ? null : `## ${title}\n\n${body}`
}

/**
 * Message of the commit that merges base and packet. A lost commit is recreated with the same message, so it contains
 * nothing that can change while the packet is at work: neither its objective nor a later name. The name cannot produce a
 * closing keyword, a mention or a word that skips workflows. A commit that workflows tested before would show its old
 * results: `request`, the id of the requesting comment, and how often
 * it was run once more make it a different commit.
 */
export function trialMessage(
  { text: { startedAs }, issue }: PacketState,
  asked: { request: number; again?: number | undefined } | null = null,
): string {
  const trailer = asked === null ? [] : [`Trial: ${asked.request}${asked.again ? `.${asked.again}` : ''}`]
  return [`Merge ${plain(startedAs, 60)} (#${issue})`, '', `Packet: #${issue}`, ...trailer].join('\n')
}

/**
 * The title and message for the commit that GitHub creates. GitHub's default, the pull request's title and the messages
 * of the packet's commits, may be written by anybody. Null for a rebase, which keeps the packet's own commits.
 */
export function commitOf(packet: PacketState, method: MergeMethod): { title: string; message: string } | null {
  if (method === 'rebase') return null
  const [title = '', , ...rest] = trialMessage(packet).split('\n')
  if (method === 'merge') return { title, message: rest.join('\n') }
  return { title: `${pullTitle(packet)} (#${packet.work.pull?.number ?? 0})`, message: `Packet: #${packet.issue}` }
}
