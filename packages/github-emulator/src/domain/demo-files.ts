/** The repository that the sandbox starts with: a small Node project with one passing test and the bot's settings. */
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
export const ACTIONS_FILES: Record<string, string> = {
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
