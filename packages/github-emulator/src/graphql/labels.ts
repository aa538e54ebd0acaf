import type { Label, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso } from '../domain/time.ts'
import { repoHtml } from '../views/repo.ts'
import { connection, type PageArgs } from './connection.ts'
import type { Context, Node } from './context.ts'

export function labelNode({ forge }: Context, repo: Repo, label: Label): Node {
  return {
    __typename: 'Label',
    id: nodeId('Label', label.id),
    name: label.name,
    color: label.color,
    description: label.description,
    isDefault: false,
    createdAt: iso(repo.createdAt),
    updatedAt: iso(repo.createdAt),
    url: `${repoHtml(forge, repo)}/labels/${encodeURIComponent(label.name)}`,
  }
}

export function labelsConnection(context: Context, repo: Repo, labels: readonly Label[], args: PageArgs): Node {
  return connection({
    field: 'labels',
    items: labels,
    args,
    keyOf: (label) => [label.id],
    toNode: (label) => labelNode(context, repo, label),
  })
}
