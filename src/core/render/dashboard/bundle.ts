/** Combines needs of one kind that many packets have into one line, to fit the first screen of a phone. */
import type { PacketState } from '../../state/packet.ts'
import { packetLink, some } from '../words.ts'

type Kind = 'stale' | 'merge' | 'proposed' | 'invalid'

/** `urgency`: lower comes first; within one urgency, the longest wait comes first. */
export interface Need {
  urgency: number
  since: number
  line: string
  /** Set where many of the kind may share one line. */
  kind?: Kind
  packet?: PacketState
}

/** Up to this many of a kind have a line each; more share one. */
const MOST: Record<Kind, number> = { stale: 2, merge: 2, proposed: 2, invalid: 2 }
const NAMED = 8

const WORDS: Record<Kind, (count: number, names: string) => string> = {
  stale: (count, names) =>
    `💤 **${count} agents** have not been heard from: ${names} → \`/round\` here asks them to report`,
  merge: (count, names) =>
    `🔵 **${count} packets** are done and green: ${names} → \`/merge\` on each, or its box below`,
  proposed: (count, names) =>
    `⚫ **${count} packets** are proposed: ${names} → \`/accept\` or \`/abandon\` on each, or its box below`,
  invalid: (count, names) =>
    `❗ **${count} packets** cannot be read: ${names} → the comment on each says how to fix it`,
}

/** Needs in the order in which a person should take them. */
export function bundled(found: Need[]): Need[] {
  const sorted = found.toSorted((a, b) => a.urgency - b.urgency || a.since - b.since)
  const large = (Object.keys(MOST) as Kind[]).filter((kind) => of(sorted, kind).length > MOST[kind])
  return sorted.flatMap((need, index) => {
    const { kind } = need
    if (kind === undefined || !large.includes(kind)) return [need]
    return sorted.findIndex((one) => one.kind === kind) === index ? [together(kind, of(sorted, kind))] : []
  })
}

const of = (needs: Need[], kind: Kind): Need[] => needs.filter((need) => need.kind === kind)

function together(kind: Kind, needs: Need[]): Need {
  const names = needs.flatMap(({ packet }) => (packet ? [packetLink(packet)] : []))
  const first = needs[0]
  return { urgency: first?.urgency ?? 0, since: first?.since ?? 0, line: WORDS[kind](needs.length, some(names, NAMED)) }
}

const SIGNS: [sign: string, words: string][] = [
  ['🟡', 'blocked'],
  ['🔴', 'out of bounds'],
  ['❓', 'asked'],
  ['✋', 'objected to'],
  ['❗', 'in trouble'],
  ['⏳', 'stuck'],
  ['💤', 'silent'],
  ['👀', 'to review'],
  ['🔵', 'to merge'],
  ['⚫', 'proposed'],
  ['✏️', 'edited'],
]
/** Up to this many lines need no summary. */
const GLANCE = 5

/** Counts everything that waits in one line, for a long list; null for a short one. */
export function inShort(found: Need[]): string | null {
  if (bundled(found).length <= GLANCE) return null
  const counted = SIGNS.map(([sign, words]) => {
    const count = found.filter(({ line }) => line.startsWith(sign)).length
    // Non-breaking spaces keep each count on one line.
    return count === 0 ? '' : `${count} ${sign} ${words}`.replaceAll(' ', '\u00a0')
  })
  return counted.filter((part) => part !== '').join(' · ')
}
