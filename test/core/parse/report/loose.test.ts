/** Commands in lists, in emphasis, with punctuation and invisible characters; lines that are not commands; cost. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandNames } from '../../../../src/core/commands/registry.ts'
import { readComment } from '../../../../src/core/parse/report/read.ts'
import { honest } from '../../support/texts.ts'

const heard = (body: string) => readComment(body).commands.map(({ name, args }) => `${name} ${args}`.trim())

describe('a known command with other formatting is that command', () => {
  test.each([
    ['- /merge', ['merge']],
    ['* /merge', ['merge']],
    ['+ /merge', ['merge']],
    ['1. /merge', ['merge']],
    ['12) /merge', ['merge']],
    ['- [ ] /merge', ['merge']],
    ['- [x] /merge', ['merge']],
    ['* [ ] **/merge**', ['merge']],
    ['- - /merge', ['merge']],
    ['• /merge', ['merge']],
    ['- a\n  /merge', ['merge']],
    ['- a\n\n  /merge', ['merge']],
    ['- a\n  - b\n    - /merge', ['merge']],
    ['- /status running 61% parser', ['status running 61% parser']],
    ['1. /pause\n2. /check', ['pause', 'check']],
    ['Please:\n- /pause\n- /check', ['pause', 'check']],
    ['**/merge**', ['merge']],
    ['*/merge*', ['merge']],
    ['_/merge_', ['merge']],
    ['__/merge__', ['merge']],
    ['***/merge***', ['merge']],
    ['**_/merge_**', ['merge']],
    ['**/Merge**', ['merge']],
    ['**a\n/merge**', ['merge']],
    ['**/status running 72% printer**', ['status running 72% printer']],
    ['**/status** running 72% printer', ['status running 72% printer']],
    ['*/status* running 72%', ['status running 72%']],
    ['**/decide** 2 yes', ['decide 2 yes']],
    ['**/status blocked** which currency?', ['status blocked which currency?']],
    ['- **/status running 40%** with *some* words', ['status running 40% with *some* words']],
    ['- **/scope add** src/**/*.ts - shared', ['scope add src/**/*.ts - shared']],
    ['**/status *running* 40%**', ['status *running* 40%']],
    ['- **/status** done', ['status done']],
    ['**/merge**!', ['merge']],
    ['**/merge!**', ['merge']],
    ['/merge!', ['merge']],
    ['/merge.', ['merge']],
    ['/merge!!!', ['merge']],
    ['/merge…', ['merge']],
    ['/merge,', ['merge']],
    ['/merge;', ['merge']],
    ['**/merge**, please', ['merge please']],
    ['/merge，', ['merge']],
    ['/pause. Thank you', ['pause Thank you']],
    ['- /scope add src/**/*.ts, lib/** - shared', ['scope add src/**/*.ts, lib/** - shared']],
    ['\u200B/merge', ['merge']],
    ['\uFEFF/merge', ['merge']],
    ['Fine.\n\uFEFF/merge', ['merge']],
    ['\u00A0/merge', ['merge']],
    ['\u202A/merge\u202C', ['merge']],
    ['\u2066/merge\u2069', ['merge']],
    ['\u200E/merge', ['merge']],
    ['/merge\u200B', ['merge']],
    ['/mer\u00ADge', ['merge']],
    ['/merge\u00A0now', ['merge now']],
    ['/status\u00A0running\u00A040%', ['status running\u00A040%']],
    ['\u200B- /merge', ['merge']],
    ['**\u200B/merge**', ['merge']],
    ['- /redirect Stay out\n  of src/db', ['redirect Stay out']],
  ])('%j', (body, expected) => {
    expect(heard(body)).toEqual(expected)
  })

  test('a list item carries the lines that follow it', () => {
    expect(readComment('- /redirect Stay out of\n  src/db/ please').commands).toEqual([
      { name: 'redirect', args: 'Stay out of', more: 'src/db/ please', line: 1 },
    ])
  })
})

describe('nothing else is', () => {
  test.each([
    '- /usr/bin',
    '- /deploy',
    '- /mrge',
    '**/deploy**',
    '/deploy!',
    '- `/merge`',
    '**`/merge`**',
    '- > /merge',
    '> - /merge',
    '> **/merge**',
    '> \u200B/merge',
    '\u200B> /merge',
    '- ```\n  /merge\n  ```',
    '-     /merge',
    '```\n- /merge\n```',
    '<!--\n- /merge\n-->',
    '- <!-- /merge -->',
    '<!-- a --> **/merge**',
    '- \\/merge',
    '- &#47;merge',
    '- [/merge](https://a.example)',
    '[**/merge**](https://a.example)',
    '[a\n/merge\nb](https://a.example)',
    '~~/merge~~',
    '- ~~/merge~~',
    '- please /merge',
    '- say: /merge',
    '- "/merge"',
    '(/merge)',
    '- /merge?',
    '/merge?',
    '/merge:',
    '/merge: now',
    '/merge/now',
    '/merge, /check and /help are commands',
    '- /merge, /check',
    '/merge2!',
    '*/merge',
    '**/merge',
    '# /merge',
    '# **/merge**',
    '- # /merge',
    '| /merge |\n|---|',
    '| a |\n|---|\n| /merge |',
    '[^1]: /merge',
    'text\n      /merge',
    '- text **/merge**',
    '1.2. /merge',
  ])('%j', (body) => {
    expect(heard(body)).toEqual([])
  })
})

/** With a blank inside it, emphasis is none to Markdown. */
const isPlain = ({ bold, unseen }: { bold: string; unseen: string }) => bold === '' || unseen !== '\u00A0'

const dress = fc
  .record({
    list: fc.constantFrom('', '- ', '* ', '+ ', '1. ', '7) ', '- [ ] ', '- [x] ', '  - '),
    bold: fc.constantFrom('', '*', '**', '_', '__', '***'),
    unseen: fc.constantFrom('', '\u200B', '\u2060', '\u200E', '\u202A', '\u00AD', '\u00A0'),
    mark: fc.constantFrom('', '.', '!', '!!'),
  })
  .filter(isPlain)

test('every command of the registry is read in every formatting', () => {
  fc.assert(
    fc.property(fc.constantFrom(...commandNames), dress, (name, { list, bold, unseen, mark }) => {
      expect(heard(`${list}${bold}${unseen}/${name}${bold}${mark}`)).toEqual([name])
      expect(heard(`${list}${bold}${unseen}/${name}${mark}${bold}`)).toEqual([name])
    }),
    { numRuns: 1000 },
  )
})

test('no formatting makes a command in a quote or in code', () => {
  fc.assert(
    fc.property(fc.constantFrom(...commandNames), dress, (name, { list, bold, unseen, mark }) => {
      const line = `${list}${bold}${unseen}/${name}${bold}${mark}`
      for (const body of [`> ${line}`, `\`\`\`\n${line}\n\`\`\``, `<!--\n${line}\n-->`]) expect(heard(body)).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('formatting does not make a command of another word', () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/).filter((name) => !commandNames.has(name))
  const dressed = dress.filter(({ list, bold, unseen, mark }) => list + bold + unseen + mark !== '')
  fc.assert(
    fc.property(word, dressed, (name, { list, bold, unseen, mark }) => {
      expect(heard(`${list}${bold}${unseen}/${name}${bold}${mark}`)).toEqual([])
    }),
  )
})

test('ordinary texts have no commands', () => {
  for (const body of Object.values(honest)) expect(heard(body.slice(0, 2000))).toEqual([])
})
