/**
 * Markers identify the texts that the App writes. A marker is an invisible HTML comment. It grants nothing: the author of
 * the text decides whether it is trusted.
 */

import { cutAtLine } from '../clean.ts'

const ID = /^[a-z0-9:._/-]+$/

/**
 * Returns `<!-- switchyard:ID -->`.
 * @throws Error when the id contains anything but `[a-z0-9:._/-]`, which is an error of the caller
 */
export function marker(id: string): string {
  if (!ID.test(id) || id.includes('--')) throw new Error(`not a marker id: ${id}`)
  return `<!-- switchyard:${id} -->`
}

/** Returns the ids of all markers in a text, in order. */
export function markersIn(body: string): string[] {
  return [...body.matchAll(/<!-- switchyard:([a-z0-9:._/-]+) -->/g)].map((m) => m[1] ?? '')
}

/** Removes the markers with this prefix, and the line end before each. */
export const withoutMarkers = (body: string, prefix: string): string =>
  body.replace(/\n?<!-- switchyard:([a-z0-9:._/-]+) -->/g, (all, id: string) => (id.startsWith(prefix) ? '' : all))

/** A comment that the App writes. `marker` is the id at the end of `body`. */
export interface MarkedComment {
  marker: string
  body: string
}

/** Start of every line with hidden data. Text of people never starts like this (`escape.ts`). */
export const HIDDEN = '<!-- switchyard-'

/** Below GitHub's limit of 65,536 characters for a comment. */
const LIMIT = 65_000

/** Joins the non-empty parts with blank lines. The records and the marker, which readers do not see, come last. */
export function markedComment(id: string, ...parts: (string | null | undefined | false)[]): MarkedComment {
  const present = parts.filter((part): part is string => typeof part === 'string' && part.trim() !== '')
  const hidden = [...present.filter((part) => part.startsWith(HIDDEN)), marker(id)].join('\n')
  const visible = present.filter((part) => !part.startsWith(HIDDEN)).join('\n\n')
  return { marker: id, body: `${cutAtLine(visible, LIMIT - hidden.length)}\n\n${hidden}` }
}

/** Adds markers to a comment as records. The first marker still identifies it. */
export function alsoMarked(comment: MarkedComment, ...ids: string[]): MarkedComment {
  return { ...comment, body: [comment.body, ...ids.map(marker)].join('\n') }
}
