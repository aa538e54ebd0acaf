/** Rulesets of an organization on all branches: packets work, and what a person has to do is named. */
import type { Rule } from '@switchyard/github-emulator'
import { git } from '@switchyard/github-emulator/testing'
import { describe, expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, needs, startPacket, testHarness } from '../harness/support.ts'

const config = 'agents: [agent]\ntest: npm test\n'

interface Covered {
  include?: string[]
  exclude?: string[]
}

/** Creates the ruleset, or replaces its rules. */
async function onAll(
  harness: Harness,
  rules: Rule[],
  { include = ['~ALL'], exclude = [] }: Covered = {},
): Promise<void> {
  const body = {
    name: 'organization',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include, exclude } },
    rules,
    bypass_actors: [],
  }
  const known = harness.repo.rulesets?.find(({ name }) => name === body.name)
  if (known) await harness.call('maintainer', 'PUT', `/rulesets/${known.id}`, body)
  else await harness.call('maintainer', 'POST', '/rulesets', body)
}

async function merge(harness: Harness, issue: number): Promise<void> {
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
}

const branches = (harness: Harness) => Object.keys(harness.repo.refs).map((ref) => ref.replace('refs/heads/', ''))
const end = (harness: Harness) => harness.end({ unheard: 'allowed', warnings: 'allowed' })
const ask = async (harness: Harness, ...args: string[]) => (await git(harness.forge.bareDir(harness.repo), args)).trim()

test('force pushes are forbidden everywhere: a packet under way goes on, a new one starts, and both merge', async () => {
  const harness = await testHarness({ config })
  const first = await finishPacket(harness, 'users')
  await onAll(harness, [{ type: 'non_fast_forward' }])
  await harness.stop()
  await harness.loseStore()
  await harness.start()
  await harness.settle()
  expect(harness.see.status(first)).toBe('done')
  const second = await finishPacket(harness, 'roles')
  await merge(harness, first)
  await merge(harness, second)
  expect([first, second].map(harness.see.status)).toEqual(['merged', 'merged'])
  expect(harness.proxy.count(/GET .*\/branches\?/)).toBe(0)
  await end(harness)
})

test('deletions are forbidden too: branches stay, which is said in one line, and packets merge twice over', async () => {
  const harness = await testHarness({ config })
  await onAll(harness, [{ type: 'non_fast_forward' }, { type: 'deletion' }])
  const first = await finishPacket(harness, 'users')
  const second = await finishPacket(harness, 'roles')
  await merge(harness, first)
  await merge(harness, second)
  expect([first, second].map(harness.see.status)).toEqual(['merged', 'merged'])
  expect(branches(harness)).toContain('feature/users')
  expect(
    needs(harness).match(/\*\*Branches\*\*: delete .*exempt packet branches and `switchyard\/trial\/\*`/g),
  ).toHaveLength(1)
  await onAll(harness, [{ type: 'non_fast_forward' }])
  await harness.pass(70 * 60_000)
  expect(branches(harness)).toEqual(['main'])
  expect(needs(harness)).not.toContain('**Branches**')
  await end(harness)
})

test('an old scratch branch that nobody may move or delete does not stand in the way', async () => {
  const harness = await testHarness({ config })
  await onAll(harness, [{ type: 'non_fast_forward' }, { type: 'deletion' }])
  harness.repo.refs['refs/heads/switchyard/trial/users'] = harness.repo.refs['refs/heads/main'] ?? ''
  await ask(harness, 'update-ref', 'refs/heads/switchyard/trial/users', await otherRoot(harness))
  const issue = await finishPacket(harness, 'users')
  await merge(harness, issue)
  expect(harness.see.status(issue)).toBe('merged')
  expect(harness.proxy.count(/PUT .*\/merge/)).toBe(0)
  await end(harness)
})

/** A commit without history, which no trial contains. */
async function otherRoot(harness: Harness): Promise<string> {
  const tree = await ask(harness, 'rev-parse', 'main^{tree}')
  const sha = await ask(harness, '-c', 'user.name=x', '-c', 'user.email=x@y', 'commit-tree', tree, '-m', 'other')
  harness.repo.refs['refs/heads/switchyard/trial/users'] = sha
  return sha
}

describe('what the rules forbid on a packet’s branch is named, and works again once they are gone', () => {
  test('creating it', async () => {
    const harness = await testHarness({ config })
    await onAll(harness, [{ type: 'creation' }], { exclude: ['~DEFAULT_BRANCH'] })
    await startPacket(harness, 'users')
    expect(branches(harness)).not.toContain('feature/users')
    expect(needs(harness)).toContain('GitHub refused to let me create its branch')
    expect(needs(harness)).toContain('an administrator exempts the branch or lets Switchyard bypass it')
    await onAll(harness, [{ type: 'creation' }], { exclude: ['~DEFAULT_BRANCH', 'refs/heads/feature/*'] })
    await harness.pass(70 * 60_000)
    expect(branches(harness)).toContain('feature/users')
    expect(needs(harness)).not.toContain('create its branch')
    await end(harness)
  })

  test('scratch branches: the pull request is the way round', async () => {
    const harness = await testHarness({ config: `${config}merge-unguarded: true\n` })
    const issue = await finishPacket(harness, 'users')
    await onAll(harness, [{ type: 'creation' }], { include: ['refs/heads/switchyard/trial/*'] })
    await merge(harness, issue)
    expect(harness.see.status(issue)).toBe('merged')
    expect(harness.proxy.count(/PUT .*\/merge/)).toBe(1)
    await end(harness)
  })
})
