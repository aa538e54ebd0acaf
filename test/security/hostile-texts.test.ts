/** Hostile texts: what the pre-scan refuses, and what the bot makes of them when it shows them. */
import { describe, expect, test } from 'vitest'
import { costProblem } from '../../src/core/parse/packet/prescan.ts'
import { effects } from '../core/render/rendered.ts'
import { chance, hostileText, LONGEST } from './support/hostile.ts'
import { inert } from './support/main-thread.ts'

const fill = (piece: string) => piece.repeat(Math.ceil(LONGEST / piece.length)).slice(0, LONGEST)

describe('the pre-scan', () => {
  test.each(['> ', '>', '* ', '+ ', '1. ', '1) ', '> - ', '>1. '])(
    'the pre-scan refuses a text that is nothing but `%s`',
    (mark) => {
      const marks = fill(mark)
      for (const given of [marks, marks.trimEnd(), `${marks}\n`, `a\n\n${marks}`, `${marks}a`, `    \n${marks}`]) {
        expect(costProblem(given)).toMatch(/nested too deeply|too many/)
      }
    },
  )

  test('the pre-scan distinguishes a cheap rule from nested bullets', () => {
    expect(costProblem(fill('- ').trimEnd())).toBeNull()
    expect(costProblem(`${fill('- ')}a`)).toMatch(/nested too deeply/)
  })
})

describe('the bot’s own texts', () => {
  test.each(inert)('any text sent as $name is inert on GitHub', ({ made, nodes }) => {
    const given = chance(13)
    for (let run = 0; run < 150; run += 1) {
      const one = hostileText(given, 400)
      const found = effects(made(one))
      expect(found.acts, JSON.stringify(one)).toEqual([])
      expect(
        found.nodes.filter((node) => !nodes.includes(node)),
        JSON.stringify(one),
      ).toEqual([])
    }
  })
})
