/** The tools an agent gets. Each is a verb of the command line. They return only accepted text and trusted comments. */
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { CliError } from '../errors.ts'
import { syncAgent } from '../verbs/agent-sync.ts'
import { explainPacket } from '../verbs/explain.ts'
import { packetHere } from '../verbs/here.ts'
import { nextPackets } from '../verbs/next.ts'
import { showPacket } from '../verbs/packet.ts'
import { packetFile } from '../verbs/packet-file.ts'
import { ask, report, requestScope } from '../verbs/report.ts'
import type { WaitInput } from '../verbs/results/agents.ts'
import { statusOf } from '../verbs/status.ts'
import { tick } from '../verbs/tick.ts'
import { waitFor } from '../verbs/wait.ts'
import { answersText, commentedText, explainedText, nextText, statusText, syncedText, tickedText } from './text.ts'
import { type Call, given, type Tool, textResult, tool } from './tool.ts'

/** MCP clients time out a call after a minute by default, so a wait ends before that. */
const waitSeconds = 45

async function wait(
  wanted: Pick<WaitInput, 'for' | 'packet'>,
  seconds: number,
  { context, signal }: Call,
): Promise<CallToolResult> {
  try {
    const waited = await waitFor({ ...wanted, timeoutMs: seconds * 1000, intervalMs: 5000, signal }, context)
    return textResult(answersText(waited))
  } catch (error) {
    if (error instanceof CliError && error.code === 'timed-out')
      return textResult('No answer yet. Continue with work that does not need it, or call wait again.')
    throw error
  }
}

const packet = z.string().min(1).max(60).optional().describe('Name or issue number of the packet; yours when left out.')

const nameOf = (name: string | undefined, { own }: Call) => given({ name: name ?? own })
const packetOf = (name: string | undefined, { own }: Call) => given({ packet: name ?? own })

/** All tools by name. */
export const tools: Readonly<Record<string, Tool>> = {
  packet: tool({
    description:
      "Read your work packet: the accepted text, decisions, granted scope and Switchyard's notices. Read it first, and again after every answer.",
    input: { packet },
    readOnly: true,
    async run(input, { context, own }) {
      const view = await showPacket({ name: await packetHere(context, input.packet ?? own) }, context)
      if (view.handover) return textResult(packetFile(view, view.handover))
      throw new CliError(
        'not-accepted',
        `${view.withheld ?? 'No accepted text is known.'} Do not work from the issue's own text. ${view.url}`,
      )
    },
  }),
  status: tool({
    description: 'Read the state of your packet: status, ticked criteria, open questions, pull request, checks.',
    input: { packet },
    readOnly: true,
    run: async (input, call) => textResult(statusText(await statusOf(nameOf(input.packet, call), call.context))),
  }),
  explain: tool({
    description: 'Explain why your packet has its status, what it waits for, and what would move it on.',
    input: { packet },
    readOnly: true,
    run: async (input, call) =>
      textResult(explainedText(await explainPacket(nameOf(input.packet, call), call.context))),
  }),
  report: tool({
    description:
      'Report your status. "blocked" needs a text: what you need, and what you could do meanwhile. Report "done" when all criteria are ticked and pushed.',
    input: {
      status: z.enum(['running', 'blocked', 'done', 'paused']),
      percent: z.int().min(0).max(100).optional().describe('How much is finished.'),
      text: z.string().max(2000).optional().describe('One line.'),
      packet,
    },
    async run({ status: kind, percent, text, packet }, call) {
      const input = { kind, ...given({ percent, text }), ...packetOf(packet, call) }
      return textResult(commentedText(await report(input, call.context)))
    },
  }),
  tick: tool({
    description: 'Tick an acceptance criterion that is met, or remove the tick.',
    input: {
      criterion: z.string().min(1).max(500).describe('Its number from 1, or its text.'),
      done: z.boolean().optional().describe('false removes the tick.'),
      packet,
    },
    run: async ({ criterion, done, packet }, call) =>
      textResult(tickedText(await tick({ criterion, ...given({ done }), ...packetOf(packet, call) }, call.context))),
  }),
  ask: tool({
    description: 'Ask a person a question that does not stop you. Get the answer with wait, or later with packet.',
    input: { question: z.string().min(1).max(2000), packet },
    run: async ({ question, packet }, call) =>
      textResult(commentedText(await ask({ question, ...packetOf(packet, call) }, call.context))),
  }),
  wait: tool({
    description:
      'Wait for an answer: a decision, an unblock, or the merge; without "for", anything addressed to you. Returns after some seconds without an answer; then call it again.',
    input: {
      for: z.enum(['decision', 'unblock', 'merge']).optional(),
      seconds: z.int().min(1).max(3600).optional().describe(`How long to wait; ${waitSeconds} when left out.`),
      packet,
    },
    readOnly: true,
    run: ({ seconds, packet, ...input }, call) =>
      wait({ ...given({ for: input.for }), ...packetOf(packet, call) }, seconds ?? waitSeconds, call),
  }),
  request_scope: tool({
    description: 'Ask for a path that is not in scope. Continue without it until it is granted.',
    input: { path: z.string().min(1).max(300), reason: z.string().min(1).max(500), packet },
    run: async ({ path, reason, packet }, call) =>
      textResult(commentedText(await requestScope({ path, reason, ...packetOf(packet, call) }, call.context))),
  }),
  sync: tool({
    description: 'Merge main into your worktree. Commit first. Conflicts are left in the files for you to resolve.',
    input: { packet },
    run: async (input, call) => textResult(syncedText(await syncAgent(nameOf(input.packet, call), call.context))),
  }),
  next: tool({
    description: 'List the packets that could be started, and what the others wait for.',
    input: {},
    readOnly: true,
    run: async (_, { context }) => textResult(nextText(await nextPackets({}, context))),
  }),
}
