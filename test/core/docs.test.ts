import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commandsTable, documents, EXAMPLE, withGenerated } from '../../scripts/docs.ts'
import { ADAPTERS } from '../../src/core/dispatch/registry.ts'
import { parseConfig } from '../../src/core/parse/config/parse.ts'

const root = new URL('../../', import.meta.url)

describe('generated documentation', () => {
  it.each([...documents()])('%s is what `npm run docs` writes', (path, text) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(text)
  })

  it('puts the table between the markers of the README and leaves the rest', () => {
    const readme = 'Above\n<!-- commands:start -->\nold\n<!-- commands:end -->\nBelow\n'
    const expected = `Above\n<!-- commands:start -->\n${commandsTable()}\n<!-- commands:end -->\nBelow\n`
    const generated = (page: string) => withGenerated(page, 'commands', commandsTable())
    expect(generated(readme)).toBe(expected)
    expect(generated(expected)).toBe(expected)
    expect(generated('no markers')).toBe('no markers')
  })

  it('has no row that a pipe cuts short', () => {
    const cells = commandsTable()
      .split('\n')
      .map((row) => row.split(/(?<!\\)\|/).length)
    expect(new Set(cells)).toEqual(new Set([5]))
  })

  it.each(ADAPTERS.flatMap(({ example }) => example ?? []))('shows a good example: %s', (example) => {
    expect(parseConfig(example).problems).toEqual([])
  })

  it('shows a configuration that is good', () => {
    expect(parseConfig(EXAMPLE).problems).toEqual([])
  })
})
