/** Boxes to tick instead of writing the command. */
import type { PacketState, State } from '../../state.ts'
import { code, text } from '../escape.ts'
import { isOver } from '../status.ts'
import { some } from '../words.ts'
import { box } from './ticks.ts'
import type { View } from './view.ts'

/** Done, green, and only a person's word is missing. */
export function isMergeReady(p: PacketState, config: State['config']): boolean {
  const checks = Object.values(p.checks)
  const green = p.checks.integration?.conclusion === 'success' && checks.every((c) => c.conclusion !== 'failure')
  const free = p.queued === null && !p.atGitHub && p.mergeBlock === null && p.obstacles.length === 0 && !p.needsReview
  return p.status === 'done' && green && free && config.merge === 'command'
}

/** What a tick of "allow" would grant: what was asked for, else what the head changes out of bounds or outside its scope. */
export function pathsToAllow(p: PacketState): string[] {
  const asked = p.scopeRequests.filter((request) => request.verdict === 'open').map((request) => request.path)
  return asked.length > 0 ? asked : [...p.drift, ...p.outside].map((file) => file.path)
}

const allowed = (p: PacketState): string =>
  some(
    pathsToAllow(p).map((path) => code(path)),
    3,
  )

/** Boxes for the common answers. */
export function boxes(v: View): string[] {
  if (!v.session.open) return []
  const ready = v.packets.filter((p) => isMergeReady(p, v.state.config))
  const waiting = v.packets.filter((p) => p.status === 'proposed')
  const outside = v.packets.filter((p) => !isOver(p.status) && pathsToAllow(p).length > 0)
  return [
    ...ready.map((p) => box(`Merge ${text(p.name)} (#${p.issue})`, `merge:${p.issue}`)),
    ...outside.map((p) => box(`Allow ${allowed(p)} in ${text(p.name)} (#${p.issue})`, `allow:${p.issue}`)),
    ...waiting.map((p) => box(`Accept ${text(p.name)} (#${p.issue})`, `accept:${p.issue}`)),
    box('Start an execution round', 'round'),
  ]
}
