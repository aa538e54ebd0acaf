/** What the documentation says about files, packages and commands is true. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md') && !path.startsWith('forms'))
  .map((path) => `docs/${path.replaceAll('\\', '/')}`)
const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'AGENTS.md', ...inDocs]
const manifest = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'devDependencies' | 'optionalDependencies' | 'scripts',
  Record<string, string>
>

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '')

/** As GitHub makes the anchor of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

const anchorsOf = (path: string) => [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading))

test.each(pages)('the local links of %s lead to existing files', (page) => {
  const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  for (const link of links.filter((target) => !/^https?:/.test(target))) {
    const [path = '', heading] = link.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    expect(existsSync(join(root, file)), `${link} in ${page}`).toBe(true)
    if (heading !== undefined) expect(anchorsOf(file), `${link} in ${page}`).toContain(heading)
  }
})

test('the README explains each dependency and names no other', () => {
  const table = read('README.md').split('### Dependencies')[1]?.split('\n## ')[0] ?? ''
  const rows = [...table.matchAll(/^\| (`.+`) \| (.+) \|$/gm)]
  const named = rows.flatMap(([, names = '']) => [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
  const { dependencies, devDependencies, optionalDependencies } = manifest
  const real = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(named.sort()).toEqual(real.sort())
})

test.each(pages)('every script that %s names exists', (page) => {
  const named = [...read(page).matchAll(/npm (?:run (?:--silent )?)([a-z0-9:-]+)/g)].map(([, name = '']) => name)
  expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(named))
})

describe('the README', () => {
  test('the README gives the two commands as lines of their own', () => {
    expect(read('README.md').split('\n')).toEqual(
      expect.arrayContaining(['npm ci && npm run sandbox', 'npm ci && npm test']),
    )
  })

  test('the README links to every page of the documentation', () => {
    for (const page of pages.filter((path) => path.startsWith('docs/')))
      expect(read('README.md')).toContain(`(${page})`)
  })
})
