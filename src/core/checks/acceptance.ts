import { acceptanceText } from '../render/checks.ts'
import type { PacketState } from '../state.ts'
import type { CheckResult } from './result.ts'

/** Fails while a criterion is not ticked. */
export function acceptanceCheck(packet: PacketState): CheckResult {
  const open = packet.packet.acceptance.some((criterion) => !criterion.checked)
  const text = acceptanceText(packet.packet.acceptance, packet.issue)
  return { name: 'acceptance', conclusion: open ? 'failure' : 'success', ...text, annotations: [] }
}
