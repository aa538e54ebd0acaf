/**
 * The scratch branch and the scratch issue, each made when a probe first needs it. Both are named so that a later run
 * finds what an interrupted one has left.
 */
import { doctorPrefix } from '../../core/merging/route.ts'
import { failureOf } from '../github/errors.ts'
import type { Visit } from './visit.ts'

interface ScratchBranch {
  name: string
  /** An empty commit on top of the base branch. */
  head: string
  /** When the commit was set on the branch, in milliseconds. */
  pushedAt: number
}

interface ScratchIssue {
  number: number
  id: number
  nodeId: string
  comment: { id: number; nodeId: string }
}

export interface Scratch {
  branch(): Promise<ScratchBranch>
  issue(): Promise<ScratchIssue>
  /** Removes both, and what an earlier run left. Returns a line for each thing that could not be removed. */
  clean(): Promise<string[]>
}

const title = 'Switchyard doctor'
const marker = '<!-- switchyard:doctor -->'

export function createScratch(visit: Visit): Scratch {
  return {
    branch: once(() => makeBranch(visit)),
    issue: once(() => makeIssue(visit)),
    clean: async () => [...(await removed(visit, branchesLeft)), ...(await removed(visit, issuesLeft))],
  }
}

/** A refusal is kept as well: each probe that needs the thing would try again otherwise. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => {
    made ??= make()
    return made
  }
}

async function makeBranch(visit: Visit): Promise<ScratchBranch> {
  const { octokit, at, repository, now } = visit
  const base = await octokit.rest.git.getRef({ ...at, ref: `heads/${repository.default_branch}` })
  const tip = base.data.object.sha
  const { data: commit } = await octokit.rest.git.getCommit({ ...at, commit_sha: tip })
  const name = `${doctorPrefix}${now()}`
  await octokit.rest.git.createRef({ ...at, ref: `refs/heads/${name}`, sha: tip })
  const request = { ...at, message: 'Try what the server allows', tree: commit.tree.sha, parents: [tip] }
  const { data: empty } = await octokit.rest.git.createCommit(request)
  await octokit.rest.git.updateRef({ ...at, ref: `heads/${name}`, sha: empty.sha, force: false })
  return { name, head: empty.sha, pushedAt: now() }
}

async function makeIssue({ octokit, at }: Visit): Promise<ScratchIssue> {
  const body = `Close this issue if it is open: \`switchyard doctor\` made it to try what this server allows.\n\n${marker}`
  const { data: issue } = await octokit.rest.issues.create({ ...at, title, body })
  const first = { ...at, issue_number: issue.number, body: 'A first text.' }
  const { data: comment } = await octokit.rest.issues.createComment(first)
  return {
    number: issue.number,
    id: Number(issue.id),
    nodeId: issue.node_id,
    comment: { id: Number(comment.id), nodeId: comment.node_id },
  }
}

/** What is to be removed, with the words for what stays when that fails. */
interface Removal {
  name: string
  remove(): Promise<unknown>
}

/** Returns what could not be removed. */
async function removed(visit: Visit, find: (visit: Visit) => Promise<Removal[]>): Promise<string[]> {
  const left: string[] = []
  try {
    for (const { name, remove } of await find(visit))
      await remove().catch((error: unknown) => left.push(`${name}: ${failureOf(error).message}`))
  } catch (error) {
    left.push(failureOf(error).message)
  }
  return left
}

async function branchesLeft({ octokit, at }: Visit): Promise<Removal[]> {
  const { data } = await octokit.rest.git.listMatchingRefs({ ...at, ref: `heads/${doctorPrefix}` })
  return data.map(({ ref }) => ({
    name: `the branch ${ref.replace('refs/heads/', '')}`,
    remove: () => octokit.rest.git.deleteRef({ ...at, ref: ref.replace('refs/', '') }),
  }))
}

async function issuesLeft({ octokit, at, slug, selfId }: Visit): Promise<Removal[]> {
  const { data } = await octokit.rest.issues.listForRepo({ ...at, creator: `${slug}[bot]`, state: 'open' })
  const ours = data.filter(({ body, user }) => body?.includes(marker) && Number(user?.id) === selfId)
  return ours.map(({ number }) => ({
    name: `the issue #${number}`,
    async remove() {
      const { data: comments } = await octokit.rest.issues.listComments({ ...at, issue_number: number })
      for (const { id, user } of comments)
        if (Number(user?.id) === selfId) await octokit.rest.issues.deleteComment({ ...at, comment_id: Number(id) })
      await octokit.rest.issues.update({ ...at, issue_number: number, state: 'closed', state_reason: 'not_planned' })
    },
  }))
}
