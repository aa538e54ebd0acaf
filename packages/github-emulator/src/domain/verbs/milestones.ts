import { invalid, notFound } from '../errors.ts'
import type { RepoContext } from '../forge.ts'
import type { Issue, Milestone, Repo } from '../model.ts'
import { bump } from '../record.ts'

export interface MilestoneChange {
  title?: string
  description?: string | null
  state?: 'open' | 'closed'
  dueOn?: number | null
}

const wrong = (field: string, code: string) => invalid({ resource: 'Milestone', field, code })

export function milestoneOf(repo: Repo, number: number): Milestone {
  const found = repo.milestones?.find((one) => one.number === number)
  if (!found) throw notFound()
  return found
}

export function createMilestone({ forge, actor, repo }: RepoContext, change: MilestoneChange): Milestone {
  checkTitle(repo, change.title, null)
  const now = forge.clock.now()
  const known = repo.milestones ?? []
  const made: Milestone = {
    id: forge.newId(),
    number: known.reduce((most, { number }) => Math.max(most, number), 0) + 1,
    title: '',
    description: null,
    state: 'open',
    dueOn: null,
    creatorId: actor.id,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
  }
  repo.milestones = [...known, made]
  return editMilestone({ forge, actor, repo }, made, change)
}

export function editMilestone({ forge, repo }: RepoContext, milestone: Milestone, change: MilestoneChange): Milestone {
  if (change.title !== undefined) checkTitle(repo, change.title, milestone)
  const { state = milestone.state } = change
  if (state !== milestone.state) milestone.closedAt = state === 'closed' ? forge.clock.now() : null
  Object.assign(milestone, change)
  bump(forge, milestone)
  forge.touch()
  return milestone
}

function checkTitle(repo: Repo, title: string | undefined, of: Milestone | null): void {
  if (!title?.trim()) throw wrong('title', 'missing_field')
  if (repo.milestones?.some((one) => one !== of && one.title === title)) throw wrong('title', 'already_exists')
}

/** Its issues are left without one. */
export function deleteMilestone({ forge, repo }: RepoContext, { number }: Milestone): void {
  repo.milestones = repo.milestones?.filter((one) => one.number !== number) ?? []
  for (const issue of repo.issues) if (issue.milestone === number) issue.milestone = null
  forge.touch()
}

/** 422 for a number that no milestone of the repository has. */
export function checkMilestone(repo: Repo, number: number): void {
  if (!repo.milestones?.some((one) => one.number === number))
    throw invalid({ resource: 'Issue', field: 'milestone', code: 'invalid' })
}

/** @param number that `checkMilestone` let pass; null: none */
export function setMilestone({ forge }: RepoContext, issue: Issue, number: number | null): void {
  if ((issue.milestone ?? null) === number) return
  issue.milestone = number
  bump(forge, issue)
  forge.touch()
}
