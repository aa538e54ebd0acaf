/** Executes actions on branches. GitHub's activity lists them later, so the App notes its own entry at once. */
import type { Outcome } from '../../reconcile/github.ts'
import { failureOf, isHttpErrorStatus } from '../errors.ts'
import { noteActivity, nowhere } from '../read/activity.ts'
import { type ActionContext, done, type Handler } from './context.ts'

const outdated: Outcome = { kind: 'outdated', reread: { refs: true } }

/**
 * Creates a branch. GitHub answers 422 "Reference already exists", which is done if the branch has the wanted commit, or
 * "Object does not exist", after the base has moved.
 */
export const createBranch: Handler<'create-branch'> = async (actionContext, { branch, sha }) => {
  try {
    const ref = `refs/heads/${branch}`
    await actionContext.octokit.rest.git.createRef({ ...actionContext.at, ref, sha })
  } catch (error) {
    const { status, message } = failureOf(error)
    if (status !== 422) throw error
    if (/object does not exist/i.test(message)) return outdated
    if (!/reference already exists/i.test(message)) throw error
    // The App may have created it in a request whose answer was lost; the activity says who did.
    return (await shaOf(actionContext, branch)) === sha ? { kind: 'done', reread: { refs: true } } : outdated
  }
  actionContext.mirror.branches.push({ name: branch, sha })
  const move = { branch, before: nowhere, after: sha, at: actionContext.now, actor: actionContext.self }
  noteActivity(actionContext.mirror.activity, { ...move, type: 'branch_creation' })
  return done
}

/** Reads the branch first, because GitHub deletes it whatever its commit is. A missing branch is done. */
export const deleteBranch: Handler<'delete-branch'> = async (actionContext, { branch, sha }) => {
  const present = await shaOf(actionContext, branch)
  if (present !== null && present !== sha) return outdated
  if (present !== null) await remove(actionContext, branch)
  actionContext.mirror.branches = actionContext.mirror.branches.filter((each) => each.name !== branch)
  const move = { branch, before: sha, after: nowhere, at: actionContext.now, actor: actionContext.self }
  if (present !== null) noteActivity(actionContext.mirror.activity, { ...move, type: 'branch_deletion' })
  return done
}

async function remove({ octokit, at }: ActionContext, branch: string): Promise<void> {
  try {
    await octokit.rest.git.deleteRef({ ...at, ref: `heads/${branch}` })
  } catch (error) {
    const { status, message } = failureOf(error)
    if (status !== 404 && !/reference does not exist/i.test(message)) throw error
  }
}

async function shaOf({ octokit, at }: ActionContext, branch: string): Promise<string | null> {
  try {
    const { data } = await octokit.rest.git.getRef({ ...at, ref: `heads/${branch}` })
    return data.object.sha
  } catch (error) {
    if (isHttpErrorStatus(error, 404)) return null
    throw error
  }
}
