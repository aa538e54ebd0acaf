/** Executes a request that starts an agent. GitHub gives it no identity, so the App's own comment records it. */
import { failureOf, isUntried } from '../errors.ts'
import { carryOut } from './change.ts'
import { editComment } from './comments.ts'
import { type ActionContext, type ActionOf, done, type Handler } from './context.ts'

export const dispatch: Handler<'dispatch'> = async (actionContext, action) => {
  const tried = await editRecord(actionContext, action, action.bodies.tried)
  if (tried.kind !== 'done') return tried
  try {
    await actionContext.octokit.request(action.route, { ...actionContext.at, ...action.parameters })
  } catch (error) {
    const { status } = failureOf(error)
    // Without an answer the agent may run: the comment keeps the state "tried".
    if (!isUntried(error) && (status < 400 || status >= 500)) return done
    await editRecord(actionContext, action, action.bodies.before)
    throw error
  }
  return editRecord(actionContext, action, action.bodies.ran)
}

function editRecord(actionContext: ActionContext, action: ActionOf<'dispatch'>, body: string) {
  const { issue, comment, marker } = action
  return carryOut(actionContext, editComment(actionContext, { kind: 'edit-comment', issue, comment, marker, body }))
}
