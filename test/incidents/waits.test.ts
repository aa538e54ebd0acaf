/** Pending for ever (barosl/homu#121): every wait has a deadline, and the dashboard says what it waits for. */
import { describe, expect, it } from 'vitest'
import type { TrialAction } from '../../src/shell/reconcile/decision.ts'
import type { Outcome } from '../../src/shell/reconcile/github.ts'
import type { Runner } from '../../src/shell/reconcile/trial.ts'
import { done, pushed, withSession } from '../core/support/stories.ts'
import { oneSaying, packetText } from '../core/support/world.ts'
import { faults, primaryLimit } from '../harness/faults.ts'
import { needs, startPacket, testHarness } from '../harness/support.ts'
import {
  begin,
  createClock,
  createGit,
  createGitHub,
  createWorld,
  decision,
  putLabel,
  wantLabel,
} from '../shell/reconcile/fakes.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const trial: TrialAction = {
  kind: 'trial',
  packet: 'one',
  base: 'base',
  head: 'head',
  key: 'base:head:1',
  message: 'Merge one',
}

describe('pending for ever (barosl/homu#121): a trial', () => {
  it('the runner gets the timeout of the configuration', async () => {
    const given: number[] = []
    const runner: Runner = {
      run: async ({ timeoutMs }) => {
        given.push(timeoutMs)
        return []
      },
    }
    const world = await createWorld(createGitHub().github, () => decision({ actions: [trial] }), { runner })
    await begin(world)
    expect(given).toEqual([10 * MINUTE])
    await world.loop.close()
  })

  it('a trial whose runner never returns is ended, and the next one starts', async () => {
    const heads: string[] = []
    const runner: Runner = { run: () => new Promise(() => {}) }
    const git = createGit({
      trial: async (_base, head) => {
        heads.push(head)
        return { trial: `t-${head}` }
      },
    })
    const other = { ...trial, head: 'other', key: 'base:other:1' }
    const world = await createWorld(
      createGitHub().github,
      ({ results }) =>
        decision({
          actions: [trial, other].filter(({ key }) => (results.trials[key]?.state ?? 'running') === 'running'),
        }),
      { runner, openMirror: async () => git },
    )
    await begin(world)
    await world.clock.advance(24 * MINUTE)
    expect(heads).toEqual(['head'])
    await world.clock.advance(2 * MINUTE)
    expect(heads).toEqual(['head', 'other'])
    expect(world.decisions.at(-1)?.results.trials[trial.key]).toMatchObject({
      state: 'not-run',
      detail: 'It did not end within 25 minutes.',
    })
    await world.clock.advance(25 * MINUTE)
    await world.loop.close()
  })

  it('a trial that timed out or did not run fails its check with a fix, and the packet is not stuck', () => {
    const { w, n } = pushed()
    w.trial = () => ({ state: 'not-run', why: 'error', detail: 'It did not end within 25 minutes.' })
    w.tick('agent', n)
    w.comment('agent', n, '/status done')
    w.settle()
    expect(w.packet(n).work.checks.integration).toMatchObject({ conclusion: 'failure' })
    expect(w.packet(n).work.checks.integration?.summary).toContain('`/status done`')
    expect(w.status(n)).toBe('running')
  })

  it('the next process repeats a trial that a crash ended', async () => {
    let asked = 0
    const runner: Runner = {
      run: () => {
        asked++
        return new Promise(() => {})
      },
    }
    const first = await createWorld(createGitHub().github, () => decision({ actions: [trial] }), { runner })
    await begin(first)
    const second = await createWorld(createGitHub().github, () => decision({ actions: [trial] }), { runner })
    await begin(second)
    expect(asked).toBe(2)
  })

  it('the dashboard shows when a trial began and its time limit', () => {
    const { w, n, dashboard } = pushed()
    w.tick('agent', n)
    w.comment('agent', n, '/status done')
    w.stopAtTrials = true
    w.settle()
    expect(w.body(dashboard)).toMatch(/trial merge under way since \d\d:\d\d, tests may take 10 minutes/)
  })
})

describe('a query without an answer', () => {
  const need = { kind: 'diff', base: 'b'.repeat(40), head: 'h'.repeat(40) } as const
  const asking = (facts: { results: { diffs: object } }) =>
    decision({ queries: Object.keys(facts.results.diffs).length > 0 ? [] : [need] })

  it('the dashboard reports the query with its start after three failures and removes it after an answer', async () => {
    let broken = true
    const diff = async () =>
      broken ? Promise.reject(new Error('unable to access')) : { mergeBase: 'm', ahead: 1, behind: 0, files: [] }
    const clock = createClock()
    const world = await createWorld(createGitHub().github, asking, {
      clock,
      openMirror: async () => createGit({ diff }),
    })
    await begin(world)
    const since = clock.now() - 50
    expect(world.decisions.at(-1)?.failing).toEqual([])
    await clock.advance(MINUTE)
    const [failure] = world.decisions.at(-1)?.failing ?? []
    expect(failure).toMatchObject({ query: need })
    expect(Math.abs((failure?.since ?? 0) - since)).toBeLessThan(1000)
    broken = false
    await clock.advance(11 * MINUTE)
    expect(world.decisions.at(-1)?.failing).toEqual([])
    await world.loop.close()
  })

  it('the bot forgets the failure when nothing needs the query any more', async () => {
    let wanted = true
    const diff = () => Promise.reject(new Error('unable to access'))
    const decide = (facts: Parameters<typeof asking>[0]) => (wanted ? asking(facts) : decision())
    const world = await createWorld(createGitHub().github, decide, { openMirror: async () => createGit({ diff }) })
    await begin(world)
    await world.clock.advance(MINUTE)
    expect(world.decisions.at(-1)?.failing).toHaveLength(1)
    wanted = false
    await world.clock.advance(11 * MINUTE)
    expect(world.decisions.at(-1)?.failing).toEqual([])
    await world.loop.close()
  })

  it.each([
    [need, 'what `hhhhhhh` changes'],
    [{ kind: 'permission', actor: { id: 1, login: 'writer', type: 'User' } }, 'what writer may do here'],
    [{ kind: 'config-history' }, 'earlier versions of the configuration'],
    [{ kind: 'issue', number: 12 }, 'issue 12'],
  ] as const)('the dashboard shows the failing query %j', (failing, words) => {
    const { w, dashboard } = withSession()
    w.snapshot.failing = [{ query: failing, since: Date.UTC(2026, 0, 5, 10, 25) }]
    w.settle()
    expect(w.body(dashboard)).toContain(`No answer since 10:25 about ${words}`)
    w.snapshot.failing = []
    w.settle()
    expect(w.body(dashboard)).not.toContain('No answer')
  })
})

describe('a wait that GitHub asks for', () => {
  it.each([
    [90_000, 100_000],
    [100 * HOUR, HOUR + 1000],
  ])('after a wait of %i ms, at most an hour, the bot asks again', async (afterMs, until) => {
    let outcome: Outcome = { kind: 'later', afterMs, message: 'rate limit' }
    const { github, reads } = createGitHub({
      async execute(action, mirror) {
        if (outcome.kind === 'done') putLabel(mirror, action)
        return outcome
      },
    })
    const world = await createWorld(github, wantLabel)
    await begin(world)
    await world.clock.advance(80_000)
    expect(reads).toHaveLength(1)
    outcome = { kind: 'done' }
    await world.clock.advance(until - 80_000)
    expect(reads).toHaveLength(2)
    await world.loop.close()
  })

  it('the bot asks nothing until the limit resets and then catches up', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    const reset = harness.clock.now() + 30 * MINUTE
    harness.proxy.trouble({ route: 'GRAPHQL numbers', answer: primaryLimit(403, reset) })
    await harness.people.comment('maintainer', one, '/pause')
    await harness.settle()
    harness.proxy.reset()
    await harness.pass(25 * MINUTE)
    expect(harness.proxy.count(/GRAPHQL|repos/)).toBe(harness.proxy.count('GET /installation/repositories'))
    await harness.pass(10 * MINUTE)
    expect(harness.see.status(one)).toBe('paused')
    await harness.end({ warnings: 'allowed' })
  })
})

describe('GitHub is down for three hours', () => {
  it.each(['500', 'timeout', 'bad-credentials'] as const)(
    'the bot asks only now and then during %s and recovers afterwards',
    async (name) => {
      const harness = await testHarness()
      const one = await startPacket(harness, 'one')
      harness.proxy.trouble({ route: null, answer: faults[name], times: 100_000 })
      await harness.people.comment('maintainer', one, '/pause')
      await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
      await harness.settle()
      harness.proxy.reset()
      await harness.pass(3 * HOUR)
      expect(harness.proxy.calls().length).toBeLessThan(200)
      harness.proxy.fix()
      await harness.pass(10 * MINUTE)
      expect(harness.see.status(one)).toBe('paused')
      expect(harness.see.pull('feature/one')).not.toBeNull()
      await harness.end({ unheard: 'allowed', warnings: 'allowed' })
    },
  )
})

describe('a refused action', () => {
  it('the bot retries within the hour, and the dashboard says so', async () => {
    const harness = await testHarness()
    await startPacket(harness, 'one')
    harness.proxy.trouble({ route: 'POST /repos/{owner}/{repo}/pulls', answer: faults.invalid, times: 2 })
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    expect(needs(harness)).toContain('retry within the hour')
    await harness.pass(HOUR + 11 * MINUTE)
    expect(harness.see.pull('feature/one')).not.toBeNull()
    expect(needs(harness)).not.toContain('retry within')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('reasons to wait on the dashboard', () => {
  it.each<[string, Parameters<typeof packetText>[0], string]>([
    ['a packet', { hard: 'auth' }, 'waits for auth (not filed yet)'],
    ['an issue that is not a packet', { hard: '#900' }, 'waits for'],
  ])('the dashboard shows that a packet waits for %s', (_, text, words) => {
    const { w, dashboard } = withSession()
    w.file('writer', 'Work Packet: db', packetText(text))
    w.settle()
    expect(w.body(dashboard)).toContain(words)
  })

  it('the dashboard shows that a packet waits for a free slot', () => {
    const { w, dashboard } = withSession({ config: 'capacity: 1\n' })
    for (const name of ['a', 'b']) w.file('writer', `Work Packet: ${name}`, packetText({ inScope: `${name}/` }))
    w.settle()
    expect(w.body(dashboard)).toContain('waits for a free slot (1 of 1 taken)')
  })

  it('the dashboard shows a missing review and a held merge, and one comment mentions them', () => {
    const { w, n, dashboard } = done({ text: { risk: 'high' } })
    w.comment('writer', n, '/merge')
    w.settle()
    expect(w.body(dashboard)).toContain('waits for an approving review')
    expect(oneSaying(w, n, 'approving review')).toContain('merge')
  })

  it('the dashboard shows a silent agent after the time limit of its risk', () => {
    const { w, dashboard } = pushed({ text: { risk: 'high' } })
    w.pass(16)
    w.settle()
    expect(w.body(dashboard)).toContain('has not been heard from since')
  })
})

/** GitHub computes it later, null first, and only against the base: the trial merge says what it would, and more. */
it('nothing asks GitHub for mergeable or waits for it', async () => {
  const asked: string[] = []
  const harness = await testHarness()
  const fetched = harness.sandbox.fetch.bind(harness.sandbox)
  harness.sandbox.fetch = async (request) => {
    asked.push(await request.clone().text())
    return fetched(request)
  }
  await startPacket(harness, 'one')
  await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
  await harness.settle()
  expect(asked.join().length).toBeGreaterThan(0)
  expect(asked.join()).not.toMatch(/\bmergeable\b/i)
  harness.heard.all()
  await harness.end()
})
