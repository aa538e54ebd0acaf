/**
 * Stacks of pull requests, after GitHub's REST description (@octokit/openapi 23.0.2, `R/stacks`) and the documentation in
 * github/gh-stack. GraphQL's `stack` and `stackEntry` are not in the published schema (15.26.1), so they are missing here.
 */
import { ForgeError, invalid, notFound } from '../errors.ts'
import { branchSha, issueOf, pullOf, userById } from '../find.ts'
import type { Forge, RepoContext } from '../forge.ts'
import type { Pull, Repo, Stack } from '../model.ts'
import { bump, withRepoLock } from '../record.ts'
import { unmerged } from '../stacks.ts'
import { absorbRefs } from './notice.ts'
import { rebaseOnto } from './rebase.ts'
import { moveRef } from './refs.ts'

const NOT_LINEAR = "Pull requests must form a stack, where each PR's base ref is the previous PR's head ref"

/** Makes a stack of pull requests, from the bottom up. 422 as GitHub's description lists. */
export function createStack({ forge, actor, repo }: RepoContext, numbers: number[]): Stack {
  const pulls = fresh(repo, numbers)
  const bottom = pulls[0]
  if (bottom === undefined || pulls.length < 2) throw new ForgeError(422, NOT_LINEAR)
  linear(pulls, null)
  const number = (repo.stacks ?? []).reduce((most, one) => Math.max(most, one.number), 0) + 1
  const stack = { id: forge.newId(), number, base: bottom.baseRef, pulls: numbers, createdAt: forge.clock.now() }
  repo.stacks = [...(repo.stacks ?? []), stack]
  announce({ forge, actor, repo }, pulls)
  return stack
}

/** Puts pull requests on top of a stack. */
export function addToStack(context: RepoContext, stack: Stack, numbers: number[]): Stack {
  const pulls = fresh(context.repo, numbers)
  const top = stack.pulls.at(-1)
  linear(pulls, top === undefined ? null : pullOf(context.repo, top).headRef)
  stack.pulls = [...stack.pulls, ...numbers]
  announce(context, pulls)
  return stack
}

/** Takes the unmerged pull requests out. Returns the stack where merged ones are left in it, else null. */
export function unstack({ forge, repo }: RepoContext, stack: Stack): Stack | null {
  const queued = (number: number) => (repo.mergeQueue ?? []).some(({ pull }) => pull === number)
  const left = stack.pulls.filter((number) => pullOf(repo, number).merged || queued(number))
  if (left.length === stack.pulls.length) throw new ForgeError(422, 'Pull requests in this stack cannot be removed')
  stack.pulls = left
  if (left.length === 0) repo.stacks = (repo.stacks ?? []).filter((one) => one !== stack)
  forge.touch()
  return left.length === 0 ? null : stack
}

function fresh(repo: Repo, numbers: number[]): Pull[] {
  const missing = numbers.filter((number) => !repo.pulls.some((one) => one.number === number))
  if (missing.length > 0) throw invalid({ resource: 'Stack', field: 'pull_requests', code: 'missing' })
  const taken = numbers.find((number) => (repo.stacks ?? []).some(({ pulls }) => pulls.includes(number)))
  if (taken !== undefined) throw new ForgeError(422, `Pull request #${taken} is already part of a stack`)
  return numbers.map((number) => pullOf(repo, number))
}

/** @param below the branch that the first one must have as its base; null: any */
function linear(pulls: Pull[], below: string | null): void {
  let branch = below
  for (const pull of pulls) {
    if (branch !== null && pull.baseRef !== branch) throw new ForgeError(422, NOT_LINEAR)
    branch = pull.headRef
  }
}

function announce({ forge, actor, repo }: RepoContext, pulls: Pull[]): void {
  forge.touch()
  for (const pull of pulls) {
    bump(forge, issueOf(repo, pull.number))
    forge.emit({ kind: 'pull-stacked', repo, actor, pull })
  }
}

/**
 * After a merge GitHub points the lowest pull request that is left at the stack's base and rebases all that are left
 * (github/gh-stack, "Can I merge only part of a stack?"), in the name of whoever merged. The caller holds the lock.
 */
export async function followStack(forge: Forge, repo: Repo, stack: Stack): Promise<void> {
  const [lowest] = unmerged(repo, stack)
  const under = lowest && stack.pulls[stack.pulls.indexOf(lowest.number) - 1]
  if (lowest === undefined || under === undefined || lowest.baseRef === stack.base) return
  if (issueOf(repo, lowest.number).state !== 'open') return
  const merged = pullOf(repo, under)
  const actor = userById(forge, merged.mergedById ?? repo.ownerId)
  const from = { ref: lowest.baseRef, sha: lowest.baseSha }
  lowest.baseRef = stack.base
  lowest.baseSha = branchSha(repo, stack.base) ?? lowest.baseSha
  bump(forge, issueOf(repo, lowest.number))
  forge.touch()
  forge.emit({ kind: 'pull-retargeted', repo, actor, pull: lowest, from })
  await rebaseAll({ forge, actor, repo }, stack, merged.headSha)
}

/** The button "Rebase stack": every unmerged branch is put on top of the one below it. 409 where one conflicts. */
export function rebaseStack(context: RepoContext, number: number): Promise<void> {
  const { forge, repo } = context
  return withRepoLock(repo, async () => {
    await absorbRefs(forge, repo, null)
    const stack = repo.stacks?.find((one) => one.number === number)
    if (stack === undefined) throw notFound()
    if (!(await rebaseAll(context, stack, null))) throw new ForgeError(409, 'Merge conflict')
  })
}

/** @param merged the head below the lowest one, whose commits are in the base under other names; null: nothing is */
async function rebaseAll(context: RepoContext, stack: Stack, merged: string | null): Promise<boolean> {
  const { forge, actor, repo } = context
  let onto = branchSha(repo, stack.base)
  let from = merged ?? onto
  for (const pull of unmerged(repo, stack)) {
    if (onto === undefined || from === undefined) return false
    const before = pull.headSha
    const after = await rebaseOnto(context, onto, before, from)
    if (after === null) return false
    if (after !== before) await moveRef(context, `refs/heads/${pull.headRef}`, { before, after })
    onto = after
    from = before
  }
  await absorbRefs(forge, repo, actor)
  return true
}
