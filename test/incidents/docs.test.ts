/** docs/reliability.md names tests and incidents; both are there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8')
const here = join(root, 'test/incidents')
const titles = readdirSync(here)
  .filter((name) => name !== 'docs.test.ts')
  .flatMap((name) => [...readFileSync(join(here, name), 'utf8').matchAll(/['"`](.*#\d+.*)['"`],/g)])
  .map(([, title]) => title)
  .join('\n')

const rows =
  page
    .split('## Incidents of others')[1]
    ?.split('\n## ')[0]
    ?.matchAll(/^\| .+? \| (.*#\d+.*?) \|/gm) ?? []
const references = [...rows]
  .flatMap(([, where = '']) => where.split(', '))
  .map((each) => /#\d+/.exec(each)?.[0] ?? each)

it('every incident on the reliability page has a test that names it', () => {
  expect(references.length).toBeGreaterThan(20)
  expect(references.filter((reference) => !new RegExp(`${reference}\\b`).test(titles))).toEqual([])
})

it('every test and folder that the reliability page names exists', () => {
  const paths = [...page.matchAll(/`(test\/\S+?)`/g)].map(([, path = '']) => path)
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
})
