/** The learnings of a session, as sentences. */
import type { Learning } from '../metrics/learnings.ts'
import { clock, duration, plural } from '../time.ts'
import { code, text } from './escape.ts'
import { fileName } from './file-name.ts'
import { bullets, some } from './words.ts'

/** Bullets. More than three learnings that differ only in the packet share one. */
export function learningLines(found: Learning[], zone: string): string {
  if (found.length === 0) return "No learnings stand out from this session's figures."
  const sameKind = (kind: Learning['kind']) => found.filter((one) => one.kind === kind)
  const lines = found.flatMap((one) => {
    const all = sameKind(one.kind)
    if (all.length <= SEPARATE || (one.kind !== 'earlier' && one.kind !== 'place')) return [learningLine(one, zone)]
    return all[0] === one ? [together(all)] : []
  })
  return bullets(lines, 40)
}

const SEPARATE = 3

function together(all: Learning[]): string {
  const of = all.flatMap((one) => {
    if (one.kind === 'earlier') return [{ packet: one.packet, time: one.by }]
    return one.kind === 'place' ? [{ packet: one.packet, time: one.waited }] : []
  })
  const longest = of.toSorted((a, b) => b.time - a.time)
  const names = some(
    longest.map(({ packet }) => code(packet)),
    5,
  )
  const most = duration(longest[0]?.time ?? 0)
  return all[0]?.kind === 'earlier'
    ? `${of.length} packets could have started earlier, up to ${most}, because their dependencies were merged: ${names}.`
    : `${of.length} packets that depended on nothing waited for a free slot, up to ${most}: ${names}. A higher capacity or a later filing would have avoided this.`
}

/** One learning as a sentence. */
function learningLine(one: Learning, zone: string): string {
  switch (one.kind) {
    case 'earlier': {
      const filed = one.filedLate ? ', and it was filed only after that' : ''
      return `${code(one.packet)} could have started ${duration(one.by)} earlier: its last dependency, ${code(one.dependency)}, merged at ${clock(one.deliveredAt, zone)}${filed}.`
    }
    case 'parallel':
      return `The soft dependency of ${code(one.packet)} on ${code(one.dependency)} let both run at once for ${duration(one.together)}.`
    case 'person':
      return `The longest wait for a person was ${duration(one.wait.to - one.wait.from)}: ${code(one.wait.packet)}${one.wait.for === '' ? ', blocked' : `, “${text(one.wait.for, 160)}”`}.`
    case 'trial':
      return trialLine(one)
    case 'scope':
      return scopeLine(one)
    case 'place':
      return `${code(one.packet)} waited ${duration(one.waited)} for a free slot although it depended on nothing. A higher capacity or a later filing would have avoided this.`
  }
}

function trialLine(one: Extract<Learning, { kind: 'trial' }>): string {
  if (one.passed) return `${code(one.packet)} failed its first trial merge and passed on try ${one.tries}.`
  const reason = one.why === null ? '' : `: ${text(one.why, 200)}`
  return `${code(one.packet)} has not passed a trial merge in ${plural(one.tries, 'try', 'tries')}${reason}.`
}

function scopeLine(one: Extract<Learning, { kind: 'scope' }>): string {
  const paths = some(
    one.paths.map((path) => fileName(path)),
    5,
  )
  if (one.paths.length === 0)
    return `${code(one.packet)} pushed outside its boundaries${one.still ? ' and still does' : ' and then removed those changes'}.`
  return `${code(one.packet)} needed ${paths} outside its boundaries${one.drifted ? ', and drifted before that was granted' : ''}.`
}
