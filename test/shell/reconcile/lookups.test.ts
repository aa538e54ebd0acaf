/** Questions whose answers are advice: contracts and coming conflicts. */
import { describe, expect, it } from 'vitest'
import { baseMergeKey, conflictKey, exportsKey, type Query } from '../../../src/core/snapshot/queries.ts'
import type { SnapshotData } from '../../../src/core/snapshot/snapshot.ts'
import type { GitMirror } from '../../../src/shell/reconcile/git.ts'
import { begin, createGit, createGitHub, createWorld, decision, wantLabel } from './fakes.ts'

const conflict: Query = { kind: 'conflict', one: 'b', other: 'a' }
const exports: Query = { kind: 'exports', head: 'h', scope: ['src/'] }
const declarations: Query = { kind: 'declarations', code: 'class A {}' }

const open = ({ results }: SnapshotData): Query[] => [
  ...(results.conflicts[conflictKey('a', 'b')] === undefined ? [conflict] : []),
  ...(results.exports[exportsKey('h', ['src/'])] === undefined ? [exports] : []),
  ...(results.declarations['class A {}'] === undefined ? [declarations] : []),
]

/** Wants the label once everything is known. */
async function worldOver(git: Partial<GitMirror>) {
  const { github, performed } = createGitHub()
  const decide = (snapshot: SnapshotData) =>
    open(snapshot).length > 0 ? decision({ queries: open(snapshot) }) : wantLabel(snapshot)
  const world = await createWorld(github, decide, { openMirror: async () => createGit(git) })
  await begin(world)
  const again = async () => {
    world.loop.mark(7, { refs: true })
    await world.clock.advance(200)
  }
  return { ...world, performed, again, results: () => world.decisions.at(-1)?.results }
}

describe('advice', () => {
  it('is looked up once for the same commits', async () => {
    const calls: string[] = []
    const { results, performed, again, loop } = await worldOver({
      async conflicts(one, other) {
        calls.push(`${one} ${other}`)
        return ['src/a.js']
      },
      async files(sha, wanted) {
        calls.push(sha)
        const paths = ['src/a.ts', 'src/a.test.ts', 'src/a.md', 'lib/b.ts'].filter(wanted)
        return { files: paths.map((path) => ({ path, text: '' })), left: 1 }
      },
    })
    await again()
    expect(calls).toEqual(['b a', 'h'])
    expect(performed).toEqual(['create-label'])
    expect(results()?.conflicts).toEqual({ 'a...b': ['src/a.js'] })
    const file = { path: 'src/a.ts', names: [], imports: [], error: null }
    expect(results()?.exports).toEqual({ 'h\nsrc/': { files: [file], left: 1 } })
    expect(results()?.declarations).toEqual({ 'class A {}': [] })
    await loop.close()
  })

  it('that cannot be had is done without at once, asked again, and in the end not any more', async () => {
    let asked = 0
    const fail = async () => {
      asked += 1
      throw new Error('git failed')
    }
    const { results, performed, again, loop } = await worldOver({ conflicts: fail, files: fail })
    expect(performed).toEqual(['create-label'])
    expect(results()?.conflicts).toEqual({ 'a...b': null })
    expect(results()?.exports).toEqual({ 'h\nsrc/': null })
    for (let n = 0; n < 5; n++) await again()
    expect(asked).toBe(6)
    await loop.close()
  })

  it('about a commit that is gone is done without', async () => {
    const { results, performed, loop } = await worldOver({ conflicts: async () => null, files: async () => null })
    expect(performed).toEqual(['create-label'])
    expect(results()).toMatchObject({ conflicts: { 'a...b': null }, exports: { 'h\nsrc/': null } })
    await loop.close()
  })
})

describe('a push that may have brought in the base alone', () => {
  const query: Query = { kind: 'base-merge', branch: 'main', before: 'b', after: 'a' }
  const key = baseMergeKey('b', 'a')

  async function asking(answers: ('yes' | 'no' | 'not-yet' | null)[]) {
    const { github } = createGitHub()
    const decide = (snapshot: SnapshotData) =>
      snapshot.results.baseMerges?.[key] === undefined ? decision({ queries: [query] }) : wantLabel(snapshot)
    let asked = 0
    const isBaseMerge = async () => answers[Math.min(asked++, answers.length - 1)] ?? null
    const world = await createWorld(github, decide, { openMirror: async () => createGit({ isBaseMerge }) })
    await begin(world)
    const first = world.decisions.at(-1)?.results.baseMerges?.[key]
    for (let n = 0; n < 2; n += 1) {
      world.loop.mark(7, { refs: true })
      await world.clock.advance(200)
    }
    await world.loop.close()
    return { first, last: world.decisions.at(-1)?.results.baseMerges?.[key], asked }
  }

  it.each([
    ['yes', true],
    ['no', false],
  ] as const)('is asked once where that can change no more: %s', async (answer, announced) => {
    expect(await asking([answer])).toEqual({ first: announced, last: announced, asked: 1 })
  })

  it('is asked again while the base may still get what it brought in', async () => {
    expect(await asking(['not-yet', 'yes'])).toEqual({ first: false, last: true, asked: 2 })
  })

  it('is done without where git cannot tell', async () => {
    expect(await asking([null])).toMatchObject({ first: null, last: null })
  })
})
