/** Rulesets of organizations, which hold for their repositories: `/orgs/{org}/rulesets`. */
import { z } from 'zod'
import { notFound } from '../domain/errors.ts'
import { findUser } from '../domain/find.ts'
import type { OrgRuleset, User } from '../domain/model.ts'
import { isOrgOwner } from '../domain/rules.ts'
import { paged } from './pages.ts'
import { type Ask, created, noContent, type Router, route } from './router.ts'
import { orgSource, rulesetOf, rulesetWish, ruleView, shortView } from './rulesets.ts'

const names = z.array(z.string()).default([])
const where = z.looseObject({
  repository_name: z.looseObject({ include: names, exclude: names }).optional(),
  repository_id: z.looseObject({ repository_ids: z.array(z.int()) }).optional(),
})
const wish = rulesetWish.extend({ conditions: rulesetWish.shape.conditions.unwrap().unwrap().extend(where.shape) })

export function orgRulesetRoutes(router: Router): void {
  const path = '/orgs/:login/rulesets'
  route(router, 'GET', path, (ask) => {
    const org = orgAsked(ask, 'read')
    return paged(ask, ofOrg(ask, org)).map((one) => shortView(one, orgSource(ask.forge, org)))
  })
  route(router, 'GET', `${path}/:id`, (ask) => {
    const org = orgAsked(ask, 'read')
    return view(ask, org, rulesetAsked(ask, org))
  })
  route(router, 'POST', path, async (ask) => {
    const org = orgAsked(ask, 'write')
    const now = ask.forge.clock.now()
    const made = { id: ask.forge.newId(), ownerId: org.id, createdAt: now, updatedAt: now, ...(await wished(ask)) }
    ask.forge.world.rulesets = [...(ask.forge.world.rulesets ?? []), made]
    ask.forge.touch()
    return created(view(ask, org, made))
  })
  route(router, 'PUT', `${path}/:id`, async (ask) => {
    const org = orgAsked(ask, 'write')
    const found = rulesetAsked(ask, org)
    Object.assign(found, await wished(ask), { updatedAt: ask.forge.clock.now() })
    ask.forge.touch()
    return view(ask, org, found)
  })
  route(router, 'DELETE', `${path}/:id`, (ask) => {
    const gone = rulesetAsked(ask, orgAsked(ask, 'write'))
    ask.forge.world.rulesets = ask.forge.world.rulesets?.filter((one) => one !== gone) ?? []
    ask.forge.touch()
    return noContent()
  })
}

/** 404 for whoever may not read the organization's settings, as for what is not there. */
function orgAsked({ forge, viewer, param }: Ask, level: 'read' | 'write'): User {
  const org = findUser(forge, param('login'))
  if (org?.type !== 'Organization') throw notFound()
  if (viewer.kind === 'user' && isOrgOwner(forge, org.id, viewer.user.id)) return org
  const installed = forge.world.installations.find(
    (one) => viewer.kind === 'installation' && one.id === viewer.installationId && one.accountId === org.id,
  )
  const held = installed?.permissions.organization_administration
  if (held === 'write' || (held === 'read' && level === 'read')) return org
  throw notFound()
}

const ofOrg = ({ forge }: Ask, org: User) => (forge.world.rulesets ?? []).filter((one) => one.ownerId === org.id)

function rulesetAsked(ask: Ask, org: User): OrgRuleset {
  const found = ofOrg(ask, org).find(({ id }) => id === ask.number('id'))
  if (!found) throw notFound()
  return found
}

async function wished(ask: Ask) {
  const body = await ask.body(wish)
  const { repository_name: named, repository_id: ids } = body.conditions
  return {
    ...rulesetOf(body),
    repositories: { include: named?.include ?? [], exclude: named?.exclude ?? [] },
    ...(ids && { repositoryIds: ids.repository_ids }),
  }
}

function view(ask: Ask, org: User, ruleset: OrgRuleset) {
  const { include, exclude, repositories, repositoryIds } = ruleset
  const of = repositoryIds ? { repository_id: { repository_ids: repositoryIds } } : { repository_name: repositories }
  return {
    ...shortView(ruleset, orgSource(ask.forge, org)),
    bypass_actors: ruleset.bypassActors,
    conditions: { ref_name: { include, exclude }, ...of },
    rules: ruleset.rules.map(ruleView),
  }
}
