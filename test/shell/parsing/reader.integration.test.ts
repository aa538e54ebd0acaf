import { afterEach, describe, expect, test } from 'vitest'
import { readPacket } from '../../../src/core/parse/packet/read.ts'
import { createTextReader, type TextReaderOptions } from '../../../src/shell/parsing/reader.ts'
import { honest, hostile } from '../../core/support/texts.ts'

const readers: ReturnType<typeof createTextReader>[] = []
const reader = (options?: TextReaderOptions) => {
  const made = createTextReader(options)
  readers.push(made)
  return made
}
afterEach(async () => {
  for (const made of readers.splice(0)) await made.close()
})

const packet = '**Objective:** x\n\n## Acceptance Criteria\n- [ ] y\n'
/** Passes the pre-scan, and takes the thread longer than a millisecond. */
const slow = honest['short boxes'] ?? ''

describe('the text reader', () => {
  test('reads small texts here and long ones in its thread, alike', async () => {
    const long = `${packet}\n${'More about it. '.repeat(500)}`
    for (const body of [packet, long]) {
      expect(await reader().packet('Work Packet: a', body)).toEqual(readPacket({ title: 'Work Packet: a', body }))
    }
    const comment = await reader().comment(`/merge\n\n${'x '.repeat(3000)}`)
    expect(comment).toMatchObject({ tooCostly: false, commands: [{ name: 'merge' }] })
  })

  test('leaves it to the configuration which prefixes a branch may have', async () => {
    const { problems } = await reader().packet('Work Packet: a', `${packet}\n**Branch:** fix/a\n`)
    expect(problems.map(({ code }) => code)).not.toContain('bad-branch')
  })

  test('remembers what it read', async () => {
    const one = reader()
    const [first, second] = await Promise.all([one.packet('a', slow), one.packet('a', slow)])
    expect(second).toBe(first)
    expect(await one.packet('a', slow)).toBe(first)
    expect(await one.packet('b', slow)).not.toBe(first)
  })

  test.each(Object.entries(hostile))('refuses %s without reading it', async (_name, body) => {
    const one = reader()
    const reading = await one.packet('Work Packet: api', body)
    expect(reading).toMatchObject({
      isPacket: true,
      packet: { name: 'api', objective: null, acceptance: [] },
      problems: [{ code: 'too-costly', severity: 'error', line: 1 }],
    })
    expect(await one.comment(body)).toEqual({ report: null, commands: [], tooCostly: true })
  })

  test('a refused text under another title is no packet', async () => {
    expect((await reader().packet('Hello', hostile['nested quotes'] ?? '')).isPacket).toBe(false)
  })

  test('ends the thread at the deadline, and reads on with a new one', async () => {
    const one = reader({ deadlineMs: 1 })
    expect((await one.packet('Work Packet: a', slow)).problems[0]).toMatchObject({ code: 'too-costly' })
    expect(await one.comment(slow)).toMatchObject({ tooCostly: true })
    const other = reader({ deadlineMs: 60_000 })
    const [many] = await Promise.all([other.packet('Work Packet: a', slow), other.comment(slow)])
    expect(many.problems.map(({ code }) => code)).not.toContain('too-costly')
  })

  test('the start of the thread does not count', async () => {
    const body = `${packet}\n${'word '.repeat(500)}`
    const reading = await reader({ deadlineMs: 3_000 }).packet('Work Packet: a', body)
    expect(reading.packet.objective).toBe('x')
  })

  test('of many slow texts at once some are left for later, and not held against them', async () => {
    const one = reader({ quickMs: 1, deadlineMs: 60_000, slowPlaces: 1 })
    const bodies = [1, 2, 3].map((number) => `${slow}\n${number}`)
    const first = await Promise.all(bodies.map((body) => one.comment(body)))
    expect(first.filter(({ tooCostly }) => tooCostly).length).toBeGreaterThan(0)
    for (const body of bodies) expect((await one.comment(body)).tooCostly).toBe(false)
  })

  test('closed, it refuses instead of hanging', async () => {
    const one = reader()
    const pending = one.comment(slow)
    await one.close()
    expect(await pending).toMatchObject({ tooCostly: true })
    expect(await one.comment(`${slow}!`)).toMatchObject({ tooCostly: true })
  })
})
