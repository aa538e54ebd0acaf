import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { humanPart, managedPart, mergeDashboard, renderDashboard } from '../../../src/core/render/dashboard.ts'
import { sessionState, state } from './build.ts'

const START = '<!-- switchyard:dashboard -->'
const END = '<!-- switchyard:dashboard:end -->'
const OLD = '## Needs you\n\nold\n\n<sub>Kept by Switchyard. old</sub>'
const NEW = '## Needs you\n\nnew\n\n<sub>Kept by Switchyard. new</sub>'
const block = (managed: string): string => `${START}\n${managed}\n${END}`

describe('mergeDashboard', () => {
  test.each([
    ['empty', '', block(NEW)],
    ['blank', ' \n', block(NEW)],
    ['first time, after what a person wrote', 'Goal: users\n', `Goal: users\n\n${block(NEW)}`],
    ['text before and after', `before\n\n${block(OLD)}\n\nafter\n`, `before\n\n${block(NEW)}\n\nafter\n`],
    [
      'line ends of the web editor',
      `before\r\n\r\n${block(OLD).replaceAll('\n', '\r\n')}\r\nafter`,
      `before\r\n\r\n${block(NEW)}\r\nafter`,
    ],
    ['area emptied', `before\n${START}\n${END}\nafter`, `before\n${block(NEW)}\nafter`],
    ['end marker gone', `before\n${START}\n${OLD}\nafter`, `before\n${block(NEW)}\nafter`],
    ['start marker gone', `before\n${OLD}\n${END}\nafter`, `before\n${block(NEW)}\nafter`],
    ['end marker and last line gone', `before\n${START}\n## Needs you\n\nhalf`, `before\n${block(NEW)}`],
    ['area doubled', `${block(OLD)}\nbetween\n${block(OLD)}\nafter`, `${block(NEW)}\nbetween\n\nafter`],
    ['end marker doubled', `${block(OLD)}\nafter\n${END}`, `${block(NEW)}\nafter\n`],
    ['marker quoted in a sentence', `see \`${START}\` there`, `see \`${START}\` there\n\n${block(NEW)}`],
  ])('%s', (_, body, merged) => {
    expect(mergeDashboard(body, NEW)).toBe(merged)
  })

  test('property: once is enough, and what a person wrote stays', () => {
    const piece = fc.constantFrom(
      'Goal: users',
      START,
      END,
      '## Needs you',
      '',
      'text',
      '<sub>Kept by Switchyard.</sub>',
      '\r',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const once = mergeDashboard(pieces.join('\n'), NEW)
        expect(mergeDashboard(once, NEW)).toBe(once)
        expect(managedPart(once)).toBe(NEW)
        expect(humanPart(mergeDashboard(once, OLD))).toBe(humanPart(once))
      }),
    )
  })
})

test('managedPart is null where there is no area, humanPart the whole', () => {
  expect(managedPart('Goal: users')).toBeNull()
  expect(humanPart('Goal: users')).toBe('Goal: users')
})

test('a rendered dashboard can be found again by its first and last line', () => {
  const managed = renderDashboard(state(), sessionState())
  const damaged = mergeDashboard('Goal', managed).replace(END, '').concat('\nwritten below')
  expect(mergeDashboard(damaged, managed)).toBe(`${mergeDashboard('Goal', managed)}\n\nwritten below`)
})
