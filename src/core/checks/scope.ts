import { driftWords, obstacleText, scopeText } from '../render/checks.ts'
import type { PacketState, State } from '../state.ts'
import type { CheckResult } from './result.ts'

/** Fails where nothing can be compared, and on a file out of scope or in another live packet's scope; one merely outside is a warning. Every such file is annotated. */
export function scopeCheck(packet: PacketState, state: State): CheckResult {
  const unrelated = packet.obstacles.find(({ kind }) => kind === 'unrelated')
  if (unrelated)
    return { name: 'scope', conclusion: 'failure', ...obstacleText(unrelated, state.baseBranch), annotations: [] }
  const entries = [...packet.packet.inScope, ...packet.packet.outOfScope]
  const text = scopeText({
    drift: packet.drift,
    outside: packet.outside,
    prose: entries.filter((entry) => entry.path === null).map((entry) => entry.text),
    files: packet.filesChanged ?? 0,
    strict: state.config.scope === 'strict',
  })
  const annotate = (level: 'failure' | 'warning') => (file: PacketState['drift'][number]) => ({
    path: file.path,
    line: 1,
    level,
    message: driftWords(file),
  })
  return {
    name: 'scope',
    conclusion: packet.drift.length > 0 ? 'failure' : 'success',
    ...text,
    annotations: [...packet.drift.map(annotate('failure')), ...packet.outside.map(annotate('warning'))],
  }
}
