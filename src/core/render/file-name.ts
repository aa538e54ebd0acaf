/**
 * File names as people see them: exact. A name with invisible characters is shown in double quotes with those
 * characters as `\u…`, so that two names never look alike because of a blank, a line end or an accent.
 */

import { clean } from '../clean.ts'
import { composed } from '../parse/packet/one-form.ts'
import { code } from './escape.ts'

/** Longer than any file name in git with each character escaped. */
const LONGEST = 30_000

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/** Blanks that a page would not show exactly. */
const ODD_BLANKS = /^\s|\s$|\s\s|(?! )\s/u

const isPlain = (name: string): boolean =>
  name !== '' &&
  !name.startsWith('"') &&
  !name.includes('<!-') &&
  !UNSEEN.test(name) &&
  !ODD_BLANKS.test(name) &&
  composed(name) === name &&
  clean(name) === name

/** Invisible characters, marks that combine with the letter before them, and what ends the quotes. */
const ESCAPED = /["\\<|]|\p{M}|(?! )\s|^ | $|(?<=\s) |[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu

const unit = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

const escaped = (found: string): string =>
  found === '"' || found === '\\' ? `\\${found}` : found.split('').map(unit).join('')

const quoted = (name: string): string => `"${name.replace(ESCAPED, escaped)}"`

/** As plain text, for a comma-separated list. */
export const plainName = (name: string): string => (isPlain(name) && !name.includes(', ') ? name : quoted(name))

/** As inline code. */
export const fileName = (name: string): string => code(isPlain(name) ? name : quoted(name), LONGEST)

/** As inline code in a table, where no pipe is allowed. */
export const fileCell = (name: string): string =>
  code(isPlain(name) && !name.includes('|') ? name : quoted(name), LONGEST)

/** A granted path. Distinguishes a file whose name looks like a pattern from the pattern. */
export function grantName({ path, literal }: { path: string; literal?: true }, shown = fileName): string {
  return literal && /[*?{]/.test(path) ? `${shown(path)} (one file of that name)` : shown(path)
}
