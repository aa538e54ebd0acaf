/** The tools an agent gets. Each is a verb of the command line; what they hand out is accepted text and trusted words. */
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { explainPacket } from '../verbs/explain.ts'
import { packetHere } from '../verbs/here.ts'
import { ask, nextPackets, report, showPacket, statusOf, syncAgent, waitFor } from '../verbs/index.ts'
import { packetFile } from '../verbs/packet-file.ts'
import { requestScope } from '../verbs/scope.ts'
import { tick } from '../verbs/tick.ts'
import { answered, words } from './answers.ts'
import { answersText, commentedText, explainedText, nextText, standingText, syncedText, tickedText } from './words.ts'

export interface ToolOptions {
  /** The packet that is meant when a call names none; else the one whose worktree the server runs in. */
  packet?: string | undefined
}

/** Clients give up on a call after a minute unless told otherwise, so a wait ends before that by itself. */
const waitSeconds = 45

const packet = z.string().min(1).max(60).optional().describe('Name or issue number of the packet; yours when left out.')

type Tool = (input: never, signal: AbortSignal) => Promise<CallToolResult>

interface Declared {
  description: string
  input: z.ZodRawShape
  readOnly?: boolean
  run: Tool
}

/** All tools by name. */
export function toolsOf(context: Context, options: ToolOptions): Record<string, Declared> {
  const named = (given: string | undefined) => given ?? options.packet
  const at = (given: string | undefined) => {
    const name = named(given)
    return name === undefined ? {} : { packet: name }
  }
  return {
    packet: {
      description:
        'Read your work packet: the accepted text, decisions, granted scope and what Switchyard told you. Read it first, and again after every answer.',
      input: { packet },
      readOnly: true,
      run: async (input: { packet?: string }) => {
        const view = await showPacket({ name: await packetHere(context, named(input.packet)) }, context)
        if (view.handover) return words(packetFile(view, view.handover))
        throw new CliError(
          'not-accepted',
          `${view.withheld ?? 'No accepted text is known.'} Do not work from the issue's own text. ${view.url}`,
        )
      },
    },
    status: {
      description: 'Where your packet stands: status, ticked criteria, open questions, pull request, checks.',
      input: { packet },
      readOnly: true,
      run: async (input: { packet?: string }) => {
        const name = named(input.packet)
        return words(standingText(await statusOf(name === undefined ? {} : { name }, context)))
      },
    },
    explain: {
      description: 'Why your packet is where it is, and what would move it: whom or what it waits for.',
      input: { packet },
      readOnly: true,
      run: async (input: { packet?: string }) => {
        const name = named(input.packet)
        return words(explainedText(await explainPacket(name === undefined ? {} : { name }, context)))
      },
    },
    report: {
      description:
        'Say where you stand. "blocked" needs a text: what you need, and what you could do meanwhile. "done" when all criteria are ticked and pushed.',
      input: {
        status: z.enum(['running', 'blocked', 'done', 'paused']),
        percent: z.int().min(0).max(100).optional().describe('How far you are.'),
        text: z.string().max(2000).optional().describe('One line.'),
        packet,
      },
      run: async (input: {
        status: 'running' | 'blocked' | 'done' | 'paused'
        percent?: number
        text?: string
        packet?: string
      }) => {
        const { status: kind, percent, text } = input
        const said = { kind, ...(percent !== undefined && { percent }), ...(text !== undefined && { text }) }
        return words(commentedText(await report({ ...said, ...at(input.packet) }, context)))
      },
    },
    tick: {
      description: 'Tick an acceptance criterion once it is met, or take the tick away.',
      input: {
        criterion: z.string().min(1).max(500).describe('Its number from 1, or its text.'),
        done: z.boolean().optional().describe('false takes the tick away.'),
        packet,
      },
      run: async (input: { criterion: string; done?: boolean; packet?: string }) => {
        const { criterion, done } = input
        return words(
          tickedText(await tick({ criterion, ...(done !== undefined && { done }), ...at(input.packet) }, context)),
        )
      },
    },
    ask: {
      description:
        'Ask the people a question that does not stop you. The answer comes with wait, or with packet later.',
      input: { question: z.string().min(1).max(2000), packet },
      run: async (input: { question: string; packet?: string }) =>
        words(commentedText(await ask({ question: input.question, ...at(input.packet) }, context))),
    },
    wait: {
      description:
        'Wait for an answer: a decision, the end of a block, or the merge; anything addressed to you when "for" is left out. Ends after some seconds without one; call it again then.',
      input: {
        for: z.enum(['decision', 'unblock', 'merge']).optional(),
        seconds: z.int().min(1).max(3600).optional().describe(`How long, ${waitSeconds} when left out.`),
        packet,
      },
      readOnly: true,
      run: (
        input: { for?: 'decision' | 'unblock' | 'merge'; seconds?: number; packet?: string },
        signal: AbortSignal,
      ) => wait({ ...input, ...at(input.packet) }, signal, context),
    },
    request_scope: {
      description: 'Ask for a path that is not in scope. Go on without it until it is granted.',
      input: { path: z.string().min(1).max(300), reason: z.string().min(1).max(500), packet },
      run: async (input: { path: string; reason: string; packet?: string }) => {
        const { path, reason } = input
        return words(commentedText(await requestScope({ path, reason, ...at(input.packet) }, context)))
      },
    },
    sync: {
      description: 'Merge main into your worktree. Commit first. Conflicts are left in the files for you to resolve.',
      input: { packet },
      run: async (input: { packet?: string }) => {
        const name = named(input.packet)
        return words(syncedText(await syncAgent(name === undefined ? {} : { name }, context)))
      },
    },
    next: {
      description: 'Packets that could be started, and what the others wait for.',
      input: {},
      readOnly: true,
      run: async () => words(nextText(await nextPackets({}, context))),
    },
  }
}

interface WaitCall {
  for?: 'decision' | 'unblock' | 'merge'
  seconds?: number
  packet?: string
}

async function wait(call: WaitCall, signal: AbortSignal, context: Context): Promise<CallToolResult> {
  const { for: kind, seconds = waitSeconds, packet: name } = call
  try {
    const waited = await waitFor(
      {
        ...{ timeoutMs: seconds * 1000, intervalMs: 5000, signal },
        ...(kind !== undefined && { for: kind }),
        ...(name !== undefined && { packet: name }),
      },
      context,
    )
    return words(answersText(waited))
  } catch (error) {
    if (error instanceof CliError && error.code === 'timed-out')
      return words('No answer yet. Go on with what does not need it, or call wait again.')
    throw error
  }
}

export function addTools(server: McpServer, context: Context, options: ToolOptions): void {
  for (const [name, { description, input, readOnly = false, run }] of Object.entries(toolsOf(context, options)))
    server.registerTool(
      name,
      { description, inputSchema: input, annotations: { readOnlyHint: readOnly, destructiveHint: false } },
      (given, { signal }) => answered(() => run(given as never, signal)),
    )
}
