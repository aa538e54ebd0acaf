/** Rulesets of organizations, how a ruleset is enforced, and whom it leaves free. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { BypassActor } from '../../src/domain/model.ts'
import { type Bench, makeBench, openWork, type Who } from '../../src/testing/bench.ts'
import { orgRulesetBody } from '../../src/testing/protect.ts'

let b: Bench
beforeAll(async () => {
  b = await makeBench()
})
afterAll(() => b.close())
afterEach(() => {
  b.demo.repo.rulesets = []
  b.forge.world.rulesets = []
  b.forge.world.teams = []
})

const ORG = '/orgs/acme/rulesets'
const set = async (...body: Parameters<typeof orgRulesetBody>) => {
  const { status, data } = await b.call('maintainer', 'POST', ORG, orgRulesetBody(...body))
  expect(status).toBe(201)
  return data
}
let count = 0
const commit = () => b.commit([b.tip()], { [`o${count++}.js`]: '1\n' })
const update = async (who: Who, sha: string) => (await b.call(who, 'PATCH', 'git/refs/heads/main', { sha })).status

test('its rules hold in the repository, which lists them with their source', async () => {
  const { id } = await set([{ type: 'update' }], { include: ['~DEFAULT_BRANCH'] })
  expect(await update('bot', await commit())).toBe(422)
  const source = { ruleset_source_type: 'Organization', ruleset_source: 'acme', ruleset_id: id }
  expect(await b.ok('bot', 'GET', 'rules/branches/main')).toMatchObject([{ type: 'update', ...source }])
  expect(await b.ok('bot', 'GET', 'rules/branches/other')).toEqual([])
  const listed = { id, source_type: 'Organization', source: 'acme' }
  expect(await b.ok('bot', 'GET', 'rulesets')).toMatchObject([listed])
  expect(await b.ok('bot', 'GET', 'rulesets?includes_parents=false')).toEqual([])
  expect(await b.ok('bot', 'GET', `rulesets/${id}`)).toMatchObject({ ...listed, current_user_can_bypass: 'never' })
  expect((await b.call('maintainer', 'DELETE', `rulesets/${id}`)).status).toBe(404)
})

test('only owners of the organization and Apps with its administration read and change it', async () => {
  const { id } = await set([{ type: 'update' }])
  for (const who of ['writer', 'bot', 'nobody'] as const)
    expect((await b.call(who, 'GET', `${ORG}/${id}`)).status).toBe(404)
  const { permissions } = b.demo.installation
  permissions.organization_administration = 'read'
  expect((await b.call('bot', 'GET', ORG)).data).toMatchObject([{ id }])
  expect((await b.call('bot', 'DELETE', `${ORG}/${id}`)).status).toBe(404)
  delete permissions.organization_administration
  const body = orgRulesetBody([{ type: 'deletion' }], { name: 'changed' })
  expect((await b.call('maintainer', 'PUT', `${ORG}/${id}`, body)).data).toMatchObject({ name: 'changed' })
  expect((await b.call('maintainer', 'DELETE', `${ORG}/${id}`)).status).toBe(204)
})

test('it holds only for the repositories and branches it names', async () => {
  await set([{ type: 'update' }], { repositories: ['other-*'] })
  await set([{ type: 'update' }], { exclude: ['refs/heads/main'] })
  expect(await update('bot', await commit())).toBe(200)
  expect(await b.ok('bot', 'GET', 'branches?protected=true')).toEqual([])
  await set([{ type: 'non_fast_forward' }])
  expect(await b.ok('bot', 'GET', 'branches?protected=true')).toMatchObject([{ name: 'main' }])
})

test.each(['evaluate', 'disabled'] as const)('%s: nothing is refused and no rule is listed', async (enforcement) => {
  await set([{ type: 'update' }], { enforcement })
  expect(await b.ok('bot', 'GET', 'rules/branches/main')).toEqual([])
  expect(await b.ok('bot', 'GET', 'rulesets')).toMatchObject([{ enforcement }])
  expect(await update('bot', await commit())).toBe(200)
})

const actor = (actor_type: string, actor_id: number | null): Omit<BypassActor, 'bypass_mode'> => ({
  actor_type,
  actor_id,
})
const TEAM = 900

test.each<[string, () => Omit<BypassActor, 'bypass_mode'>, Who, Who]>([
  ['the App', () => actor('Integration', b.demo.app.id), 'bot', 'writer'],
  ['a role', () => actor('RepositoryRole', 4), 'writer', 'maintainer'],
  ['owners of the organization', () => actor('OrganizationAdmin', 1), 'maintainer', 'writer'],
  ['a team', () => actor('Team', TEAM), 'agent', 'writer'],
  ['a person', () => actor('User', b.demo.users.agent.id), 'agent', 'writer'],
])('%s on the bypass list is free in each mode, somebody else never', async (_, listed, free, bound) => {
  b.forge.world.teams = [{ id: TEAM, ownerId: b.demo.owner.id, slug: 'core', memberIds: [b.demo.users.agent.id] }]
  for (const [bypass_mode, shown] of [
    ['always', 'always'],
    ['exempt', 'exempt'],
    ['pull_request', 'pull_requests_only'],
  ] as const) {
    const { id } = await set([{ type: 'update' }], { bypass: [{ ...listed(), bypass_mode }] })
    expect(await b.ok(free, 'GET', `rulesets/${id}`)).toMatchObject({ current_user_can_bypass: shown })
    expect(await b.ok(bound, 'GET', `rulesets/${id}`)).toMatchObject({ current_user_can_bypass: 'never' })
    const sha = await commit()
    expect(await update(bound, sha)).toBe(422)
    expect(await update(free, sha)).toBe(bypass_mode === 'pull_request' ? 422 : 200)
    b.forge.world.rulesets = []
    const { number } = await openWork(b, `feature/o${count}`, { [`p${count++}.js`]: '1\n' })
    await set([{ type: 'update' }], { bypass: [{ ...listed(), bypass_mode }] })
    expect((await b.call(bound, 'PUT', `pulls/${number}/merge`)).status).toBe(405)
    expect((await b.call(free, 'PUT', `pulls/${number}/merge`)).status).toBe(200)
    b.forge.world.rulesets = []
  }
})

test('deploy keys on a bypass list free no account', async () => {
  await set([{ type: 'update' }], { bypass: [{ ...actor('DeployKey', null), bypass_mode: 'always' }] })
  for (const who of ['maintainer', 'bot'] as const) expect(await update(who, await commit())).toBe(422)
})

test('a ruleset for pushes holds on every branch and is no rule of one', async () => {
  const rules = [{ type: 'file_path_restriction', parameters: { restricted_file_paths: ['secret/**/*'] } }]
  const body = { name: 'files', target: 'push', enforcement: 'active', rules, conditions: {} }
  await b.ok('maintainer', 'POST', 'rulesets', body)
  expect(await b.ok('bot', 'GET', 'rules/branches/main')).toEqual([])
  const sha = await b.commit([b.tip()], { 'secret/key': '1\n' })
  const made = await b.call('bot', 'POST', 'git/refs', { ref: 'refs/heads/any', sha })
  expect([made.status, made.data.message]).toEqual([422, expect.stringContaining('File path is restricted')])
})
