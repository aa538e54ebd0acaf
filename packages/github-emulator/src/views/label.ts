import type { Forge } from '../domain/forge.ts'
import type { Label, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { repoApi } from './repo.ts'

export function labelView(forge: Forge, repo: Repo, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('Label', label.id),
    url: `${repoApi(forge, repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description === '' ? null : label.description,
  }
}

export function labelViewsOf(forge: Forge, repo: Repo, labelIds: number[]) {
  return labelIds.flatMap((id) => {
    const label = repo.labels.find((l) => l.id === id)
    return label ? [labelView(forge, repo, label)] : []
  })
}
