const longest = 200

/** Each of git's rules for a branch (git check-ref-format --branch) with what to say about it. */
const rules: [(name: string) => boolean, string][] = [
  [(name) => name === '', 'is empty'],
  [(name) => name.length > longest, `is longer than ${longest} characters`],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git refuses exactly these
  [(name) => /[\u0000-\u001f\u007f]/.test(name), 'holds a control character'],
  [(name) => /\s/.test(name), 'holds a blank'],
  [(name) => /[~^:?*[\\]/.test(name), 'holds one of the characters ~ ^ : ? * [ \\, which git refuses'],
  [(name) => name.includes('..'), 'holds two dots in a row'],
  [(name) => name.includes('@{') || name === '@', 'holds `@{` or is `@`'],
  [(name) => name.startsWith('-'), 'starts with a hyphen'],
  [(name) => name.startsWith('/') || name.endsWith('/') || name.includes('//'), 'has an empty part between slashes'],
  [(name) => name.endsWith('.'), 'ends with a dot'],
  [(name) => name.split('/').some((part) => part.startsWith('.')), 'has a part that starts with a dot'],
  [(name) => name.split('/').some((part) => part.endsWith('.lock')), 'has a part that ends with `.lock`'],
  [(name) => name === 'HEAD' || name.startsWith('refs/'), 'is a name git keeps for itself'],
]

/**
 * Says what keeps `name` from being a branch by git's own rules, as the end of a sentence that starts with the name;
 * null when git takes it.
 */
export function refProblem(name: string): string | null {
  return rules.find(([broken]) => broken(name))?.[1] ?? null
}

/** As `refProblem`, and the branch must stand under one of the prefixes (where any are given) with something after it. */
export function branchProblem(name: string, prefixes: string[]): string | null {
  const broken = refProblem(name)
  if (broken) return broken
  if (prefixes.length === 0) return null
  if (prefixes.some((prefix) => name.startsWith(prefix) && name.length > prefix.length)) return null
  const allowed = prefixes.map((prefix) => `\`${prefix}\``).join(' or ')
  return `does not stand under ${allowed}`
}

const namePattern = /^[A-Za-z0-9._-]{1,50}$/

/** A packet's name: letters, digits, `-`, `_`, `.`, at most 50, and such that a branch can be named after it. */
export function nameProblem(name: string): string | null {
  if (name.length > 50) return 'is longer than 50 characters'
  if (!namePattern.test(name)) return 'holds something else than letters, digits, `-`, `_` and `.`'
  const broken = refProblem(`feature/${name}`)
  return broken ?? (name.startsWith('-') ? 'starts with a hyphen' : null)
}

/** A name made of free text, to propose: `Fix the login page` gives `fix-the-login-page`. */
export const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '')
    .toLowerCase()
