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
import type { Bed } from '../harness/bed.ts'
import { needs, startPacket, testBed } from '../harness/support.ts'

const MINUTE = 60_000

function parts(bed: Bed) {
  const { world } = bed.forge
  const maintainer = world.users.find(({ login }) => login === 'maintainer')
  const [app] = world.apps
  const [installation] = world.installations
  if (!maintainer || !app || !installation) throw new Error('the sandbox is empty')
  return { maintainer, app, installation, world }
}

const logged = (bed: Bed, words: string) => bed.log.some(({ text }) => text.includes(words))
const dropAll = (bed: Bed) => {
  while (bed.outbox.drop());
}

test('renamed: work goes on where it was, links follow, and nothing is said twice', async () => {
  const bed = await testBed()
  const { maintainer } = parts(bed)
  const issue = await startPacket(bed, 'users')
  await bed.people.comment('agent', issue, '/status blocked which database?')
  await bed.settle()
  const comments = bed.repo.comments.length
  renameRepository({ forge: bed.forge, actor: maintainer, repo: bed.repo }, 'renamed')
  await bed.settle()
  expect(bed.see.dashboard()?.body).toContain(`/acme/renamed/issues/${issue}`)
  expect(bed.see.dashboard()?.body).not.toContain('/acme/app/')
  expect(bed.repo.comments).toHaveLength(comments)
  await bed.people.comment('agent', issue, '/status running 30%')
  await bed.settle()
  expect(bed.see.status(issue)).toBe('running')
  expect(logged(bed, 'renamed or transferred')).toBe(true)
  await bed.end({ unheard: 'allowed' })
})

test('transferred to an account that has the App: the other installation does the work from then on', async () => {
  const bed = await testBed()
  const { maintainer, app, world } = parts(bed)
  const issue = await startPacket(bed, 'users')
  const octo = addUser(bed.forge, 'octo', 'Organization')
  world.installations.push({ ...parts(bed).installation, id: bed.forge.newId(), accountId: octo.id, repoIds: [] })
  transferRepository({ forge: bed.forge, actor: maintainer, repo: bed.repo }, octo)
  await bed.settle()
  await bed.people.comment('agent', issue, '/status blocked which database?')
  await bed.settle()
  expect(bed.see.dashboard()?.body).toContain(`/octo/app/issues/${issue}`)
  await bed.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
  await bed.settle()
  expect(bed.repo.pulls.map(({ headRef }) => headRef)).toEqual(['feature/users'])
  expect(world.installations.filter(({ appId }) => appId === app.id)).toHaveLength(2)
  await bed.end({ unheard: 'allowed' })
})

test('suspended: nothing is done, and what was said meanwhile is done when it is over', async () => {
  const bed = await testBed()
  const { maintainer, installation } = parts(bed)
  const issue = await startPacket(bed, 'users')
  suspend(bed.forge, maintainer, installation, true)
  await bed.settle()
  await bed.people.comment('agent', issue, '/status running 30%')
  bed.wire.reset()
  await bed.pass(40 * MINUTE)
  expect(bed.wire.count(/repos|GRAPHQL/)).toBe(0)
  expect(bed.see.status(issue)).toBe('ready')
  suspend(bed.forge, maintainer, installation, false)
  await bed.settle()
  expect(bed.see.status(issue)).toBe('running')
  expect([logged(bed, 'is suspended'), logged(bed, 'no longer suspended')]).toEqual([true, true])
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('with fewer rights: the dashboard says which; given back, it goes on though the webhook was lost', async () => {
  const bed = await testBed()
  const { maintainer, installation } = parts(bed)
  await startPacket(bed, 'users')
  installation.permissions = { ...installation.permissions, pull_requests: 'read' }
  await bed.pass(61 * MINUTE)
  expect(needs(bed)).toContain('the App lacks `pull_requests: write`, so I cannot open or merge pull requests')
  await bed.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
  await bed.settle()
  expect(needs(bed)).toContain('refused to let me open its pull request')
  acceptPermissions(bed.forge, maintainer, installation)
  dropAll(bed)
  await bed.pass(61 * MINUTE)
  expect(bed.repo.pulls).toHaveLength(1)
  expect(needs(bed)).not.toMatch(/lacks|refused/)
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})

test.each<[string, (bed: Bed) => void]>([
  [
    'taken off the repository',
    (bed) =>
      chooseRepository(
        { forge: bed.forge, actor: parts(bed).maintainer, repo: bed.repo },
        parts(bed).installation,
        'removed',
      ),
  ],
  ['uninstalled', (bed) => uninstallApp(bed.forge, parts(bed).maintainer, parts(bed).installation)],
])('%s: no request goes there any more; installed again, it goes on', async (_, remove) => {
  const bed = await testBed()
  const { maintainer, app } = parts(bed)
  const issue = await startPacket(bed, 'users')
  remove(bed)
  await bed.settle()
  await bed.people.comment('agent', issue, '/status running 30%')
  bed.wire.reset()
  await bed.pass(40 * MINUTE)
  expect(bed.wire.count(/repos\/|GRAPHQL/)).toBe(0)
  bed.forge.world.installations = []
  installApp(bed.forge, maintainer, app, [bed.repo])
  await bed.settle()
  expect(bed.see.status(issue)).toBe('running')
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})
