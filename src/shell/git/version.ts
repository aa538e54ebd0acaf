import { git } from './run.ts'

/** What `git --version` prints. Throws a `GitError` of kind `not-started` where there is no git. */
export async function gitVersion(): Promise<string> {
  return (await git(['--version'])).stdout.toString('utf8').trim()
}

/** What an operator should be told about this git; null when it will do. 2.38 brought `merge-tree --write-tree`. */
export function gitProblem(version: string): string | null {
  const needed = 'Switchyard needs git 2.38 or later, and this'
  const [, number = '', major = '', minor = ''] = /^git version ((\d+)\.(\d+)\S*)/.exec(version) ?? []
  if (number === '') return `${needed} says: ${version}`
  const enough = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 38)
  return enough ? null : `${needed} is ${number}.`
}
