/** Classic branch protection: `R/branches/{branch}/protection`. */

import { z } from 'zod'
import { ForgeError } from '../domain/errors.ts'
import { branchSha, findUser, ownerOf } from '../domain/find.ts'
import type { Actors, Protection } from '../domain/model.ts'
import { protection, protectionOf } from '../domain/protection.ts'
import { apiUrlOf } from '../domain/server.ts'
import { appView } from '../views/app.ts'
import { repoApi } from '../views/repo.ts'
import { userViewById } from '../views/user.ts'
import { noContent, type RepoAsk, type Router, repoRoute } from './router.ts'

const logins = z.array(z.string()).default([])
const actors = z.looseObject({ users: logins, teams: logins, apps: logins })

const wish = z.looseObject({
  required_status_checks: z
    .looseObject({
      strict: z.boolean(),
      contexts: z.array(z.string()).default([]),
      checks: z.array(z.looseObject({ context: z.string(), app_id: z.int().nullish() })).optional(),
    })
    .nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: z
    .looseObject({
      required_approving_review_count: z.int().min(0).max(6).default(1),
      dismiss_stale_reviews: z.boolean().default(false),
      require_code_owner_reviews: z.boolean().default(false),
      require_last_push_approval: z.boolean().default(false),
      dismissal_restrictions: actors.partial().optional(),
      bypass_pull_request_allowances: actors.optional(),
    })
    .nullable(),
  restrictions: actors.nullable(),
  required_linear_history: z.boolean().default(false),
  allow_force_pushes: z.boolean().nullish(),
  allow_deletions: z.boolean().default(false),
  block_creations: z.boolean().default(false),
  required_conversation_resolution: z.boolean().default(false),
  lock_branch: z.boolean().default(false),
  allow_fork_syncing: z.boolean().default(false),
})
type Wish = z.infer<typeof wish>
/** The body of `PUT R/branches/{branch}/protection`. */
export type ProtectionBody = z.input<typeof wish>

/** GitHub's number for "any App may set it". */
const ANY_APP = -1

export function protectionRoutes(router: Router): void {
  const path = '/branches/:branch{.+}/protection'
  repoRoute(router, 'GET', `${path}/required_signatures`, (ask) => {
    ask.need('administration', 'read')
    return signaturesView(ask, own(ask))
  })
  repoRoute(router, 'POST', `${path}/required_signatures`, (ask) => signatures(ask, true))
  repoRoute(router, 'DELETE', `${path}/required_signatures`, (ask) => {
    signatures(ask, false)
    return noContent()
  })
  repoRoute(router, 'GET', path, (ask) => {
    ask.need('administration', 'read')
    return view(ask, own(ask))
  })
  repoRoute(router, 'PUT', path, async (ask) => {
    ask.need('administration', 'write')
    const branch = branchAsked(ask)
    const body = await ask.body(wish)
    const { repo } = ask
    const known = repo.protections?.find(({ pattern }) => pattern === branch)
    const made = protection(known?.id ?? ask.forge.newId(), branch, settings(ask, body))
    made.signatures = known?.signatures ?? false
    repo.protections = [...(repo.protections ?? []).filter((one) => one !== known), made]
    ask.forge.touch()
    return view(ask, made)
  })
  repoRoute(router, 'DELETE', path, (ask) => {
    ask.need('administration', 'write')
    const gone = own(ask)
    ask.repo.protections = ask.repo.protections?.filter((one) => one !== gone) ?? []
    ask.forge.touch()
    return noContent()
  })
}

function branchAsked(ask: RepoAsk): string {
  const branch = ask.param('branch')
  if (branchSha(ask.repo, branch) === undefined) throw new ForgeError(404, 'Branch not found')
  return branch
}

function own(ask: RepoAsk): Protection {
  const found = protectionOf(ask.repo, branchAsked(ask))
  if (!found) throw new ForgeError(404, 'Branch not protected')
  return found
}

/** Signed commits have a route of their own. */
function signatures(ask: RepoAsk, required: boolean) {
  ask.need('administration', 'write')
  const one = own(ask)
  one.signatures = required
  ask.forge.touch()
  return signaturesView(ask, one)
}

function settings(ask: RepoAsk, body: Wish): Partial<Protection> {
  const { required_status_checks: checks, required_pull_request_reviews: reviews } = body
  const named = checks?.checks ?? checks?.contexts.map((context) => ({ context, app_id: null }))
  return {
    checks: checks && {
      strict: checks.strict,
      list: (named ?? []).map(({ context, app_id: app }) => ({
        context,
        appId: app === ANY_APP ? null : (app ?? null),
      })),
    },
    reviews: reviews && {
      count: reviews.required_approving_review_count,
      dismissStale: reviews.dismiss_stale_reviews,
      codeOwners: reviews.require_code_owner_reviews,
      lastPush: reviews.require_last_push_approval,
      dismissers: dismissers(ask, reviews.dismissal_restrictions),
      bypass: ids(ask, reviews.bypass_pull_request_allowances ?? {}),
    },
    restrictions: body.restrictions && ids(ask, body.restrictions),
    enforceAdmins: body.enforce_admins ?? false,
    linearHistory: body.required_linear_history,
    conversations: body.required_conversation_resolution,
    forcePushes: body.allow_force_pushes ?? false,
    deletions: body.allow_deletions,
    blockCreations: body.block_creations,
    lock: body.lock_branch,
    forkSyncing: body.allow_fork_syncing,
  }
}

interface Names {
  users?: string[] | undefined
  teams?: string[] | undefined
  apps?: string[] | undefined
}

/** An empty object takes the restriction away. */
function dismissers(ask: RepoAsk, names: Names | undefined): Actors | null {
  return names && Object.keys(names).length > 0 ? ids(ask, names) : null
}

/** Names that nobody has are left out, as on GitHub. */
function ids({ forge, repo }: RepoAsk, { users = [], teams = [], apps = [] }: Names): Actors {
  const teamOf = (slug: string) => forge.world.teams?.find((one) => one.ownerId === repo.ownerId && one.slug === slug)
  return {
    users: users.flatMap((login) => findUser(forge, login)?.id ?? []),
    teams: teams.flatMap((slug) => teamOf(slug)?.id ?? []),
    apps: apps.flatMap((slug) => forge.world.apps.find((app) => app.slug === slug)?.id ?? []),
  }
}

const addressOf = (ask: RepoAsk) =>
  `${repoApi(ask.forge, ask.repo)}/branches/${encodeURIComponent(ask.param('branch'))}/protection`

const signaturesView = (ask: RepoAsk, one: Protection) => ({
  url: `${addressOf(ask)}/required_signatures`,
  enabled: one.signatures,
})

function view(ask: RepoAsk, one: Protection) {
  const url = addressOf(ask)
  return {
    url,
    ...(one.checks && { required_status_checks: checksView(url, one.checks) }),
    ...(one.reviews && { required_pull_request_reviews: reviewsView(ask, url, one.reviews) }),
    ...(one.restrictions && { restrictions: restrictionsView(ask, url, one.restrictions) }),
    required_signatures: signaturesView(ask, one),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: one.enforceAdmins },
    required_linear_history: { enabled: one.linearHistory },
    allow_force_pushes: { enabled: one.forcePushes },
    allow_deletions: { enabled: one.deletions },
    block_creations: { enabled: one.blockCreations },
    required_conversation_resolution: { enabled: one.conversations },
    lock_branch: { enabled: one.lock },
    allow_fork_syncing: { enabled: one.forkSyncing },
  }
}

function checksView(url: string, { strict, list }: NonNullable<Protection['checks']>) {
  return {
    url: `${url}/required_status_checks`,
    strict,
    contexts: list.map(({ context }) => context),
    contexts_url: `${url}/required_status_checks/contexts`,
    checks: list.map(({ context, appId }) => ({ context, app_id: appId })),
  }
}

function reviewsView(ask: RepoAsk, url: string, reviews: NonNullable<Protection['reviews']>) {
  const self = `${url}/dismissal_restrictions`
  const { dismissers: may, bypass } = reviews
  const hasBypass = [...bypass.users, ...bypass.teams, ...bypass.apps].length > 0
  return {
    url: `${url}/required_pull_request_reviews`,
    dismiss_stale_reviews: reviews.dismissStale,
    require_code_owner_reviews: reviews.codeOwners,
    require_last_push_approval: reviews.lastPush,
    required_approving_review_count: reviews.count,
    ...(may && {
      dismissal_restrictions: {
        url: self,
        users_url: `${self}/users`,
        teams_url: `${self}/teams`,
        ...actorViews(ask, may),
      },
    }),
    ...(hasBypass && { bypass_pull_request_allowances: actorViews(ask, bypass) }),
  }
}

function restrictionsView(ask: RepoAsk, url: string, restrictions: Actors) {
  const self = `${url}/restrictions`
  return {
    url: self,
    users_url: `${self}/users`,
    teams_url: `${self}/teams`,
    apps_url: `${self}/apps`,
    ...actorViews(ask, restrictions),
    apps: actorViews(ask, restrictions).apps.map(shortApp),
  }
}

/** GitHub describes fewer fields of an App on this list. */
function shortApp({ installations_count: _, permissions: { metadata, contents, issues }, ...app }: AppView) {
  return {
    ...app,
    permissions: { ...(metadata && { metadata }), ...(contents && { contents }), ...(issues && { issues }) },
  }
}
type AppView = ReturnType<typeof appView>

function actorViews(ask: RepoAsk, { users, teams, apps }: Actors) {
  const { forge } = ask
  return {
    users: users.map((id) => userViewById(forge, id)),
    teams: (forge.world.teams ?? []).filter(({ id }) => teams.includes(id)).map((team) => teamView(ask, team)),
    apps: forge.world.apps.filter(({ id }) => apps.includes(id)).map((app) => appView(forge, app)),
  }
}

function teamView({ forge, repo }: RepoAsk, { id, slug }: { id: number; slug: string }) {
  const owner = ownerOf(forge, repo)
  const url = `${apiUrlOf(forge)}/orgs/${owner.login}/teams/${slug}`
  return {
    id,
    node_id: `T_${id}`,
    url,
    html_url: `${forge.baseUrl}/orgs/${owner.login}/teams/${slug}`,
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'push',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    organization_id: owner.id,
    parent: null,
  }
}
