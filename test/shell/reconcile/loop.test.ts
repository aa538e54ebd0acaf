import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/shell/reconcile/github.ts'
import { openStore } from '../../../src/shell/store/store.ts'
import {
  begin,
  createClock,
  createGit,
  createGitHub,
  createWorld,
  decision,
  emptyMirror,
  putLabel,
  ref,
  wantLabel,
} from './fakes.ts'

const MINUTE = 60_000
const label = { kind: 'create-label', name: 'packet', color: '000000', description: '' } as const

describe('looking', () => {
  it('looks at everything at start, for news every quarter of an hour, and at everything after six hours', async () => {
    const { github, reads } = createGitHub()
    const world = await createWorld(github, () => decision())
    await begin(world)
    expect(reads.map((hints) => hints.all)).toEqual([true])
    await world.clock.advance(14 * MINUTE)
    expect(reads).toHaveLength(1)
    await world.clock.advance(2 * MINUTE)
    expect(reads.slice(1)).toEqual([{ all: false, news: true, issues: [], refs: false, checks: [] }])
    await world.clock.advance(6 * 60 * MINUTE)
    expect(reads.filter((hints) => hints.all)).toHaveLength(2)
    expect(reads.length).toBeLessThanOrEqual(26)
    await world.loop.close()
  })

  it('decides again when the decision asked to be woken, without asking GitHub', async () => {
    const { github, reads } = createGitHub()
    const clock = createClock(0)
    const world = await createWorld(github, () => decision({ wakeAt: 30_000 }), { clock })
    await begin(world)
    const before = world.decisions.length
    await clock.advance(29_000)
    expect(world.decisions).toHaveLength(before)
    await clock.advance(2_000)
    expect(world.decisions).toHaveLength(before + 1)
    expect(reads).toHaveLength(1)
    await world.loop.close()
  })

  it('reads a burst of deliveries once, and decides once', async () => {
    const { github, reads } = createGitHub()
    const world = await createWorld(github, () => decision())
    await begin(world)
    const before = world.decisions.length
    for (let issue = 1; issue <= 5; issue++) {
      world.loop.mark(7, { issues: [issue] })
      await world.clock.advance(100)
    }
    expect(reads).toHaveLength(1)
    await world.clock.advance(200)
    expect(reads.slice(1)).toEqual([{ all: false, issues: [1, 2, 3, 4, 5], refs: false, checks: [] }])
    expect(world.decisions).toHaveLength(before + 1)
    await world.loop.close()
  })

  it('does not wait for ever for a burst to end', async () => {
    const { github, reads } = createGitHub()
    const world = await createWorld(github, () => decision())
    await begin(world)
    for (let i = 0; i < 12; i++) {
      world.loop.mark(7, { refs: true })
      await world.clock.advance(100)
    }
    expect(reads).toHaveLength(2)
    await world.loop.close()
  })

  it('does not stop the others when one repository fails, and tries that one again', async () => {
    const good = createGitHub()
    let failing = true
    const bad = createGitHub({
      async read() {
        if (failing) throw new Error('broken')
        bad.reads.push({ all: true, issues: [], refs: false, checks: [] })
        return emptyMirror()
      },
    })
    const other = { ...ref, repoId: 8, name: 'other' }
    const app = {
      installations: async () => [1],
      repositories: async () => [other, ref],
      repository: (asked: typeof ref) => (asked.repoId === 8 ? bad.github : good.github),
    }
    const world = await createWorld(good.github, () => decision(), { app })
    await begin(world)
    expect(good.reads).toHaveLength(1)
    failing = false
    await world.clock.advance(5_000)
    expect(bad.reads).toHaveLength(1)
    await world.loop.close()
  })

  it('looks for news from time to time, however often it is told of a change', async () => {
    const { github, reads } = createGitHub()
    const world = await createWorld(github, () => decision())
    await begin(world)
    for (let minute = 0; minute < 17; minute++) {
      world.loop.mark(7, { refs: true })
      await world.clock.advance(MINUTE)
    }
    expect(reads.filter((hints) => hints.news)).toHaveLength(1)
    await world.loop.close()
  })

  it('drops a repository from which the App was removed', async () => {
    const stop: Outcome = { kind: 'stop', message: 'suspended' }
    const { github, reads } = createGitHub({ execute: async () => stop })
    const world = await createWorld(github, wantLabel)
    await begin(world)
    await world.clock.advance(9 * MINUTE)
    expect(reads).toHaveLength(1)
    await world.loop.close()
  })

  it('keeps the repositories of an installation that cannot be listed', async () => {
    const { github, reads } = createGitHub()
    let broken = false
    const repositories = async () => (broken ? Promise.reject(new Error('502')) : [ref])
    const app = { installations: async () => [1], repositories, repository: () => github }
    const world = await createWorld(github, () => decision(), { app })
    await begin(world)
    broken = true
    await world.loop.relist()
    world.loop.mark(7, { refs: true })
    await world.clock.advance(200)
    expect(reads).toHaveLength(2)
    await world.loop.close()
  })

  it('begins with the repositories it knew when GitHub cannot list them', async () => {
    const store = await openStore(':memory:')
    await store.saveRepositories([ref])
    const { github, reads } = createGitHub()
    const installations = () => Promise.reject(new Error('502'))
    const app = { installations, repositories: async () => [], repository: () => github }
    const world = await createWorld(github, () => decision(), { app, store })
    await begin(world)
    expect(reads).toHaveLength(1)
    expect(world.loop.notReady()).toBe('the installations cannot be listed: 502')
    await world.loop.close()
  })
})

describe('looking up', () => {
  it('asks once for each question and decides again with the answers', async () => {
    const asked: string[] = []
    const actor = { id: 5, login: 'writer', type: 'User' as const }
    const { github } = createGitHub({
      permission: async ({ login }) => {
        asked.push(login)
        return 'write'
      },
      configHistory: async () => ['capacity: 2'],
    })
    const world = await createWorld(github, () =>
      decision({
        queries: [
          { kind: 'permission', actor },
          { kind: 'diff', base: 'b', head: 'h' },
          { kind: 'config-history' },
          { kind: 'issue', number: 12 },
        ],
      }),
    )
    await begin(world)
    expect(asked).toEqual(['writer'])
    expect(world.decisions).toHaveLength(2)
    const last = world.decisions[1]
    expect(last?.results.permissions).toEqual({ 5: 'write' })
    expect(last?.results.diffs).toMatchObject({ 'b...h': { ahead: 1 } })
    expect(last?.config.history).toEqual(['capacity: 2'])
    expect(last?.results.noIssue).toEqual([12])

    world.loop.mark(7, { refs: true })
    await world.clock.advance(200)
    expect(asked).toEqual(['writer', 'writer'])
    await world.loop.close()
  })

  it('fetches only when a commit is missing, and keeps the diff', async () => {
    const calls: string[] = []
    let has = false
    const git = createGit({
      has: async () => has,
      async fetch() {
        calls.push('fetch')
        has = true
      },
      async diff() {
        calls.push('diff')
        return { mergeBase: 'm', ahead: 1, behind: 0, files: [] }
      },
    })
    const world = await createWorld(
      createGitHub().github,
      (snapshot) =>
        decision({ queries: snapshot.results.diffs['b...h'] ? [] : [{ kind: 'diff', base: 'b', head: 'h' }] }),
      { openMirror: async () => git },
    )
    await begin(world)
    world.loop.mark(7, { refs: true })
    await world.clock.advance(200)
    expect(calls).toEqual(['fetch', 'diff'])
    await world.loop.close()
  })

  it('does what it can while a question cannot be answered, and asks again soon', async () => {
    let broken = true
    const git = createGit({
      diff: async () =>
        broken ? Promise.reject(new Error('git failed')) : { mergeBase: 'm', ahead: 0, behind: 0, files: [] },
    })
    const { github, performed } = createGitHub()
    const world = await createWorld(
      github,
      (snapshot) => ({
        ...wantLabel(snapshot),
        queries: snapshot.results.diffs['b...h'] ? [] : [{ kind: 'diff', base: 'b', head: 'h' }],
      }),
      { openMirror: async () => git },
    )
    await begin(world)
    expect(performed).toEqual(['create-label'])
    broken = false
    await world.clock.advance(3_000)
    expect(world.decisions.at(-1)?.results.diffs).toHaveProperty('b...h')
    await world.loop.close()
  })
})

it('does not let one question that never gets an answer hold up the rest', async () => {
  const { github, performed } = createGitHub()
  const git = createGit({ diff: () => Promise.reject(new Error('too much output')) })
  const world = await createWorld(
    github,
    (snapshot) =>
      snapshot.results.diffs['b...h']
        ? wantLabel(snapshot)
        : decision({ queries: [{ kind: 'diff', base: 'b', head: 'h' }] }),
    { openMirror: async () => git },
  )
  await begin(world)
  expect(performed).toEqual([])
  await world.clock.advance(10_000)
  expect(performed).toEqual(['create-label'])
  await world.loop.close()
})

describe('performing', () => {
  it('decides again after it acted, until nothing is left', async () => {
    const { github, performed } = createGitHub()
    const world = await createWorld(github, wantLabel)
    await begin(world)
    expect(performed).toEqual(['create-label'])
    expect(world.decisions).toHaveLength(2)
    await world.loop.close()
  })

  it('remembers for an hour, and over a restart, what was refused', async () => {
    const store = await openStore(':memory:')
    let tries = 0
    const execute = async (): Promise<Outcome> => {
      tries++
      return { kind: 'refused', status: 403, message: 'no' }
    }
    const clock = createClock()
    const first = await createWorld(createGitHub({ execute }).github, wantLabel, { store, clock })
    await begin(first)
    expect(first.decisions.at(-1)?.refused).toMatchObject({ 'create-label packet': { status: 403, message: 'no' } })
    await first.loop.close()

    const second = await createWorld(createGitHub({ execute }).github, wantLabel, { store, clock })
    await begin(second)
    expect(tries).toBe(1)
    await clock.advance(70 * MINUTE)
    expect(tries).toBe(2)
    await second.loop.close()
  })

  it('looks at everything later when GitHub is in the way, and at nothing before', async () => {
    let outcome: Outcome = { kind: 'later', afterMs: 90_000, message: 'rate limit' }
    const { github, reads } = createGitHub({
      async execute(action, mirror) {
        if (outcome.kind === 'done') putLabel(mirror, action)
        return outcome
      },
    })
    const world = await createWorld(github, wantLabel)
    await begin(world)
    world.loop.mark(7, { checks: ['a'] })
    await world.clock.advance(80_000)
    expect(reads).toHaveLength(1)
    outcome = { kind: 'done' }
    await world.clock.advance(20_000)
    expect(reads.map((hints) => hints.all)).toEqual([true, true])
    await world.loop.close()
  })

  it('sets aside an action that is put off again and again, so that the next ones get their turn', async () => {
    const performed: string[] = []
    const { github } = createGitHub({
      async execute(action, mirror): Promise<Outcome> {
        if (action.kind !== 'create-label') return { kind: 'later', afterMs: 1000, message: '502' }
        performed.push(action.name)
        putLabel(mirror, action)
        return { kind: 'done' }
      },
    })
    const pin = { kind: 'pin', issue: 1, nodeId: 'n' } as const
    const world = await createWorld(github, (snapshot) => decision({ actions: [pin, ...wantLabel(snapshot).actions] }))
    await begin(world)
    expect(performed).toEqual([])
    await world.clock.advance(5_000)
    expect(performed).toEqual(['packet'])
    await world.loop.close()
  })

  it('reads again at once when the world was not as the decision saw it', async () => {
    let outdated = true
    const { github, reads } = createGitHub({
      async execute(action, mirror): Promise<Outcome> {
        if (outdated) {
          outdated = false
          return { kind: 'outdated', reread: { refs: true } }
        }
        putLabel(mirror, action)
        return { kind: 'done' }
      },
    })
    const world = await createWorld(github, wantLabel)
    await begin(world)
    expect(reads.slice(1)).toEqual([{ all: false, issues: [], refs: true, checks: [] }])
    await world.loop.close()
  })

  it('gives up an action that has no effect instead of spinning', async () => {
    let tries = 0
    const { github } = createGitHub({
      async execute() {
        tries++
        return { kind: 'done' }
      },
    })
    const world = await createWorld(github, wantLabel)
    await begin(world)
    expect(tries).toBe(2)
    expect(world.decisions.at(-1)?.refused['create-label packet']?.message).toBe('did not take effect')
    await world.loop.close()
  })

  it('waits when GitHub goes on showing an old state, and gives nothing up', async () => {
    let tries = 0
    const { github } = createGitHub({
      async execute(action, mirror): Promise<Outcome> {
        tries++
        if (tries < 4) return { kind: 'outdated', reread: { refs: true } }
        putLabel(mirror, action)
        return { kind: 'done' }
      },
    })
    const world = await createWorld(github, wantLabel)
    await begin(world)
    expect(tries).toBe(2)
    await world.clock.advance(20_000)
    expect(tries).toBe(4)
    expect(world.decisions.at(-1)?.refused).toEqual({})
    await world.loop.close()
  })

  it('rests when one thing is done over and over with other words', async () => {
    let tries = 0
    const { github } = createGitHub({
      async execute() {
        tries++
        return { kind: 'done' }
      },
    })
    const world = await createWorld(github, () => decision({ actions: [{ ...label, description: `${tries}` }] }))
    await begin(world)
    expect(tries).toBe(10)
    await world.clock.advance(30_000)
    expect(tries).toBe(10)
    expect(world.decisions.at(-1)?.refused).toEqual({})
    await world.loop.close()
  })

  it('ends a decision that never comes to rest', async () => {
    let color = 0
    const { github } = createGitHub()
    const world = await createWorld(github, () => decision({ actions: [{ ...label, name: `label ${color++}` }] }))
    await begin(world)
    expect(world.decisions.length).toBeLessThanOrEqual(50)
    await world.loop.close()
  })
})

describe('two processes on one store', () => {
  it('do not both work for a repository; the other follows when the first has let go', async () => {
    const store = await openStore(':memory:')
    const clock = createClock()
    const [one, two] = [createGitHub(), createGitHub()]
    const first = await createWorld(one.github, () => decision(), { store, clock, holder: 'one' })
    const second = await createWorld(two.github, () => decision(), { store, clock, holder: 'two' })
    await begin(first)
    await begin(second)
    expect([one.reads.length, two.reads.length]).toEqual([1, 0])
    await first.loop.close()
    await clock.advance(MINUTE)
    expect(two.reads).toHaveLength(1)
    await second.loop.close()
  })
})

describe('stopping', () => {
  it('ends after the action under way, and lets go of the lease', async () => {
    const store = await openStore(':memory:')
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const performed: string[] = []
    const { github } = createGitHub({
      execute(action) {
        performed.push(action.kind)
        return promise
      },
    })
    const actions = [label, { kind: 'pin', issue: 1, nodeId: 'n' } as const]
    const world = await createWorld(github, () => decision({ actions }), { store })
    await begin(world)
    const closing = world.loop.close()
    resolve({ kind: 'done' })
    await closing
    expect(performed).toEqual(['create-label'])
    expect(await store.takeLease(7, 'another', world.clock.now(), 1000)).toMatchObject({ held: true })
  })

  it('marks stored deliveries as done once a look has seen them', async () => {
    const store = await openStore(':memory:')
    const hints = { all: false, issues: [1], refs: false, checks: [] }
    await store.addDelivery({ guid: 'g', event: 'issues', repo: 7, hints, receivedAt: 5 })
    const world = await createWorld(createGitHub().github, () => decision(), { store })
    await begin(world)
    expect(await store.undoneDeliveries()).toEqual([])
    await world.loop.close()
  })
})

it('is idle only when nothing is dirty, queued or running', async () => {
  const world = await createWorld(createGitHub().github, () => decision())
  await begin(world)
  await world.loop.idle()
  world.loop.mark(7, { refs: true })
  let idle = false
  const waiting = world.loop.idle().then(() => {
    idle = true
  })
  await world.clock.settle()
  expect(idle).toBe(false)
  await world.clock.advance(200)
  await waiting
  expect(idle).toBe(true)
  await world.loop.close()
})
