/** The tools an agent gets. Each is a verb of the command line; what they hand out is accepted text and trusted words. */
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { syncAgent } from '../verbs/agent-sync.ts'
import { explainPacket } from '../verbs/explain.ts'
import { packetHere } from '../verbs/here.ts'
import { nextPackets } from '../verbs/next.ts'
import { showPacket } from '../verbs/packet.ts'
import { packetFile } from '../verbs/packet-file.ts'
import { ask, report } from '../verbs/report.ts'
import { requestScope } from '../verbs/scope.ts'
import { statusOf } from '../verbs/status.ts'
import { tick } from '../verbs/tick.ts'
import { answered, words } from './answers.ts'
import { type Call, given, type Tool, tool } from './tool.ts'
import { wait, waitSeconds } from './wait.ts'
import { commentedText, explainedText, nextText, statusText, syncedText, tickedText } from './words.ts'

export interface ToolOptions {
  /** The packet that is meant when a call names none; else the one whose worktree the server runs in. */
  packet?: string | undefined
}

const packet = z.string().min(1).max(60).optional().describe('Name or issue number of the packet; yours when left out.')

const named = (name: string | undefined, { own }: Call) => given({ name: name ?? own })
const on = (name: string | undefined, { own }: Call) => given({ packet: name ?? own })

/** All tools by name. */
export const tools: Readonly<Record<string, Tool>> = {
  packet: tool({
    description:
      'Read your work packet: the accepted text, decisions, granted scope and what Switchyard told you. Read it first, and again after every answer.',
    input: { packet },
    readOnly: true,
    async run(input, { context, own }) {
      const view = await showPacket({ name: await packetHere(context, input.packet ?? own) }, context)
      if (view.handover) return words(packetFile(view, view.handover))
      throw new CliError(
        'not-accepted',
        `${view.withheld ?? 'No accepted text is known.'} Do not work from the issue's own text. ${view.url}`,
      )
    },
  }),
  status: tool({
    description: 'Where your packet stands: status, ticked criteria, open questions, pull request, checks.',
    input: { packet },
    readOnly: true,
    run: async (input, call) => words(statusText(await statusOf(named(input.packet, call), call.context))),
  }),
  explain: tool({
    description: 'Why your packet is where it is, and what would move it: whom or what it waits for.',
    input: { packet },
    readOnly: true,
    run: async (input, call) => words(explainedText(await explainPacket(named(input.packet, call), call.context))),
  }),
  report: tool({
    description:
      'Say where you stand. "blocked" needs a text: what you need, and what you could do meanwhile. "done" when all criteria are ticked and pushed.',
    input: {
      status: z.enum(['running', 'blocked', 'done', 'paused']),
      percent: z.int().min(0).max(100).optional().describe('How far you are.'),
      text: z.string().max(2000).optional().describe('One line.'),
      packet,
    },
    async run({ status: kind, percent, text, packet }, call) {
      const said = { kind, ...given({ percent, text }), ...on(packet, call) }
      return words(commentedText(await report(said, call.context)))
    },
  }),
  tick: tool({
    description: 'Tick an acceptance criterion once it is met, or take the tick away.',
    input: {
      criterion: z.string().min(1).max(500).describe('Its number from 1, or its text.'),
      done: z.boolean().optional().describe('false takes the tick away.'),
      packet,
    },
    run: async ({ criterion, done, packet }, call) =>
      words(tickedText(await tick({ criterion, ...given({ done }), ...on(packet, call) }, call.context))),
  }),
  ask: tool({
    description: 'Ask the people a question that does not stop you. The answer comes with wait, or with packet later.',
    input: { question: z.string().min(1).max(2000), packet },
    run: async ({ question, packet }, call) =>
      words(commentedText(await ask({ question, ...on(packet, call) }, call.context))),
  }),
  wait: tool({
    description:
      'Wait for an answer: a decision, the end of a block, or the merge; anything addressed to you when "for" is left out. Ends after some seconds without one; call it again then.',
    input: {
      for: z.enum(['decision', 'unblock', 'merge']).optional(),
      seconds: z.int().min(1).max(3600).optional().describe(`How long, ${waitSeconds} when left out.`),
      packet,
    },
    readOnly: true,
    run: ({ seconds, packet, ...input }, call) =>
      wait({ ...given({ for: input.for }), ...on(packet, call) }, seconds ?? waitSeconds, call),
  }),
  request_scope: tool({
    description: 'Ask for a path that is not in scope. Go on without it until it is granted.',
    input: { path: z.string().min(1).max(300), reason: z.string().min(1).max(500), packet },
    run: async ({ path, reason, packet }, call) =>
      words(commentedText(await requestScope({ path, reason, ...on(packet, call) }, call.context))),
  }),
  sync: tool({
    description: 'Merge main into your worktree. Commit first. Conflicts are left in the files for you to resolve.',
    input: { packet },
    run: async (input, call) => words(syncedText(await syncAgent(named(input.packet, call), call.context))),
  }),
  next: tool({
    description: 'Packets that could be started, and what the others wait for.',
    input: {},
    readOnly: true,
    run: async (_, { context }) => words(nextText(await nextPackets({}, context))),
  }),
}

export function addTools(server: McpServer, context: Context, options: ToolOptions): void {
  for (const [name, { description, input, readOnly, run }] of Object.entries(tools))
    server.registerTool(
      name,
      { description, inputSchema: input, annotations: { readOnlyHint: readOnly ?? false, destructiveHint: false } },
      (said, { signal }) => answered(() => run(said, { context, own: options.packet, signal })),
    )
}
