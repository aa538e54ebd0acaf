import { z } from 'zod'
import { ForgeError, notFound } from '../domain/errors.ts'
import { branchSha } from '../domain/find.ts'
import { gitBytes } from '../domain/git.ts'
import { given } from '../domain/given.ts'
import { commitTree, readCommit, resolveCommit } from '../domain/objects.ts'
import { withRepoLock } from '../domain/record.ts'
import { sign } from '../domain/signatures.ts'
import { readTree, type TreeEntry, writeBlob, writeTree } from '../domain/trees.ts'
import { absorbRefs } from '../domain/verbs/notice.ts'
import { checkRules, moveRef } from '../domain/verbs/refs.ts'
import { gitCommitView } from '../views/commit.ts'
import { repoApi, repoHtml } from '../views/repo.ts'
import { Answer, type RepoAsk, type Router, refusal, repoRoute } from './router.ts'

export function contentRoutes(router: Router): void {
  repoRoute(router, 'GET', '/contents', (ask) => read(ask, ''))
  repoRoute(router, 'GET', '/contents/:path{.*}', (ask) => read(ask, clean(ask.param('path'))))
  repoRoute(router, 'GET', '/readme', (ask) => read(ask, 'README.md'))
  repoRoute(router, 'PUT', '/contents/:path{.+}', put)
  repoRoute(router, 'DELETE', '/contents/:path{.+}', remove)
}

const clean = (path: string) => path.replace(/^\/+|\/+$/g, '')

async function entryAt(ask: RepoAsk, commit: string, path: string): Promise<TreeEntry | null> {
  const at = path.lastIndexOf('/')
  const folder = at < 0 ? commit : `${commit}:${path.slice(0, at)}`
  const entries = await readTree(ask.forge, ask.repo, folder, false).catch(() => [])
  return entries.find((e) => e.path === path.slice(at + 1)) ?? null
}

async function read(ask: RepoAsk, path: string) {
  ask.need('contents', 'read')
  const ref = ask.query('ref') ?? ask.repo.defaultBranch
  const commit = await resolveCommit(ask.forge, ask.repo, ref)
  if (commit === null) throw new ForgeError(404, `No commit found for the ref ${ref}`)
  if (path === '') return folder(ask, commit, '', ref)
  const entry = await entryAt(ask, commit, path)
  if (!entry) throw notFound()
  if (entry.type === 'tree') return folder(ask, `${commit}:${path}`, path, ref)
  const bytes = await gitBytes(ask.forge.bareDir(ask.repo), ['cat-file', 'blob', entry.sha])
  if (/[./]raw\b/.test(ask.c.req.header('accept') ?? '')) return new Response(new Uint8Array(bytes))
  const content = bytes.toString('base64').replaceAll(/(.{60})/g, '$1\n')
  return { ...view(ask, entry, path, ref), size: bytes.length, content, encoding: 'base64' }
}

async function folder(ask: RepoAsk, tree: string, path: string, ref: string) {
  const entries = await readTree(ask.forge, ask.repo, tree, false)
  return entries.map((e) => view(ask, e, path === '' ? e.path : `${path}/${e.path}`, ref))
}

function view(ask: RepoAsk, entry: TreeEntry, path: string, ref: string) {
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  const api = repoApi(ask.forge, ask.repo)
  const [url, html] = [
    `${api}/contents/${encoded}?ref=${ref}`,
    `${repoHtml(ask.forge, ask.repo)}/blob/${ref}/${encoded}`,
  ]
  const gitUrl = `${api}/git/${entry.type}s/${entry.sha}`
  return {
    type: entry.type === 'tree' ? 'dir' : 'file',
    size: entry.size ?? 0,
    name: path.split('/').at(-1),
    path,
    sha: entry.sha,
    url,
    html_url: html,
    git_url: gitUrl,
    download_url: entry.type === 'tree' ? null : `${repoHtml(ask.forge, ask.repo)}/raw/${ref}/${encoded}`,
    _links: { self: url, git: gitUrl, html },
  }
}

const newFile = z.looseObject({
  message: z.string(),
  content: z.string(),
  branch: z.string().optional(),
  sha: z.string().optional(),
})
const gone = z.looseObject({ message: z.string(), branch: z.string().optional(), sha: z.string() })

async function put(ask: RepoAsk) {
  const path = clean(ask.param('path'))
  needPush(ask, path)
  const body = await ask.body(newFile)
  const blob = await writeBlob(ask.forge, ask.repo, Buffer.from(body.content, 'base64'))
  const { commit, existed, branch } = await change(ask, path, blob, given(body))
  const entry = await entryAt(ask, commit, path)
  const content = entry && view(ask, entry, path, branch)
  return new Answer(existed ? 200 : 201, { content, commit: await shown(ask, commit) })
}

async function remove(ask: RepoAsk) {
  const path = clean(ask.param('path'))
  needPush(ask, path)
  const { commit } = await change(ask, path, null, given(await ask.body(gone)))
  return { content: null, commit: await shown(ask, commit) }
}

function needPush(ask: RepoAsk, path: string): void {
  ask.need('contents', 'write')
  if (ask.viewer.kind === 'installation' && path.startsWith('.github/workflows/')) ask.need('workflows', 'write')
  if (/(^|\/)(\.git|\.\.?)(\/|$)/i.test(path)) throw refusal(ask.viewer, 'contents=write')
}

async function shown(ask: RepoAsk, sha: string) {
  const commit = await readCommit(ask.forge, ask.repo, sha)
  return commit && gitCommitView(ask.forge, ask.repo, commit)
}

interface Change {
  message: string
  branch?: string
  sha?: string
}

/**
 * Makes one commit on the branch. `sha` must be the file's current blob: 409 when it is not, 422 when it is missing.
 */
function change(ask: RepoAsk, path: string, blob: string | null, body: Change) {
  const { forge, repo } = ask
  return withRepoLock(repo, async () => {
    await absorbRefs(forge, repo, null)
    const branch = body.branch ?? repo.defaultBranch
    const before = branchSha(repo, branch)
    if (before === undefined) throw new ForgeError(404, `Branch ${branch} not found`)
    const entry = await entryAt(ask, before, path)
    checkBlob(path, entry?.sha, body.sha, blob === null)
    const tree = await writeTree(forge, repo, before, [{ path, mode: entry?.mode ?? '100644', sha: blob }])
    const commit = await commitTree(forge, repo, ask.actor(), { tree, parents: [before], message: body.message })
    if (ask.viewer.kind === 'installation') sign(forge, repo, commit)
    const ref = `refs/heads/${branch}`
    await checkRules({ forge, actor: ask.actor(), repo }, { ref, before, after: commit }, 409)
    if (!(await moveRef(ask.context(), ref, { before, after: commit })))
      throw new ForgeError(409, `is at ${branchSha(repo, branch)} but expected ${before}`)
    await absorbRefs(forge, repo, ask.actor())
    return { commit, existed: entry !== null, branch }
  })
}

function checkBlob(path: string, there: string | undefined, given: string | undefined, deleting: boolean): void {
  if (there === undefined && deleting) throw notFound()
  if (there !== undefined && given === undefined)
    throw new ForgeError(422, `Invalid request.\n\n"sha" wasn't supplied.`)
  if (given !== undefined && given !== there) throw new ForgeError(409, `${path} does not match ${given}`)
}
