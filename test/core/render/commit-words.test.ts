/** Whatever people write into a packet, no message of a commit of the bot does more than be read. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plain } from '../../../src/core/render/escape.ts'
import { commitOf, pullTitle, trialMessage } from '../../../src/core/render/pull.ts'
import { packetState, packetText, pullFact } from './build.ts'

const pull = pullFact()

/** What GitHub acts on. */
const ACTS = [
  /\[(?:skip ci|ci skip|no ci|skip actions|actions skip|skip[ -]\w+|\w+[ -]skip)\]/i,
  /\*\*\*no_ci\*\*\*/i,
  /(?:skip-checks|co-authored-by|signed-off-by|reviewed-by|release-as)\s*:/i,
  /(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:[\w./-]*#\d|gh-\d|https?:\/\/)/i,
  /@[\p{L}\p{N}]/u,
  /<!--/,
]

const harmless = (message: string) => {
  for (const acts of ACTS) expect(message).not.toMatch(acts)
}

test.each([
  ['[skip ci]', '(skip ci)'],
  ['[SKIP CI] now', '(SKIP CI) now'],
  ['[ci skip]', '(ci skip)'],
  ['[no ci]', '(no ci)'],
  ['[skip actions]', '(skip actions)'],
  ['[actions skip]', '(actions skip)'],
  ['[skip\u00a0ci]', '(skip ci)'],
  ['[skip\u200b ci]', '(skip ci)'],
  ['[skip-ci] [ci-skip]', '(skip-ci) (ci-skip)'],
  ['[[skip ci]]', '[(skip ci)]'],
  ['[skip netlify]', '(skip netlify)'],
  ['***NO_CI***', 'NO_CI'],
  ['skip-checks: true', 'skip checks: true'],
  ['Skip-Checks : true', 'Skip Checks : true'],
  ['Co-authored-by: A <a@b.example>', 'Co authored by: A <a@ b.example>'],
  ['Signed-off-by: A', 'Signed off by: A'],
  ['read [docs] and src/[id] at: x', 'read [docs] and src/[id] at: x'],
  ['a well-known set-up: it skips [none]', 'a well-known set-up: it skips [none]'],
])('%j becomes %j', (given, expected) => {
  expect(plain(given)).toBe(expected)
})

const pieces = [
  ...[
    '[skip ci]',
    '[ci skip]',
    '[no ci]',
    '[skip actions]',
    '[actions skip]',
    '[',
    ']',
    'skip',
    'ci',
    ' ',
    '\n',
    '\n\n',
  ],
  ...['skip-checks: true', 'Co-authored-by: a <a@b.c>', 'Signed-off-by: a', 'Closes', 'fixes:', '#12', 'acme/app#3'],
  ...[
    'GH-4',
    'https://github.com/acme/app/issues/9',
    '@maintainer',
    '***NO_CI***',
    '\u200b',
    '\u00a0',
    '-',
    ':',
    '<!-- x -->',
  ],
]
const words = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join('')),
  fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((all) => all.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

test('whatever the objective and the name are', () => {
  fc.assert(
    fc.property(words, words, fc.constantFrom('merge', 'squash', 'rebase'), (objective, name, method) => {
      const packet = packetState({ name, packet: packetText({ objective }), pull })
      const commit = commitOf(packet, method)
      for (const message of [
        trialMessage(packet),
        trialMessage(packet, { request: 7 }),
        pullTitle(packet),
        commit?.title,
        commit?.message,
      ])
        harmless(message ?? '')
      // A trailer is read at the end only, and there stand the bot's own.
      expect(trialMessage(packet).split('\n').at(-1)).toBe(`Packet: #${packet.issue}`)
    }),
    { numRuns: 3000 },
  )
})

test('what GitHub is to write over the commit it makes', () => {
  const packet = packetState({ packet: packetText({ objective: 'Make users' }), pull })
  const { number } = pull
  expect(commitOf(packet, 'squash')).toEqual({ title: `db-users: Make users (#${number})`, message: 'Packet: #12' })
  expect(commitOf(packet, 'merge')).toEqual({
    title: 'Merge db-users (#12)',
    message: 'Packet: #12',
  })
  expect(commitOf(packet, 'rebase')).toBeNull()
})
