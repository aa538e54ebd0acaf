/** Which stack a pull request belongs to, and GitHub's words about it. */
import { issueOf, pullOf } from './find.ts'
import type { Pull, Repo, Stack } from './model.ts'

/**
 * GitHub's refusals for a pull request in a stack. `merge`: `PUT pulls/{n}/merge` (intel/torch-xpu-ops#5487); `base`: a
 * change of its base branch (lararosekelley/git-stk#306); `enqueue`: the mutation of GraphQL (uw-syfi/vibesys#780).
 */
export const STACKED = {
  merge: 'Merging stacked PRs via this endpoint is not supported. Use the asynchronous merge endpoint instead.',
  base: 'Cannot change the base branch because the pull request is part of a stack.',
  enqueue: 'This pull request is part of a stack and must be enqueued using the asynchronous merge REST API',
}

/** The stack of an open pull request, while anything of the stack is open. */
export function stackOf(repo: Repo, pull: Pull): Stack | undefined {
  if (repo.background?.isAbsent || issueOf(repo, pull.number).state !== 'open') return undefined
  return (repo.stacks ?? []).find(({ pulls }) => pulls.includes(pull.number))
}

/** The branch that a pull request lands on, which has the rules for it: its stack's, else its own. */
export const landing = (repo: Repo, pull: Pull): string =>
  (repo.stacks ?? []).find(({ pulls }) => pulls.includes(pull.number))?.base ?? pull.baseRef

/** The pull requests of a stack that are not merged, from the bottom up. */
export const unmerged = (repo: Repo, { pulls }: Stack): Pull[] =>
  pulls.map((number) => pullOf(repo, number)).filter(({ merged }) => !merged)
