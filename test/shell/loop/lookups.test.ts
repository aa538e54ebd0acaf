/** Questions whose answers are advice: contracts and coming conflicts. */
import { describe, expect, it } from 'vitest'
import type { Facts } from '../../../src/core/facts.ts'
import { conflictKey, exportsKey, type Need } from '../../../src/core/lookups.ts'
import type { GitMirror } from '../../../src/shell/ports.ts'
import { begin, createGit, createGitHub, createWorld, decision, wantLabel } from './fakes.ts'

const conflict: Need = { kind: 'conflict', one: 'b', other: 'a' }
const exports: Need = { kind: 'exports', head: 'h', scope: ['src/'] }
const declarations: Need = { kind: 'declarations', code: 'class A {}' }

const open = ({ lookups }: Facts): Need[] => [
  ...(lookups.conflicts[conflictKey('a', 'b')] === undefined ? [conflict] : []),
  ...(lookups.exports[exportsKey('h', ['src/'])] === undefined ? [exports] : []),
  ...(lookups.declarations['class A {}'] === undefined ? [declarations] : []),
]

/** Wants the label once everything is known. */
async function worldOver(git: Partial<GitMirror>) {
  const { github, performed } = createGitHub()
  const decide = (facts: Facts) => (open(facts).length > 0 ? decision({ needs: open(facts) }) : wantLabel(facts))
  const world = await createWorld(github, decide, { openMirror: async () => createGit(git) })
  await begin(world)
  const again = async () => {
    world.loop.mark(7, { refs: true })
    await world.clock.advance(200)
  }
  return { ...world, performed, again, lookups: () => world.decisions.at(-1)?.lookups }
}

describe('advice', () => {
  it('is looked up once for the same commits', async () => {
    const calls: string[] = []
    const { lookups, performed, again, loop } = await worldOver({
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
    expect(lookups()?.conflicts).toEqual({ 'a...b': ['src/a.js'] })
    const file = { path: 'src/a.ts', names: [], imports: [], error: null }
    expect(lookups()?.exports).toEqual({ 'h\nsrc/': { files: [file], left: 1 } })
    expect(lookups()?.declarations).toEqual({ 'class A {}': [] })
    await loop.close()
  })

  it('that cannot be had is done without at once, asked again, and in the end not any more', async () => {
    let asked = 0
    const fail = async () => {
      asked += 1
      throw new Error('git failed')
    }
    const { lookups, performed, again, loop } = await worldOver({ conflicts: fail, files: fail })
    expect(performed).toEqual(['create-label'])
    expect(lookups()?.conflicts).toEqual({ 'a...b': null })
    expect(lookups()?.exports).toEqual({ 'h\nsrc/': null })
    for (let n = 0; n < 5; n++) await again()
    expect(asked).toBe(6)
    await loop.close()
  })

  it('about a commit that is gone is done without', async () => {
    const { lookups, performed, loop } = await worldOver({ conflicts: async () => null, files: async () => null })
    expect(performed).toEqual(['create-label'])
    expect(lookups()).toMatchObject({ conflicts: { 'a...b': null }, exports: { 'h\nsrc/': null } })
    await loop.close()
  })
})
