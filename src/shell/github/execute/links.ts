/** Sub-issues and issue dependencies. Their bodies take an issue's id, not its number. */
import { failureOf } from '../errors.ts'
import { done, type Handler, issueIn } from './context.ts'

/** GitHub's words when the link is there already: somebody else was quicker, or an answer was lost. */
const THERE = /duplicate|already/i

export const addSubIssue: Handler<'add-sub-issue'> = async (actionContext, { issue, child, childId }) => {
  const request = { ...actionContext.at, issue_number: issue, sub_issue_id: childId, replace_parent: true }
  try {
    await actionContext.octokit.rest.issues.addSubIssue(request)
  } catch (error) {
    const { status, message } = failureOf(error)
    if (status !== 422 || !THERE.test(message)) throw error
  }
  const mirrored = issueIn(actionContext, child)
  if (mirrored) mirrored.parent = issue
  return done
}

export const addBlockedBy: Handler<'add-blocked-by'> = async (actionContext, { issue, by, byId }) => {
  try {
    await actionContext.octokit.rest.issues.addBlockedByDependency({
      ...actionContext.at,
      issue_number: issue,
      issue_id: byId,
    })
  } catch (error) {
    const { status, message } = failureOf(error)
    if (status !== 422 || !THERE.test(message)) throw error
  }
  const mirrored = issueIn(actionContext, issue)
  if (mirrored) mirrored.blockedBy = [...new Set([...(mirrored.blockedBy ?? []), by])]
  return done
}

/** A link that is gone already answers 404, as one that may not be touched does: it is read again. */
export const removeBlockedBy: Handler<'remove-blocked-by'> = async (actionContext, { issue, by, byId }) => {
  const mirrored = issueIn(actionContext, issue)
  try {
    await actionContext.octokit.rest.issues.removeDependencyBlockedBy({
      ...actionContext.at,
      issue_number: issue,
      issue_id: byId,
    })
  } catch (error) {
    if (failureOf(error).status !== 404) throw error
  }
  if (mirrored?.blockedBy) mirrored.blockedBy = mirrored.blockedBy.filter((one) => one !== by)
  return done
}
