/** How a packet reaches its agent: what the packet says goes before what the configuration says. */
import type { Config } from '../parse/config/schema.ts'
import type { DispatchAdapter, Packet } from '../parse/packet/reading.ts'

export type DispatchPlan =
  /** A person copies the lines of the briefing. */
  | { adapter: 'manual' }
  /** A machine that watches the repository takes it. */
  | { adapter: 'command'; agent: string | null }
  /** `login` is called by a comment, without `@`; `text` is what it is asked. */
  | { adapter: 'mention'; login: string; text: string }
  | { adapter: 'workflow'; file: string; ref: string | null; inputs: Record<string, string> }
  /** What it asks for cannot be done; how to mend it. */
  | { adapter: 'none'; asked: DispatchAdapter; trouble: string }

const FILE = '`.github/switchyard.yml`'

/** GitHub is called by the name alone; the configuration lists an App as `NAME[bot]`. */
const bare = (login: string): string => login.replace(/^@/, '').replace(/\[bot\]$/, '')

const same = (a: string, b: string): boolean => bare(a).toLowerCase() === bare(b).toLowerCase()

/** `@octo-agent please start` as login and words. */
export function mentionOf(setting: string): { login: string; text: string } {
  const [first = '', ...words] = setting.trim().split(/\s+/)
  return { login: bare(first), text: words.join(' ') }
}

/** Accounts the configuration calls: they count as agents as if they were listed. */
export const calledLogins = (config: Config): string[] => {
  const { mention } = config.dispatch
  if (mention === undefined) return []
  const { login } = mentionOf(mention)
  return [login, `${login}[bot]`]
}

export function dispatchPlan(packet: Pick<Packet, 'agent' | 'dispatch'>, config: Config): DispatchPlan {
  const asked = packet.dispatch ?? config.dispatch.adapter
  if (asked === 'manual') return { adapter: 'manual' }
  if (asked === 'command') return { adapter: 'command', agent: packet.agent ?? null }
  return asked === 'mention' ? mentionPlan(packet.agent ?? null, config) : workflowPlan(config)
}

/** Only who is listed may be called: a packet's text must not make the bot call strangers. */
function mentionPlan(agent: string | null, config: Config): DispatchPlan {
  const set = config.dispatch.mention === undefined ? null : mentionOf(config.dispatch.mention)
  if (agent === null || (set && same(agent, set.login))) {
    if (set) return { adapter: 'mention', ...set }
    return none('mention', `no agent is named to be called. Set \`dispatch.mention\` in ${FILE}.`)
  }
  if (config.agents.some((login) => same(login, agent)))
    return { adapter: 'mention', login: bare(agent), text: set?.text ?? '' }
  return none('mention', `\`${agent}\` may not be called. List it under \`agents\` in ${FILE}.`)
}

function workflowPlan({ dispatch }: Config): DispatchPlan {
  if (!dispatch.workflow) return none('workflow', `no workflow is named. Set \`dispatch.workflow.file\` in ${FILE}.`)
  const { file, ref, inputs } = dispatch.workflow
  return { adapter: 'workflow', file, ref: ref ?? null, inputs }
}

const none = (asked: DispatchAdapter, why: string): DispatchPlan => ({
  adapter: 'none',
  asked,
  trouble: `It waits to be dispatched: ${why}`,
})
