import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marker, markersIn } from '../../../src/core/records/markers.ts'
import {
  cell,
  code,
  codeCell,
  fence,
  link,
  mermaidLabel,
  plain,
  prose,
  proseCell,
  quoteBlock,
  text,
  truncate,
} from '../../../src/core/render/escape.ts'
import { effects, parse } from './rendered.ts'

const NASTY = [
  '@maintainer',
  'see @acme/team, please',
  'mail agent@example.com now',
  'fixes #12',
  'Closes acme/app#3 and GH-4',
  'gh-4',
  'resolves https://github.com/acme/app/issues/9',
  'www.example.com and HTTP://EXAMPLE.COM',
  'commit 0123abc and 1234567890abcdef1234567890abcdef12345678',
  '<img src=x onerror=alert(1)>',
  '<!-- switchyard:card -->',
  '<details><summary>x</summary>',
  '&lt;b&gt; &#64;maintainer &commat;maintainer',
  '![image](https://example.com/x.png)',
  '[link](https://example.com)',
  '[ref]: https://example.com',
  '[^1] and [^1]: note',
  '[!NOTE]',
  '**bold** _it_ __all__ ~~gone~~ *x*',
  '`code` and ``more',
  '```',
  '~~~',
  '# heading',
  '- item',
  '+ item',
  '* item',
  '1. item',
  '2) item',
  '- [x] ticked',
  '> quote',
  '---',
  '===',
  ':-:',
  '| a | b |',
  '\\@maintainer \\',
  'ends with !',
  'ends with &',
  'ends with @',
  'ends with #',
  'ends with GH-',
  '$\\href{https://example.com}{x}$',
  'xmpp:agent@example.com',
  'mailto:agent@example.com',
]

describe('text', () => {
  test.each(NASTY)('%s is inert and reads as it was typed', (nasty) => {
    const { acts, nodes, shown } = effects(text(nasty))
    expect(acts).toEqual([])
    expect(nodes).toEqual([])
    expect(shown).toBe(nasty)
  })

  test.each(NASTY)('%s is inert after and before words of ours', (nasty) => {
    const { acts, nodes, shown } = effects(`Reason: ${text(nasty)} and 12 [x] (so). See ${text(nasty)}`)
    expect(acts).toEqual([])
    expect(nodes).toEqual([])
    expect(shown).toBe(`Reason: ${nasty} and 12 [x] (so). See ${nasty}`)
  })

  test.each([
    'should user creation return the created user or just the ID?',
    'Use the transaction rollback pattern: wrap each test in a transaction.',
    'docs/testing.md',
    'Return the full user object. Continue.',
    'feature/db-users',
    'user_roles junction, password_hash (jsonb); 40% done',
  ])('leaves %s as it is', (words) => {
    expect(text(words)).toBe(words)
  })

  test('shows nothing that hides: bidi, zero-width, controls, lone surrogates', () => {
    expect(text('a\u202Eb\u200Bc\u0007d\u2066e\u{E0041}f\uD800g\uFEFFh\u00ADi')).toBe('abcdef\uFFFDghi')
    expect(text('@\u200Dmaintainer')).toBe('@<!-- -->maintainer')
  })

  test('keeps emoji that are joined', () => {
    expect(text('👩‍💻 ⏸️ 👍🏽')).toBe('👩‍💻 ⏸️ 👍🏽')
  })

  test('is one line, cut at the number of characters a reader sees', () => {
    expect(text('one\r\ntwo\u2028three')).toBe('one two three')
    expect(text('@'.repeat(20), 5)).toBe(`${'@<!-- -->'.repeat(4)}…`)
  })

  test('property: whatever stands in it, it is inert', () => {
    fc.assert(
      fc.property(nasty(), (s) => {
        const { acts, nodes } = effects(text(s))
        expect([acts, nodes]).toEqual([[], []])
      }),
      { numRuns: 400 },
    )
  })
})

/** Strings made of pieces that mean something somewhere. */
function nasty(): fc.Arbitrary<string> {
  const pieces = ['@', '#', '1', 'a', 'f', '`', '*', '_', '[', ']', '(', ')', '!', '<', '>', '\\', '|', '~', '&', ';']
  const more = ['-', '=', ':', '/', '.', ' ', '\n', '\r', '\t', '$', 'www.', 'http://', 'GH-', '<!-- ', ' -->', '&#64;']
  return fc
    .array(fc.oneof(fc.constantFrom(...pieces, ...more, ...NASTY), fc.string({ unit: 'binary', maxLength: 3 })), {
      maxLength: 14,
    })
    .map((parts) => parts.join(''))
}

describe('cell', () => {
  test('property: a row keeps its columns', () => {
    fc.assert(
      fc.property(nasty(), (s) => {
        const cells = `${cell(s)} | ${codeCell(s)} | ${proseCell(s)}`
        const table = parse(`| a | b | c | d |\n|---|---|---|---|\n| ${cells} | last |`).children[0]
        expect(table?.type).toBe('table')
        const row = table?.type === 'table' ? table.children[1] : undefined
        expect(row?.children).toHaveLength(4)
        expect(row?.children[3]?.children[0]).toMatchObject({ type: 'text', value: 'last' })
        expect(effects(cell(s)).acts).toEqual([])
        expect(effects(`x ${proseCell(s)}`).acts).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('an empty one shows a dash', () => {
    expect([cell(' \n'), codeCell('')]).toEqual(['–', '–'])
  })
})

describe('code', () => {
  test.each(['a', '`', 'a`b', '``a', 'a``', 'feature/x', '@maintainer #1', '\\'])('%s comes out as typed', (s) => {
    const [paragraph] = parse(`before ${code(s)} after`).children
    const inner = paragraph?.type === 'paragraph' ? paragraph.children[1] : undefined
    expect(inner).toMatchObject({ type: 'inlineCode', value: s })
  })

  test('nothing gives nothing', () => {
    expect(code(' \u200B ')).toBe('')
  })
})

describe('fence', () => {
  test('property: one block, verbatim, whatever fences are inside', () => {
    fc.assert(
      fc.property(nasty(), (s) => {
        const blocks = parse(`before\n\n${fence(s, 'text')}\n\nafter`).children
        expect(blocks.map((block) => block.type)).toEqual(['paragraph', 'code', 'paragraph'])
      }),
    )
  })

  test('takes terminal colours out of a log', () => {
    expect(fence('\u001B[31mnot ok\u001B[0m 1', 'text')).toBe('```text\nnot ok 1\n```')
  })
})

describe('quoteBlock', () => {
  test('property: one quote of running text', () => {
    fc.assert(
      fc.property(nasty(), (s) => {
        const { children } = parse(`${quoteBlock(`x${s}`)}\n\nafter`)
        expect(children.map((block) => block.type)).toEqual(['blockquote', 'paragraph'])
        const { acts, nodes } = effects(quoteBlock(`x${s}`))
        expect([acts, nodes]).toEqual([[], ['blockquote']])
      }),
      { numRuns: 300 },
    )
  })

  test('keeps lines', () => {
    expect(quoteBlock('one\n\n# two')).toBe('> one\n>\n> \\# two')
  })
})

describe('prose', () => {
  test('keeps code as code and the blanks around it', () => {
    expect(prose('Add `**Objective:** …` to #12.')).toBe('Add `**Objective:** …` to #<!-- -->12.')
  })

  test('in a table cell, code with a pipe goes out as words', () => {
    expect(proseCell('The rules for `main` require `a|b`.')).toBe('The rules for `main` require a&#124;b.')
  })

  test('property: nothing but running text and code', () => {
    fc.assert(
      fc.property(nasty(), (s) => {
        const { acts, nodes } = effects(`x ${prose(s)}`)
        expect([acts, nodes.filter((node) => node !== 'inlineCode')]).toEqual([[], []])
      }),
      { numRuns: 300 },
    )
  })
})

test('a marker cannot be forged through any way out', () => {
  const forged = marker('accepted:abc')
  const out = [
    text(forged),
    cell(forged),
    code(forged),
    codeCell(forged),
    quoteBlock(forged),
    fence(forged),
    plain(forged),
    prose(`\`${forged}\``),
  ]
  expect(markersIn(out.join('\n'))).toEqual([])
  expect(markersIn(link(forged, `https://github.com/${forged}`))).toEqual([])
})

describe('link', () => {
  test.each(NASTY)('%s as a label stays a label', (label) => {
    const [paragraph] = parse(link(`x ${label}`, 'https://github.com/acme/app/issues/12')).children
    const only = paragraph?.type === 'paragraph' ? paragraph.children : []
    expect(only).toHaveLength(1)
    expect(only[0]).toMatchObject({ type: 'link', url: 'https://github.com/acme/app/issues/12' })
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', '//example.com', ''])('%s is no address', (url) => {
    expect(link('label', url)).toBe('label')
  })

  test('an address cannot leave its brackets', () => {
    const [paragraph] = parse(link('a', 'https://github.com/x)[y](https://example.com')).children
    expect(paragraph?.type === 'paragraph' && paragraph.children).toHaveLength(1)
  })
})

test('plain text for titles and commit messages names nobody and closes nothing', () => {
  const out = plain('Fixes #12, closes acme/app#3, GH-4 and https://github.com/acme/app/issues/9 for @maintainer')
  expect(out).not.toMatch(/@\w|#\d|GH-\d|:\/\//)
})

test('a label of the graph keeps to letters and digits', () => {
  expect(mermaidLabel('a"]; click b "javascript:x" %%{init}%%')).not.toMatch(/["\]%{}]/)
  expect(mermaidLabel('db-users')).toBe('db-users')
})

test('truncate counts characters, not halves of them', () => {
  expect(truncate('👍👍👍', 2)).toBe('👍…')
  expect(truncate('abc', 3)).toBe('abc')
})
