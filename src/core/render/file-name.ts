/**
 * Names of files as people are shown them: exactly. A name in which a reader cannot see every character stands in double
 * quotes with these as `\u…`, so that two names never look alike for a blank, a line end or an accent.
 */

import { clean } from '../clean.ts'
import { composed } from '../parse/packet/one-form.ts'
import { code } from './escape.ts'

/** Longer than any name that git takes, each character escaped. */
const LONGEST = 30_000

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/** Blanks that a page would not show as they are. */
const ODD_BLANKS = /^\s|\s$|\s\s|(?! )\s/u

const isPlain = (name: string): boolean =>
  name !== '' &&
  !name.startsWith('"') &&
  !name.includes('<!-') &&
  !UNSEEN.test(name) &&
  !ODD_BLANKS.test(name) &&
  composed(name) === name &&
  clean(name) === name

/** Besides what cannot be seen: marks that join the letter before them, and what ends the quotes. */
const ESCAPED = /["\\<|]|\p{M}|(?! )\s|^ | $|(?<=\s) |[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu

const unit = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

const escaped = (found: string): string =>
  found === '"' || found === '\\' ? `\\${found}` : found.split('').map(unit).join('')

const quoted = (name: string): string => `"${name.replace(ESCAPED, escaped)}"`

/** As plain text, in a list that commas part. */
export const plainName = (name: string): string => (isPlain(name) && !name.includes(', ') ? name : quoted(name))

/** As inline code. */
export const fileName = (name: string): string => code(isPlain(name) ? name : quoted(name), LONGEST)

/** As inline code in a table, where no pipe may stand. */
export const fileCell = (name: string): string =>
  code(isPlain(name) && !name.includes('|') ? name : quoted(name), LONGEST)

/** What was granted: a file whose name reads like a pattern is told from the pattern. */
export function grantName({ path, literal }: { path: string; literal?: true }, shown = fileName): string {
  return literal && /[*?{]/.test(path) ? `${shown(path)} (one file of that name)` : shown(path)
}
