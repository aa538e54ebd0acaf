import type { Forge } from '../forge.ts'
import type { Issue, Label, Repo, User } from '../model.ts'

export interface LabelInput {
  name?: string
  color?: string
  description?: string | null
}

export function createLabel(forge: Forge, actor: User, repo: Repo, input: LabelInput & { name: string }): Label {
  throw new Error('not built yet')
}

export function editLabel(forge: Forge, actor: User, repo: Repo, label: Label, change: LabelInput): Label {
  throw new Error('not built yet')
}

export function deleteLabel(forge: Forge, actor: User, repo: Repo, label: Label): void {
  throw new Error('not built yet')
}

export function addLabels(forge: Forge, actor: User, repo: Repo, issue: Issue, names: string[]): void {
  throw new Error('not built yet')
}

export function setLabels(forge: Forge, actor: User, repo: Repo, issue: Issue, names: string[]): void {
  throw new Error('not built yet')
}

export function removeLabel(forge: Forge, actor: User, repo: Repo, issue: Issue, name: string): void {
  throw new Error('not built yet')
}
