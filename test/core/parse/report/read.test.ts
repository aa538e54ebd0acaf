import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { costProblem } from '../../../../src/core/parse/packet/prescan.ts'
import { readComment } from '../../../../src/core/parse/report/read.ts'

const report = (body: string) => readComment(body).report
const commands = (body: string) => readComment(body).commands.map(({ name, args }) => `${name} ${args}`.trim())

describe('a report', () => {
  test('with all its parts', () => {
    const body = readFileSync(new URL('../../../../fixtures/comments/blocked.md', import.meta.url), 'utf8')
    for (const text of [body, body.replaceAll('\n', '\r\n')]) {
      expect(readComment(text)).toEqual({
        report: {
          kind: 'blocked',
          percent: 60,
          question: 'is the page size fixed?',
          reason: 'The mock has no paging',
          blocking: 'Integration with the real repository',
          canContinue: 'Error messages',
          readyFor: null,
          completed: ['List and detail routes'],
          progress: [],
          filesChanged: [],
          line: 1,
        },
        commands: [{ name: 'scope', args: 'add src/types/ - the shared type lives there', more: '', line: 12 }],
        tooCostly: false,
      })
    }
  })

  test('lists what is done and changed', () => {
    const body =
      '**STATUS: DONE**\nCompleted:\n- Users table: id, email\n- 12 tests\n\nFiles changed:\n- src/a.ts (new)\n- `src/b.ts`\n\n' +
      'Ready for: Integration review\n'
    expect(report(body)).toMatchObject({
      kind: 'done',
      completed: ['Users table: id, email', '12 tests'],
      filesChanged: ['src/a.ts (new)', 'src/b.ts'],
      readyFor: 'Integration review',
    })
    expect(report('STATUS: DONE\nFiles changed: a.ts, b.ts')?.filesChanged).toEqual(['a.ts', 'b.ts'])
  })

  test.each([
    ['**STATUS: RUNNING**', 'running'],
    ['STATUS: DONE', 'done'],
    ['**Status:** In Progress', 'running'],
    ['**Status**: ✅ Complete', 'done'],
    ['**Status**: 🟢 Completed', 'done'],
    ['## Status: COMPLETE', 'done'],
    ['Status: **BLOCKED**', 'blocked'],
    ['⏸️ Status: paused', 'paused'],
    ['status: on hold', 'paused'],
    ['STATUS: BLOCKED on db-users', 'blocked'],
    ['STATUS: DONE - all of it', 'done'],
    ['- **Status:** Blocked\n- **Reason:** no key', 'blocked'],
    ['Hello,\n\nhere it is.\nSTATUS: DONE', 'done'],
    ['STATUS: RUNNING\n---\nmore', 'running'],
    ['# Progress\n\n**Status:** Done\n\n## Part one\n- **Status**: In progress', 'done'],
    ['## Current status\n\n✅ Done\n\n## Summary\n\nFine', 'done'],
    ['**Status**\n\nBlocked - the schema is missing', 'blocked'],
    ['# Add login — Status: In progress', 'running'],
    ['STATUS - BLOCKED\nReason - no key', 'blocked'],
    ['Status update: running, two of three', 'running'],
    ['Status: currently blocked on the schema', 'blocked'],
    ['Status: ready for review', 'done'],
    ['STATUS: RUNNING · page two', 'running'],
    ['## Status: 85% complete', 'running'],
    ['Status: 100% complete ✅', 'done'],
    ['# Report\n\n| Field | Value |\n|---|---|\n| Status | 🟡 In progress |', 'running'],
    ['| Status | Done |\n|---|---|\n| Tests | 12 |', 'done'],
    ['Estado: en progreso', 'running'],
    ['Status: in Arbeit', 'running'],
    ['Statut : bloqué par le schéma', 'blocked'],
    ['Статус: готово', 'done'],
    ['状态：已完成', 'done'],
    ['상태: 진행 중', 'running'],
  ])('%j is %s', (body, kind) => {
    expect(report(body)?.kind).toBe(kind)
  })

  test.each([
    'Blocked: none',
    'Status: blocked: none',
    'STATUS: [DONE / BLOCKED]',
    'STATUS: RUNNING|BLOCKED|DONE|PAUSED',
    'STATUS: done or blocked',
    '**STATUS: [RUNNING | DONE]**\nProgress: [what you did]\nQuestion: [if any]',
    'Running into an issue with the tests',
    'STATUS: done when the tests pass',
    'STATUS: done?',
    'STATUS: not done',
    'STATUS: almost done',
    'STATUS: merged',
    'STATUS: ready to start',
    'Status: waiting for review',
    '## Status\n\nDone with the first of three tables.',
    '## Status\n\nCompleted:\n- the schema',
    '**Status**\n\n- Done: the schema',
    '| Task | Status |\n|---|---|\n| schema | Done |',
    '# A\n\ntext\n\n## Part\n\n| Status | Done |\n|---|---|\n| x | y |',
    'We are done - status is green',
    'No status - done elsewhere',
    'STATUS:',
    'STATUS: `DONE`',
    '`STATUS: DONE`',
    '> STATUS: DONE',
    '```\nSTATUS: DONE\n```',
    '    STATUS: DONE',
    '<!-- STATUS: DONE -->',
    '~~STATUS: DONE~~',
    '- a\n- b\n\n## Part\n- **Status**: ✅ Complete',
    'POLECAT_DONE',
    'All done here, thanks',
    '',
  ])('%j is none', (body) => {
    expect(report(body)).toBeNull()
  })
})

describe('progress', () => {
  test.each([
    ['STATUS: RUNNING 40%', 40],
    ['STATUS: RUNNING (40 %)', 40],
    ['Status: in progress, ~40% complete, coverage 80%', 40],
    ['**STATUS: RUNNING**\nProgress:\n- a\n\n~35% complete', 35],
    ['STATUS: RUNNING\nAll well. About 12.5% complete.', 13],
    ['**Status:** In Progress\n**Completion:** ~85%', 85],
    ['STATUS: RUNNING\nProgress: 60% - the routes', 60],
    ['~70% complete', 70],
    ['STATUS: RUNNING\nProgress: two tables, 40% complete', 40],
    ['STATUS: RUNNING\nProgress: two tables done, about 40% done', 40],
    ['STATUS: RUNNING\nProgress: 2 of 5 criteria met (40%)', 40],
    ['STATUS: RUNNING\nProgress: [####------] 40%', 40],
    ['STATUS: RUNNING\nProgress: ████░░░░░░ 40%', 40],
    ['STATUS: RUNNING\n**Progress (40%):**\n- routes', 40],
    ['STATUS: RUNNING\nOverall progress - 40%', 40],
    ['STATUS: RUNNING\n% complete: 40', 40],
    ['# Report\n\n| Status | Running |\n|---|---|\n| Progress | ~40% |', 40],
    ['进度：40%\n状态：进行中', 40],
    ['Update: 40% complete, on track.', 40],
    ["I'm about 40% done with it.", 40],
    ['## Status: 40% complete', 40],
    ['STATUS: RUNNING\nProgress: schema 100% complete, routes 20% complete', null],
    ['STATUS: RUNNING\nProgress: 40% of tests pass', null],
    ['STATUS: RUNNING\nProgress: coverage 80% complete', null],
    ['STATUS: RUNNING\nThe run is 95% complete?', null],
    ['STATUS: RUNNING\nSchema: 100% complete', null],
    ['STATUS: RUNNING - coverage 91%', null],
    ['STATUS: RUNNING, tests 80% passing', null],
    ['STATUS: DONE\nCoverage: 91.14% (target: >80%)', null],
    ['STATUS: DONE\n98.9% test coverage', null],
    ['STATUS: RUNNING\nI think 90% complete is enough', null],
    ['STATUS: RUNNING\n- 50% complete is the schema', null],
    ['STATUS: RUNNING 140%', null],
    ['STATUS: RUNNING\n> ~40% complete', null],
    ['STATUS: RUNNING\n`~40% complete`', null],
  ])('%j is at %s', (body, percent) => {
    expect(report(body)?.percent).toBe(percent)
  })

  test('without a status makes a report without one', () => {
    expect(report('~70% complete')).toMatchObject({ kind: null, percent: 70 })
  })
})

describe('questions', () => {
  test.each([
    ['Question: which port?', 'which port?'],
    ['**Question:** which port?', 'which port?'],
    ['STATUS: RUNNING\n- Question: which port?', 'which port?'],
    ['~35% complete. Question: which `port`?', 'which `port`?'],
    ['## Open questions\n\nWhich port?', 'Which port?'],
    ['**Decision needed:** which port?', 'which port?'],
    ['Question: a long one\nthat goes on?', 'a long one that goes on?'],
  ])('%j', (body, question) => {
    expect(report(body)).toMatchObject({ question })
  })

  test.each([
    'Question: none',
    '**Question:**',
    'Question: [your question]',
    '> Question: why?',
    '`Question: why?`',
    'Out of question: no',
  ])('%j asks nothing', (body) => {
    expect(report(body)).toBeNull()
  })
})

describe('commands', () => {
  test.each([
    ['/merge', ['merge']],
    ['/Merge', ['merge']],
    ['  /merge', ['merge']],
    ['Fine.\n/merge', ['merge']],
    ['/status running 40% users\n/ask is it `id`?', ['status running 40% users', 'ask is it `id`?']],
    ['/scope add src/**/*.ts, lib/** - shared', ['scope add src/**/*.ts, lib/** - shared']],
    ['/accept-all', ['accept-all']],
    ['/decide 2 yes <!-- not this -->', ['decide 2 yes']],
    ['/pause\n---\ntext', ['pause']],
    ['<details>\n\n/merge\n\n</details>', ['merge']],
    ['/merge\r\n/check\r\n', ['merge', 'check']],
  ])('%j', (body, expected) => {
    expect(commands(body)).toEqual(expected)
  })

  test.each([
    '> /merge',
    '```\n/merge\n```',
    '~~~\n/merge',
    '    /merge',
    '\t/merge',
    'text\n      /merge',
    '`/merge`',
    '``\n/merge\n``',
    '<!--\n/merge\n-->',
    '<div>\n/merge\n</div>',
    '# /merge',
    '| /merge |\n|---|',
    '[a\n/merge](b)',
    '\\/merge',
    '&#47;merge',
    'please /merge',
    '/usr/bin',
    '/api/users lists users',
    '/merge: now',
    '/merge2',
    '//merge',
    '/ merge',
    '[^1]: /merge',
  ])('%j holds none', (body) => {
    expect(commands(body)).toEqual([])
  })

  test('the following lines of the paragraph belong to the command', () => {
    expect(readComment('/redirect Stay out of\nsrc/db/ please.\n/pause\n\nBye').commands).toEqual([
      { name: 'redirect', args: 'Stay out of', more: 'src/db/ please.', line: 1 },
      { name: 'pause', args: '', more: '', line: 3 },
    ])
  })
})

test('any text is parsed without an exception, on existing lines', () => {
  const pieces = [
    'STATUS: ',
    'DONE',
    'Question: ',
    '/merge',
    '\n',
    '\n\n',
    '> ',
    '```',
    '`',
    '- ',
    '40% complete',
    '<!--',
    '**',
    '|',
    '---',
    '\u0000',
  ]
  const text = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((all) => all.join('')),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(text, (body) => {
      if (costProblem(body)) return
      const reading = readComment(body)
      const lines = body.split(/\r\n?|\n/)
      const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu
      for (const { line, name } of reading.commands) {
        expect(lines[line - 1]?.toLowerCase().replace(unseen, '')).toMatch(
          new RegExp(`^[\\p{Zs}\\d.)*+•_\\[\\]x-]*/${name}`, 'u'),
        )
      }
      if (reading.report) expect(reading.report.line).toBeLessThanOrEqual(lines.length)
      expect(reading.report?.percent ?? 0).toBeLessThanOrEqual(100)
    }),
    { numRuns: 1500 },
  )
})
