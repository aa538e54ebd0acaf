import type { Forge } from '../domain/forge.ts'
import type { Issue, Milestone, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso, isoOrNull } from '../domain/time.ts'
import { repoApi, repoHtml } from './repo.ts'
import { userViewById } from './user.ts'

/** GitHub's `milestone`. */
export function milestoneView(forge: Forge, repo: Repo, milestone: Milestone) {
  const url = `${repoApi(forge, repo)}/milestones/${milestone.number}`
  const { open, closed } = countsOf(repo, milestone)
  return {
    url,
    html_url: `${repoHtml(forge, repo)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    id: milestone.id,
    node_id: nodeId('Milestone', milestone.id),
    number: milestone.number,
    title: milestone.title,
    description: milestone.description,
    creator: userViewById(forge, milestone.creatorId),
    open_issues: open,
    closed_issues: closed,
    state: milestone.state,
    created_at: iso(milestone.createdAt),
    updated_at: iso(milestone.updatedAt),
    due_on: isoOrNull(milestone.dueOn),
    closed_at: isoOrNull(milestone.closedAt),
  }
}

export function milestoneViewOf(forge: Forge, repo: Repo, issue: Issue) {
  const found = repo.milestones?.find(({ number }) => number === issue.milestone)
  return found ? milestoneView(forge, repo, found) : null
}

/** Issues and pull requests of a milestone. */
export function countsOf(repo: Repo, { number }: Milestone): { open: number; closed: number } {
  const own = repo.issues.filter(({ milestone }) => milestone === number)
  const open = own.filter(({ state }) => state === 'open').length
  return { open, closed: own.length - open }
}
