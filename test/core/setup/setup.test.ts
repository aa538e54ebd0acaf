/** The offer to a repository without a configuration. */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configJsonSchema, SCHEMA_HINT } from '../../../src/core/parse/config/json-schema.ts'
import { parseConfig } from '../../../src/core/parse/config/parse.ts'
import { AGENT_TEXT } from '../../../src/core/setup/agents.ts'
import { offeredConfig } from '../../../src/core/setup/config-file.ts'
import { offeredFiles } from '../../../src/core/setup/offer.ts'
import { startedBy } from '../../../src/core/setup/workflows.ts'
import { createWorld } from '../support/world.ts'

describe('the offered configuration', () => {
  const text = offeredConfig()
  const uncommented = text
    .split('\n')
    .filter((line) => !line.startsWith('#') || /^# [a-z-]+: /.test(line))
    .map((line) => line.replace(/^# /, ''))
    .filter((line) => !line.startsWith('yaml-language-server'))
    .join('\n')

  it('is valid, changes nothing, and names the schema file', () => {
    expect(text.startsWith(`${SCHEMA_HINT}\n`)).toBe(true)
    expect(parseConfig(text)).toEqual(parseConfig('agents: []'))
  })

  it('shows a default in every line that is commented out', () => {
    const shown = parseConfig(uncommented)
    expect(shown.problems).toEqual([])
    const examples = { setup: 'npm ci', test: 'npm test', lint: 'npm run lint' }
    expect(shown.config).toEqual({ ...parseConfig('').config, ...examples })
    expect(new Ajv2020().validate(configJsonSchema(), parse(uncommented))).toBe(true)
  })
})

it('AGENTS.md and docs/agent-instructions.md have the same text', () => {
  const page = readFileSync(new URL('../../../docs/agent-instructions.md', import.meta.url), 'utf8')
  expect(page).toContain(AGENT_TEXT)
  expect(offeredFiles().find(({ path }) => path === 'AGENTS.md')?.text).toContain(AGENT_TEXT)
})

describe('a workflow that a push of a trial merge starts', () => {
  it.each([
    ['on: push', true],
    ['on: [pull_request, push]', true],
    ['on:\n  push:', true],
    ['on:\n  push:\n    paths: [src/**]', true],
    ['on:\n  push:\n    branches: ["**"]', true],
    ['on:\n  push:\n    branches: ["switchyard/**"]', true],
    ['on:\n  push:\n    branches: ["*", "!main"]', false],
    ['on:\n  push:\n    branches: ["**", "!switchyard/**"]', false],
    ['on:\n  push:\n    branches: main', false],
    ['on:\n  push:\n    branches-ignore: ["switchyard/**"]', false],
    ['on:\n  push:\n    branches-ignore: [main]', true],
    ['on:\n  push:\n    tags: ["v*"]', false],
    ['on:\n  push:\n    branches: ["("]', false],
    [`on:\n  push:\n    branches: ["${'*a'.repeat(90)}"]`, false],
    ['on: pull_request', false],
    ['on:\n  workflow_dispatch:', false],
    ['"on": push', true],
    ['jobs: {}', false],
    ['on: [', false],
    ['', false],
  ])('%j: %j', (text, starts) => {
    const files = [{ path: '.github/workflows/ci.yml', text }]
    expect(startedBy('switchyard/trial/db', files)).toEqual(starts ? ['.github/workflows/ci.yml'] : [])
  })
})

describe('the offer', () => {
  const offers = (w: ReturnType<typeof createWorld>) => w.actions.filter(({ kind }) => kind === 'offer-setup')

  it('is made once, with the labels and no other action', () => {
    const w = createWorld({ config: null })
    w.settle()
    const kinds = w.actions.map(({ kind }) => kind).filter((kind) => kind !== 'create-label')
    expect(new Set(kinds)).toEqual(new Set(['offer-setup', 'check']))
    expect(w.snapshot.labels.length).toBeGreaterThan(10)
    expect(offers(w)).toHaveLength(1)
    w.settle()
    expect(offers(w)).toHaveLength(1)
  })

  it('is not made again when it was closed', () => {
    const w = createWorld({ config: null })
    w.settle()
    w.closePull('maintainer', 'switchyard/setup')
    w.settle()
    expect(offers(w)).toHaveLength(1)
  })

  it.each<[string, (w: ReturnType<typeof createWorld>) => void, string | null]>([
    ['where there is a configuration', () => {}, 'capacity: 2'],
    [
      'where the App was put on many repositories at once',
      (w) => Object.assign(w.snapshot.repo, { oneOfMany: true }),
      null,
    ],
    ['where the repository is empty', (w) => Object.assign(w.snapshot, { branches: [] }), null],
    ['where it cannot be told what is there', (w) => Object.assign(w.snapshot.results, { setup: null }), null],
  ])('is not made %s', (_, change, config) => {
    const w = createWorld({ config })
    change(w)
    w.settle()
    expect(offers(w)).toEqual([])
  })

  it('keeps existing files, and lists the workflows that trial merges start', () => {
    const w = createWorld({ config: null })
    const workflows = [
      { path: '.github/workflows/deploy.yml', text: 'on: push' },
      { path: '.github/workflows/ci.yml', text: 'on: pull_request' },
    ]
    w.snapshot.results.setup = { present: ['AGENTS.md', 'README.md'], workflows }
    w.settle()
    const [offer] = offers(w)
    if (offer?.kind !== 'offer-setup') throw new Error('no offer')
    expect(offer.files.map(({ path }) => path)).not.toContain('AGENTS.md')
    expect(offer.body).toMatch(/You already have these, and they stay as they are:\n\n- `AGENTS.md`/)
    expect(offer.body).toContain('- `.github/workflows/deploy.yml`')
    expect(offer.body).not.toContain('ci.yml')
  })

  it('creates labels with the first session when many repositories were installed at once', () => {
    const w = createWorld({ config: null })
    w.snapshot.repo.oneOfMany = true
    w.settle()
    expect(w.actions).toEqual([])
    w.file('maintainer', 'Session: one', '')
    w.settle()
    expect(w.actions.map(({ kind }) => kind)).toContain('create-label')
  })
})
