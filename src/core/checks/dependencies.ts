import { dependenciesText } from '../render/checks.ts'
import { isBlocking } from '../schedule/dependencies.ts'
import type { PacketState } from '../state.ts'
import type { CheckResult } from './result.ts'

/** Fails while a hard dependency is not delivered; a soft one still open is named. */
export function dependenciesCheck(packet: PacketState): CheckResult {
  const conclusion = packet.dependencies.some(isBlocking) ? 'failure' : 'success'
  return { name: 'dependencies', conclusion, ...dependenciesText(packet.dependencies), annotations: [] }
}
