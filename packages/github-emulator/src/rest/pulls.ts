import { z } from 'zod'
import { can, canEditIssue, hasRole } from '../domain/access.ts'
import { invalid } from '../domain/errors.ts'
import { issueOf, pullOf } from '../domain/find.ts'
import { given } from '../domain/given.ts'
import { mergeStateOf } from '../domain/merge-state.ts'
import type { Pull } from '../domain/model.ts'
import { changedFiles, countChanges, mergeBase, readCommits } from '../domain/objects.ts'
import { apiUrlOf } from '../domain/server.ts'
import { mergeableOf, mergePull, updatePullBranch } from '../domain/verbs/merge.ts'
import { editPull, openPull } from '../domain/verbs/pulls.ts'
import { commitView } from '../views/commit.ts'
import { fullPullView, issueOfPull, pullView } from '../views/pull.ts'
import { fileViews } from './files.ts'
import { diffAsked } from './media.ts'
import { paged } from './pages.ts'
import { Answer, accepted, created, noContent, type RepoAsk, type Router, refusal, repoRoute } from './router.ts'

/** GitHub lists at most this many files, and commits, of a pull request. */
const MOST_FILES = 3000
const MOST_COMMITS = 250

const newPull = z.looseObject({
  title: z.string().optional(),
  body: z.string().nullish(),
  head: z.string().optional(),
  base: z.string().optional(),
  draft: z.boolean().optional(),
})

const change = z.looseObject({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
})

const merge = z.looseObject({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).optional(),
})

export function pullAsked(ask: RepoAsk): Pull {
  const pull = pullOf(ask.repo, ask.number('number'))
  ask.need('pull_requests', 'read')
  return pull
}

/** The commit where the pull request left its base: what it changes is counted from there. */
async function forkPoint(ask: RepoAsk, pull: Pull): Promise<string> {
  const tip = pull.merged ? pull.baseSha : (ask.repo.refs[`refs/heads/${pull.baseRef}`] ?? pull.baseSha)
  return (await mergeBase(ask.forge, ask.repo, tip, pull.headSha)) ?? pull.baseSha
}

async function full(ask: RepoAsk, pull: Pull) {
  const { forge, repo } = ask
  const counts = await countChanges(forge, repo, await forkPoint(ask, pull), pull.headSha)
  const mergeable = await mergeableOf(forge, repo, pull)
  const mergeable_state = (await mergeStateOf(forge, repo, pull)).toLowerCase()
  return fullPullView(forge, repo, pull, { mergeable, mergeable_state, ...counts })
}

export function pullRoutes(router: Router): void {
  repoRoute(router, 'GET', '/pulls', (ask) => {
    ask.need('pull_requests', 'read')
    return paged(ask, listed(ask)).map((p) => pullView(ask.forge, ask.repo, p))
  })
  repoRoute(router, 'POST', '/pulls', open)
  repoRoute(router, 'GET', '/pulls/:number', async (ask) => {
    const pull = pullAsked(ask)
    const text = await diffAsked(ask, await forkPoint(ask, pull), pull.headSha, 'PullRequest')
    return text ?? full(ask, pull)
  })
  repoRoute(router, 'PATCH', '/pulls/:number', edit)
  repoRoute(router, 'GET', '/pulls/:number/files', async (ask) => {
    const pull = pullAsked(ask)
    const from = await forkPoint(ask, pull)
    const files = (await changedFiles(ask.forge, ask.repo, from, pull.headSha)).slice(0, MOST_FILES)
    return fileViews(ask, paged(ask, files), from, pull.headSha)
  })
  repoRoute(router, 'GET', '/pulls/:number/commits', async (ask) => {
    const pull = pullAsked(ask)
    const range = [`${await forkPoint(ask, pull)}..${pull.headSha}`]
    const commits = await readCommits(ask.forge, ask.repo, range, { extra: ['--reverse'] })
    return paged(ask, commits.slice(0, MOST_COMMITS)).map((c) => commitView(ask.forge, ask.repo, c))
  })
  mergeRoutes(router)
}

async function open(ask: RepoAsk) {
  const { forge, repo, viewer } = ask
  // A branch of the repository itself can only be there for someone who may push.
  const allowed =
    viewer.kind === 'user' ? hasRole(repo, viewer, 'write') : can({ forge, repo, viewer }, 'pull_requests', 'write')
  if (!allowed) throw refusal(viewer, 'pull_requests=write')
  const body = await ask.body(newPull)
  if (body.title === undefined) throw invalid({ resource: 'PullRequest', field: 'title', code: 'missing_field' })
  for (const field of ['head', 'base'] as const)
    if (body[field] === undefined) throw invalid({ resource: 'PullRequest', field, code: 'missing_field' })
  const { title, draft, head = '', base = '' } = body
  const input = given({ title, body: body.body, head, base, draft })
  return created(await full(ask, await openPull({ forge, actor: ask.actor(), repo }, input)))
}

async function edit(ask: RepoAsk) {
  const pull = pullAsked(ask)
  const issue = issueOf(ask.repo, pull.number)
  if (!canEditIssue(ask, issue)) throw refusal(ask.viewer, 'pull_requests=write')
  const body = await ask.body(change)
  const { title, state, base } = body
  const input = given({ title, state, base, body: body.body })
  await editPull(ask.context(), pull, input)
  return full(ask, pull)
}

function mergeRoutes(router: Router): void {
  repoRoute(router, 'GET', '/pulls/:number/merge', (ask) => (pullAsked(ask).merged ? noContent() : notMerged()))
  repoRoute(router, 'PUT', '/pulls/:number/merge', async (ask) => {
    const pull = pullAsked(ask)
    ask.need('contents', 'write')
    const body = await ask.body(merge)
    const input = given({
      method: body.merge_method,
      sha: body.sha,
      title: body.commit_title,
      message: body.commit_message,
    })
    const { sha } = await mergePull(ask.context(), pull, input)
    return { sha, merged: true, message: 'Pull Request successfully merged' }
  })
  repoRoute(router, 'PUT', '/pulls/:number/update-branch', async (ask) => {
    const pull = pullAsked(ask)
    ask.need('pull_requests', 'write')
    ask.need('contents', 'write')
    const { expected_head_sha: expected } = await ask.body(z.looseObject({ expected_head_sha: z.string().optional() }))
    await updatePullBranch(ask.context(), pull, expected)
    const url = `${apiUrlOf(ask.forge)}/repos/${ask.param('owner')}/${ask.param('repo')}/pulls/${pull.number}`
    return accepted({ message: 'Updating pull request branch.', url })
  })
}

const notMerged = () =>
  new Answer(404, { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' })

function listed(ask: RepoAsk): Pull[] {
  const { repo } = ask
  const state = ask.query('state') ?? 'open'
  const [head, base] = [ask.query('head'), ask.query('base')]
  const owner = ask.forge.world.users.find((u) => u.id === repo.ownerId)?.login
  const sort = ask.query('sort') ?? 'created'
  const direction = ask.query('direction') ?? (ask.query('sort') === undefined || sort === 'created' ? 'desc' : 'asc')
  const key = (p: Pull) => (sort === 'updated' ? issueOfPull(repo, p).updatedAt : issueOfPull(repo, p).createdAt)
  const sign = direction === 'asc' ? 1 : -1
  return (
    repo.pulls
      .filter((p) => state === 'all' || issueOfPull(repo, p).state === state)
      .filter((p) => base === undefined || p.baseRef === base)
      // Without an owner before the colon GitHub ignores the filter.
      .filter((p) => head === undefined || !head.includes(':') || head === `${owner}:${p.headRef}`)
      .toSorted((a, b) => sign * (key(a) - key(b) || a.number - b.number))
  )
}
