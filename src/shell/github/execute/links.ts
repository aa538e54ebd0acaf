/** Sub-issues and issue dependencies. GitHub: their routes take an issue's id, not its number. */
import { failureOf } from '../errors.ts'
import { done, type Handler, issueIn } from './context.ts'

/** GitHub's messages when the link exists already: somebody else was faster, or an answer was lost. */
const EXISTS = /duplicate|already/i

export const addSubIssue: Handler<'add-sub-issue'> = async (actionContext, { issue, child, childId }) => {
  const request = { ...actionContext.at, issue_number: issue, sub_issue_id: childId, replace_parent: true }
  try {
    await actionContext.octokit.rest.issues.addSubIssue(request)
  } catch (error) {
    const { status, message } = failureOf(error)
    if (status !== 422 || !EXISTS.test(message)) throw error
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
    if (status !== 422 || !EXISTS.test(message)) throw error
  }
  const mirrored = issueIn(actionContext, issue)
  if (mirrored) mirrored.blockedBy = [...new Set([...(mirrored.blockedBy ?? []), by])]
  return done
}

/** GitHub answers 404 both for a missing link and without permission. The next read shows which it was. */
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
