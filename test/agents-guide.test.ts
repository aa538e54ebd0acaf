/** What the pages for agents name is there: tools, commands of the command line, commands of comments. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { tools as declared } from '../src/cli/mcp/tools.ts'
import { buildProgram } from '../src/cli/program.ts'
import { commandNamed } from '../src/core/commands/registry.ts'
import { configSchema } from '../src/core/parse/config/schema.ts'
import { readComment } from '../src/core/parse/report/read.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const guide = read('docs/agents/packet-agents.md')
const pages = [guide, read('docs/agent-instructions.md'), read('docs/dispatch.md')].join('\n')

const tools = Object.keys(declared)

function program(): Command {
  const io = { out: () => {}, err: () => {}, isTerminal: false, canAsk: false, columns: 80, env: {}, cwd: '/' }
  return buildProgram({
    io: { ...io, readFile: async () => '', ask: async () => '', shell: async () => 0 },
    exit: 0,
  })
}

/** The declared command that these words begin with, as far as they go. */
function commandOf(words: string[]): Command | null {
  let at: Command = program()
  for (const word of words) {
    const next = at.commands.find((one) => one.name() === word)
    if (!next) break
    at = next
  }
  return at.name() === 'switchyard' || at.commands.length > 0 ? null : at
}

describe('the command line in the agents’ guide', () => {
  const named = [...pages.matchAll(/switchyard ((?:[a-z]+ ?)+)([^`\n|)]*)/g)]
    .filter(([, words = '']) =>
      /^(?:agent|ask|explain|mcp|next|report|scope|status|tick|wait|packet|session)\b/.test(words),
    )
    .map(([whole, words = '', rest = '']) => ({ whole: whole.trim(), words: words.trim().split(' '), rest }))

  test('the pages name the command line more than a few times', () => {
    expect(new Set(named.map(({ words }) => words[0])).size).toBeGreaterThan(7)
  })

  test.each(named)('the command line has $whole', ({ words, rest }) => {
    const command = commandOf(words)
    expect(command).not.toBeNull()
    const own = command?.options.map(({ long }) => long) ?? []
    const given = (rest.split(' -- ')[0] ?? '').match(/--[a-z][a-z-]*/g) ?? []
    expect(given.filter((option) => !own.includes(option))).toEqual([])
  })
})

describe('the tools in the agents’ guide', () => {
  test('the guide has exactly one row for each tool', () => {
    const rows = [...guide.matchAll(/^\| [^|]+ \| `([a-z_]+)` \|/gm)].map((match) => match[1])
    expect(rows.toSorted()).toEqual(tools.toSorted())
  })

  test('every tool that the pages name exists', () => {
    const named = [...pages.matchAll(/tool `([a-z_]+)`/gi)].map((match) => match[1] ?? '')
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((name) => !tools.includes(name))).toEqual([])
  })
})

describe('the comments in the agents’ guide', () => {
  const lines = [...pages.matchAll(/`(\/[a-z]+[^`]*)`/g)].map((match) => match[1] ?? '')

  test.each([...new Set(lines)])('%s is a command', (line) => {
    expect(commandNamed(/^\/([a-z]+)/.exec(line)?.[1] ?? '')).not.toBeNull()
  })

  test('the form of a report is read as a report', () => {
    const form = /```text\n(\*\*STATUS: BLOCKED\*\*[\s\S]*?)```/.exec(guide)?.[1] ?? ''
    expect(readComment(form).report).toMatchObject({
      kind: 'blocked',
      reason: 'Need to switch from mock to real repository',
      canContinue: 'Could add more validation edge cases',
    })
  })
})

test('the page on dispatch names each adapter', () => {
  const adapters = configSchema.shape.dispatch.unwrap().shape.adapter.unwrap().options
  const page = read('docs/dispatch.md')
  const rows = [...page.matchAll(/^\| `([a-z]+)` \|/gm)].map((match) => match[1])
  expect(rows.toSorted()).toEqual([...adapters].toSorted())
})
