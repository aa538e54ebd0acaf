import type { Forge } from '../forge.ts'
import type { Issue, Repo, User } from '../model.ts'

export interface NewIssue {
  title: string
  body?: string | null
  labels?: string[]
  assignees?: string[]
}

export interface IssueChange {
  title?: string
  body?: string | null
  state?: 'open' | 'closed'
  stateReason?: Issue['stateReason']
  labels?: string[]
  assignees?: string[]
}

export function createIssue(forge: Forge, actor: User, repo: Repo, input: NewIssue): Issue {
  throw new Error('not built yet')
}

export function editIssue(forge: Forge, actor: User, repo: Repo, issue: Issue, change: IssueChange): Issue {
  throw new Error('not built yet')
}

export function lockIssue(forge: Forge, actor: User, repo: Repo, issue: Issue, locked: boolean): void {
  throw new Error('not built yet')
}

export function deleteIssue(forge: Forge, actor: User, repo: Repo, issue: Issue): void {
  throw new Error('not built yet')
}

export function transferIssue(forge: Forge, actor: User, repo: Repo, issue: Issue, to: Repo): Issue {
  throw new Error('not built yet')
}
