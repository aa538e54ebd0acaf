/** Texts and patterns that were made to be costly cost little: measured on this thread's own processor time. */
import { describe, expect, test } from 'vitest'
import { commandNames } from '../../../src/core/commands/registry.ts'
import { parseConfig } from '../../../src/core/parse/config/parse.ts'
import { parseMarkdown } from '../../../src/core/parse/packet/markdown.ts'
import { covers, overlap } from '../../../src/core/parse/packet/paths.ts'
import { costProblem } from '../../../src/core/parse/packet/prescan.ts'
import { readCommands } from '../../../src/core/parse/report/commands.ts'
import { withoutOldMail } from '../../../src/core/parse/report/mail.ts'
import { busyMs } from '../../security/support/busy.ts'
import { honest, hostile } from '../support/texts.ts'

const fill = (piece: string): string => piece.repeat(Math.ceil(60_000 / piece.length)).slice(0, 60_000)

describe('a comment', () => {
  test.each([
    ['list marks on one line', `${'- '.repeat(15)}${fill('/merge ')}`],
    ['a long line of marks', `/${fill('*')}`],
    ['unseen characters', `- ${fill('\u200B')}/merge`],
    ['blanks', `-${fill(' ')}/merge`],
    ['bold over many lines', `**a\n${fill('/merge\n').slice(0, 50_000)}**`],
    ['boxes', fill('- [ ] /merge\n')],
    ['headers of mails', fill('On 2026-11-02 at 09:12 a\n')],
    ['"From:" again and again', fill('From: a\n')],
    ['colons', fill('a: ')],
    ['rules', fill(`${'_'.repeat(32)}\n`)],
    ['dashes', fill('-----Original ')],
  ])('of %s costs next to nothing beside the parsing of Markdown', (_, body) => {
    expect(busyMs(() => withoutOldMail(body))).toBeLessThan(500)
    if (costProblem(body)) return
    const root = parseMarkdown(body, { frontMatter: false })
    expect(busyMs(() => readCommands(root, body, commandNames))).toBeLessThan(500)
  })
})

test('the pre-scan of a text takes less than a tenth of a second', () => {
  const texts = [...Object.values(hostile), ...Object.values(honest)]
  const cost = busyMs(() => {
    for (const text of texts) costProblem(text)
  })
  expect(cost / texts.length).toBeLessThan(100)
})

describe('a configuration', () => {
  test.each([
    ['deep brackets', '['.repeat(50_000)],
    ['deep braces', `a: ${'{a: '.repeat(10_000)}`],
    ['a long file', 'a'.repeat(100_000)],
    ['a file that repeats itself', `a: &a [1,1,1]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [${'*c,'.repeat(50)}*c]`],
  ])('with %s is refused within a second', (_, text) => {
    expect(busyMs(() => parseConfig(text))).toBeLessThan(1000)
  })
})

describe('patterns of paths', () => {
  const nasty = ['*a', '**/', '?*', '{a,b}', '{a,', '*{a,*}', '{*,**}', '**', '[', '\\']

  test.each(nasty)('of %j cost milliseconds', (piece) => {
    const entry = piece.repeat(250 / piece.length)
    const file = `${'a'.repeat(200)}/${'ab/'.repeat(60)}c`
    expect(busyMs(() => covers(entry, file), 5)).toBeLessThan(60)
  })

  test('cost milliseconds in pairs, too', () => {
    const cost = busyMs(() => {
      for (const a of nasty) for (const b of nasty) overlap(a.repeat(250 / a.length), b.repeat(250 / b.length))
    }, 1)
    expect(cost / nasty.length ** 2).toBeLessThan(60)
  })
})
