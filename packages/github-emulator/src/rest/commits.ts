import { ForgeError, notFound } from '../domain/errors.ts'
import { git } from '../domain/git.ts'
import { nodeId } from '../domain/nodeid.ts'
import { changedFiles, lines, mergeBase, readCommit, readCommits, resolveCommit } from '../domain/objects.ts'
import { commitView } from '../views/commit.ts'
import { pullStubs, pullView } from '../views/pull.ts'
import { repoApi, repoHtml } from '../views/repo.ts'
import { shaAsked } from './checks.ts'
import { fileViews } from './files.ts'
import { diffAsked } from './media.ts'
import { paged, pageOf } from './pages.ts'
import { type RepoAsk, type Router, repoRoute } from './router.ts'

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
const MOST_FILES = 300

export function commitRoutes(router: Router): void {
  repoRoute(router, 'GET', '/commits', list)
  repoRoute(router, 'GET', '/commits/:ref{.+}/pulls', async (ask) => {
    ask.need('pull_requests', 'read')
    const sha = await shaAsked(ask)
    const numbers = new Set(pullStubs(ask.forge, ask.repo, sha).map((p) => p.number))
    const found = ask.repo.pulls.filter((p) => numbers.has(p.number) || p.mergeCommitSha === sha || p.headSha === sha)
    return paged(ask, found).map((p) => pullView(ask.forge, ask.repo, p))
  })
  repoRoute(router, 'GET', '/commits/:ref{.+}', single)
  repoRoute(router, 'GET', '/tags', (ask) => {
    ask.need('contents', 'read')
    const names = Object.keys(ask.repo.refs).filter((ref) => ref.startsWith('refs/tags/'))
    return Promise.all(paged(ask, names.toSorted().toReversed()).map((ref) => tagView(ask, ref)))
  })
  repoRoute(router, 'GET', '/compare/:basehead{.+}', compare)
}

async function tagView(ask: RepoAsk, ref: string) {
  const name = ref.slice('refs/tags/'.length)
  const [api, sha] = [repoApi(ask.forge, ask.repo), (await resolveCommit(ask.forge, ask.repo, name)) ?? '']
  return {
    name,
    zipball_url: `${api}/zipball/${ref}`,
    tarball_url: `${api}/tarball/${ref}`,
    commit: { sha, url: `${api}/commits/${sha}` },
    node_id: nodeId('Ref', `${ask.repo.id}:${ref}`),
  }
}

async function list(ask: RepoAsk) {
  ask.need('contents', 'read')
  const start = ask.query('sha') ?? ask.repo.defaultBranch
  const sha = await resolveCommit(ask.forge, ask.repo, start)
  if (sha === null) throw notFound()
  const [path, since, until, author] = [ask.query('path'), ask.query('since'), ask.query('until'), ask.query('author')]
  const extra = [
    ...(since ? [`--since=${since}`] : []),
    ...(until ? [`--until=${until}`] : []),
    ...(author ? ['--fixed-strings', `--author=${author}`] : []),
  ]
  const found = await readCommits(ask.forge, ask.repo, [sha], { extra, paths: path ? [path] : [] })
  return paged(ask, found).map((c) => commitView(ask.forge, ask.repo, c))
}

async function single(ask: RepoAsk) {
  ask.need('contents', 'read')
  const sha = await shaAsked(ask)
  if (ask.c.req.header('accept')?.includes('.sha')) return ask.c.text(sha)
  const commit = await readCommit(ask.forge, ask.repo, sha)
  if (!commit) throw notFound()
  const from = commit.parents[0] ?? EMPTY_TREE
  const text = await diffAsked(ask, from, sha, 'Commit')
  if (text) return text
  const files = (await changedFiles(ask.forge, ask.repo, from, sha)).slice(0, MOST_FILES)
  const additions = files.reduce((sum, f) => sum + f.additions, 0)
  const deletions = files.reduce((sum, f) => sum + f.deletions, 0)
  const stats = { total: additions + deletions, additions, deletions }
  return { ...commitView(ask.forge, ask.repo, commit), stats, files: await fileViews(ask, files, from, sha) }
}

/** `base...head` by branch, tag or sha, each with an owner before a colon if need be. */
async function ends(ask: RepoAsk): Promise<[string, string]> {
  const text = ask.param('basehead')
  const at = text.indexOf('...')
  if (at < 0) throw notFound()
  const names = [text.slice(0, at), text.slice(at + 3)].map((n) => n.replace(/^[^/:]+:/, ''))
  const [base, head] = await Promise.all(names.map((n) => resolveCommit(ask.forge, ask.repo, n)))
  if (base == null || head == null) throw notFound()
  return [base, head]
}

async function compare(ask: RepoAsk) {
  const { forge, repo } = ask
  ask.need('contents', 'read')
  const [base, head] = await ends(ask)
  const merge = await mergeBase(forge, repo, base, head)
  if (merge === null) throw new ForgeError(404, 'No common ancestor between the two commits')
  const text = await diffAsked(ask, merge, head, 'Comparison')
  if (text) return text
  const commits = await readCommits(forge, repo, [`${base}..${head}`], { extra: ['--reverse'] })
  const behind = Number(lines(await git(forge.bareDir(repo), ['rev-list', '--count', `${head}..${base}`]))[0])
  const files = pageOf(ask).page === 1 ? (await changedFiles(forge, repo, merge, head)).slice(0, MOST_FILES) : []
  const [b, m] = [await readCommit(forge, repo, base), await readCommit(forge, repo, merge)]
  const url = `${repoApi(forge, repo)}/compare/${base}...${head}`
  const html = `${repoHtml(forge, repo)}/compare/${base}...${head}`
  return {
    url,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: b && commitView(forge, repo, b),
    merge_base_commit: m && commitView(forge, repo, m),
    status: standing(commits.length, behind),
    ahead_by: commits.length,
    behind_by: behind,
    total_commits: commits.length,
    commits: paged(ask, commits, 250).map((c) => commitView(forge, repo, c)),
    files: await fileViews(ask, files, merge, head),
  }
}

function standing(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged'
  if (ahead > 0) return 'ahead'
  return behind > 0 ? 'behind' : 'identical'
}
