/** A request that starts an agent: GitHub keeps no identity for it, so the App's own comment does. */
import { failureOf, isUntried } from '../errors.ts'
import { carryOut } from './change.ts'
import { editComment } from './comments.ts'
import { type ActionContext, type ActionOf, done, type Handler } from './context.ts'

export const dispatch: Handler<'dispatch'> = async (actionContext, action) => {
  const tried = await say(actionContext, action, action.bodies.tried)
  if (tried.kind !== 'done') return tried
  try {
    await actionContext.octokit.request(action.route, { ...actionContext.at, ...action.parameters })
  } catch (error) {
    const { status } = failureOf(error)
    // Without an answer it may run: the comment stays at "tried", which says so.
    if (!isUntried(error) && (status < 400 || status >= 500)) return done
    await say(actionContext, action, action.bodies.before)
    throw error
  }
  return say(actionContext, action, action.bodies.ran)
}

function say(actionContext: ActionContext, action: ActionOf<'dispatch'>, body: string) {
  const { issue, comment, marker } = action
  return carryOut(actionContext, editComment(actionContext, { kind: 'edit-comment', issue, comment, marker, body }))
}
