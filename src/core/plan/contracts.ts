/** A promise that others rely on is broken: both sides hear of it once. */
import type { Action } from '../actions.ts'
import type { Breach } from '../checks/findings.ts'
import type { Derived } from '../derive/derive-state.ts'
import { breachNotice } from '../render/contract.ts'
import { ensureComment } from './ensure-comment.ts'

export const planContractNews = (folded: Derived): Action[] =>
  (folded.state.breaches ?? []).flatMap((breach) => tell(breach, folded))

function tell(breach: Breach, { state, analyses }: Derived): Action[] {
  const find = (issue: number | null) => state.packets.find((one) => one.issue === issue) ?? null
  const [provider, relying, by] = [find(breach.provider), find(breach.relying), find(breach.by)]
  if (provider === null || relying === null) return []
  const words = { ...breach, provider, relying, by, baseBranch: state.baseBranch }
  const sides = [
    { packet: relying, to: 'relying' as const },
    { packet: by ?? provider, to: 'breaking' as const },
  ]
  return sides.flatMap(({ packet, to }) => {
    const analysis = analyses.get(packet.issue)
    return analysis ? ensureComment(packet.issue, analysis.botComments, breachNotice(words, to)) : []
  })
}
