/** What a query takes to execute. GitHub refuses or ends those that take too much, and does not say by what measure. */
import { GraphQLError } from 'graphql'

/**
 * The emulator's own measures, so that a query is refused today and tomorrow alike: rows of lists that were read, and
 * characters of texts. A test may make them smaller.
 */
export const EFFORT = {
  /** More rows: `RESOURCE_LIMITS_EXCEEDED`. */
  rows: 10_000,
  /** More characters take longer than GitHub's 10 seconds: 502. */
  characters: 8_000_000,
}

export interface Effort {
  rows: number
  characters: number
}

export const noEffort = (): Effort => ({ rows: 0, characters: 0 })

/**
 * Counts a field's value.
 *
 * @throws GraphQLError when that is too much, so that nothing more is read
 */
export function spend(effort: Effort, field: string, value: unknown): void {
  if ((field === 'nodes' || field === 'edges') && Array.isArray(value)) effort.rows += value.length
  if (typeof value === 'string') effort.characters += value.length
  if (isTooMuch(effort)) throw new GraphQLError(exceeded)
}

const exceeded = 'Resource limits for this query exceeded.'

const isTooMuch = ({ rows, characters }: Effort) => rows > EFFORT.rows || characters > EFFORT.characters

/** Returns GitHub's answer to a query that took too much; null: it did not. @param fields of the query itself */
export function refusalFor(effort: Effort, fields: readonly string[]): Response | object | null {
  if (!isTooMuch(effort)) return null
  if (effort.characters > EFFORT.characters) return timedOut()
  return {
    data: Object.fromEntries(fields.map((field) => [field, null])),
    errors: fields.map((field) => ({ type: 'RESOURCE_LIMITS_EXCEEDED', path: [field], message: exceeded })),
  }
}

/** GitHub: a query that takes more than 10 seconds. */
function timedOut(): Response {
  const message =
    'Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug. Please include `0400:1A2B:3C4D5E:6F7A8B:9C0D1E2F` when reporting this issue.'
  return Response.json({ data: null, errors: [{ message }] }, { status: 502 })
}
