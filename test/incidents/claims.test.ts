/** Two dispatchers won one claim (watt-mind/factory#877): one worker for a repository, and the store sees to it. */
import { describe, expect, it } from 'vitest'
import { actionKey } from '../../src/core/actions.ts'
import { openStore } from '../../src/shell/store/store.ts'
import { begin, createClock, createGitHub, createWorld, decision, wantLabel } from '../shell/reconcile/fakes.ts'

describe('two dispatchers won one claim (watt-mind/factory#877)', () => {
  it('only one of two processes that start together acts, and the other waits until it stops', async () => {
    const store = await openStore(':memory:')
    const clock = createClock()
    const hubs = [createGitHub(), createGitHub()]
    const worlds = await Promise.all(
      hubs.map(({ github }, n) => createWorld(github, wantLabel, { store, clock, holder: `process ${n}` })),
    )
    await Promise.all(worlds.map(({ loop }) => loop.start()))
    await clock.advance(20_000)
    expect(hubs.flatMap(({ performed }) => performed)).toEqual(['create-label'])
    await worlds[0]?.loop.close()
    await clock.advance(60_000)
    expect(hubs[1]?.reads.length).toBeGreaterThan(0)
    await worlds[1]?.loop.close()
  })

  it('a process that slept until another took its lease does not perform its next action', async () => {
    const store = await openStore(':memory:')
    const still = createClock()
    let slept = 0
    const clock = { ...still, now: () => still.now() + slept }
    const performed: string[] = []
    const { github } = createGitHub({
      async execute(action) {
        performed.push(actionKey(action))
        slept = 180_000
        await store.takeLease(7, 'another', clock.now(), 3600_000)
        return { kind: 'done' }
      },
    })
    const labels = ['first', 'second'].map(
      (name) => ({ kind: 'create-label', name, color: '', description: '' }) as const,
    )
    const world = await createWorld(github, () => decision({ actions: labels }), { store, clock })
    await begin(world)
    await still.advance(60_000)
    expect(performed).toEqual(['create-label first'])
    await world.loop.close()
  })
})
