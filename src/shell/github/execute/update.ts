/** Brings the base branch into a packet's branch. */
import type { Outcome } from '../../reconcile/github.ts'
import { failureOf } from '../errors.ts'
import { noteActivity } from '../read/activity.ts'
import type { ActionContext, ActionOf, Handler } from './context.ts'
import { hasMoved, notThisWay, setBranch, throwAgain } from './merge.ts'

/** GitHub answers 202 and updates the branch a moment later. */
const updateWaitMs = 3000

/**
 * Lets GitHub merge the base into the branch: it signs the commit, and keeps approvals where a push would dismiss them.
 * With `pushed`, sets the branch to the trial commit, which is a compare-and-set: its head is a parent of that commit.
 */
export const updateBranch: Handler<'update-branch'> = async (actionContext, action) => {
  try {
    return action.pushed ? await setToTrial(actionContext, action) : await updateByGitHub(actionContext, action)
  } catch (error) {
    const failure = failureOf(error)
    if (hasMoved(failure.message)) return moved(action)
    const refused = notThisWay(failure) ?? throwAgain(error)
    return (await headOf(actionContext, action)) === action.head ? refused : moved(action)
  }
}

const moved = ({ pull }: ActionOf<'update-branch'>): Outcome => ({
  kind: 'outdated',
  reread: { refs: true, issues: [pull] },
})

async function updateByGitHub(actionContext: ActionContext, action: ActionOf<'update-branch'>): Promise<Outcome> {
  const { octokit, at } = actionContext
  await octokit.rest.pulls.updateBranch({ ...at, pull_number: action.pull, expected_head_sha: action.head })
  const now = await headOf(actionContext, action)
  if (now === action.head) return { kind: 'later', afterMs: updateWaitMs, message: 'GitHub is updating the branch' }
  return updated(actionContext, action, now)
}

async function setToTrial(actionContext: ActionContext, action: ActionOf<'update-branch'>): Promise<Outcome> {
  await setBranch(actionContext, action.branch, action.trial)
  return updated(actionContext, action, action.trial)
}

async function headOf({ octokit, at }: ActionContext, { branch }: ActionOf<'update-branch'>): Promise<string> {
  const { data } = await octokit.rest.git.getRef({ ...at, ref: `heads/${branch}` })
  return data.object.sha
}

/** GitHub's activity lists the update later, so the App notes its own entry at once. */
function updated(actionContext: ActionContext, action: ActionOf<'update-branch'>, after: string): Outcome {
  const { mirror, now, self } = actionContext
  const { branch, head, pull } = action
  const known = mirror.branches.find((each) => each.name === branch)
  if (known !== undefined) known.sha = after
  noteActivity(mirror.activity, { branch, before: head, after, at: now, actor: self, type: 'push' })
  return { kind: 'done', reread: { refs: true, issues: [pull] } }
}
