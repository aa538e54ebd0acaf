/** Finds the packet that an action is about. */
import type { Action } from '../actions.ts'
import type { PacketState } from '../state/packet.ts'

/** Returns the packet that an action refers to, by name, issue, pull request, branch or commit. */
export function packetOf(action: Action, packets: readonly PacketState[]): PacketState | undefined {
  return packets.find((packet) => {
    const { issue, name } = packet
    const { pull, branch, head } = packet.work
    return (
      ('packet' in action && action.packet === name) ||
      ('child' in action && action.child === issue) ||
      ('issue' in action && (action.issue === issue || action.issue === pull?.number)) ||
      ('pull' in action && action.pull === pull?.number) ||
      ('branch' in action && action.branch === branch) ||
      (action.kind === 'check' && (action.head === head || action.head === packet.atGitHub?.group?.head))
    )
  })
}
