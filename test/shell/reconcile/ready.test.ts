/** Whether the bot says that it works: it must be able to list, and one look at least must succeed. */
import { describe, expect, it } from 'vitest'
import type { RepoRef } from '../../../src/shell/reconcile/github.ts'
import { EVERYTHING } from '../../../src/shell/reconcile/hints.ts'
import { openStore } from '../../../src/shell/store/store.ts'
import { begin, createGitHub, createWorld, decision, ref } from './fakes.ts'

const other: RepoRef = { ...ref, repoId: 8, installationId: 2, name: 'other' }
const MINUTE = 60_000

/** A loop whose listings and looks fail while `broken` names them. */
async function working() {
  const broken = new Set<string>()
  const fail = (what: string) => {
    if (broken.has(what)) throw new Error(`${what} failed`)
  }
  const store = await openStore(':memory:')
  const world = await createWorld(createGitHub().github, () => decision(), {
    store,
    app: {
      async installations() {
        fail('/app')
        return [1, 2]
      },
      async repositories(id) {
        fail(`installation ${id}`)
        return id === 1 ? [ref] : [other]
      },
      repository: (of) => {
        const { github } = createGitHub()
        return {
          ...github,
          async read(...args) {
            fail(`${of.owner}/${of.name}`)
            return github.read(...args)
          },
        }
      },
    },
  })
  return { broken, world, store }
}

describe('the bot is not ready', () => {
  it('before it has listed, while nothing can be listed, and is ready again afterwards', async () => {
    const { broken, world } = await working()
    expect(world.loop.notReady()).toBe('the repositories have not been listed yet')
    await begin(world)
    expect(world.loop.notReady()).toBeNull()
    broken.add('/app')
    await world.loop.relist()
    expect(world.loop.notReady()).toBe('the installations cannot be listed: /app failed')
    broken.clear()
    await world.clock.advance(MINUTE)
    expect(world.loop.notReady()).toBeNull()
    await world.loop.close()
  })

  it('when no installation can be listed; one of several is not enough', async () => {
    const { broken, world } = await working()
    broken.add('installation 1')
    await begin(world)
    expect(world.loop.notReady()).toBeNull()
    broken.add('installation 2')
    await world.loop.relist()
    expect(world.loop.notReady()).toBe('the repositories of no installation can be listed: installation 2 failed')
    broken.clear()
    await world.clock.advance(MINUTE)
    expect(world.loop.notReady()).toBeNull()
    await world.loop.close()
  })

  it('when every look fails several times in a row; names no repository', async () => {
    const { broken, world } = await working()
    await begin(world)
    const look = async () => {
      for (const { repoId } of [ref, other]) world.loop.mark(repoId, EVERYTHING)
      await world.clock.advance(MINUTE)
    }
    broken.add('acme/app')
    await look()
    expect(world.loop.notReady()).toBeNull()
    broken.add('acme/other')
    await look()
    expect(world.loop.notReady()).toBe('every look at a repository fails: {owner}/{repo} failed')
    broken.delete('acme/other')
    await look()
    expect(world.loop.notReady()).toBeNull()
    await world.loop.close()
  })
})

it('deliveries of repositories that left are finished with the next listing', async () => {
  const { broken, world, store } = await working()
  await begin(world)
  const hints = EVERYTHING
  await store.addDelivery({ guid: 'gone', event: 'repository', repo: 99, hints, receivedAt: world.clock.now() })
  broken.add('installation 2')
  await world.loop.relist()
  // It may belong to the installation that could not be listed.
  expect(await store.undoneDeliveries()).toHaveLength(1)
  broken.clear()
  await world.loop.relist()
  expect(await store.undoneDeliveries()).toEqual([])
  await world.loop.close()
})
