import { z } from 'zod'
import { ForgeError } from '../domain/errors.ts'
import { branchSha } from '../domain/find.ts'
import { given } from '../domain/given.ts'
import type { Repo } from '../domain/model.ts'
import { readCommit } from '../domain/objects.ts'
import { protectionOf } from '../domain/protection.ts'
import { isProtected } from '../domain/rules.ts'
import { mergeBranches } from '../domain/verbs/merge.ts'
import { commitView } from '../views/commit.ts'
import { repoApi, repoHtml } from '../views/repo.ts'
import { paged } from './pages.ts'
import { created, noContent, type RepoAsk, type Router, repoRoute } from './router.ts'

export function branchRoutes(router: Router): void {
  repoRoute(router, 'GET', '/branches', (ask) => {
    ask.need('contents', 'read')
    const only = ask.query('protected')
    const names = Object.keys(ask.repo.refs)
      .filter((ref) => ref.startsWith('refs/heads/'))
      .map((ref) => ref.slice('refs/heads/'.length))
      .filter((name) => only === undefined || String(isProtected(ask.forge, ask.repo, name)) === only)
    return paged(ask, names.toSorted()).map((name) => short(ask, name))
  })
  repoRoute(router, 'GET', '/branches/:branch{.+}', branch)
  repoRoute(router, 'POST', '/merges', async (ask) => {
    ask.need('contents', 'write')
    const body = await ask.body(
      z.looseObject({ base: z.string(), head: z.string(), commit_message: z.string().optional() }),
    )
    const input = given({ base: body.base, head: body.head, message: body.commit_message })
    const done = await mergeBranches(ask.context(), input)
    if (done === null) return noContent()
    const commit = await readCommit(ask.forge, ask.repo, done.sha)
    return created(commit ? commitView(ask.forge, ask.repo, commit) : done)
  })
}

function short(ask: RepoAsk, name: string) {
  const sha = branchSha(ask.repo, name) ?? ''
  const commit = { sha, url: `${repoApi(ask.forge, ask.repo)}/commits/${sha}` }
  return { name, commit, protected: isProtected(ask.forge, ask.repo, name) }
}

async function branch(ask: RepoAsk) {
  ask.need('contents', 'read')
  const name = ask.param('branch')
  const sha = branchSha(ask.repo, name)
  const commit = sha === undefined ? null : await readCommit(ask.forge, ask.repo, sha)
  if (commit === null) throw new ForgeError(404, 'Branch not found')
  const self = `${repoApi(ask.forge, ask.repo)}/branches/${encodeURIComponent(name)}`
  return {
    name,
    commit: commitView(ask.forge, ask.repo, commit),
    _links: { self, html: `${repoHtml(ask.forge, ask.repo)}/tree/${name}` },
    protected: isProtected(ask.forge, ask.repo, name),
    protection: summary(ask.repo, name),
    protection_url: `${self}/protection`,
  }
}

/** What everybody who reads the branch is told of its classic protection: its required checks. */
function summary(repo: Repo, branch: string) {
  const protection = protectionOf(repo, branch)
  const list = protection?.checks?.list ?? []
  const level = protection?.enforceAdmins ? 'everyone' : 'non_admins'
  return {
    enabled: protection !== undefined,
    required_status_checks: {
      enforcement_level: list.length === 0 ? 'off' : level,
      contexts: list.map(({ context }) => context),
      checks: list.map(({ context, appId }) => ({ context, app_id: appId })),
    },
  }
}
