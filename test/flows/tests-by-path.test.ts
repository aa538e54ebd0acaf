/** `tests` by path: a trial runs what the change touches, and packets with different tests do not wait for each other. */
import { git } from '@switchyard/github-emulator/testing'
import { expect, test } from 'vitest'
import type { Runner } from '../../src/shell/reconcile/trial.ts'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, testHarness } from '../harness/support.ts'

const config = `agents: [agent]
tests:
  - name: users
    paths: [src/users/]
    test: test-users
  - name: logs
    paths: [src/logs/]
    test: test-logs
test: test-all
`

/** Passes everything, and notes the commands of each run. */
function countingRunner(): { runner: Runner; runs: string[][] } {
  const runs: string[][] = []
  const runner: Runner = {
    run: async ({ commands }) => {
      runs.push(commands.map(({ command }) => command))
      return commands.map(({ name, command }) => ({
        name,
        command,
        outcome: 'passed',
        exitCode: 0,
        seconds: 1,
        tail: '',
      }))
    },
  }
  return { runner, runs }
}

const main = (harness: Harness) => harness.repo.refs['refs/heads/main'] ?? ''
const ask = async (harness: Harness, ...args: string[]) => (await git(harness.forge.bareDir(harness.repo), args)).trim()

async function merge(harness: Harness, issue: number) {
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  expect(harness.see.status(issue)).toBe('merged')
}

async function begin() {
  const { runner, runs } = countingRunner()
  const harness = await testHarness({ config, runner })
  return { harness, runs, users: await finishPacket(harness, 'users'), logs: await finishPacket(harness, 'logs') }
}

test('two packets with different tests need one run each, although main moved in between', async () => {
  const { harness, runs, users, logs } = await begin()
  await merge(harness, users)
  const between = main(harness)
  await merge(harness, logs)
  expect(runs).toEqual([['test-users'], ['test-logs']])
  // Main is a merge of what it was and the packet's head, and has both files.
  expect((await ask(harness, 'log', '-1', '--format=%P', main(harness))).split(' ')[0]).toBe(between)
  const files = await ask(harness, 'ls-tree', '-r', '--name-only', main(harness))
  expect(files).toContain('src/users/a.js')
  expect(files).toContain('src/logs/a.js')
  const check = harness.repo.checkRuns.findLast(({ name }) => name === 'switchyard/integration')
  expect(JSON.stringify(check)).toContain('were not run again')
  await harness.end({ unheard: 'allowed' })
})

test.each<[string, string, string[]]>([
  ['of the same tests', 'src/logs/other.js', ['test-logs']],
  ['that no entry names', 'package-lock.json', ['test-logs']],
])('a file %s that came to main meanwhile has the packet tested again', async (_, path, again) => {
  const { harness, runs, logs } = await begin()
  await harness.people.pushMain('maintainer', { [path]: 'moved\n' })
  await harness.settle()
  await merge(harness, logs)
  expect(runs).toEqual([['test-users'], ['test-logs'], again])
  await harness.end({ unheard: 'allowed' })
})

test('a packet with a file that no entry names runs the commands at the top, and the check says so', async () => {
  const { runner, runs } = countingRunner()
  const harness = await testHarness({ config, runner })
  await finishPacket(harness, 'other')
  expect(runs).toEqual([['test-all']])
  const check = harness.repo.checkRuns.findLast(({ name }) => name === 'switchyard/integration')
  expect(JSON.stringify(check)).toContain('is in no entry of `tests`')
  expect(JSON.stringify(check)).toContain('Not run, because no changed file is in their paths: `users`')
  await harness.end({ unheard: 'allowed' })
})
