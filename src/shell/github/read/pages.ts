/** Reads further pages of GraphQL lists. */
import type { Context } from '../context.ts'
import { query } from '../context.ts'
import type { Page } from './answers.ts'
import { present } from './answers.ts'

/** A limit in case a list never ends. A longer list is an error, so that no row is taken for deleted. */
const mostRows = 100_000

interface Answer<T> {
  repository?: { page?: Page<T> | null; item?: { page?: Page<T> | null } | null } | null
  node?: { page?: Page<T> | null } | null
}

/**
 * Returns all nodes of a list, given its first page.
 *
 * @param variables what the document takes besides the cursor
 * @param isEnough whether what was read so far will do
 */
export async function allPages<T>(
  context: Context,
  first: Page<T> | null | undefined,
  document: string,
  variables: Record<string, unknown> = {},
  isEnough: (nodes: T[]) => boolean = () => false,
): Promise<T[]> {
  const nodes = present(first)
  let info = first?.pageInfo
  while (info?.hasNextPage && !isEnough(nodes)) {
    if (nodes.length >= mostRows) throw new Error(`A list has more than ${mostRows} rows`)
    const { endCursor } = info
    const answer: Answer<T> = await query(context, document, { ...variables, after: endCursor })
    const page = answer.repository?.page ?? answer.repository?.item?.page ?? answer.node?.page
    nodes.push(...present(page))
    info = page?.pageInfo
    if (info?.hasNextPage && info.endCursor === endCursor) throw new Error('A list of GitHub repeats its pages')
  }
  return nodes
}
