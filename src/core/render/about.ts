/** For the log: the packet of an action, and why that packet has its status. */
import type { Action } from '../actions.ts'
import { situationOf } from '../explain/situation.ts'
import { packetOf } from '../explain/subject.ts'
import type { SessionState, State } from '../state.ts'
import { explain, inOneLine, type Style } from './explain.ts'

/** Log lines need no escaping: they are not Markdown and mention nobody. */
const plainStyle: Style = {
  code: (words) => `\`${words}\``,
  text: (words, max = 300) => words.slice(0, max),
  prose: (words) => words.slice(0, 600),
}

export interface About {
  packet?: string
  issue?: number
  /** Name of the session whose dashboard the action concerns. */
  session?: string
  why?: string
}

type Known = Partial<Pick<State, 'packets' | 'sessions' | 'configProblems' | 'lacking'>> & Pick<State, 'config'>

/** Describes an action for the log. An action of no packet or session, such as a label of the repository, has only a reason. */
export function aboutAction(action: Action, state: Known): About {
  const packet = packetOf(action, state.packets ?? [])
  if (!packet) return aboutOther(action, state.sessions ?? [])
  const situation = situationOf(packet, { ...state, configProblems: state.configProblems ?? [] })
  const why = 'why' in action ? action.why : undefined
  return { packet: packet.name, issue: packet.issue, why: why ?? inOneLine(situation, explain(situation, plainStyle)) }
}

const REASONS: Partial<Record<Action['kind'], string>> = {
  'create-label': 'The repository lacks it or has it with different settings.',
  'offer-setup': 'There is no configuration on the default branch, and none was offered before.',
  'open-session': 'A packet was accepted, or a writer asked for one, and no session is open.',
  'delete-branch': 'It is no longer needed.',
  check: 'The pull request belongs to no packet.',
}

function aboutOther(action: Action, sessions: readonly SessionState[]): About {
  const given = 'why' in action ? action.why : undefined
  const session = sessions.find(({ issue }) => 'issue' in action && action.issue === issue)
  if (!session) return { why: given ?? REASONS[action.kind] ?? 'A person addressed the bot here.' }
  const { name, issue, open, endRequested } = session
  const stage = endRequested !== null ? 'was asked to end' : open ? 'is open' : 'is closed'
  return { session: name, issue, why: given ?? `The session ${stage}.` }
}
