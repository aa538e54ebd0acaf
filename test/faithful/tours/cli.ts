/** Every request that the command line has, made in a small session of the test harness. */

import { tmpdir } from 'node:os'
import type { RoleName } from '@switchyard/github-emulator'
import { switchyard } from '../../cli/support/world.ts'
import type { Harness } from '../../harness/harness.ts'
import { packet } from '../../harness/scenario.ts'

/** Throws when a command does not end well. */
export async function tourOfCli(harness: Harness): Promise<void> {
  const { apiUrl, repo, tokens } = harness.sandbox.info()
  const run = async (role: RoleName, ...args: string[]) => {
    const { exit, err } = await switchyard([...args, '--repo', repo], {
      cwd: tmpdir(),
      env: { GITHUB_TOKEN: tokens[role], GITHUB_API_URL: apiUrl },
      now: () => harness.clock.now(),
      fetch: (input, init) => harness.sandbox.fetch(new Request(input, init)),
      readFile: async () => `# Work Packet: tour\n\n${packet('tour', 'src/tour/')}`,
      sleep: (ms) => harness.pass(ms),
    })
    if (exit !== 0) throw new Error(`switchyard ${args.join(' ')}: ${err}`)
    await harness.settle()
  }
  await run('maintainer', 'session', 'start', 'tour')
  await run('maintainer', 'packet', 'create', 'tour', '--file', '-', '--yes')
  await run('agent', 'next')
  await harness.people.push('agent', 'feature/tour', { 'src/tour/t.js': '1\n' })
  await harness.settle()
  await run('agent', 'report', 'running', '40%', 'half', '--packet', 'tour')
  await run('agent', 'ask', 'one or two?', '--packet', 'tour')
  const issue = harness.repo.issues.find(({ title }) => title === 'Work Packet: tour')?.number ?? 0
  await harness.people.comment('maintainer', issue, '/decide two')
  await harness.settle()
  await run('agent', 'wait', '--for', 'decision', '--packet', 'tour')
  await run('agent', 'tick', '1', '--packet', 'tour')
  await run('agent', 'status', 'tour')
  await run('agent', 'packet', 'show', `${issue}`)
  await run('maintainer', 'round')
  await run('maintainer', 'session', 'end')
}
