import { type ContractFigures, contractText } from '../render/contract.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import type { Found, ReadingCheck } from './define.ts'
import type { Breach, ContractState } from './findings.ts'

type ContractFound = Found & ContractFigures

export const contract: ReadingCheck<'contract', ContractFound> = {
  name: 'contract',
  fails:
    'if the code does not keep a promise, if the packet broke a promise of another one, or if a replaced mock is still used; neutral if nothing can be checked',
  runs: 'when-done',
  evaluate({ packet, state }) {
    const found = packet.contract
    const broken = brokenBy(packet, state)
    const nameOf = (issue: number) => state.packets.find((one) => one.issue === issue)?.name ?? `#${issue}`
    const breaches = broken.map(({ provider, relying, names }) => ({
      names,
      provider: nameOf(provider),
      relying: nameOf(relying),
    }))
    return { conclusion: conclusionOf(found, broken), text: packet.text.packet.contract, contract: found, breaches }
  },
  render: contractText,
}

/** Of its own contract its judgement says enough. */
const brokenBy = (packet: PacketState, state: State): Breach[] =>
  (state.breaches ?? []).filter((breach) => breach.by === packet.issue && breach.provider !== packet.issue)

function conclusionOf(contract: ContractState | null, broken: Breach[]): Found['conclusion'] {
  const judged = contract?.judged ?? []
  const unkept = judged.some(({ verdict }) => verdict === 'missing' || verdict === 'differs')
  if (broken.length > 0 || unkept || mockStays(contract)) return 'failure'
  return judged.some(({ verdict }) => verdict === 'kept') ? 'success' : 'neutral'
}

/** It may stay for as long as what it stands in for is not merged. */
const mockStays = (contract: ContractState | null): boolean =>
  contract?.mock?.standsInFor.length === 0 && contract.mock.paths.some(({ importedBy }) => importedBy.length > 0)
