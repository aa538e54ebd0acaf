/**
 * An agent that knows the rules of docs/agents/packet-agents.md and the tools, and nothing else: no API, no sandbox, no
 * token. It reads its packet, writes one file for each criterion, and continues until it is merged. Run
 * `node stand-in-agent.ts COMMAND…` in the packet's worktree; COMMAND starts the MCP server.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { z } from 'zod'

const [command = '', ...args] = process.argv.slice(2)
const env = Object.fromEntries(
  Object.entries(process.env).filter((one): one is [string, string] => one[1] !== undefined),
)
const client = new Client({ name: 'stand-in-agent', version: '1' })
await client.connect(new StdioClientTransport({ command, args, env, cwd: process.cwd(), stderr: 'inherit' }))

const answer = z.object({ content: z.array(z.object({ text: z.string() })), isError: z.boolean().optional() })

async function use(name: string, input: Record<string, unknown> = {}): Promise<string> {
  const { content, isError } = answer.parse(await client.callTool({ name, arguments: input }))
  const text = content.map((part) => part.text).join('\n')
  console.log(`${name} ${JSON.stringify(input)}\n${text}\n`)
  if (isError) throw new Error(`${name}: ${text}`)
  return text
}

const git = (...words: string[]) => execFileSync('git', words, { encoding: 'utf8' })

function commit(path: string, content: string, message: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  git('add', path)
  git('commit', '-qm', message)
  git('push', '-q', 'origin', 'HEAD')
}

/** Waits until there is an answer. One wait ends before the client times out. */
async function answered(kind: string): Promise<string> {
  for (;;) {
    const text = await use('wait', { for: kind, seconds: 20 })
    if (!text.startsWith('No answer yet')) return text
  }
}

const packet = await use('packet')
const scope = /\*\*In Scope:\*\* (\S+?)[,/]*\s*$/m.exec(packet)?.[1]
const criteria = [...packet.matchAll(/^- \[ \] (.+)$/gm)].map((match) => match[1] ?? '')
if (!scope || criteria.length === 0) throw new Error('The packet has no scope or no criteria.')

await use('report', { status: 'running', percent: 10, text: 'read the packet' })
commit(join(scope, 'first.js'), `// ${criteria[0]}\nexport const first = 1\n`, 'The first criterion')
await use('tick', { criterion: '1' })

await use('ask', { question: 'Should the second one be called two or zwei?' })
await answered('decision')
const decided = /Decision 1, by \w+: (\w+)/.exec(await use('packet'))?.[1] ?? 'undecided'
commit(join(scope, 'second.js'), `// ${criteria[1]}\nexport const ${decided} = 2\n`, 'The second criterion')
for (const criterion of criteria.slice(1)) await use('tick', { criterion })
await use('sync')
git('push', '-q', 'origin', 'HEAD')
await use('report', { status: 'done', text: 'both are written' })
const end = await answered('merge')
await client.close()
if (!/merged/i.test(end)) process.exitCode = 1
