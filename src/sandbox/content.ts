/** What the emulator shows and holds when it plays GitHub for Switchyard. */
import { readFileSync } from 'node:fs'
import type { PageContent, Seed } from '@switchyard/github-emulator'

/** A small Node project with one passing test and the bot's settings. */
export const DEMO_FILES: Record<string, string> = {
  'package.json': `${JSON.stringify(
    {
      name: 'app',
      version: '1.0.0',
      private: true,
      type: 'module',
      scripts: { start: 'node src/index.js', test: 'node --test' },
    },
    null,
    2,
  )}
`,
  'README.md': `# app

A small Node project. \`npm test\` runs its tests.
`,
  '.gitignore': 'node_modules/\n',
  '.github/switchyard.yml': `# How Switchyard works in this repository; every line is optional.
agents: [agent]
test: node --test
`,
  'src/index.js': `export function greet(name) {
  return \`Hello, \${name}\`
}
`,
  'src/index.test.js': `import assert from 'node:assert/strict'
import test from 'node:test'
import { greet } from './index.js'

test('greets by name', () => {
  assert.equal(greet('reader'), 'Hello, reader')
})
`,
}

/** The same repository where its own workflow tests the trials. */
const ACTIONS_FILES: Record<string, string> = {
  '.github/switchyard.yml': `# How Switchyard works in this repository; every line is optional.
agents: [agent]
runner: actions
`,
  '.github/workflows/tests.yml': `name: tests
on:
  push:
    branches: ['switchyard/trial/**']
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: node --test
`,
}

/** What the App asks for, as in its manifest. */
export const PERMISSIONS: Record<string, 'read' | 'write'> = {
  metadata: 'read',
  issues: 'write',
  pull_requests: 'write',
  contents: 'write',
  checks: 'write',
  statuses: 'read',
  actions: 'read',
  merge_queues: 'read',
}

export const EVENTS = [
  'issues',
  'issue_comment',
  'sub_issues',
  'issue_dependencies',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_review_thread',
  'push',
  'create',
  'delete',
  'check_run',
  'check_suite',
  'status',
  'workflow_run',
  'label',
  'merge_group',
  'repository',
]

/** Filled in by hand where a repository has no form for packets. */
const packetText = `**Objective:** 

## Acceptance Criteria
- [ ] 

## Boundaries
**In Scope:** 
**Out of Scope:** 

## Dependencies
**Hard:** None
**Soft:** None

## Interface Contract
None
`

const formOf = (name: string): string | null => {
  try {
    return readFileSync(new URL(`../../.github/ISSUE_TEMPLATE/${name}.yml`, import.meta.url), 'utf8')
  } catch {
    return null
  }
}

/** What the pages offer for sessions and packets. */
export const PAGES: PageContent = {
  issueTemplates: [
    {
      name: 'session',
      heading: 'New session',
      title: 'Session: ',
      hint: 'Goal: what this stretch of work is for',
      body: '',
      form: formOf('session'),
    },
    {
      name: 'packet',
      heading: 'New packet',
      title: 'Work Packet: ',
      hint: '',
      body: packetText,
      form: formOf('packet'),
    },
  ],
  welcome: {
    heading: 'No session is open',
    text: 'A session is a stretch of work with one goal. Open one, or file a packet: the first accepted packet opens a session by itself.',
  },
  roles: {
    maintainer: 'opens sessions, accepts packets, decides and merges',
    writer: 'has write access, and reviews',
    agent: 'does packets: a machine user with write access that is listed as an agent',
    reader: 'may read and comment',
    outsider: 'has no role here',
  },
}

export interface SeedOptions {
  /** Where the repository has its trials tested; `local` when missing. */
  runner?: 'local' | 'actions'
  /** No configuration, and the App is not installed: as before anybody set the bot up. */
  untouched?: boolean
}

/** The demo repository, with the App `switchyard` registered. */
export function seedOf({ runner, untouched = false }: SeedOptions): Seed {
  const { '.github/switchyard.yml': config = '', ...code } = DEMO_FILES
  return {
    files: {
      ...code,
      ...(!untouched && { '.github/switchyard.yml': config }),
      ...(runner === 'actions' && workflowFiles(untouched)),
    },
    app: { slug: 'switchyard', permissions: PERMISSIONS, events: EVENTS, installed: !untouched },
  }
}

function workflowFiles(untouched: boolean): Record<string, string> {
  const { '.github/switchyard.yml': config = '', ...workflow } = ACTIONS_FILES
  return untouched ? workflow : { ...workflow, '.github/switchyard.yml': config }
}
