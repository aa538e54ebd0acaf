import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

export interface Cost {
  /** Points of the hourly limit. */
  cost: number
  /** The largest number of nodes the query can return. */
  nodeCount: number
}

interface Walk {
  fragments: Map<string, FragmentDefinitionNode>
  variables: Record<string, unknown>
  /** Requests GitHub would need: one for each list, for each node it hangs on. */
  requests: number
  nodes: number
}

const deepest = 50

/**
 * Computes a query's cost by GitHub's rule: a list counts once for each node above it, and a hundred of these are a
 * point.
 */
export function costOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): Cost {
  const fragments = new Map(
    document.definitions.flatMap((part) =>
      part.kind === Kind.FRAGMENT_DEFINITION ? [[part.name.value, part] as const] : [],
    ),
  )
  const walk: Walk = { fragments, variables, requests: 0, nodes: 0 }
  visit(walk, operation.selectionSet, 1, 0)
  return { cost: Math.max(1, Math.round(walk.requests / 100)), nodeCount: walk.nodes }
}

function visit(walk: Walk, set: SelectionSetNode, above: number, depth: number): void {
  if (depth > deepest) return
  for (const part of set.selections) {
    if (part.kind === Kind.FIELD) visitField(walk, part, above, depth)
    if (part.kind === Kind.INLINE_FRAGMENT) visit(walk, part.selectionSet, above, depth + 1)
    if (part.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = walk.fragments.get(part.name.value)
      if (fragment) visit(walk, fragment.selectionSet, above, depth + 1)
    }
  }
}

function visitField(walk: Walk, field: FieldNode, above: number, depth: number): void {
  const size = pageSize(walk, field)
  if (size !== null) {
    walk.requests += above
    walk.nodes += above * size
  }
  if (field.selectionSet) visit(walk, field.selectionSet, above * (size ?? 1), depth + 1)
}

function pageSize({ variables }: Walk, field: FieldNode): number | null {
  const argument = field.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last')
  if (argument?.value.kind === Kind.INT) return Number(argument.value.value)
  if (argument?.value.kind !== Kind.VARIABLE) return null
  const value = variables[argument.value.name.value]
  return typeof value === 'number' ? value : null
}
