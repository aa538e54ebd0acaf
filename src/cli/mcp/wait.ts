/** Waiting as an agent's client can bear it. */
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { CliError } from '../errors.ts'
import type { WaitInput } from '../verbs/results/agents.ts'
import { waitFor } from '../verbs/wait.ts'
import { words } from './answers.ts'
import type { Call } from './tool.ts'
import { answersText } from './words.ts'

/** Clients give up on a call after a minute unless told otherwise, so a wait ends before that by itself. */
export const waitSeconds = 45

export async function wait(
  wanted: Pick<WaitInput, 'for' | 'packet'>,
  seconds: number,
  { context, signal }: Call,
): Promise<CallToolResult> {
  try {
    const waited = await waitFor({ ...wanted, timeoutMs: seconds * 1000, intervalMs: 5000, signal }, context)
    return words(answersText(waited))
  } catch (error) {
    if (error instanceof CliError && error.code === 'timed-out')
      return words('No answer yet. Go on with what does not need it, or call wait again.')
    throw error
  }
}
