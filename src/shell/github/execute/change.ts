/** Sends several GraphQL changes in one request. */
import type { Outcome } from '../../reconcile/github.ts'
import type { Context } from '../context.ts'
import { ChangeError, type GraphqlError, isGraphqlError } from '../errors.ts'
import { mutationDocument } from '../read/documents.ts'
import type { ActionContext, Change, Changed, Plan } from './context.ts'

/**
 * Sends the changes. GitHub runs them in order; a failure of one neither undoes the others nor stops the next. Throws when
 * the result of every change is unknown (no answer, a rate limit, a refused document).
 *
 * @param alone all changes belong to one action, so that an error of the whole request counts for each
 * @returns the result of each, in their order
 */
export async function change(context: Context, changes: readonly Change[], alone: boolean): Promise<Changed[]> {
  const document = mutationDocument(changes.map(({ name }) => name))
  const inputs = Object.fromEntries(changes.map(({ input }, n) => [`input${n}`, input]))
  try {
    const payloads = await context.octokit.graphql<Record<string, unknown>>(document, inputs)
    return changes.map((_, n) => ({ payload: payloads[`m${n}`] ?? null, failure: null }))
  } catch (error) {
    if (!isGraphqlError(error) || !(alone || isAnswered(error))) throw error
    return changes.map((_, n) => partOf(error, `m${n}`))
  }
}

/** Executes one plan in a request of its own. Throws GitHub's errors, as a handler does. */
export async function carryOut(actionContext: ActionContext, plan: Plan | Outcome): Promise<Outcome> {
  if (!('changes' in plan)) return plan
  const changed = await change(actionContext.context, plan.changes, true)
  return settled(plan, changed)
}

/** Returns the outcome of a plan. @param changed the results of its changes, in their order */
export function settled({ changes, settle }: Plan, changed: readonly Changed[]): Outcome {
  const own = new Map(changes.map(({ name }, n) => [name, changed[n]]))
  return settle((name) => own.get(name) ?? { payload: null, failure: null })
}

/** Returns whether the result of any change is known. */
const isAnswered = ({ data, errors = [] }: GraphqlError): boolean =>
  errors.some(({ path }) => path !== undefined) || Object.values(data ?? {}).some((payload) => payload !== null)

function partOf(error: GraphqlError, key: string): Changed {
  const { errors = [], headers, data } = error
  const own = errors.filter(({ path }) => path?.[0] === key)
  const payload = (data as Record<string, unknown> | null)?.[key] ?? null
  if (own.length === 0 && payload !== null) return { payload, failure: null }
  const relevant = own.length > 0 ? own : errors.filter(({ path }) => path === undefined)
  if (relevant.length === 0) return { payload, failure: null }
  return { payload, failure: new ChangeError(relevant, headers) }
}
