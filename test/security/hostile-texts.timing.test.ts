/** Texts that anybody may send: however they are made, the bot's own thread is never kept busy by one. */
import { afterAll, describe, expect, test } from 'vitest'
import { decide } from '../../src/core/decide.ts'
import { costProblem } from '../../src/core/parse/packet/prescan.ts'
import { readJob } from '../../src/shell/parsing/job.ts'
import { createTextReader } from '../../src/shell/parsing/reader.ts'
import { hostile } from '../core/support/texts.ts'
import { createWorld, packetText } from '../core/support/world.ts'
import { busyMs, longestTurnMs, median } from './support/busy.ts'
import { chance, hostileText, LONGEST, pieces } from './support/hostile.ts'
import { LIMIT_MS, onMainThread } from './support/main-thread.ts'

const fill = (piece: string) => piece.repeat(Math.ceil(LONGEST / piece.length)).slice(0, LONGEST)
const half = LONGEST / 2

/** Each was found to make some pattern or library walk over the same characters again and again. */
const traps: Record<string, string> = {
  'accents in the wrong order': `a${'\u0301'.repeat(half - 1)}${'\u0316'.repeat(half)}`,
  'a run of newlines inside': `a${'\n'.repeat(LONGEST - 2)}b`,
  'a run of carriage returns inside': `a${'\r'.repeat(LONGEST - 2)}b`,
  'a run of blanks inside': `a${' '.repeat(LONGEST - 2)}b`,
  'a run of dots': `${'.'.repeat(LONGEST - 1)}a`,
  'dashboards begun': fill('<!-- switchyard:dashboard -->\n'),
  'dashboards ended': fill('## Needs you\n<!-- switchyard:dashboard:end -->\n'),
  'boxes in one line': `- [ ] ${fill('<!-- switchyard:tick:a -->').slice(6)}`,
  'records begun': fill('<!-- switchyard-record {'),
  'comments begun': fill('<!--'),
  'terminal colours begun': fill('\u001b[0000'),
  joiners: fill('\u200d'),
  'half emoji': fill('👩\u200d\ud83d'),
  'numbers that look like commits': fill('deadbee1'),
}

describe('work on the bot’s own thread', () => {
  test.each(Object.entries(onMainThread))('%s takes little time for any hostile text', (_name, work) => {
    for (const [name, given] of Object.entries({ ...traps, ...hostile })) {
      const cost = busyMs(() => work(given.slice(0, LONGEST)))
      expect(cost, `${name} took ${cost} ms`).toBeLessThan(LIMIT_MS)
    }
  })

  test.each(Object.entries(onMainThread))('%s takes little time for random texts', (_name, work) => {
    const given = chance(7)
    for (let run = 0; run < 40; run += 1) {
      const made = hostileText(given)
      expect(
        busyMs(() => work(made), 2),
        JSON.stringify(made.slice(0, 80)),
      ).toBeLessThan(LIMIT_MS)
    }
  })
})

describe('the pre-scan', () => {
  test('the pre-scan itself takes little time', () => {
    const given = chance(11)
    for (let run = 0; run < 100; run += 1) {
      const made = hostileText(given)
      expect(
        busyMs(() => costProblem(made), 2),
        JSON.stringify(made.slice(0, 80)),
      ).toBeLessThan(LIMIT_MS)
    }
  })
})

describe('texts parsed on the bot’s own thread', () => {
  const SHORT = 999

  test('each piece takes little time', () => {
    for (const piece of pieces) {
      const given = piece.repeat(SHORT).slice(0, SHORT)
      const cost = busyMs(() => readJob({ kind: 'packet', title: given.slice(0, 256), body: given, prefixes: null }))
      expect(cost, JSON.stringify(piece)).toBeLessThan(LIMIT_MS / 2)
    }
  })

  test('random texts take little time', () => {
    const given = chance(3)
    for (let run = 0; run < 300; run += 1) {
      const made = hostileText(given, SHORT)
      const cost = busyMs(() => readJob({ kind: 'comment', body: made }), 2)
      expect(cost, JSON.stringify(made)).toBeLessThan(LIMIT_MS / 2)
    }
  })
})

describe('the reader', () => {
  const reader = createTextReader({ quickMs: 400, deadlineMs: 1500 })
  afterAll(() => reader.close())

  test('the reader answers any text of GitHub’s full length and keeps this thread free', async () => {
    const given = chance(5)
    const turns: number[] = []
    for (let run = 0; run < 7; run += 1) {
      const texts = Array.from({ length: 6 }, () => hostileText(given))
      turns.push(await longestTurnMs(() => Promise.all(texts.map((body) => reader.packet('Work Packet: a', body)))))
    }
    expect(median(turns)).toBeLessThan(LIMIT_MS)
  })

  test('the reader keeps this thread free when many short texts arrive at once', async () => {
    const turns: number[] = []
    for (let run = 0; run < 5; run += 1) {
      const texts = Array.from({ length: 60 }, (_, at) => `${run}:${at} ${']'.repeat(900)}`)
      turns.push(await longestTurnMs(() => Promise.all(texts.map((body) => reader.comment(body)))))
    }
    expect(median(turns)).toBeLessThan(LIMIT_MS)
  })

  test('the reader’s memory does not grow from one text to the next', async () => {
    const small = createTextReader({ quickMs: 300, deadlineMs: 600 })
    const given = chance(9)
    const readMany = async (many: number) => {
      for (let run = 0; run < many; run += 1) await small.comment(hostileText(given, 8000))
      return process.memoryUsage().rss / 1024 / 1024
    }
    await readMany(10)
    const before = await readMany(20)
    const after = await readMany(40)
    await small.close()
    expect(after - before).toBeLessThan(150)
  })
})

describe('a decision', () => {
  test('a decision takes little time although strangers edited long texts again and again', () => {
    const w = createWorld()
    w.file('maintainer', 'Session: s', '')
    for (let at = 0; at < 5; at += 1) {
      const n = w.file('outsider', `Work Packet: p${at}`, packetText()).number
      const [first] = w.issue(n).revisions
      if (!first) throw new Error('no text')
      const body = (edit: number) => `${packetText()}${`<!-- a -->\u200b${edit}`.repeat(4500)}`.slice(0, LONGEST)
      for (let edit = 0; edit < 40; edit += 1)
        w.issue(n).revisions.push({
          ...first,
          at: w.snapshot.now + edit * 1000,
          body: body(edit),
          reading: { ...first.reading },
        })
    }
    w.settle()
    expect(busyMs(() => decide(w.snapshot))).toBeLessThan(LIMIT_MS)
  })
})
