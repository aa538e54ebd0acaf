/** What one dashboard shows. */

import type { PacketState } from '../../state/packet.ts'
import type { SessionState, State } from '../../state.ts'
import { moment } from '../../time.ts'

export interface View {
  state: State
  session: SessionState
  packets: PacketState[]
  /** A moment as `10:25`, with the day when it is not the session's first. */
  when: (ms: number | null) => string
}

export function view(state: State, session: SessionState): View {
  const packets = state.packets.filter((p) => p.session === session.issue).sort((a, b) => a.issue - b.issue)
  const when = (ms: number | null): string => (ms === null ? '–' : moment(ms, state.config.timezone, session.openedAt))
  return { state, session, packets, when }
}
