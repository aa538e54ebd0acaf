/** Workflow files: what the bot does with and without the optional permission `workflows: write`. */

import type { Rule } from '@switchyard/github-emulator'
import { git } from '@switchyard/github-emulator/testing'
import { expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, needs, startPacket, testHarness } from '../harness/support.ts'

const MINUTE = 60_000
const file = '.github/workflows/ci.yml'
const rules: Rule[] = [
  { type: 'pull_request', parameters: { required_approving_review_count: 0, allowed_merge_methods: ['squash'] } },
  {
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: true,
      required_status_checks: [{ context: 'switchyard/integration' }],
    },
  },
]

const main = (harness: Harness) => harness.repo.refs['refs/heads/main'] ?? ''
const updates = (harness: Harness) => harness.proxy.count(/PUT .*update-branch/)
const said = (harness: Harness, words: string) =>
  harness.repo.comments.filter(({ body }) => body.includes(words)).length
const onMain = (harness: Harness, path: string) =>
  git(harness.forge.bareDir(harness.repo), ['cat-file', 'blob', `${main(harness)}:${path}`])

function grant(harness: Harness): void {
  for (const installation of harness.forge.world.installations)
    installation.permissions = { ...installation.permissions, workflows: 'write' }
}

/** Done and `/merge` was said, and main has got a changed workflow since the branch began. */
async function behind(
  setting: { granted?: boolean; direct?: boolean } = {},
): Promise<{ harness: Harness; issue: number }> {
  const harness = await testHarness({ config: 'agents: [agent]\ntest: npm test\n' })
  if (setting.granted) {
    grant(harness)
    await harness.pass(61 * MINUTE)
  }
  const issue = await finishPacket(harness, 'users')
  await harness.people.pushMain('maintainer', { [file]: 'on: workflow_dispatch\n' })
  if (!setting.direct) await harness.people.rules('maintainer', 'main', rules)
  await harness.settle()
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  return { harness, issue }
}

test.each([{ granted: true }, { direct: true }])(
  'main changed its workflows, and nothing is in the way: %j',
  async (setting) => {
    const { harness, issue } = await behind(setting)
    expect(harness.see.status(issue)).toBe('merged')
    expect(await onMain(harness, file)).toBe('on: workflow_dispatch\n')
    expect(needs(harness)).not.toContain('workflows')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  },
)

test('without the permission the agent is asked once to merge main, and then it goes on by itself', async () => {
  const { harness, issue } = await behind()
  expect(harness.see.status(issue)).toBe('done')
  expect(updates(harness)).toBe(1)
  expect(needs(harness)).toMatch(/the App lacks `workflows: write`.*accepts them on GitHub/)
  expect(needs(harness)).toContain('press "Update branch"')
  await harness.pass(5 * 60 * MINUTE)
  expect([updates(harness), said(harness, 'Agent: merge `main` into your branch')]).toEqual([1, 1])

  const head = harness.repo.pulls[0]?.headSha ?? ''
  await harness.people.updateBranch('agent', harness.repo.pulls[0]?.number ?? 0)
  await harness.settle()
  expect(harness.repo.pulls[0]?.headSha).not.toBe(head)
  expect(harness.see.status(issue)).toBe('merged')
  expect(await onMain(harness, file)).toBe('on: workflow_dispatch\n')
  expect(updates(harness)).toBe(1)
  expect(needs(harness)).not.toContain('workflows')
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('once an owner grants the permission, the bot updates the branch itself', async () => {
  const { harness, issue } = await behind()
  grant(harness)
  await harness.pass(61 * MINUTE)
  expect(harness.see.status(issue)).toBe('merged')
  expect(updates(harness)).toBe(2)
  expect(await onMain(harness, file)).toBe('on: workflow_dispatch\n')
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('a packet that changes a workflow is named when it starts to', async () => {
  const harness = await testHarness()
  await startPacket(harness, 'users')
  expect(needs(harness)).not.toContain('workflows')
  await harness.people.push('agent', 'feature/users', { [file]: 'on: push\n' })
  await harness.settle()
  expect(needs(harness)).toContain('the App lacks `workflows: write`')
  expect(needs(harness)).toMatch(/changes .*ci.yml.*merge its pull request yourself/)
  grant(harness)
  await harness.pass(61 * MINUTE)
  expect(needs(harness)).not.toContain('workflows: write')
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})
