/** docs/design.md, "From a webhook to its effect": every hop is where the page says. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const docs = fileURLToPath(new URL('../docs', import.meta.url))
const page = readFileSync(join(docs, 'design.md'), 'utf8')
const section = page.split('\n## From a webhook to its effect\n')[1]?.split('\n## ')[0] ?? ''
const hops = [...section.matchAll(/^\d+\. \[`(\w+)`\]\((\S+?)\): (.*)$/gm)].map(
  ([, name = '', path = '', text = '']) => ({
    name,
    path,
    text,
  }),
)

it('the walk has a line for each hop', () => {
  expect(hops.length).toBeGreaterThan(10)
  expect(hops).toHaveLength(section.match(/^\d+\. /gm)?.length ?? 0)
})

it.each([...hops, { name: 'startBot', path: '../src/shell/start.ts', text: '' }])(
  '$name is exported by $path',
  ({ name, path, text }) => {
    expect(existsSync(join(docs, path))).toBe(true)
    const code = readFileSync(join(docs, path), 'utf8')
    expect(code).toMatch(new RegExp(`^export (?:async )?(?:function|class|interface|const) ${name}\\b`, 'm'))
    const words = [...text.matchAll(/`#?([\w.]+)`/g)].map(([, word = '']) => word.split('.').at(-1) ?? '')
    expect(words.filter((word) => !code.includes(word))).toEqual([])
  },
)
