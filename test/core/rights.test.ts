/** What an installation lacks is said in one place, with what does not happen for it and where to mend it. */
import { readFileSync } from 'node:fs'
import { expect, it, test } from 'vitest'
import { parse } from 'yaml'
import {
  type InstallationPermissions,
  missingPermissions,
  type UsedFeatures,
} from '../../src/core/authorize/app-permissions.ts'
import { createWorld, packetText } from './support/world.ts'

const manifest: { default_permissions: Record<string, string> } = parse(
  readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'),
)
const url = 'https://github.test/organizations/acme/settings/installations/7'
const granted = (held: Record<string, string>): InstallationPermissions => ({ held, url })
const usual: UsedFeatures = { runner: 'local', dispatch: { adapter: 'manual' } }
const names = (rights: InstallationPermissions, uses = usual) =>
  missingPermissions(rights, uses).map(({ name, level }) => `${name}: ${level}`)

test.each<[string, Record<string, string>, UsedFeatures, string[]]>([
  ['all that the manifest asks for', manifest.default_permissions, { ...usual, runner: 'actions' }, []],
  ['administration grants more than enough', { ...manifest.default_permissions, checks: 'admin' }, usual, []],
  ['reading where writing is needed', { ...manifest.default_permissions, checks: 'read' }, usual, ['checks: write']],
  ['nothing', {}, usual, ['issues: write', 'contents: write', 'pull_requests: write', 'checks: write']],
  [
    'the results of workflows, where they test',
    { ...manifest.default_permissions, actions: '', statuses: '' },
    { ...usual, runner: 'actions' },
    ['actions: read', 'statuses: read'],
  ],
  [
    'to start workflows, where they are agents',
    manifest.default_permissions,
    { ...usual, dispatch: { adapter: 'workflow' } },
    ['actions: write'],
  ],
])('%s', (_, held, uses, lacks) => {
  expect(names(granted(held), uses)).toEqual(lacks)
})

test('to see the merge queue is asked for where main takes changes through one', () => {
  const { merge_queues: _, ...held } = manifest.default_permissions
  expect(missingPermissions(granted(held), usual)).toEqual([])
  expect(missingPermissions(granted(held), usual, { takesQueue: true })).toMatchObject([
    { name: 'merge_queues', level: 'read' },
  ])
  expect(missingPermissions(granted(manifest.default_permissions), usual, { takesQueue: true })).toEqual([])
})

it('stands at the top of what needs a person, until it is granted', () => {
  const w = createWorld({ config: 'agents: [agent]\n' })
  w.snapshot.rights = granted({ ...manifest.default_permissions, checks: 'read' })
  w.file('maintainer', 'Session: one', '')
  const packet = w.file('maintainer', 'Work Packet: db', packetText()).number
  w.settle()
  w.comment('writer', packet, '/explain')
  w.settle()
  const dashboard = () => w.snapshot.issues[0]?.revisions.at(-1)?.body ?? ''
  expect(dashboard()).toContain(
    `- ❗ **Permissions**: the App lacks \`checks: write\`, so I cannot set checks. [An owner accepts them on GitHub](${url})`,
  )
  expect(w.said(packet).join('\n')).toContain('The App lacks `checks: write`, so I cannot set checks.')
  w.snapshot.rights = granted(manifest.default_permissions)
  w.settle()
  expect(dashboard()).not.toContain('Permissions')
})

it('is told once for a packet, however many actions were refused for it', () => {
  const w = createWorld({ config: 'agents: [agent]\n' })
  const session = w.file('maintainer', 'Session: one', '').number
  w.file('maintainer', 'Work Packet: db', packetText())
  w.settle()
  const refusal = {
    target: { kind: 'open-pull' as const, branch: 'feature/db' },
    status: 403,
    message: 'Resource not accessible by integration',
    at: w.snapshot.now,
  }
  w.snapshot.refused = { 'open-pull feature/db draft': refusal, 'open-pull feature/db': refusal }
  w.settle()
  const body = w.snapshot.issues.find(({ number }) => number === session)?.revisions.at(-1)?.body ?? ''
  expect(body.match(/refused to let me open its pull request/g)).toHaveLength(1)
})
