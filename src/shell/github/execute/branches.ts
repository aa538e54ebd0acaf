/** Packet branches. GitHub's record of who made one (R/activity) comes later than its answer, so it is noted at once. */
import type { Outcome } from '../../reconcile/github.ts'
import { failureOf, isHttpErrorStatus } from '../errors.ts'
import { noteActivity, nowhere } from '../read/activity.ts'
import { type ActionContext, done, type Handler } from './context.ts'

const outdated: Outcome = { kind: 'outdated', reread: { refs: true } }

/** 422 "Reference already exists" is done when it stands at the wished commit, "Object does not exist" is a moved base. */
export const createBranch: Handler<'create-branch'> = async (actionContext, { branch, sha }) => {
  try {
    const ref = `refs/heads/${branch}`
    await actionContext.octokit.rest.git.createRef({ ...actionContext.at, ref, sha })
  } catch (error) {
    const { status, message } = failureOf(error)
    if (status !== 422) throw error
    if (/object does not exist/i.test(message)) return outdated
    if (!/reference already exists/i.test(message)) throw error
    // It may be ours, made by a request whose answer was lost, or somebody else's: activity says whose.
    return (await shaOf(actionContext, branch)) === sha ? { kind: 'done', reread: { refs: true } } : outdated
  }
  actionContext.mirror.branches.push({ name: branch, sha, protected: false })
  const move = { branch, before: nowhere, after: sha, at: actionContext.now, actor: actionContext.self }
  noteActivity(actionContext.mirror.activity, { ...move, type: 'branch_creation' })
  return done
}

/** Looks first, because GitHub deletes a branch wherever it stands; already gone is done. */
export const deleteBranch: Handler<'delete-branch'> = async (actionContext, { branch, sha }) => {
  const standing = await shaOf(actionContext, branch)
  if (standing !== null && standing !== sha) return outdated
  if (standing !== null) await remove(actionContext, branch)
  actionContext.mirror.branches = actionContext.mirror.branches.filter((each) => each.name !== branch)
  const move = { branch, before: sha, after: nowhere, at: actionContext.now, actor: actionContext.self }
  if (standing !== null) noteActivity(actionContext.mirror.activity, { ...move, type: 'branch_deletion' })
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
