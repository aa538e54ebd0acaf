/** The App is installed, moved about and taken away: what the bot works on follows what GitHub lists. */
import { describe, expect, it } from 'vitest'
import type { Outcome, RepoRef } from '../../../src/shell/reconcile/github.ts'
import { EVERYTHING } from '../../../src/shell/reconcile/hints.ts'
import { begin, createGitHub, createWorld, decision, ref, wantLabel } from './fakes.ts'

const other: RepoRef = { ...ref, repoId: 8, name: 'other' }

/** A loop over whatever `listed` has, with the names of the repositories that were read. */
async function listing(first: Record<number, RepoRef[]>) {
  const read: string[] = []
  const state = { listed: first }
  const world = await createWorld(createGitHub().github, () => decision(), {
    app: {
      installations: async () => Object.keys(state.listed).map(Number),
      repositories: async (id) => state.listed[id] ?? [],
      repository: (of) => {
        const { github } = createGitHub()
        return {
          ...github,
          read(...args) {
            read.push(`${of.owner}/${of.name}`)
            return github.read(...args)
          },
        }
      },
    },
  })
  await begin(world)
  const change = async (listed: Record<number, RepoRef[]>) => {
    read.length = 0
    state.listed = listed
    await world.loop.relist()
    await world.clock.advance(500)
    for (const { repoId } of [ref, other]) world.loop.mark(repoId, EVERYTHING)
    await world.clock.advance(500)
    return [...new Set(read)]
  }
  return { world, change }
}

describe('installations', () => {
  it.each<[string, Record<number, RepoRef[]>, Record<number, RepoRef[]>, string[]]>([
    ['created', {}, { 1: [ref] }, ['acme/app']],
    ['with a repository more', { 1: [ref] }, { 1: [ref, other] }, ['acme/other', 'acme/app']],
    ['with a repository less', { 1: [ref, other] }, { 1: [ref] }, ['acme/app']],
    ['suspended or deleted', { 1: [ref, other] }, {}, []],
    ['renamed', { 1: [ref] }, { 1: [{ ...ref, name: 'new' }] }, ['acme/new']],
    ['transferred', { 1: [ref] }, { 2: [{ ...ref, owner: 'octo', installationId: 2 }] }, ['octo/app']],
  ])('%s', async (_, before, after, names) => {
    const { world, change } = await listing(before)
    expect((await change(after)).sort()).toEqual(names.sort())
    await world.loop.close()
  })

  it('with other rights, found by listing alone: what was refused is tried again, and decisions know them', async () => {
    const answers: Outcome[] = [{ kind: 'refused', status: 403, message: 'Resource not accessible by integration' }]
    const { github, performed } = createGitHub()
    const execute: typeof github.execute = async (...args) => answers.shift() ?? github.execute(...args)
    const granted = (checks: string) => ({ ...ref, rights: { held: { checks }, url: 'https://github.test/7' } })
    let listed: RepoRef[] = [granted('read')]
    const world = await createWorld({ ...github, execute: execute }, wantLabel, {
      app: { installations: async () => [1], repositories: async () => listed, repository: () => github },
    })
    await begin(world)
    expect(world.decisions.at(-1)?.rights?.held).toEqual({ checks: 'read' })
    listed = [granted('write')]
    await world.loop.relist()
    await world.clock.advance(500)
    expect(world.decisions.at(-1)?.rights?.held).toEqual({ checks: 'write' })
    expect(performed).toEqual(['create-label'])
    await world.loop.close()
  })

  it('with more rights: what was refused for want of them is tried again at once', async () => {
    const answers: Outcome[] = [{ kind: 'refused', status: 403, message: 'Resource not accessible by integration' }]
    const { github, performed } = createGitHub()
    const execute: typeof github.execute = async (...args) => answers.shift() ?? github.execute(...args)
    const world = await createWorld({ ...github, execute: execute }, wantLabel)
    await begin(world)
    world.loop.mark(ref.repoId, EVERYTHING)
    await world.clock.advance(500)
    expect(performed).toEqual([])
    world.loop.rightsChanged(ref.installationId + 1)
    await world.clock.advance(500)
    expect(performed).toEqual([])
    world.loop.rightsChanged(ref.installationId)
    await world.clock.advance(500)
    expect(performed).toEqual(['create-label'])
    await world.loop.close()
  })
})

describe('the list of repositories', () => {
  const MINUTE = 60_000

  /** A loop that counts its listings; `look` is what reading a repository does. */
  async function counting(listed: RepoRef[], look: () => void = () => {}) {
    const state = { listed, lists: 0 }
    const { github } = createGitHub()
    const world = await createWorld(github, () => decision(), {
      app: {
        installations: async () => [1],
        async repositories() {
          state.lists++
          return state.listed
        },
        repository: () => ({
          ...github,
          async read(...args) {
            look()
            return github.read(...args)
          },
        }),
      },
    })
    await begin(world)
    return { world, state }
  }

  it('is read again every hour', async () => {
    const { world, state } = await counting([ref])
    await world.clock.advance(58 * MINUTE)
    expect(state.lists).toBe(1)
    await world.clock.advance(3 * MINUTE)
    expect(state.lists).toBe(2)
    await world.loop.close()
  })

  it('is read again soon where it is empty', async () => {
    const { world, state } = await counting([])
    await world.clock.advance(16 * MINUTE)
    expect(state.lists).toBe(2)
    await world.loop.close()
  })

  it('is read again soon when a repository fails, which may be gone', async () => {
    let isGone = false
    const look = () => {
      if (isGone) throw new Error('Bad credentials')
    }
    const { world, state } = await counting([ref], look)
    isGone = true
    state.listed = []
    world.loop.mark(ref.repoId, EVERYTHING)
    await world.clock.advance(4 * MINUTE)
    expect(state.lists).toBe(1)
    await world.clock.advance(2 * MINUTE)
    expect(state.lists).toBe(2)
    expect(world.loop.activities()).toEqual({ idle: 0, queued: 0, running: 0, waiting: 0 })
    await world.loop.close()
  })
})

describe('what is kept of repositories that left', () => {
  async function keeping(app: { installations(): Promise<number[]>; repositories(id: number): Promise<RepoRef[]> }) {
    const asked: [boolean, boolean][] = []
    const world = await createWorld(createGitHub().github, () => decision(), {
      app: { ...app, repository: () => createGitHub().github },
      forgetOthers: async (isListed) => void asked.push([isListed(ref.repoId), isListed(other.repoId)]),
    })
    await begin(world)
    return { world, asked }
  }

  it('is deleted at the start and at once when one leaves, and never while it is listed', async () => {
    let listed = [ref, other]
    const { world, asked } = await keeping({ installations: async () => [1], repositories: async () => listed })
    expect(asked.at(-1)).toEqual([true, true])
    listed = [ref]
    await world.loop.relist()
    expect(asked.at(-1)).toEqual([true, false])
    await world.loop.close()
  })

  it('stays while an installation cannot be listed', async () => {
    const { world, asked } = await keeping({
      installations: async () => [1, 2],
      repositories: async (id) => (id === 1 ? [ref] : Promise.reject(new Error('502'))),
    })
    expect(asked).toEqual([])
    await world.loop.close()
  })
})
