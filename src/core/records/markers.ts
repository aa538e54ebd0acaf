/**
 * Identity in what the bot writes: an HTML comment no reader sees. A marker is an id, never an authority: who wrote
 * the text it stands in decides what it is worth.
 */

import { cutAtLine } from '../clean.ts'

const ID = /^[a-z0-9:._/-]+$/

/** `<!-- switchyard:ID -->`. Throws when the id has other characters than `[a-z0-9:._/-]`: a mistake in the caller. */
export function marker(id: string): string {
  if (!ID.test(id) || id.includes('--')) throw new Error(`not a marker id: ${id}`)
  return `<!-- switchyard:${id} -->`
}

/** The ids of all markers in a text, in order. */
export function markersIn(body: string): string[] {
  return [...body.matchAll(/<!-- switchyard:([a-z0-9:._/-]+) -->/g)].map((m) => m[1] ?? '')
}

/** The text without the markers that begin so, nor the line ends before them. */
export const withoutMarkers = (body: string, prefix: string): string =>
  body.replace(/\n?<!-- switchyard:([a-z0-9:._/-]+) -->/g, (all, id: string) => (id.startsWith(prefix) ? '' : all))

/** A comment the bot writes: `marker` is the id that also stands at the end of `body`. */
export interface MarkedComment {
  marker: string
  body: string
}

/** How every line that carries data begins; what people wrote never does (`escape.ts`). */
export const HIDDEN = '<!-- switchyard-'

/** GitHub takes 65,536 characters in a comment. */
const LIMIT = 65_000

/** Joins the parts that are there with blank lines and ends with what no reader sees: records, then the marker. */
export function markedComment(id: string, ...parts: (string | null | undefined | false)[]): MarkedComment {
  const there = parts.filter((part): part is string => typeof part === 'string' && part.trim() !== '')
  const unseen = [...there.filter((part) => part.startsWith(HIDDEN)), marker(id)].join('\n')
  const seen = there.filter((part) => !part.startsWith(HIDDEN)).join('\n\n')
  return { marker: id, body: `${cutAtLine(seen, LIMIT - unseen.length)}\n\n${unseen}` }
}

/** The same comment with more markers, as records of what it says; its identity stays the first. */
export function alsoMarked(comment: MarkedComment, ...ids: string[]): MarkedComment {
  return { ...comment, body: [comment.body, ...ids.map(marker)].join('\n') }
}
