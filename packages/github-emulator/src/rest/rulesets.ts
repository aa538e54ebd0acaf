import { z } from 'zod'
import { notFound } from '../domain/errors.ts'
import { fullName } from '../domain/find.ts'
import type { Rule, Ruleset } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { bypassOf, rulesFor } from '../domain/rules.ts'
import { iso } from '../domain/time.ts'
import { repoApi, repoHtml } from '../views/repo.ts'
import { paged } from './pages.ts'
import { created, noContent, type RepoAsk, type Router, repoRoute } from './router.ts'

const wish = z.looseObject({
  name: z.string().min(1),
  enforcement: z.enum(['active', 'evaluate', 'disabled']),
  target: z.enum(['branch']).optional(),
  bypass_actors: z
    .array(
      z.looseObject({
        actor_id: z.int().nullish(),
        actor_type: z.string(),
        bypass_mode: z.enum(['always', 'pull_request']).default('always'),
      }),
    )
    .default([]),
  conditions: z
    .looseObject({ ref_name: z.looseObject({ include: z.array(z.string()), exclude: z.array(z.string()) }) })
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
    return paged(ask, ask.repo.rulesets ?? []).map((one) => shortView(ask, one))
  })
  repoRoute(router, 'GET', '/rulesets/:id', (ask) => {
    ask.need('metadata', 'read')
    return view(ask, asked(ask))
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

function rulesOf(ask: RepoAsk, branch: string) {
  const source = { ruleset_source_type: 'Repository', ruleset_source: fullName(ask.forge, ask.repo) }
  return rulesFor(ask.repo, branch).map(({ ruleset, ...rule }) => ({
    ...ruleView(rule),
    ...source,
    ruleset_id: ruleset.id,
  }))
}

function ruleView({ type, parameters }: Rule) {
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
  const { name, enforcement, bypass_actors: actors, conditions, rules } = await ask.body(wish)
  return {
    name,
    enforcement,
    bypassActors: actors.map((one) => ({ ...one, actor_id: one.actor_id ?? null })),
    include: conditions?.ref_name.include ?? [],
    exclude: conditions?.ref_name.exclude ?? [],
    rules: rules.map(({ type, parameters }) => ({ type, parameters })),
  }
}

function shortView(ask: RepoAsk, { id, name, enforcement, createdAt, updatedAt }: Ruleset) {
  return {
    id,
    name,
    enforcement,
    target: 'branch',
    source_type: 'Repository',
    source: fullName(ask.forge, ask.repo),
    node_id: nodeId('RepositoryRuleset', id),
    _links: {
      self: { href: `${repoApi(ask.forge, ask.repo)}/rulesets/${id}` },
      html: { href: `${repoHtml(ask.forge, ask.repo)}/rules/${id}` },
    },
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
  }
}

const BYPASS = { always: 'always', pull_request: 'pull_requests_only' } as const

/** Everybody is told how far they may pass it by, and only who may change it who else may. */
function view(ask: RepoAsk, ruleset: Ruleset) {
  const { viewer, repo, forge } = ask
  const who = viewer.kind === 'user' || viewer.kind === 'installation' ? viewer.user : null
  const bypass = who && bypassOf(forge, repo, ruleset, who)
  return {
    ...shortView(ask, ruleset),
    conditions: { ref_name: { include: ruleset.include, exclude: ruleset.exclude } },
    rules: ruleset.rules.map(ruleView),
    ...(ask.may('administration', 'write') && { bypass_actors: ruleset.bypassActors }),
    ...(who && { current_user_can_bypass: bypass === null ? 'never' : BYPASS[bypass] }),
  }
}
