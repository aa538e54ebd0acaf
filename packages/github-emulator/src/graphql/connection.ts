import { graphqlError, type Node } from './context.ts'

/** Arguments every list of GitHub's schema takes. */
export interface PageArgs {
  first?: number | null
  last?: number | null
  after?: string | null
  before?: string | null
  /** Whether nothing is asked of its pages; GitHub then wants no bounds. */
  isCounted?: boolean
}

type Key = (string | number)[]

export interface Listing<T> {
  /** The field's name, for messages. */
  field: string
  items: readonly T[]
  args: PageArgs
  /** What the list is sorted by, ending with something unique; a cursor holds it, so a page goes on where it was. */
  keyOf(item: T): Key
  descending?: boolean
  toNode(item: T): unknown
  /** Fields of a connection beyond the common ones. */
  more?: Node
}

const mostPerPage = 100

/** One page of a list as GitHub's connections give it: nodes, edges, totalCount and pageInfo. */
export function connection<T>(listing: Listing<T>): Node {
  const { items, args, keyOf, toNode } = listing
  if (!args.isCounted) checkBounds(listing.field, args)
  const sign = listing.descending ? -1 : 1
  const sorted = [...items].sort((a, b) => sign * compare(keyOf(a), keyOf(b)))
  const after = cursorKey(args.after)
  const before = cursorKey(args.before)
  const within = sorted.filter(
    (item) =>
      (after === null || sign * compare(keyOf(item), after) > 0) &&
      (before === null || sign * compare(keyOf(item), before) < 0),
  )
  const page = typeof args.first === 'number' ? within.slice(0, args.first) : within.slice(-(args.last ?? mostPerPage))
  const cursorOf = (item: T | undefined) => (item === undefined ? null : cursor(keyOf(item)))
  const place = (item: T | undefined, otherwise: number) => (item === undefined ? otherwise : sorted.indexOf(item))
  return {
    totalCount: items.length,
    nodes: () => page.map(toNode),
    edges: () => page.map((item) => ({ cursor: cursor(keyOf(item)), node: () => toNode(item) })),
    pageInfo: {
      startCursor: cursorOf(page[0]),
      endCursor: cursorOf(page.at(-1)),
      hasNextPage: place(page.at(-1), sorted.length) < sorted.length - 1,
      hasPreviousPage: place(page[0], 0) > 0,
    },
    ...listing.more,
  }
}

/** GitHub refuses a list without bounds and pages outside 1–100. */
function checkBounds(field: string, { first, last }: PageArgs): void {
  if (typeof first !== 'number' && typeof last !== 'number')
    throw graphqlError(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${field}\` connection.`,
    )
  if (typeof first === 'number' && typeof last === 'number')
    throw graphqlError(
      'UNPROCESSABLE',
      `Passing both \`first\` and \`last\` to paginate the \`${field}\` connection is not supported.`,
    )
  const [name, wanted] = typeof first === 'number' ? ['first', first] : ['last', last ?? 0]
  if (wanted < 0)
    throw graphqlError('UNPROCESSABLE', `\`${name}\` on the \`${field}\` connection cannot be less than zero.`)
  if (wanted > mostPerPage)
    throw graphqlError(
      'EXCESSIVE_PAGINATION',
      `Requesting ${wanted} records on the \`${field}\` connection exceeds the \`${name}\` limit of ${mostPerPage} records.`,
    )
}

const mark = 'cursor:v2:'

function cursor(key: Key): string {
  return Buffer.from(mark + JSON.stringify(key)).toString('base64')
}

function cursorKey(text: string | null | undefined): Key | null {
  if (text === null || text === undefined) return null
  try {
    const plain = Buffer.from(text, 'base64').toString('utf8')
    const key: unknown = JSON.parse(plain.startsWith(mark) ? plain.slice(mark.length) : '')
    if (Array.isArray(key)) return key
  } catch {
    // Refused below, like any other invalid cursor.
  }
  throw graphqlError('INVALID_CURSOR_ARGUMENTS', `\`${text}\` does not appear to be a valid cursor.`)
}

function compare(a: Key, b: Key): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [left, right] = [a[at] ?? 0, b[at] ?? 0]
    if (left < right) return -1
    if (left > right) return 1
  }
  return a.length - b.length
}
