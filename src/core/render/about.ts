/** For the log: which packet an action is for, and why that packet is where it is. */
import type { Action } from '../actions.ts'
import { situationOf } from '../explain/situation.ts'
import { packetOf } from '../explain/subject.ts'
import type { SessionState, State } from '../state.ts'
import { explain, inOneLine, type Style } from './explain.ts'

/** Log lines are JSON: nothing in them is Markdown, and nobody is mentioned. */
const plainly: Style = {
  code: (words) => `\`${words}\``,
  text: (words, max = 300) => words.slice(0, max),
  prose: (words) => words.slice(0, 600),
}

export interface About {
  packet?: string
  issue?: number
  /** Name of the session whose dashboard it is. */
  session?: string
  why?: string
}

type Known = Partial<Pick<State, 'packets' | 'sessions' | 'configProblems' | 'lacking' | 'baseBranch'>> &
  Pick<State, 'config'>

/** What is nobody's, such as a label of the repository, has a reason alone. */
export function aboutAction(action: Action, state: Known): About {
  const packet = packetOf(action, state.packets ?? [])
  if (!packet) return aboutOther(action, state.sessions ?? [])
  const situation = situationOf(packet, { ...state, configProblems: state.configProblems ?? [] })
  const why = 'why' in action ? action.why : undefined
  return { packet: packet.name, issue: packet.issue, why: why ?? inOneLine(situation, explain(situation, plainly)) }
}

const REASONS: Partial<Record<Action['kind'], string>> = {
  'create-label': 'The repository lacks it, or it looks otherwise there.',
  'offer-setup': 'There is no configuration on the default branch, and none was offered before.',
  'open-session': 'A packet was accepted, or a writer asked for one, and no session is open.',
  'delete-branch': 'It has served its purpose.',
  check: 'The pull request is no packet’s.',
}

function aboutOther(action: Action, sessions: readonly SessionState[]): About {
  const said = 'why' in action ? action.why : undefined
  const session = sessions.find(({ issue }) => 'issue' in action && action.issue === issue)
  if (!session) return { why: said ?? REASONS[action.kind] ?? 'Somebody spoke to the bot here.' }
  const { name, issue, open, endRequested } = session
  const standing = endRequested !== null ? 'was asked to end' : open ? 'is open' : 'is over'
  return { session: name, issue, why: said ?? `The session ${standing}.` }
}
