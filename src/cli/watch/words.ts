/** What a watcher says on a packet. */
import { clean } from '../../core/clean.ts'
import { fence } from '../../core/render/escape.ts'
import type { Ended } from './command.ts'

export const startedText = (command: readonly string[]): string =>
  `/status running started ${clean(command[0] ?? '').slice(0, 60)}`

export function endedText(ended: Ended, last: string): string {
  const words = `/status blocked ${whatHappened(ended)} A person looks at it; \`/unblock\` with what to do differently starts it again.`
  return last.trim() === '' ? words : `${words}\n\nThe last lines:\n\n${fence(last, 'text')}`
}

export const pausedText = '/status paused the machine that ran the agent was stopped; its worktree stays there.'

function whatHappened(ended: Ended): string {
  switch (ended.kind) {
    case 'exit':
      return ended.code === 0
        ? 'The command ended without reporting done or blocked.'
        : `The command ended with exit code ${ended.code}.`
    case 'signal':
      return `The command was ended by ${ended.signal || 'a signal'}.`
    case 'timed-out':
      return `The command was stopped: it took longer than ${ended.minutes} minutes.`
    case 'not-started':
      return `The command could not be started: ${clean(ended.reason).slice(0, 200)}.`
    case 'stopped':
      return 'The command was stopped.'
  }
}
