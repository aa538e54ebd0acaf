/** The comments of a watcher on a packet. */
import { clean } from '../../core/clean.ts'
import { fence } from '../../core/render/escape.ts'
import type { Ended } from './command.ts'

export const startedText = (command: readonly string[]): string =>
  `/status running started ${clean(command[0] ?? '').slice(0, 60)}`

export function endedText(ended: Ended, last: string): string {
  const text = `/status blocked ${whatHappened(ended)} A person has to look at it. Comment \`/unblock\` and what to do differently to start it again.`
  return last.trim() === '' ? text : `${text}\n\nThe last lines:\n\n${fence(last, 'text')}`
}

export const pausedText = '/status paused the watcher was stopped; the worktree stays on its machine.'

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
