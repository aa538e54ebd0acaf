/** How a tool is declared: its input's schema says what `run` is given. */
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import type { z } from 'zod'
import type { Context } from '../context.ts'

export interface Call {
  context: Context
  /** The packet the server was started for. */
  own: string | undefined
  /** Aborted when the client no longer waits. */
  signal: AbortSignal
}

interface Declared<Input extends z.ZodRawShape> {
  /** For the agent: what it is for, and when to use it. */
  description: string
  input: Input
  readOnly?: boolean
  run(input: z.infer<z.ZodObject<Input>>, call: Call): Promise<CallToolResult>
}

/** One whose input the server has already held against its schema. */
export interface Tool extends Omit<Declared<z.ZodRawShape>, 'run'> {
  run(input: unknown, call: Call): Promise<CallToolResult>
}

export const tool = <Input extends z.ZodRawShape>({ run, ...declared }: Declared<Input>): Tool => ({
  ...declared,
  run: (input, call) => run(input as z.infer<z.ZodObject<Input>>, call),
})

/** Without what was left out. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const said = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(said) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
