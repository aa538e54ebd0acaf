/** Declaration of a command. `/help`, the docs and the permission tests are generated from these declarations. */
import type { ParsedCommand } from '../parse/report/reading.ts'
import type { Step } from './packet-events.ts'

/** `agent`: the packet's agent or assignee; `anyone`: everybody who may comment. Writers may do whatever agents may. */
export type RequiredRole = 'writer' | 'agent' | 'anyone'

type ValidOn = 'packet' | 'session' | 'anywhere'

/** What a command changes in a session. */
export type SessionStep = { kind: 'start'; name: string } | { kind: 'end' } | { kind: 'round' }

export type Effect =
  | { on: 'packet'; step: Step }
  | { on: 'session'; step: SessionStep }
  | { on: 'answer'; answer: 'help' | 'standing' | 'explain' }

export interface Command {
  name: string
  /** Each form of the command, as shown to people. */
  usage: string[]
  /** What the command does, as one sentence in the third person. */
  does: string
  examples: string[]
  who: RequiredRole
  validOn: ValidOn
  /** @returns null when the arguments are malformed; the reply then shows the usage */
  read(command: Pick<ParsedCommand, 'args' | 'more'>): Effect | null
  /** Overrides `who` when forms of the command need different roles. */
  whoFor?(command: Pick<ParsedCommand, 'args' | 'more'>): RequiredRole
}

/** Returns the rest of the command's line and the following lines of its paragraph as one text. */
export const fullText = (command: Pick<ParsedCommand, 'args' | 'more'>): string =>
  [command.args, command.more]
    .filter((part) => part !== '')
    .join('\n')
    .trim()

/** Removes the punctuation that people end a line with. For arguments that cannot end in punctuation themselves. */
export const withoutEndPunctuation = (text: string): string => text.replace(/[.!…。！,;]{1,5}$/u, '')

export const onPacket = (step: Step): Effect => ({ on: 'packet', step })
export const onSession = (step: SessionStep): Effect => ({ on: 'session', step })
