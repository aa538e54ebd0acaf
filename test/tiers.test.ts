/** Every test runs in one tier: none is forgotten, and none runs twice. */
import { globSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { tiers } from './tiers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = ['test', 'packages/*/test'].flatMap((folder) => globSync(`${folder}/**/*.test.ts`, { cwd: root }))

const tiersOf = (file: string): string[] =>
  Object.entries(tiers)
    .filter(([, { include }]) => include.some((pattern) => matchesGlob(file, pattern)))
    .filter(([, { exclude }]) => !exclude.some((pattern) => matchesGlob(file, pattern)))
    .map(([name]) => name)

it('every test file belongs to exactly one tier', () => {
  expect(files.length).toBeGreaterThan(200)
  expect(files.filter((file) => tiersOf(file).length !== 1).map((file) => [file, ...tiersOf(file)])).toEqual([])
})

it('every tier has tests', () => {
  const used = new Set(files.flatMap(tiersOf))
  expect([...used].toSorted()).toEqual(Object.keys(tiers).toSorted())
})
