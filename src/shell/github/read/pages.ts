/** Reading on where a list is longer than its first page. */
import type { Context } from '../context.ts'
import { query } from '../context.ts'
import type { Page } from './answers.ts'
import { present } from './answers.ts'

/** More than GitHub allows comments on an issue (2,500): an end for a list that never ends. */
const mostPages = 30

interface Answer<T> {
  repository?: { page?: Page<T> | null; item?: { page?: Page<T> | null } | null } | null
  node?: { page?: Page<T> | null } | null
}

/**
 * All nodes of a list of which the first page is known.
 *
 * @param variables what the document takes besides the cursor
 */
export async function allPages<T>(
  context: Context,
  first: Page<T> | null | undefined,
  document: string,
  variables: Record<string, unknown> = {},
): Promise<T[]> {
  const nodes = present(first)
  let info = first?.pageInfo
  for (let n = 1; info?.hasNextPage && n < mostPages; n += 1) {
    const answer: Answer<T> = await query(context, document, { ...variables, after: info.endCursor })
    const page = answer.repository?.page ?? answer.repository?.item?.page ?? answer.node?.page
    nodes.push(...present(page))
    info = page?.pageInfo
  }
  return nodes
}
