/**
 * Neutralizes words with an effect in a commit message: GitHub and other services skip workflows, and GitHub credits
 * co-authors. `plain` handles mentions and references and uses this module.
 */

/** `[skip ci]`, `[ci skip]`, `[no ci]`, `[skip actions]`, and the words of other services: `[skip netlify]`, … */
const IN_BRACKETS = /\[([^[\]]{1,60})\]/g
const SKIPS = /(?<![\p{L}\p{N}])(?:skip|no[ _-]?(?:ci|actions?|checks?|builds?))(?![\p{L}\p{N}])/iu
const NO_CI = /\*{3}(no[ _-]?ci)\*{3}/gi

/** `skip-checks: true`, `Co-authored-by: …`, `Signed-off-by: …`: a key with a hyphen, as git reads the trailers of a message. */
const TRAILER = /[a-z]+(?:-[a-z]+){1,3}(?=\s{0,3}:)/gi
const KEYS = /-(?:by|checks|as|id|from|to|ci)$/i

/** Keeps the words readable, without their effect. */
export const withoutCommitWords = (s: string): string =>
  s
    .replace(IN_BRACKETS, (whole, inner: string) => (SKIPS.test(inner) ? `(${inner})` : whole))
    .replace(NO_CI, '$1')
    .replace(TRAILER, (key) => (KEYS.test(key) ? key.replaceAll('-', ' ') : key))
