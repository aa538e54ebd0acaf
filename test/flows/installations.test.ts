/** The App's installation lives: moved, suspended, given less, taken away. The bot follows without a restart. */
import {
  acceptPermissions,
  addUser,
  chooseRepository,
  installApp,
  renameRepository,
  suspend,
  transferRepository,
  uninstallApp,
} from '@switchyard/github-emulator/testing'
import { expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { needs, startPacket, testHarness } from '../harness/support.ts'

const MINUTE = 60_000

function parts(harness: Harness) {
  const { world } = harness.forge
  const maintainer = world.users.find(({ login }) => login === 'maintainer')
  const [app] = world.apps
  const [installation] = world.installations
  if (!maintainer || !app || !installation) throw new Error('the sandbox is empty')
  return { maintainer, app, installation, world }
}

const logged = (harness: Harness, words: string) => harness.log.some(({ text }) => text.includes(words))
const dropAll = (harness: Harness) => {
  while (harness.outbox.drop());
}

test('after a rename the work continues in place, links follow, and no comment is repeated', async () => {
  const harness = await testHarness()
  const { maintainer } = parts(harness)
  const issue = await startPacket(harness, 'users')
  await harness.people.comment('agent', issue, '/status blocked which database?')
  await harness.settle()
  const comments = harness.repo.comments.length
  renameRepository({ forge: harness.forge, actor: maintainer, repo: harness.repo }, 'renamed')
  await harness.settle()
  expect(harness.see.dashboard()?.body).toContain(`/acme/renamed/issues/${issue}`)
  expect(harness.see.dashboard()?.body).not.toContain('/acme/app/')
  expect(harness.repo.comments).toHaveLength(comments)
  await harness.people.comment('agent', issue, '/status running 30%')
  await harness.settle()
  expect(harness.see.status(issue)).toBe('running')
  expect(logged(harness, 'renamed or transferred')).toBe(true)
  await harness.end({ unheard: 'allowed' })
})

test('after a transfer the other account’s installation continues the work', async () => {
  const harness = await testHarness()
  const { maintainer, app, world } = parts(harness)
  const issue = await startPacket(harness, 'users')
  const octo = addUser(harness.forge, 'octo', 'Organization')
  world.installations.push({
    ...parts(harness).installation,
    id: harness.forge.newId(),
    accountId: octo.id,
    repoIds: [],
  })
  transferRepository({ forge: harness.forge, actor: maintainer, repo: harness.repo }, octo)
  await harness.settle()
  await harness.people.comment('agent', issue, '/status blocked which database?')
  await harness.settle()
  expect(harness.see.dashboard()?.body).toContain(`/octo/app/issues/${issue}`)
  await harness.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
  await harness.settle()
  expect(harness.repo.pulls.map(({ headRef }) => headRef)).toEqual(['feature/users'])
  expect(world.installations.filter(({ appId }) => appId === app.id)).toHaveLength(2)
  await harness.end({ unheard: 'allowed' })
})

test('a suspended bot does nothing and handles what happened meanwhile afterwards', async () => {
  const harness = await testHarness()
  const { maintainer, installation } = parts(harness)
  const issue = await startPacket(harness, 'users')
  suspend(harness.forge, maintainer, installation, true)
  await harness.settle()
  await harness.people.comment('agent', issue, '/status running 30%')
  harness.proxy.reset()
  await harness.pass(40 * MINUTE)
  expect(harness.proxy.count(/repos|GRAPHQL/)).toBe(0)
  expect(harness.see.status(issue)).toBe('ready')
  suspend(harness.forge, maintainer, installation, false)
  await harness.settle()
  expect(harness.see.status(issue)).toBe('running')
  expect([logged(harness, 'is suspended'), logged(harness, 'no longer suspended')]).toEqual([true, true])
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('the dashboard names missing permissions, and work resumes after they return although the webhook was lost', async () => {
  const harness = await testHarness()
  const { maintainer, installation } = parts(harness)
  await startPacket(harness, 'users')
  installation.permissions = { ...installation.permissions, pull_requests: 'read' }
  await harness.pass(61 * MINUTE)
  expect(needs(harness)).toContain('the App lacks `pull_requests: write`, so I cannot open or merge pull requests')
  await harness.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
  await harness.settle()
  expect(needs(harness)).toContain('refused to let me open its pull request')
  acceptPermissions(harness.forge, maintainer, installation)
  dropAll(harness)
  await harness.pass(61 * MINUTE)
  expect(harness.repo.pulls).toHaveLength(1)
  expect(needs(harness)).not.toMatch(/lacks|refused/)
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test.each<[string, (harness: Harness) => void]>([
  [
    'taken off the repository',
    (harness) =>
      chooseRepository(
        { forge: harness.forge, actor: parts(harness).maintainer, repo: harness.repo },
        parts(harness).installation,
        'removed',
      ),
  ],
  ['uninstalled', (harness) => uninstallApp(harness.forge, parts(harness).maintainer, parts(harness).installation)],
])('an App that was %s sends no more requests and continues after it is installed again', async (_, remove) => {
  const harness = await testHarness()
  const { maintainer, app } = parts(harness)
  const issue = await startPacket(harness, 'users')
  remove(harness)
  await harness.settle()
  await harness.people.comment('agent', issue, '/status running 30%')
  harness.proxy.reset()
  await harness.pass(40 * MINUTE)
  expect(harness.proxy.count(/repos\/|GRAPHQL/)).toBe(0)
  harness.forge.world.installations = []
  installApp(harness.forge, maintainer, app, [harness.repo])
  await harness.settle()
  expect(harness.see.status(issue)).toBe('running')
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})
