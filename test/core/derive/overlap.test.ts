/** Scopes that overlap are told before anybody starts. */
import { describe, expect, it } from 'vitest'
import { another, filed, type Text } from '../support/stories.ts'
import type { World } from '../support/world.ts'

const overlaps = (w: World, n: number) =>
  w
    .packet(n)
    .text.problems.filter(({ code }) => code === 'overlap')
    .map(({ severity, message }) => `${severity}: ${message}`)

const two = (first: Text, second: Text) => {
  const { w, n } = filed({ name: 'first', text: first })
  return { w, first: n, second: another(w, 'second', second) }
}

describe('two packets with a path in common', () => {
  it('are both warned with the paths, and start all the same', () => {
    const { w, first, second } = two({ inScope: 'src/db/, src/lib/' }, { inScope: 'src/lib/user.ts, docs/' })
    expect(overlaps(w, first)).toEqual(['warning: Its scope overlaps that of `second`: src/lib/.'])
    expect(overlaps(w, second)).toEqual(['warning: Its scope overlaps that of `first`: src/lib/user.ts.'])
    expect(w.said(second).join('\n')).toMatch(/Its scope overlaps that of `first`.*src\/lib\/user\.ts/)
    expect([w.status(first), w.status(second)]).toEqual(['ready', 'ready'])
  })

  it('are warned when one only begins softly after the other, as both are at work at once', () => {
    const { w, second } = two({ inScope: 'src/db/' }, { inScope: 'src/db/', soft: 'first' })
    expect(overlaps(w, second)).toHaveLength(1)
  })

  it.each<[string, Text, Text]>([
    ['one waits for the other', { inScope: 'src/db/' }, { inScope: 'src/db/', hard: 'first' }],
    ['they share nothing', { inScope: 'src/db/' }, { inScope: 'src/dbx/' }],
    ['it is words', { inScope: 'the database' }, { inScope: 'the database' }],
  ])('are not when %s', (_, one, other) => {
    const { w, first, second } = two(one, other)
    expect([...overlaps(w, first), ...overlaps(w, second)]).toEqual([])
  })

  it('are not warned any more once one is given up', () => {
    const { w, first, second } = two({ inScope: 'src/db/' }, { inScope: 'src/db/' })
    w.comment('maintainer', second, '/abandon')
    w.settle()
    expect(overlaps(w, first)).toEqual([])
  })
})
