import { contractNotChecked } from '../say/checks.ts'
import type { PacketState } from '../state.ts'
import type { CheckResult } from './result.ts'

/** Contracts are shown, not compared with the code: neutral. */
export function contractCheck(packet: PacketState): CheckResult {
  return { name: 'contract', conclusion: 'neutral', ...contractNotChecked(packet.packet.contract), annotations: [] }
}
