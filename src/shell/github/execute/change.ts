/** Several changes in one request of GraphQL. */
import type { Outcome } from '../../reconcile/github.ts'
import type { Context } from '../context.ts'
import { ChangeError, type GraphqlError, isGraphqlError } from '../errors.ts'
import { mutationDocument } from '../read/documents.ts'
import type { ActionContext, Change, Changed, Plan } from './context.ts'

/**
 * Has GitHub carry them out in turn; that one fails does not take the others back, nor keep the next from being tried.
 * Throws where nothing is known of any of them (no answer, a limit, a document that was refused): each may have
 * happened, unless the error says otherwise.
 *
 * @param alone they are all of one action, for which an error of the whole is as good as its own
 * @returns what came of each, in their order
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

/** Carries out one plan in a request of its own. Throws what GitHub answers, as a handler does. */
export async function carryOut(actionContext: ActionContext, plan: Plan | Outcome): Promise<Outcome> {
  if (!('changes' in plan)) return plan
  const changed = await change(actionContext.context, plan.changes, true)
  return settled(plan, changed)
}

/** @param changed what came of the plan's changes, in their order */
export function settled({ changes, settle }: Plan, changed: readonly Changed[]): Outcome {
  const own = new Map(changes.map(({ name }, n) => [name, changed[n]]))
  return settle((name) => own.get(name) ?? { payload: null, failure: null })
}

/** Whether anything is known of one of the changes. */
const isAnswered = ({ data, errors = [] }: GraphqlError): boolean =>
  errors.some(({ path }) => path !== undefined) || Object.values(data ?? {}).some((payload) => payload !== null)

function partOf(error: GraphqlError, key: string): Changed {
  const { errors = [], headers, data } = error
  const own = errors.filter(({ path }) => path?.[0] === key)
  const payload = (data as Record<string, unknown> | null)?.[key] ?? null
  if (own.length === 0 && payload !== null) return { payload, failure: null }
  const said = own.length > 0 ? own : errors.filter(({ path }) => path === undefined)
  if (said.length === 0) return { payload, failure: null }
  return { payload, failure: new ChangeError(said, headers) }
}
