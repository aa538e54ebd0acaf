/** How a command is declared. `/help`, the docs and the permission tests are made from these declarations. */
import type { ParsedCommand } from '../parse/report/reading.ts'
import type { Step } from './packet-events.ts'

/** `agent`: the packet's agent or assignee; `anyone`: who may comment at all. Writers may do all that agents may. */
export type RequiredRole = 'writer' | 'agent' | 'anyone'

type ValidOn = 'packet' | 'session' | 'anywhere'

/** What a session's dashboard is told. */
export type SessionStep = { kind: 'start'; name: string } | { kind: 'end' } | { kind: 'round' }

export type Effect =
  | { on: 'packet'; step: Step }
  | { on: 'session'; step: SessionStep }
  | { on: 'answer'; answer: 'help' | 'standing' | 'explain' }

export interface Command {
  name: string
  /** Each way to write it, as shown to people. */
  usage: string[]
  /** What it does, one sentence. */
  does: string
  examples: string[]
  who: RequiredRole
  validOn: ValidOn
  /** null: malformed, answered with the usage. */
  read(command: Pick<ParsedCommand, 'args' | 'more'>): Effect | null
  /** Where different forms of one command are for different people. */
  whoFor?(command: Pick<ParsedCommand, 'args' | 'more'>): RequiredRole
}

/** Rest of the line and the lines of the same paragraph as one text. */
export const fullText = (command: Pick<ParsedCommand, 'args' | 'more'>): string =>
  [command.args, command.more]
    .filter((part) => part !== '')
    .join('\n')
    .trim()

/** Without the full stop or the like that people end a line with, for what cannot end so itself. */
export const withoutEndPunctuation = (text: string): string => text.replace(/[.!…。！,;]{1,5}$/u, '')

export const onPacket = (step: Step): Effect => ({ on: 'packet', step })
export const onSession = (step: SessionStep): Effect => ({ on: 'session', step })
