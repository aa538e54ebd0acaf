/** Phrases that several texts share. */

import type { ScopeEntry } from '../parse/packet/reading.ts'
import type { BaseProblem, PacketState, Wait } from '../state/packet.ts'
import { code, link, text } from './escape.ts'

/** `api-users` as inline code, linked to its issue. */
export function packetLink(packet: Pick<PacketState, 'name' | 'url'>): string {
  return link(packet.name, packet.url)
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** The first `max` items and how many more there are. */
export function some(items: string[], max: number): string {
  if (items.length <= max) return list(items)
  return `${items.slice(0, max).join(', ')} and ${items.length - max} more`
}

/** Markdown bullets of lines that are already escaped, cut at `max`. */
export function bullets(lines: string[], max = 50): string {
  const shown = lines.slice(0, max).map((line) => `- ${line}`)
  if (lines.length > max) shown.push(`- and ${lines.length - max} more`)
  return shown.join('\n')
}

/** Seven characters of a commit id, as git shows it. */
export function short(sha: string): string {
  return sha.slice(0, 7)
}

/** Returns `@login`, the only intended mention; '' when GitHub could not have such a login. */
export function mention(login: string | null): string {
  return login !== null && /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i.test(login) ? `@${login}` : ''
}

/** Quotes an argument for a shell where needed: branch names may contain quotes and `$`. */
export function shell(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** Boundaries as people wrote them: paths as code, prose as words. */
export function scopeEntries(entries: Pick<ScopeEntry, 'text' | 'path'>[]): string[] {
  return entries.map((entry) => (entry.path === null ? text(entry.text, 200) : code(entry.path)))
}

/** Why packets cannot go to a branch, to follow its name. */
export const BASE_PROBLEMS: Record<BaseProblem, string> = {
  missing: 'does not exist',
  packet: 'is the branch of a packet',
  reserved: 'is for trial merges and merge queues',
}

/** Why a packet waits: `` waits for `db-users` and a free slot (3 of 3 taken) ``; '' when it does not wait. */
export function waitWords(waits: Wait[]): string {
  return waits.length === 0 ? '' : `waits for ${list(waits.map(oneWait))}`
}

function oneWait(wait: Wait): string {
  switch (wait.kind) {
    case 'dependency':
      if (wait.only !== undefined) return `${text(wait.name, 60)} (merged only into ${code(wait.only)})`
      return `${text(wait.name, 60)}${wait.state === 'open' ? '' : wait.state === 'abandoned' ? ' (abandoned)' : ' (not filed yet)'}`
    case 'capacity':
      return `a free slot (${wait.running} of ${wait.capacity} taken)`
    case 'base':
      return `a usable base branch (${code(wait.branch)} ${BASE_PROBLEMS[wait.why]})`
    case 'session':
      return 'a session to open'
    case 'reading':
      return text(wait.what, 100)
  }
}
