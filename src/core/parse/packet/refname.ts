const maxLength = 200

/** Git's rules for a branch name (git check-ref-format --branch), each with its message. */
const rules: [(name: string) => boolean, string][] = [
  [(name) => name === '', 'is empty'],
  [(name) => name.length > maxLength, `is longer than ${maxLength} characters`],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git refuses exactly these
  [(name) => /[\u0000-\u001f\u007f]/.test(name), 'contains a control character'],
  [(name) => /\s/.test(name), 'contains a space'],
  [(name) => /[~^:?*[\\]/.test(name), 'contains one of the characters ~ ^ : ? * [ \\, which git does not allow'],
  [(name) => name.includes('..'), 'contains two dots in a row'],
  [(name) => name.includes('@{') || name === '@', 'contains `@{` or is `@`'],
  [(name) => name.startsWith('-'), 'starts with a hyphen'],
  [(name) => name.startsWith('/') || name.endsWith('/') || name.includes('//'), 'has an empty part between slashes'],
  [(name) => name.endsWith('.'), 'ends with a dot'],
  [(name) => name.split('/').some((part) => part.startsWith('.')), 'has a part that starts with a dot'],
  [(name) => name.split('/').some((part) => part.endsWith('.lock')), 'has a part that ends with `.lock`'],
  [(name) => name === 'HEAD' || name.startsWith('refs/'), 'is a name that git reserves'],
]

/**
 * Returns why git does not allow `name` as a branch, as the end of a sentence that starts with the name; null when git
 * allows it.
 */
export function refProblem(name: string): string | null {
  return rules.find(([broken]) => broken(name))?.[1] ?? null
}

/** Like `refProblem`, and the branch must also begin with one of the prefixes, if any, and have text after it. */
export function branchProblem(name: string, prefixes: string[]): string | null {
  const broken = refProblem(name)
  if (broken) return broken
  if (prefixes.length === 0) return null
  if (prefixes.some((prefix) => name.startsWith(prefix) && name.length > prefix.length)) return null
  const allowed = prefixes.map((prefix) => `\`${prefix}\``).join(' or ')
  return `does not begin with ${allowed}`
}

const namePattern = /^[A-Za-z0-9._-]{1,50}$/

/** Returns why `name` cannot be a packet's name: letters, digits, `-`, `_`, `.`, at most 50, and valid in a branch name. */
export function nameProblem(name: string): string | null {
  if (name.length > 50) return 'is longer than 50 characters'
  if (!namePattern.test(name)) return 'contains characters other than letters, digits, `-`, `_` and `.`'
  const broken = refProblem(`feature/${name}`)
  return broken ?? (name.startsWith('-') ? 'starts with a hyphen' : null)
}

/** Makes a suggested name from free text: `Fix the login page` gives `fix-the-login-page`. */
export const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '')
    .toLowerCase()
