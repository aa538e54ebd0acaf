/** Packets whose pull requests are stacked: GitHub merges a stack as a whole, and the bot lets in only what is ready. */
import { rebaseStack } from '@switchyard/github-emulator/testing'
import { expect, test } from 'vitest'
import type { Harness, HarnessOptions } from '../harness/harness.ts'
import { needs, startPacket, testHarness } from '../harness/support.ts'

/** GitHub offers no merge of a stack that guards the base branch, unless a rule asks for branches up to date. */
const guarded = 'agents: [agent]\nrunner: local\ntest: npm test\n'
const config = `${guarded}merge-unguarded: true\n`

interface Stacked {
  harness: Harness
  low: number
  top: number
}

const pullOf = (harness: Harness, name: string) => harness.see.pull(`feature/${name}`)?.number ?? 0
const asked = (harness: Harness) => harness.proxy.count(/^PUT .*merge-async/)
const treeOf = async (harness: Harness, sha: string) =>
  (await harness.call<{ tree: { sha: string } }>('writer', 'GET', `/git/commits/${sha}`)).tree.sha

/** Two packets at work, the pull request of `top` on that of `low`. */
async function stacked(options: HarnessOptions = {}): Promise<Stacked> {
  const harness = await testHarness({ config, ...options })
  const low = await startPacket(harness, 'low')
  const top = await startPacket(harness, 'top')
  await harness.people.push('agent', 'feature/low', { 'src/low/a.js': 'export const low = 1\n' })
  await harness.people.push(
    'agent',
    'feature/top',
    { 'src/top/a.js': 'export const top = 1\n' },
    { from: 'feature/low', force: true },
  )
  await harness.settle()
  await stack(harness)
  return { harness, low, top }
}

async function stack(harness: Harness): Promise<void> {
  await harness.call('writer', 'PATCH', `/pulls/${pullOf(harness, 'top')}`, { base: 'feature/low' })
  await harness.call('writer', 'POST', '/stacks', { pull_requests: [pullOf(harness, 'low'), pullOf(harness, 'top')] })
  await harness.settle()
}

async function finish(harness: Harness, ...issues: number[]): Promise<void> {
  for (const issue of issues) {
    await harness.people.tick('agent', issue)
    await harness.people.comment('agent', issue, '/status done')
  }
  await harness.settle()
}

async function merge({ harness, top }: Stacked): Promise<void> {
  await harness.people.comment('maintainer', top, '/merge')
  await harness.settle()
}

test('two packets merge as a whole, by one request, and main gets exactly what was tested', async () => {
  const world = await stacked()
  const { harness, low, top } = world
  await finish(harness, low, top)
  expect([harness.see.status(low), harness.see.status(top)]).toEqual(['done', 'done'])
  expect(needs(harness)).not.toContain('points at')
  const head = harness.see.head('feature/top') ?? ''
  await merge(world)
  await harness.pass(5000)
  expect([harness.see.status(low), harness.see.status(top)]).toEqual(['merged', 'merged'])
  expect(asked(harness)).toBe(1)
  expect(harness.proxy.count(/^PUT .*\/merge$|^PATCH .*git\/refs/)).toBe(0)
  const main = harness.see.head('main') ?? ''
  expect(await treeOf(harness, main)).toBe(await treeOf(harness, head))
  for (const issue of [low, top])
    expect(
      harness.see
        .said(issue)
        .map(({ body }) => body)
        .join(),
    ).not.toContain('not what was tested')
  expect(harness.see.branches()).toEqual(['main'])
  await harness.end({ unheard: 'allowed' })
})

test('without a rule that guards the base branch, the stack waits and says what to set', async () => {
  const world = await stacked({ config: guarded })
  const { harness, low, top } = world
  await finish(harness, low, top)
  expect(needs(harness)).toContain('or accept the risk with `merge-unguarded: true`')
  expect(needs(harness)).toContain('merge of the stack')
  await merge(world)
  await harness.pass(5000)
  expect([harness.see.status(low), harness.see.status(top)]).toEqual(['done', 'done'])
  expect(asked(harness)).toBe(0)
  const rules = [
    {
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: true,
        required_status_checks: [{ context: 'switchyard/integration' }],
      },
    },
  ]
  await harness.call('maintainer', 'POST', '/rulesets', {
    name: 'up to date',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
    rules,
  })
  await harness.pass(3_600_000)
  await harness.pass(5000)
  expect([harness.see.status(low), harness.see.status(top)]).toEqual(['merged', 'merged'])
  await harness.end({ unheard: 'allowed' })
})

/** What the bot said on a packet, in one text. */
const said = (harness: Harness, issue: number) =>
  harness.see
    .said(issue)
    .map(({ body }) => body)
    .join('\n')
    .replaceAll('<!-- -->', '')

test('the lower packet is not done: the stack waits, says for what, and merges once it is', async () => {
  const world = await stacked()
  const { harness, low, top } = world
  const before = harness.see.head('main')
  await finish(harness, top)
  await merge(world)
  await harness.pass(60_000)
  expect([asked(harness), harness.see.head('main')]).toEqual([0, before])
  expect(said(harness, top)).toContain(`\`low\` (#${low}) below it in its stack is running`)
  await finish(harness, low)
  await harness.pass(5000)
  expect([harness.see.status(low), harness.see.status(top), asked(harness)]).toEqual(['merged', 'merged', 1])
  await harness.end({ unheard: 'allowed' })
})

test('a writer objects to the lower packet: the stack waits although its top is ready', async () => {
  const world = await stacked()
  const { harness, low, top } = world
  await finish(harness, low, top)
  const before = harness.see.head('main')
  await harness.people.review('writer', pullOf(harness, 'low'), 'REQUEST_CHANGES', 'Name it better')
  await harness.settle()
  await merge(world)
  await harness.pass(60_000)
  expect([asked(harness), harness.see.head('main')]).toEqual([0, before])
  expect(said(harness, top)).toContain(`\`low\` (#${low}) below it in its stack is running`)
  await harness.end({ unheard: 'allowed' })
})

test('a pull request of no packet below it: the person is told which, and the bot changes no base', async () => {
  const harness = await testHarness({ config })
  const top = await startPacket(harness, 'top')
  await harness.people.branch('writer', 'ground')
  await harness.people.push('writer', 'ground', { 'ground.js': 'export const ground = 1\n' })
  const ground = await harness.people.openPull('writer', 'ground', 'Ground')
  await harness.people.push('agent', 'feature/top', { 'src/top/a.js': '1\n' }, { from: 'ground', force: true })
  await harness.settle()
  const pull = pullOf(harness, 'top')
  await harness.call('writer', 'PATCH', `/pulls/${pull}`, { base: 'ground' })
  await harness.call('writer', 'POST', '/stacks', { pull_requests: [ground, pull] })
  await harness.settle()
  await finish(harness, top)
  await merge({ harness, low: 0, top })
  expect(asked(harness)).toBe(0)
  expect(said(harness, top)).toContain(`#${ground} below it in its stack belongs to no packet`)
  expect(harness.proxy.count(/^PATCH .*\/pulls\/\d+$/)).toBe(0)
  // A person merges what is below; GitHub points the packet's pull request at main, and it merges as any other.
  await harness.call('writer', 'PUT', `/pulls/${ground}/merge-async`, { merge_method: 'merge' })
  await harness.settle()
  await merge({ harness, low: 0, top })
  await harness.pass(60_000)
  expect(harness.see.status(top)).toBe('merged')
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('GitHub lets no App merge a stack: said under Needs you, asked once, and known for the next stack', async () => {
  const world = await stacked()
  const { harness, low, top } = world
  harness.repo.background = { refusesApps: 'stacks' }
  await finish(harness, low, top)
  await merge(world)
  await harness.pass(5000)
  const words = 'GitHub lets no App merge a stack here ("Enqueuer is not authorized to merge")'
  expect(needs(harness)).toContain(words)
  expect(needs(harness)).toContain(`gh stack merge ${pullOf(harness, 'top')}`)
  expect(said(harness, top)).toContain(words)
  await merge(world)
  await harness.pass(60_000)
  expect(asked(harness)).toBe(1)
  // The button that it names.
  await harness.call('maintainer', 'PUT', `/pulls/${pullOf(harness, 'top')}/merge-async`, {})
  await harness.settle()
  expect([harness.see.status(low), harness.see.status(top)]).toEqual(['merged', 'merged'])
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test.each(['a kept store', 'an empty store'])(
  'the bot is killed while GitHub merges, and goes on with %s',
  async (store) => {
    const world = await stacked()
    const { harness, low, top } = world
    harness.repo.background = { seconds: 120 }
    await finish(harness, low, top)
    await merge(world)
    expect(asked(harness)).toBe(1)
    harness.crash()
    if (store === 'an empty store') await harness.loseStore()
    await harness.settle()
    await harness.pass(30_000)
    // The request that is pending is found again: GitHub has one, and main has not moved.
    expect(harness.repo.asyncMerges?.map(({ status }) => status)).toEqual(['pending'])
    await harness.pass(180_000)
    expect([harness.see.status(low), harness.see.status(top)]).toEqual(['merged', 'merged'])
    expect(harness.repo.asyncMerges).toHaveLength(1)
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  },
)

test('while GitHub merges, the bot answers others, and asks seldom', async () => {
  const world = await stacked()
  const { harness, low, top } = world
  harness.repo.background = { seconds: 120 }
  await finish(harness, low, top)
  await merge(world)
  harness.proxy.reset()
  const other = await startPacket(harness, 'other')
  expect(harness.see.status(other)).toBe('ready')
  await harness.pass(100_000)
  expect(harness.proxy.count(/^GET .*merge-async/)).toBeLessThan(15)
  await harness.pass(60_000)
  expect(harness.see.status(top)).toBe('merged')
  await harness.end({ unheard: 'allowed' })
})

test('a push into the stack while GitHub merges: nothing lands, and the stack waits for what was pushed', async () => {
  const world = await stacked()
  const { harness, low, top } = world
  harness.repo.background = { seconds: 30 }
  await finish(harness, low, top)
  const before = harness.see.head('main')
  await merge(world)
  await harness.people.push('agent', 'feature/low', { 'src/low/b.js': '// FAILS: not ready\n' })
  await harness.settle()
  await harness.pass(120_000)
  expect(harness.see.head('main')).toBe(before)
  expect(harness.see.status(top)).not.toBe('merged')
  await rebaseStack(
    { forge: harness.forge, repo: harness.repo, actor: harness.sandbox.forge.world.users[0] as never },
    1,
  )
  await harness.settle()
  await harness.pass(60_000)
  expect(harness.see.head('main')).toBe(before)
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('the lower packet merges by itself: GitHub rebases the other onto main, which then merges too', async () => {
  const world = await stacked()
  const { harness, low, top } = world
  await finish(harness, low, top)
  await harness.people.comment('maintainer', low, '/merge')
  await harness.settle()
  expect(harness.see.status(low)).toBe('merged')
  expect(harness.see.pull('feature/top')).toMatchObject({ baseRef: 'main', merged: false })
  expect(harness.proxy.count(/^PATCH .*\/pulls\/\d+$/)).toBe(0)
  await finish(harness, top)
  await merge(world)
  await harness.pass(10_000)
  expect(harness.see.status(top)).toBe('merged')
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('a server without stacks and background merges: asked once, and merged as ever', async () => {
  const harness = await testHarness({ config: `${config}merge-method: squash\n` })
  harness.repo.background = { isAbsent: true }
  const low = await startPacket(harness, 'low')
  await harness.people.push('agent', 'feature/low', { 'src/low/a.js': 'export const low = 1\n' })
  await finish(harness, low)
  await harness.people.comment('maintainer', low, '/merge')
  await harness.settle()
  expect(harness.see.status(low)).toBe('merged')
  expect([asked(harness), harness.proxy.count(/^PUT .*\/merge$/)]).toEqual([1, 1])
  expect(harness.proxy.count(/^GET .*\/stacks/)).toBe(0)
  await harness.end({ unheard: 'allowed' })
})
