import { closedByText } from '../domain/closing.ts'
import { fullName } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { Issue, Pull, Repo } from '../domain/model.ts'

/** Issues that a pull request closes when it is merged. Words count only towards the default branch. */
export function closedByPull(forge: Forge, repo: Repo, issue: Issue, pull: Pull): Issue[] {
  if (pull.baseRef !== repo.defaultBranch) return []
  const numbers = closedByText(issue.body ?? '', fullName(forge, repo))
  return repo.issues.filter((known) => numbers.includes(known.number) && !isPull(repo, known.number))
}

/** Pull requests that close this issue, or closed it. */
export function closersOf(forge: Forge, repo: Repo, issue: Issue): Pull[] {
  return repo.pulls.filter((pull) => {
    const text = repo.issues.find((known) => known.number === pull.number)
    return text !== undefined && closedByPull(forge, repo, text, pull).includes(issue)
  })
}

const isPull = (repo: Repo, number: number): boolean => repo.pulls.some((pull) => pull.number === number)
