import type { Nodes } from './context.ts'
import { issueNode } from './issues.ts'
import { pullNode } from './pulls.ts'
import { repositoryNode } from './repository.ts'
import { reviewNode } from './reviews.ts'

export const NODES: Nodes = {
  repository: repositoryNode,
  review: reviewNode,
  subject(context, repo, number) {
    const issue = repo.issues.find((known) => known.number === number)
    if (!issue) return null
    const pull = repo.pulls.find((known) => known.number === number)
    return pull ? pullNode(context, repo, issue, pull) : issueNode(context, repo, issue)
  },
}
