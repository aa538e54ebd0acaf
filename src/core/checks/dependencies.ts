import { type CheckText, checkText } from '../render/checks.ts'
import { dependencyLine } from '../render/comments/briefing.ts'
import { bullets } from '../render/words.ts'
import { isBlocking } from '../schedule/dependencies.ts'
import type { DependencyState } from '../state/packet.ts'
import { plural } from '../time.ts'
import type { Found, ReadingCheck } from './define.ts'

interface DependenciesFound extends Found {
  dependencies: DependencyState[]
}

export const dependencies: ReadingCheck<'dependencies', DependenciesFound> = {
  name: 'dependencies',
  fails: 'while a hard dependency is not delivered; open soft ones are listed',
  runs: 'on-every-head',
  evaluate: ({ packet }) => ({
    conclusion: packet.dependencies.some(isBlocking) ? 'failure' : 'success',
    dependencies: packet.dependencies,
  }),
  render: (found) => dependenciesText(found.dependencies),
}

function dependenciesText(dependencies: DependencyState[]): CheckText {
  const missing = dependencies.filter((d) => d.kind === 'hard' && !isSettled(d))
  const open = dependencies.filter((d) => d.kind === 'soft' && d.state === 'open')
  return checkText(
    dependenciesTitle(dependencies, missing.length, open.length),
    dependencies.length === 0 ? 'This packet depends on nothing.' : bullets(dependencies.map(dependencyLine), 100),
    missing.length > 0 && 'A hard dependency has to be merged first. A writer can waive it with `/waive NAME`.',
    open.length > 0 &&
      'A soft dependency that is still open does not hold this packet up; it is reconciled when both are in.',
  )
}

function dependenciesTitle(all: DependencyState[], missing: number, open: number): string {
  if (missing > 0) return `${plural(missing, 'hard dependency', 'hard dependencies')} not delivered`
  if (open > 0) return `Hard dependencies delivered; ${open} soft still open`
  return all.length === 0 ? 'No dependencies' : 'All dependencies delivered'
}

const isSettled = (d: DependencyState): boolean => d.state === 'delivered' || d.state === 'waived'
