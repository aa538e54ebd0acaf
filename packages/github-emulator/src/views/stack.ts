import { issueOf, pullOf } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { Pull, Repo, Stack } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { stackOf } from '../domain/stacks.ts'
import { iso, isoOrNull } from '../domain/time.ts'
import { repoApi } from './repo.ts'

/** GitHub's `stack` of a pull request: where it stands in its stack. Null for one that is in none. */
export function stackPlace(repo: Repo, pull: Pull) {
  const stack = stackOf(repo, pull)
  if (stack === undefined) return null
  const { id, number, base, pulls } = stack
  const sha = repo.refs[`refs/heads/${base}`] ?? ''
  return { id, number, size: pulls.length, position: pulls.indexOf(pull.number) + 1, base: { ref: base, sha } }
}

/**
 * GitHub's `pull-request-stack`.
 *
 * @param member how a pull request of it is shown
 */
export function stackView(forge: Forge, repo: Repo, stack: Stack, member: (pull: Pull) => object) {
  const pulls = stack.pulls.map((number) => pullOf(repo, number))
  return {
    id: stack.id,
    number: stack.number,
    node_id: nodeId('PullRequestStack', stack.id),
    url: `${repoApi(forge, repo)}/stacks/${stack.number}`,
    base: { ref: stack.base },
    open: pulls.some(({ number }) => issueOf(repo, number).state === 'open'),
    created_at: iso(stack.createdAt),
    pull_requests: pulls.map(member),
  }
}

/** A member as lists of stacks show it. */
export const stackMember = (repo: Repo) => (pull: Pull) => ({
  number: pull.number,
  state: issueOf(repo, pull.number).state,
  draft: pull.draft,
  merged_at: isoOrNull(pull.mergedAt),
  head: { ref: pull.headRef, sha: pull.headSha },
})
