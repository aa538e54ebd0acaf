/** For the log: which packet an action is for, and why that packet is where it is. */
import type { Action } from '../actions.ts'
import { explain, inOneLine, type Style } from '../say/explain.ts'
import type { PacketState, State } from '../state.ts'
import { standingOf } from './standing.ts'

/** Log lines are JSON: nothing in them is Markdown, and nobody is mentioned. */
const plainly: Style = { code: (words) => `\`${words}\``, text: (words, max = 300) => words.slice(0, max) }

export interface About {
  packet?: string
  issue?: number
  why?: string
}

type Known = Partial<Pick<State, 'packets' | 'configProblems'>> & Pick<State, 'config'>

/** Empty for what is no packet's, such as a label of the repository or the dashboard. */
export function aboutAction(action: Action, state: Known): About {
  const packet = packetOf(action, state.packets ?? [])
  if (!packet) return {}
  const standing = standingOf(packet, { config: state.config, configProblems: state.configProblems ?? [] })
  return { packet: packet.name, issue: packet.issue, why: inOneLine(standing, explain(standing, plainly)) }
}

/** The one that an action names in whatever way it does. */
export function packetOf(action: Action, packets: readonly PacketState[]): PacketState | undefined {
  return packets.find((packet) => {
    const { issue, pull, branch, head, name } = packet
    return (
      ('packet' in action && action.packet === name) ||
      ('issue' in action && (action.issue === issue || action.issue === pull?.number)) ||
      ('pull' in action && action.pull === pull?.number) ||
      ('branch' in action && action.branch === branch) ||
      (action.kind === 'check' && action.head === head)
    )
  })
}
