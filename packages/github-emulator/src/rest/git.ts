import { z } from 'zod'
import { ForgeError, notFound, unprocessable } from '../domain/errors.ts'
import { gitBytes, gitTry } from '../domain/git.ts'
import { commitTree, isSha, readCommit } from '../domain/objects.ts'
import { sign } from '../domain/signatures.ts'
import { readTree, writeBlob, writeTree } from '../domain/trees.ts'
import { createRef, deleteRef, updateRef } from '../domain/verbs/refs.ts'
import { gitCommitView, refView } from '../views/commit.ts'
import { repoApi } from '../views/repo.ts'
import { paged } from './pages.ts'
import { created, noContent, type RepoAsk, type Router, repoRoute } from './router.ts'

const newRef = z.looseObject({ ref: z.string(), sha: z.string() })
const moved = z.looseObject({ sha: z.string(), force: z.boolean().optional() })

/** These paths name a ref without `refs/`. */
const refAsked = (ask: RepoAsk) => `refs/${ask.param('ref').replace(/^refs\//, '')}`

export function gitRoutes(router: Router): void {
  refRoutes(router)
  objectRoutes(router)
}

function refRoutes(router: Router): void {
  const show = (ask: RepoAsk, ref: string) => {
    const sha = ask.repo.refs[ref]
    if (sha === undefined) throw notFound()
    return refView(ask.forge, ask.repo, ref, sha)
  }
  repoRoute(router, 'GET', '/git/ref/:ref{.+}', (ask) => {
    ask.need('contents', 'read')
    return show(ask, refAsked(ask))
  })
  repoRoute(router, 'GET', '/git/matching-refs/:ref{.*}', (ask) => {
    ask.need('contents', 'read')
    const start = refAsked(ask)
    const found = Object.keys(ask.repo.refs).filter((ref) => ref.startsWith(start))
    return paged(ask, found.toSorted()).map((ref) => show(ask, ref))
  })
  // Older clients ask here for a ref, or for all below a name.
  repoRoute(router, 'GET', '/git/refs/:ref{.+}', (ask) => {
    ask.need('contents', 'read')
    const start = refAsked(ask)
    if (ask.repo.refs[start] !== undefined) return show(ask, start)
    const found = Object.keys(ask.repo.refs).filter((ref) => ref.startsWith(start))
    if (found.length === 0) throw notFound()
    return paged(ask, found.toSorted()).map((ref) => show(ask, ref))
  })
  repoRoute(router, 'GET', '/git/refs', (ask) => {
    ask.need('contents', 'read')
    return paged(ask, Object.keys(ask.repo.refs).toSorted()).map((ref) => show(ask, ref))
  })
  repoRoute(router, 'POST', '/git/refs', async (ask) => {
    ask.need('contents', 'write')
    const { ref, sha } = await ask.body(newRef)
    await createRef(ask.context(), ref, sha)
    return created(show(ask, ref))
  })
  repoRoute(router, 'PATCH', '/git/refs/:ref{.+}', async (ask) => {
    ask.need('contents', 'write')
    const { sha, force = false } = await ask.body(moved)
    const ref = refAsked(ask)
    await updateRef(ask.context(), ref, sha, force)
    return show(ask, ref)
  })
  repoRoute(router, 'DELETE', '/git/refs/:ref{.+}', async (ask) => {
    ask.need('contents', 'write')
    await deleteRef(ask.context(), refAsked(ask))
    return noContent()
  })
}

const newCommit = z.looseObject({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).optional(),
  author: z.unknown().optional(),
  committer: z.unknown().optional(),
})
const entry = z.looseObject({
  path: z.string(),
  mode: z.enum(['100644', '100755', '040000', '160000', '120000']),
  sha: z.string().nullish(),
  content: z.string().optional(),
})
const newTree = z.looseObject({ base_tree: z.string().optional(), tree: z.array(entry) })
const newBlob = z.looseObject({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).optional() })

function objectRoutes(router: Router): void {
  repoRoute(router, 'GET', '/git/commits/:sha', async (ask) => {
    ask.need('contents', 'read')
    return gitCommitView(ask.forge, ask.repo, await commitAsked(ask, ask.param('sha')))
  })
  repoRoute(router, 'POST', '/git/commits', async (ask) => {
    ask.need('contents', 'write')
    const { message, tree, parents = [], author, committer } = await ask.body(newCommit)
    await needObject(ask, tree, 'tree', unprocessable('Tree SHA does not exist'))
    for (const parent of parents)
      await needObject(ask, parent, 'commit', unprocessable('Parent SHA does not exist or is not a commit object'))
    const sha = await commitTree(ask.forge, ask.repo, ask.actor(), { tree, parents, message })
    // GitHub signs for an App that names nobody else as the author.
    const isSigned = ask.viewer.kind === 'installation' && author === undefined && committer === undefined
    if (isSigned) sign(ask.forge, ask.repo, sha)
    return created(gitCommitView(ask.forge, ask.repo, await commitAsked(ask, sha)))
  })
  repoRoute(router, 'GET', '/git/trees/:sha{.+}', async (ask) => {
    ask.need('contents', 'read')
    return treeView(ask, ask.param('sha'), ask.query('recursive') !== undefined)
  })
  repoRoute(router, 'POST', '/git/trees', async (ask) => {
    ask.need('contents', 'write')
    return created(await makeTree(ask, await ask.body(newTree)))
  })
  blobRoutes(router)
}

function blobRoutes(router: Router): void {
  repoRoute(router, 'POST', '/git/blobs', async (ask) => {
    ask.need('contents', 'write')
    const { content, encoding = 'utf-8' } = await ask.body(newBlob)
    const sha = await writeBlob(ask.forge, ask.repo, Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'))
    return created({ sha, url: `${repoApi(ask.forge, ask.repo)}/git/blobs/${sha}` })
  })
  repoRoute(router, 'GET', '/git/blobs/:sha', async (ask) => {
    ask.need('contents', 'read')
    const sha = ask.param('sha')
    await needObject(ask, sha, 'blob', notFound())
    const content = await gitBytes(ask.forge.bareDir(ask.repo), ['cat-file', 'blob', sha])
    const url = `${repoApi(ask.forge, ask.repo)}/git/blobs/${sha}`
    return { sha, node_id: sha, size: content.length, url, content: content.toString('base64'), encoding: 'base64' }
  })
}

async function commitAsked(ask: RepoAsk, sha: string) {
  await needObject(ask, sha, 'commit', notFound())
  const commit = await readCommit(ask.forge, ask.repo, sha)
  if (!commit) throw notFound()
  return commit
}

/** @throws `otherwise` when the repository has no object of this type with this id */
async function needObject(ask: RepoAsk, sha: string, type: string, otherwise: ForgeError): Promise<void> {
  const there =
    isSha(sha) && (await gitTry(ask.forge.bareDir(ask.repo), ['cat-file', '-t', sha])).stdout.trim() === type
  if (!there) throw otherwise
}

async function makeTree(ask: RepoAsk, body: z.infer<typeof newTree>) {
  if (body.tree.length === 0) throw unprocessable('Invalid tree info')
  const base = body.base_tree === undefined ? null : await treeSha(ask, body.base_tree)
  const rows = []
  for (const e of body.tree) {
    if (typeof e.sha === 'string' && !isSha(e.sha)) throw new ForgeError(422, `tree.sha ${e.sha} is not a valid object`)
    if (!isTreePath(e.path)) throw new ForgeError(422, 'tree.path contains a malformed path component')
    const sha = e.sha === undefined ? await writeBlob(ask.forge, ask.repo, e.content ?? '') : e.sha
    rows.push({ path: e.path, mode: e.mode, sha })
  }
  return treeView(ask, await writeTree(ask.forge, ask.repo, base, rows), false)
}

/** A path git would take into a tree: relative, and never into `.git`. */
const isTreePath = (path: string) =>
  !path.includes('\0') && path.split('/').every((part) => !/^(|\.|\.\.|\.git)$/i.test(part))

/** The tree that a tree, commit, branch or tag names. */
async function treeSha(ask: RepoAsk, name: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{tree}`]
  const found = await gitTry(ask.forge.bareDir(ask.repo), args)
  if (found.code !== 0) throw notFound()
  return found.stdout.trim()
}

async function treeView(ask: RepoAsk, name: string, recursive: boolean) {
  const sha = await treeSha(ask, name)
  const api = `${repoApi(ask.forge, ask.repo)}/git`
  const entries = await readTree(ask.forge, ask.repo, sha, recursive)
  const tree = entries.map(({ size, ...e }) => ({
    ...e,
    ...(size === null ? {} : { size }),
    url: `${api}/${e.type}s/${e.sha}`,
  }))
  return { sha, url: `${api}/trees/${sha}`, tree, truncated: false }
}
