import { invalid, notFound } from '../errors.ts'
import { findLabel } from '../find.ts'
import type { RepoContext } from '../forge.ts'
import { checkLabelCount, checkLabelName, LIMITS } from '../limits.ts'
import type { Issue, Label } from '../model.ts'
import { bump, timeline } from '../record.ts'

export interface LabelInput {
  name?: string
  color?: string
  description?: string | null
}

/** GitHub: the colour of a label that is created by adding it to an issue. */
const PLAIN = 'ededed'

function checkColor(color: string): void {
  if (!/^[0-9a-fA-F]{6}$/.test(color)) throw invalid({ resource: 'Label', code: 'invalid', field: 'color' })
}

function checkDescription(text: string): void {
  if (text.length <= LIMITS.labelDescription) return
  const message = `description is too long (maximum is ${LIMITS.labelDescription} characters)`
  throw invalid({ resource: 'Label', code: 'custom', field: 'description', message })
}

/** 422 `already_exists` when there is one of that name in any case. */
export function createLabel({ forge, actor, repo }: RepoContext, input: LabelInput & { name: string }): Label {
  checkLabelName(input.name)
  checkColor(input.color ?? PLAIN)
  checkDescription(input.description ?? '')
  if (findLabel(repo, input.name)) throw invalid({ resource: 'Label', code: 'already_exists', field: 'name' })
  const label = {
    id: forge.newId(),
    name: input.name,
    color: input.color ?? PLAIN,
    description: input.description ?? '',
  }
  repo.labels.push(label)
  forge.touch()
  forge.emit({ kind: 'label-created', repo, actor, label })
  return label
}

/** A renamed label stays on its issues. */
export function editLabel({ forge, actor, repo }: RepoContext, label: Label, change: LabelInput): Label {
  if (change.name !== undefined) checkLabelName(change.name)
  if (change.color !== undefined) checkColor(change.color)
  checkDescription(change.description ?? '')
  const taken = change.name === undefined ? undefined : findLabel(repo, change.name)
  if (taken && taken !== label) throw invalid({ resource: 'Label', code: 'already_exists', field: 'name' })
  const changes = {
    ...(change.name !== undefined && change.name !== label.name ? { name: { from: label.name } } : {}),
    ...(change.color !== undefined && change.color !== label.color ? { color: { from: label.color } } : {}),
  }
  label.name = change.name ?? label.name
  label.color = change.color ?? label.color
  if (change.description !== undefined) label.description = change.description ?? ''
  forge.touch()
  forge.emit({ kind: 'label-edited', repo, actor, label, changes })
  return label
}

export function deleteLabel(context: RepoContext, label: Label): void {
  const { forge, actor, repo } = context
  for (const issue of repo.issues.filter((i) => i.labelIds.includes(label.id))) unlabel(context, issue, label)
  repo.labels = repo.labels.filter((l) => l !== label)
  forge.touch()
  forge.emit({ kind: 'label-deleted', repo, actor, label })
}

/** Adds labels. As on GitHub, a label that the repository lacks is created. */
export function addLabels(context: RepoContext, issue: Issue, names: string[]): void {
  const { forge, repo } = context
  for (const name of names) checkLabelName(name)
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  const held = issue.labelIds.flatMap((id) => repo.labels.find((l) => l.id === id)?.name.toLowerCase() ?? [])
  checkLabelCount(new Set([...wanted, ...held]).size)
  for (const name of names) {
    const label = findLabel(repo, name) ?? createLabel(context, { name })
    if (!issue.labelIds.includes(label.id)) putOn(context, issue, label)
  }
  forge.touch()
}

function putOn({ forge, actor, repo }: RepoContext, issue: Issue, label: Label): void {
  issue.labelIds.push(label.id)
  timeline({ forge, actor, repo }, issue, 'labeled', { label: label.name })
  bump(forge, issue)
  forge.emit({ kind: 'issue-labeled', repo, actor, issue, label })
}

function unlabel({ forge, actor, repo }: RepoContext, issue: Issue, label: Label): void {
  issue.labelIds = issue.labelIds.filter((id) => id !== label.id)
  timeline({ forge, actor, repo }, issue, 'unlabeled', { label: label.name })
  bump(forge, issue)
  forge.emit({ kind: 'issue-unlabeled', repo, actor, issue, label })
}

/** Replaces the issue's labels. */
export function setLabels(context: RepoContext, issue: Issue, names: string[]): void {
  const { repo } = context
  for (const name of names) checkLabelName(name)
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  checkLabelCount(wanted.size)
  for (const id of [...issue.labelIds]) {
    const label = repo.labels.find((l) => l.id === id)
    if (label && !wanted.has(label.name.toLowerCase())) unlabel(context, issue, label)
  }
  addLabels(context, issue, names)
}

/** 404 "Label does not exist" when the issue does not have it. */
export function removeLabel(context: RepoContext, issue: Issue, name: string): void {
  const { forge, repo } = context
  const label = findLabel(repo, name)
  if (!label || !issue.labelIds.includes(label.id)) throw Object.assign(notFound(), { message: 'Label does not exist' })
  unlabel(context, issue, label)
  forge.touch()
}
