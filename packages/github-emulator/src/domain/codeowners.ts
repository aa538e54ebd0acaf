/** Code owners, from the `CODEOWNERS` file of a pull request's base. */
import type { Forge } from './forge.ts'
import { gitTry } from './git.ts'
import type { Repo } from './model.ts'
import { matchesPath } from './patterns.ts'

/** GitHub takes the first that is there. */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']

/** GitHub reads no larger file. */
const LARGEST = 3 * 1024 * 1024

export interface OwnerRule {
  pattern: string
  /** Logins and teams (`acme/core`), without `@`; none takes the files' owners away. */
  owners: string[]
}

/** @param base the commit whose file counts */
export async function readOwners(forge: Forge, repo: Repo, base: string): Promise<OwnerRule[]> {
  for (const path of PLACES) {
    const { code, stdout } = await gitTry(forge.bareDir(repo), ['cat-file', 'blob', `${base}:${path}`])
    if (code === 0) return stdout.length > LARGEST ? [] : parseOwners(stdout)
  }
  return []
}

export function parseOwners(text: string): OwnerRule[] {
  return text.split('\n').flatMap((line) => {
    const [pattern, ...owners] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
    return pattern ? [{ pattern, owners: owners.map((owner) => owner.replace(/^@/, '')) }] : []
  })
}

/** The owners of a file: the last line that covers it decides. */
export const ownersOf = (rules: readonly OwnerRule[], path: string): string[] =>
  rules.findLast(({ pattern }) => matchesPath(pattern, path))?.owners ?? []
