/**
 * Words that make something of a commit whose message has them: GitHub and other services start no workflows, GitHub
 * names further authors. Mentions and references are taken care of by `plain`, which uses this.
 */

/** `[skip ci]`, `[ci skip]`, `[no ci]`, `[skip actions]`, and what other services look for: `[skip netlify]`, … */
const IN_BRACKETS = /\[([^[\]]{1,60})\]/g
const SKIPS = /(?<![\p{L}\p{N}])(?:skip|no[ _-]?(?:ci|actions?|checks?|builds?))(?![\p{L}\p{N}])/iu
const NO_CI = /\*{3}(no[ _-]?ci)\*{3}/gi

/** `skip-checks: true`, `Co-authored-by: …`, `Signed-off-by: …`: a key with a hyphen, as git reads the end of a message. */
const TRAILER = /[a-z]+(?:-[a-z]+){1,3}(?=\s{0,3}:)/gi
const KEYS = /-(?:by|checks|as|id|from|to|ci)$/i

/** The words stay readable; nothing comes of them. */
export const withoutCommitWords = (s: string): string =>
  s
    .replace(IN_BRACKETS, (whole, inner: string) => (SKIPS.test(inner) ? `(${inner})` : whole))
    .replace(NO_CI, '$1')
    .replace(TRAILER, (key) => (KEYS.test(key) ? key.replaceAll('-', ' ') : key))
