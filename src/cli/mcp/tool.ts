/** How a tool is declared, and how it answers. */
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import type { z } from 'zod'
import { withoutTokens } from '../../shell/log.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'

export interface Call {
  context: Context
  /** The packet that the server was started for. */
  own: string | undefined
  /** Aborted when the client stops waiting. */
  signal: AbortSignal
}

interface Declared<Input extends z.ZodRawShape> {
  /** Tells the agent what the tool does and when to use it. */
  description: string
  input: Input
  readOnly?: boolean
  run(input: z.infer<z.ZodObject<Input>>, call: Call): Promise<CallToolResult>
}

/** A tool whose input the server has already validated. */
export interface Tool extends Omit<Declared<z.ZodRawShape>, 'run'> {
  run(input: unknown, call: Call): Promise<CallToolResult>
}

export const tool = <Input extends z.ZodRawShape>({ run, ...declared }: Declared<Input>): Tool => ({
  ...declared,
  run: (input, call) => run(input as z.infer<z.ZodObject<Input>>, call),
})

/** Returns the values without undefined ones. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

export const textResult = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })

/** Turns an error into an answer that the agent can act on. Only malformed requests are protocol errors. */
export async function answered(work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work()
  } catch (error) {
    return { ...textResult(withoutTokens(problem(error))), isError: true }
  }
}

function problem(error: unknown): string {
  if (error instanceof CliError) return `${forTools(error.message)} (${error.code})`
  return `Internal error in Switchyard: ${error instanceof Error ? error.message : String(error)}. Retry once; if it fails again, report blocked.`
}

/** Error messages name commands; these are the tools to name instead. */
const TOOLS: readonly [RegExp, string][] = [
  [/switchyard report blocked "…"/g, 'the tool report with status "blocked"'],
  [/switchyard ask "…"/g, 'the tool ask'],
  [/switchyard wait(?: --for \w+)?/g, 'the tool wait'],
  [/`?switchyard next`?/g, 'the tool next'],
  [/or name it: --packet NAME, .*?agent sync`/g, 'or name it with the argument packet'],
]

const forTools = (message: string): string => TOOLS.reduce((text, [from, to]) => text.replace(from, to), message)
