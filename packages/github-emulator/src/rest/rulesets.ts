import { z } from 'zod'
import { notFound } from '../domain/errors.ts'
import { fullName, ownerOf } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { Rule, Ruleset, User } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { bypassOf, isOrgOwner, rulesetsOf, rulesFor } from '../domain/rules.ts'
import { iso } from '../domain/time.ts'
import { repoApi, repoHtml } from '../views/repo.ts'
import { paged } from './pages.ts'
import { created, noContent, type RepoAsk, type Router, repoRoute } from './router.ts'

export const rulesetWish = z.looseObject({
  name: z.string().min(1),
  enforcement: z.enum(['active', 'evaluate', 'disabled']),
  target: z.enum(['branch', 'push']).optional(),
  bypass_actors: z
    .array(
      z.looseObject({
        actor_id: z.int().nullish(),
        actor_type: z.string(),
        bypass_mode: z.enum(['always', 'pull_request', 'exempt']).default('always'),
      }),
    )
    .default([]),
  conditions: z
    .looseObject({ ref_name: z.looseObject({ include: z.array(z.string()), exclude: z.array(z.string()) }).optional() })
    .nullish(),
  rules: z
    .array(z.looseObject({ type: z.string(), parameters: z.record(z.string(), z.unknown()).optional() }))
    .default([]),
})

/** Rules of branches. */
export function rulesetRoutes(router: Router): void {
  repoRoute(router, 'GET', '/rules/branches/:branch{.+}', (ask) => {
    ask.need('metadata', 'read')
    return paged(ask, rulesOf(ask, ask.param('branch')))
  })
  repoRoute(router, 'GET', '/rulesets', (ask) => {
    ask.need('metadata', 'read')
    return paged(ask, listed(ask)).map((one) => shortView(one, sourceOf(ask, one)))
  })
  repoRoute(router, 'GET', '/rulesets/:id', (ask) => {
    ask.need('metadata', 'read')
    const found = listed(ask).find(({ id }) => id === ask.number('id'))
    if (!found) throw notFound()
    return view(ask, found)
  })
  repoRoute(router, 'POST', '/rulesets', async (ask) => {
    const now = ask.forge.clock.now()
    const made = { id: ask.forge.newId(), createdAt: now, updatedAt: now, ...(await wished(ask)) }
    ask.repo.rulesets = [...(ask.repo.rulesets ?? []), made]
    ask.forge.touch()
    return created(view(ask, made))
  })
  repoRoute(router, 'PUT', '/rulesets/:id', async (ask) => {
    const ruleset = Object.assign(asked(ask), await wished(ask), { updatedAt: ask.forge.clock.now() })
    ask.forge.touch()
    return view(ask, ruleset)
  })
  repoRoute(router, 'DELETE', '/rulesets/:id', (ask) => {
    ask.need('administration', 'write')
    const gone = asked(ask)
    ask.repo.rulesets = ask.repo.rulesets?.filter((one) => one !== gone) ?? []
    ask.forge.touch()
    return noContent()
  })
}

/** With those of the organization, unless only the repository's own are asked for. */
const listed = (ask: RepoAsk): Ruleset[] =>
  ask.query('includes_parents') === 'false' ? (ask.repo.rulesets ?? []) : rulesetsOf(ask.forge, ask.repo)

/** Where a ruleset comes from, and its address there. */
interface Source {
  type: 'Repository' | 'Organization'
  name: string
  api: string
  html: string
}

function sourceOf({ forge, repo }: RepoAsk, { id }: Ruleset): Source {
  const isOrgs = forge.world.rulesets?.some((one) => one.id === id) ?? false
  if (isOrgs) return orgSource(forge, ownerOf(forge, repo))
  return { type: 'Repository', name: fullName(forge, repo), api: repoApi(forge, repo), html: repoHtml(forge, repo) }
}

export const orgSource = ({ baseUrl }: Forge, { login }: User): Source => ({
  type: 'Organization',
  name: login,
  api: `${baseUrl}/api/v3/orgs/${login}`,
  html: `${baseUrl}/organizations/${login}/settings`,
})

function rulesOf(ask: RepoAsk, branch: string) {
  const rules = rulesFor(ask.forge, ask.repo, branch).filter(({ ruleset }) => ruleset.target !== 'push')
  return rules.map(({ ruleset, ...rule }) => {
    const { type, name } = sourceOf(ask, ruleset)
    return { ...ruleView(rule), ruleset_source_type: type, ruleset_source: name, ruleset_id: ruleset.id }
  })
}

export function ruleView({ type, parameters }: Rule) {
  const given = type === 'pull_request' ? { ...PULL_DEFAULTS, ...parameters } : parameters
  return { type, ...(given && { parameters: given }) }
}

const PULL_DEFAULTS = {
  required_approving_review_count: 0,
  dismiss_stale_reviews_on_push: false,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_review_thread_resolution: false,
}

function asked(ask: RepoAsk): Ruleset {
  const found = ask.repo.rulesets?.find(({ id }) => id === ask.number('id'))
  if (!found) throw notFound()
  return found
}

async function wished(ask: RepoAsk) {
  ask.need('administration', 'write')
  return rulesetOf(await ask.body(rulesetWish))
}

export function rulesetOf(body: z.infer<typeof rulesetWish>) {
  const { name, enforcement, target = 'branch', bypass_actors: actors, conditions, rules } = body
  return {
    name,
    target,
    enforcement,
    bypassActors: actors.map((one) => ({ ...one, actor_id: one.actor_id ?? null })),
    include: conditions?.ref_name?.include ?? [],
    exclude: conditions?.ref_name?.exclude ?? [],
    rules: rules.map(({ type, parameters }) => ({ type, parameters })),
  }
}

export function shortView(ruleset: Ruleset, source: Source) {
  const { id, name, enforcement, target = 'branch', createdAt, updatedAt } = ruleset
  return {
    id,
    name,
    enforcement,
    target,
    source_type: source.type,
    source: source.name,
    node_id: nodeId('RepositoryRuleset', id),
    _links: {
      self: { href: `${source.api}/rulesets/${id}` },
      html: { href: `${source.html}/rules/${id}` },
    },
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
  }
}

const BYPASS = { always: 'always', pull_request: 'pull_requests_only', exempt: 'exempt' } as const

/** Everybody is told how far they may pass it by, and only who may change it who else may. */
function view(ask: RepoAsk, ruleset: Ruleset) {
  const { viewer, repo, forge } = ask
  const who = viewer.kind === 'user' || viewer.kind === 'installation' ? viewer.user : null
  const bypass = who && bypassOf(forge, repo, ruleset, who)
  const source = sourceOf(ask, ruleset)
  const isOwner = viewer.kind === 'user' && isOrgOwner(forge, repo.ownerId, viewer.user.id)
  const mayChange = source.type === 'Organization' ? isOwner : ask.may('administration', 'write')
  return {
    ...shortView(ruleset, source),
    conditions: { ref_name: { include: ruleset.include, exclude: ruleset.exclude } },
    rules: ruleset.rules.map(ruleView),
    ...(mayChange && { bypass_actors: ruleset.bypassActors }),
    ...(who && { current_user_can_bypass: bypass === null ? 'never' : BYPASS[bypass] }),
  }
}
