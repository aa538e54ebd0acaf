/** What a GraphQL document costs of the hour, by GitHub's formula, before it is sent. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql'

export interface Points {
  /** Of the 5,000 an hour. */
  points: number
  /** The most nodes that it can give; GitHub takes 500,000. */
  nodes: number
}

const REMEMBERED = 100
const remembered = new Map<string, Points>()

/**
 * Returns the points of a document whose page sizes are numbers in it. Each list counts once for every node above it, as if
 * all pages were full; a hundred of them are a point, and every document costs at least one.
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 *
 * @throws GraphQLError when it is no GraphQL
 */
export function pointsOf(text: string): Points {
  const known = remembered.get(text)
  if (known !== undefined) return known
  const points = count(parse(text, { noLocation: true }))
  const [oldest] = remembered.keys()
  if (remembered.size >= REMEMBERED && oldest !== undefined) remembered.delete(oldest)
  remembered.set(text, points)
  return points
}

interface Sum {
  requests: number
  nodes: number
}

function count({ definitions }: DocumentNode): Points {
  const fragments = new Map(
    definitions.flatMap((part) => (part.kind === Kind.FRAGMENT_DEFINITION ? [[part.name.value, part] as const] : [])),
  )
  const sum = { requests: 0, nodes: 0 }
  for (const part of definitions) if (part.kind === Kind.OPERATION_DEFINITION) add(sum, fragments, part.selectionSet, 1)
  return { points: Math.max(1, Math.round(sum.requests / 100)), nodes: sum.nodes }
}

/** @param above how many nodes the selection hangs on at most */
function add(
  sum: Sum,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  { selections }: SelectionSetNode,
  above: number,
): void {
  for (const part of selections) {
    const set = part.kind === Kind.FRAGMENT_SPREAD ? fragments.get(part.name.value)?.selectionSet : part.selectionSet
    const size = part.kind === Kind.FIELD ? pageSize(part) : null
    if (size !== null) {
      sum.requests += above
      sum.nodes += above * size
    }
    if (set !== undefined) add(sum, fragments, set, above * (size ?? 1))
  }
}

function pageSize({ arguments: given = [] }: FieldNode): number | null {
  const value = given.find(({ name }) => name.value === 'first' || name.value === 'last')?.value
  return value?.kind === Kind.INT ? Number(value.value) : null
}
