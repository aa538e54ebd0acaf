/** What tools answer: words for the agent, and the same as data. */
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { withoutTokens } from '../../shell/log.ts'
import { CliError } from '../errors.ts'

export const words = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })

/** An error is an answer the agent can act on; only a broken request is one of the protocol. */
export async function answered(work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work()
  } catch (error) {
    return { ...words(withoutTokens(problem(error))), isError: true }
  }
}

function problem(error: unknown): string {
  if (error instanceof CliError) return `${forTools(error.message)} (${error.code})`
  return `Something went wrong in Switchyard itself: ${error instanceof Error ? error.message : String(error)}. Try once more; then report blocked.`
}

/** Messages name the command line; here are tools. */
const TOOLS: readonly [RegExp, string][] = [
  [/switchyard report blocked "…"/g, 'the tool report with status "blocked"'],
  [/switchyard ask "…"/g, 'the tool ask'],
  [/switchyard wait(?: --for \w+)?/g, 'the tool wait'],
  [/`?switchyard next`?/g, 'the tool next'],
  [/or name it: --packet NAME, .*?agent sync`/g, 'or name it with the argument packet'],
]

const forTools = (message: string): string => TOOLS.reduce((text, [from, to]) => text.replace(from, to), message)
