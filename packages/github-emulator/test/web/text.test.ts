import { describe, expect, test } from 'vitest'
import { setBox } from '../../src/web/text/boxes.ts'
import { markdown } from '../../src/web/text/markdown.ts'
import { elementsOf } from './browse.ts'

const targets = {
  base: '/acme/app',
  version: '1',
  isIssue: (number: number) => number < 10,
  isUser: (login: string) => login === 'writer' || login === 'helper[bot]',
  isCommit: (sha: string) => 'abc1234def'.startsWith(sha),
}
const show = (text: string, boxForm?: string) =>
  String(markdown(text, boxForm === undefined ? targets : { ...targets, boxForm }))
const links = (text: string) =>
  elementsOf(show(text)).flatMap((node) => (node.tagName === 'a' ? [String(node.properties.href)] : []))

describe('references', () => {
  test.each<[string, string[]]>([
    ['see #3', ['/acme/app/issues/3']],
    ['(#3), #4.', ['/acme/app/issues/3', '/acme/app/issues/4']],
    ['#99 is not there', []],
    ['no `#3` in code', []],
    ['```\n#3\n```', []],
    ['x#3 and a/#3', []],
    ['[#3](https://example.org/)', ['https://example.org/']],
    ['merged as abc1234', ['/acme/app/commit/abc1234']],
    ['abc1234def56 is no commit', []],
    ['| a |\n|---|\n| #3 |', ['/acme/app/issues/3']],
  ])('%s', (text, expected) => {
    expect(links(text)).toEqual(expected)
  })

  test.each([
    ['@writer', true],
    ['@helper[bot]', true],
    ['@nobody', false],
    ['mail@writer', false],
    ['`@writer`', false],
  ])('%s is a mention: %s', (text, expected) => {
    expect(show(text).includes('class="mention"')).toBe(expected)
  })
})

describe('Markdown as GitHub shows it', () => {
  test.each<[string, string, RegExp]>([
    ['tables', '| a |\n|---|\n| b |', /<table>.*<td>b<\/td>/s],
    ['line breaks', 'one\ntwo', /one<br>\s*two/],
    [
      'details',
      '<details><summary>More</summary>\n\n**in**\n\n</details>',
      /<details><summary>More<\/summary>\s*<p><strong>in<\/strong><\/p>\s*<\/details>/,
    ],
    ['no comments', 'a <!-- helper:x --> b', /^<p>a {2}b<\/p>$/],
    ['strikethrough', '~~no~~', /<del>no<\/del>/],
    ['an empty text', ' \n', /No description provided/],
  ])('%s', (_what, text, expected) => {
    expect(show(text)).toMatch(expected)
  })

  test('a box made with HTML is not live', () => {
    const text = '<ul><li class="task-list-item" data-box="0:1"><input type="checkbox"> x</li></ul>\n\n- [ ] real'
    const live = elementsOf(show(text, 'f')).filter((node) => node.properties.form === 'f')
    expect(live.map((node) => node.properties.ariaLabel)).toEqual(['real'])
  })
})

describe('diagrams', () => {
  test('are pictures', () => {
    const [image] = elementsOf(show('```mermaid\ngraph LR\n  a["#1 ok"] --> b\n```')).filter(
      (node) => node.tagName === 'img',
    )
    const svg = Buffer.from(String(image?.properties.src).split(',')[1] ?? '', 'base64').toString()
    expect(svg).toContain('#1 ok')
    expect(svg).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
  })

  test.each(['nonsense', `graph LR\n${'  a --> b\n'.repeat(400)}`])(
    'that cannot be drawn show their source',
    (source) => {
      const page = show(`\`\`\`mermaid\n${source}\n\`\`\``)
      expect(page).not.toContain('<img')
      expect(page).toContain(source.split('\n')[0])
    },
  )
})

describe('text that would take long', () => {
  const hostile: [string, string][] = [
    ['quotes', '> '.repeat(30_000)],
    ['numbers', '1. '.repeat(20_000)],
    ['emphasis', '*_'.repeat(30_000)],
    ['brackets', '['.repeat(60_000)],
    ['open tags', '<b>'.repeat(20_000)],
    ['too many characters', 'a '.repeat(40_000)],
    ['nested lists', Array.from({ length: 300 }, (_, n) => `${'  '.repeat(n)}- x`).join('\n')],
    ['links', '![a]('.repeat(10_000)],
  ]
  test.each(hostile)('%s are not parsed but shown as plain text', (_what, text) => {
    expect(show(text)).toContain('so it is shown as plain text')
  })

  test('one heading of many lines costs little and is parsed', () => {
    expect(show(`${'a\n'.repeat(5_000)}=`)).toContain('<h1>')
  })
})

describe('ticking', () => {
  const idOf = (text: string, words: string) => {
    const box = elementsOf(show(text, 'f')).find((node) => node.properties.ariaLabel === words)
    return String(box?.properties.value)
  }
  test.each<[string, string, string, string]>([
    ['- [ ] a\n- [ ] b', 'b', '- [ ] a\n- [x] b', 'a bullet'],
    ['* [ ] a\r\n* [ ] b\r\n', 'a', '* [x] a\r\n* [ ] b\r\n', 'lines that end as in Windows'],
    ['1. [ ] a', 'a', '1. [x] a', 'a number'],
    ['> - [ ] a', 'a', '> - [x] a', 'in a quote'],
    ['- top\n  - [ ] a', 'a', '- top\n  - [x] a', 'nested'],
    ['```\n- [ ] a\n```\n\n- [ ] a', 'a', '```\n- [ ] a\n```\n\n- [x] a', 'not the one in a fence'],
  ])('%j', (text, words, expected) => {
    expect(setBox(text, idOf(text, words), true)).toBe(expected)
  })

  test('clears as well', () => {
    expect(setBox('- [X] a', idOf('- [X] a', 'a'), false)).toBe('- [ ] a')
  })

  test('of two boxes with the same words that moved, none is guessed', () => {
    const id = idOf('- [ ] a', 'a')
    expect(setBox('- [ ] b\n- [ ] a\n- [ ] a', id, true)).toBeNull()
  })
})
