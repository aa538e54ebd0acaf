import { describe, expect, test } from 'vitest'
import { durationOf, percentOf } from '../../src/cli/commands/run.ts'
import { switchyard } from './support/world.ts'

describe('wrong usage exits with code 2', () => {
  test.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['packet', 'creat', 'x'], 'Did you mean create?'],
    [['packet', 'show'], "missing required argument 'name'"],
    [['packet', 'list', '--nope'], "unknown option '--nope'"],
    [['report', 'sleeping'], 'Allowed choices are running, blocked, done, paused'],
    [['report', 'running', '140%'], 'whole number from 0 to 100'],
    [['report', 'blocked'], 'what you need'],
    [['wait', '--for', 'luck'], 'Allowed choices are decision, unblock, merge'],
    [['wait', '--timeout', 'soon'], '90s, 15m or 2h'],
    [['wait', '--interval', '1s'], '5 seconds'],
    [['packet', 'create', 'x'], '--file'],
    [['packet', 'list', '--repo', 'app'], '--repo takes OWNER/NAME'],
  ])('%j', async (args, words) => {
    const { exit, err, out } = await switchyard(args, { env: {} })
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
    expect(err).toContain(words)
    const { json, exit: same } = await switchyard([...args, '--json'], { env: {} })
    expect({ code: json.error?.code, exit: same }).toEqual({ code: 'usage', exit: 2 })
  })
})

describe('help', () => {
  test.each([[['--help']], [['agent', 'create', '--help']], [['help', 'wait']]])('%j', async (args) => {
    const { exit, out, err } = await switchyard(args)
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(out).toContain('Usage: switchyard')
  })

  test('a command group without a subcommand lists its subcommands', async () => {
    expect(await switchyard(['agent'])).toMatchObject({
      exit: 2,
      err: 'Missing subcommand. Available: create, list, sync, remove or run. See: switchyard agent --help\n',
    })
    expect((await switchyard([])).err).toMatch(
      /^Missing subcommand\. Available: packet, agent, .* See: switchyard --help\n$/,
    )
  })

  test('every command has examples', async () => {
    for (const args of [['packet', 'lint'], ['agent', 'sync'], ['report'], ['round'], ['session', 'end']])
      expect((await switchyard([...args, '--help'])).out).toContain('Examples:\n  switchyard')
  })
})

describe('packet lint', () => {
  test('prints FILE:LINE: and exits with code 1 on an error', async () => {
    const { exit, out } = await switchyard([
      'packet',
      'lint',
      'fixtures/packets/template.md',
      'fixtures/packets/broken.md',
    ])
    expect(exit).toBe(1)
    expect(out).toContain('fixtures/packets/broken.md:3: error: The branch `main`')
    expect(out).not.toContain('template.md')
  })

  test('reads standard input, and names a file that does not exist', async () => {
    const readFile = async (path: string) => (path === '-' ? 'x' : Promise.reject(new Error('ENOENT')))
    expect((await switchyard(['packet', 'lint', '-', '--json'], { readFile })).json).toMatchObject({
      files: [{ isPacket: false }],
    })
    const { exit, err } = await switchyard(['packet', 'lint', 'none.md'], { readFile })
    expect({ exit, err }).toEqual({ exit: 1, err: 'none.md cannot be read: ENOENT\n' })
  })
})

test.each([
  ['40', 40],
  ['40%', 40],
  ['0', 0],
  ['100%', 100],
])('percentage %s', (text, percent) => {
  expect(percentOf(text)).toBe(percent)
})
test.each(['101', '-1', '4.5', 'half', ''])('no percentage: %s', (text) => {
  expect(() => percentOf(text)).toThrow('whole number')
})
test.each([
  ['90', 90_000],
  ['90s', 90_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
])('time %s', (text, ms) => {
  expect(durationOf(text)).toBe(ms)
})
test.each(['', 'm', '1d', '-1s', '1e3'])('no time: %s', (text) => {
  expect(() => durationOf(text)).toThrow('90s, 15m or 2h')
})
