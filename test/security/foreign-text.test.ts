/** Untrusted text has no effect where the bot repeats it; checked in whole decisions. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Action } from '../../src/core/actions.ts'
import { managedPart } from '../../src/core/render/dashboard.ts'
import { createWorld, failing, type World } from '../core/support/world.ts'
import { pieces, wrongIn, wrongInPlain } from './support/canaries.ts'

const nasty = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''))
/** For places that hold one line. */
const line = nasty.map((text) => text.replace(/[\r\n\u0085\u2028]+/g, ' '))

/** What is wrong with the texts of one action. */
function wrong(action: Action): string[] {
  switch (action.kind) {
    case 'comment':
    case 'edit-comment':
      return wrongIn(action.body)
    case 'edit-issue-body':
      return [...wrongIn(managedPart(action.body) ?? ''), ...(action.body.length > 65_536 ? ['too long'] : [])]
    case 'open-session':
      return [...wrongInPlain(action.title, 256, false), ...wrongIn(action.body)]
    case 'offer-setup':
    case 'open-pull':
      return [...wrongInPlain(action.title, 256, false), ...wrongIn(action.body)]
    case 'edit-pull':
      return wrongIn(action.body)
    case 'check':
      return [
        ...wrongInPlain(action.title, 255, false),
        ...wrongIn(action.summary, 65_535),
        ...action.annotations.flatMap((one) => wrongInPlain(one.message, 65_535, true)),
      ]
    case 'trial':
    case 'merge':
      return wrongInPlain(action.message, 5000, true)
    case 'create-label':
      return wrongInPlain(action.description, 100, false)
    default:
      return []
  }
}

const wrongs = (w: World): string[] =>
  w.actions.flatMap((action) => wrong(action).map((one) => `${action.kind}: ${one}`)).slice(0, 5)

interface Words {
  title: string
  text: string
  short: string
  path: string
  tail: string
}

const words: fc.Arbitrary<Words> = fc.record({ title: line, text: nasty, short: line, path: line, tail: nasty })

const body = ({ text, short, path }: Words): string => `**Objective:** ${short}

**Risk:** ${short}
**Session:** ${short}

## Acceptance Criteria
- [ ] ${short}
- [ ] ${text}

## Boundaries
**In Scope:** src/, ${path}
**Out of Scope:** docs/, ${short}, \`${path}\`

## Dependencies
**Hard:** None
**Soft:** ${short} - ${text}

## Interface Contract
${text}

\`\`\`
${text}
\`\`\`
`

const settled = (w: World) => {
  w.settle()
  return w
}

/** One packet from its filing to its merge, with the words wherever somebody may put some. */
function life(given: Words): World {
  const w = createWorld({ config: `agents: [agent]\ntest: npm test\nunknown${JSON.stringify(given.short)}: 1\n` })
  w.history = ['agents: [agent]\ntest: npm test\n']
  const dashboard = w.file('maintainer', `Session: s ${given.title}`, given.text).number
  const n = w.file('writer', 'Work Packet: db', body(given)).number
  w.file('writer', `Work Packet: ${given.title}`, body(given))
  w.file('outsider', `Work Packet: strange-${given.title}`, `${body(given)}\n${given.tail}`)
  settled(w)
  const path = given.path.replaceAll('\u0000', '')
  w.push('agent', 'feature/db', ['src/a.js', `docs/${path}`, `lib/${path}`, path])
  settled(w)
  for (const said of ['/ask', '/status blocked', '/status running 10%', `/scope add ${path} -`, '/mrege', '/status'])
    w.comment('agent', n, `${said} ${given.text}`)
  w.comment(
    'agent',
    n,
    `**STATUS: BLOCKED**\nReason: ${given.short}\nBlocking: ${given.text}\nQuestion: ${given.text}\n`,
  )
  w.comment('outsider', n, `/merge ${given.text}`)
  settled(w)
  for (const said of [
    '/decide',
    '/unblock',
    '/redirect',
    '/waive',
    '/depends on',
    '/scope deny -',
    '/pause',
    '/resume',
  ])
    w.comment('writer', n, `${said} ${given.text}`)
  w.edit('outsider', n, { body: `${body(given)}\n\nmore ${given.tail}` })
  settled(w)
  w.comment('writer', n, '/accept')
  w.comment('writer', n, `/redirect stay ${given.short}`)
  w.push('agent', 'feature/db', ['src/a.js'])
  w.changed('feature/db').splice(0, 9, ...w.changed('feature/db').filter((file) => file.path === 'src/a.js'))
  settled(w)
  w.tick('writer', n)
  w.trial = failing(given.tail)
  w.comment('writer', n, '/status done')
  settled(w)
  w.trial = createWorld().trial
  w.comment('writer', n, '/check')
  w.comment('writer', n, '/status done')
  w.comment('writer', n, '/merge')
  settled(w)
  w.refuses = () => given.text
  w.comment('maintainer', dashboard, `/round ${given.short}`)
  w.comment('writer', n + 1, `/abandon ${given.text}`)
  settled(w)
  w.refuses = () => null
  w.comment('maintainer', dashboard, '/session end')
  settled(w)
  return w
}

describe('untrusted text in the bot’s texts', () => {
  it('untrusted text has no effect, hides nothing and breaks no frame', () => {
    fc.assert(
      fc.property(words, (given) => {
        const w = life(given)
        expect(wrongs(w)).toEqual([])
      }),
      { numRuns: 15 },
    )
  }, 240_000)

  const together = 5
  const groups = Array.from({ length: Math.ceil(pieces.length / together) }, (_, at) =>
    pieces.slice(at * together, (at + 1) * together),
  )

  it.each(groups.map((group) => [JSON.stringify(group).slice(0, 80), group.join(' ')]))(
    'the text %s has no effect',
    (_name, text) => {
      const one = text.replace(/[\r\n\u0085\u2028]+/g, ' ')
      const w = life({ title: one, text, short: one, path: one, tail: text })
      expect(wrongs(w)).toEqual([])
      expect(new Set(w.actions.map((action) => action.kind))).toContain('edit-issue-body')
    },
  )

  it('texts of full length stay within GitHub’s limits', () => {
    for (const piece of ['@canary ', '|', '\n', '𝕎', '`', '- canary\n']) {
      const long = piece.repeat(Math.floor(14_000 / piece.length))
      const one = long.replaceAll('\n', ' ')
      expect(wrongs(life({ title: one.slice(0, 200), text: long, short: one, path: one, tail: long }))).toEqual([])
    }
  }, 120_000)
})
