/** Opens the pull request that offers a configuration. Each step first checks what an earlier attempt has left. */
import { actionKey, type OfferAction } from '../../../core/actions.ts'
import type { Outcome } from '../../reconcile/github.ts'
import { failureOf, isHttpErrorStatus } from '../errors.ts'
import type { ActionContext, Handler } from './context.ts'
import { put } from './pulls.ts'

/** The commit's message. A branch whose last commit has another message is somebody else's. */
const MESSAGE = 'Set up Switchyard\n\nConfiguration, forms and AGENTS.md, as offered.'

export const offerSetup: Handler<'offer-setup'> = async (actionContext, action) => {
  const { octokit, at } = actionContext
  const head = `${at.owner}:${action.branch}`
  const { data } = await octokit.rest.pulls.list({ ...at, head, state: 'all' })
  if (data[0] !== undefined) {
    put(actionContext, data[0])
    return { kind: 'done', reread: { issues: [data[0].number] } }
  }
  const existing = await commitAt(actionContext, action.branch)
  if (existing !== null && existing.message !== MESSAGE) return isTaken(action)
  if (existing === null) await makeBranch(actionContext, action)
  return open(actionContext, action)
}

const isTaken = (action: OfferAction): Outcome => ({
  kind: 'refused',
  status: 0,
  message: `${actionKey(action)}: a branch of that name exists, and it is not Switchyard's.`,
})

async function commitAt({ octokit, at }: ActionContext, branch: string): Promise<{ message: string } | null> {
  try {
    const ref = await octokit.rest.git.getRef({ ...at, ref: `heads/${branch}` })
    const commit_sha = ref.data.object.sha
    const { data } = await octokit.rest.git.getCommit({ ...at, commit_sha })
    return { message: data.message.trim() }
  } catch (error) {
    if (isHttpErrorStatus(error, 404)) return null
    throw error
  }
}

/** The branch is created last: a crash before that leaves only unreachable objects. */
async function makeBranch({ octokit, at }: ActionContext, { branch, sha, files }: OfferAction): Promise<void> {
  const base = await octokit.rest.git.getCommit({ ...at, commit_sha: sha })
  const tree = await octokit.rest.git.createTree({
    ...at,
    base_tree: base.data.tree.sha,
    tree: files.map(({ path, text }) => ({ path, mode: '100644' as const, type: 'blob' as const, content: text })),
  })
  const made = { ...at, message: MESSAGE, tree: tree.data.sha, parents: [sha] }
  const commit = await octokit.rest.git.createCommit(made)
  const ref = `refs/heads/${branch}`
  await octokit.rest.git.createRef({ ...at, ref, sha: commit.data.sha })
}

async function open(actionContext: ActionContext, { branch, base, title, body }: OfferAction): Promise<Outcome> {
  const request = { ...actionContext.at, head: branch, base, title, body }
  try {
    const { data } = await actionContext.octokit.rest.pulls.create(request)
    put(actionContext, data)
    return { kind: 'done', reread: { refs: true } }
  } catch (error) {
    const { status, message } = failureOf(error)
    if (status === 422 && /no commits between|head.*invalid/i.test(message)) {
      return { kind: 'later', afterMs: 15_000, message }
    }
    throw error
  }
}
