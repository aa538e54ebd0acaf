import { type CheckText, checkText, obstacleText } from '../render/checks.ts'
import { code, plain, text } from '../render/escape.ts'
import { fileName } from '../render/file-name.ts'
import { bullets } from '../render/words.ts'
import type { Obstacle } from '../state/obstacles.ts'
import { plural } from '../time.ts'
import type { Found, ReadingCheck, Subject } from './define.ts'
import type { Annotation, DriftFile } from './findings.ts'

/** What the scope check found. `unrelated` is set when the branch shares no history with the base branch. */
interface ScopeFound extends Found {
  unrelated: { obstacle: Obstacle; baseBranch: string } | null
  drift: DriftFile[]
  outside: DriftFile[]
  /** Boundaries without a path, which cannot be checked. */
  prose: string[]
  /** Number of files that the head changes. */
  files: number
  /** Whether a file outside "in scope" fails too (`scope: strict`). */
  strict: boolean
}

export const scope: ReadingCheck<'scope', ScopeFound> = {
  name: 'scope',
  fails:
    "if a changed file is out of scope or in another active packet's scope, or if the branch shares no history with the base branch",
  runs: 'on-every-head',
  evaluate,
  render: (found) =>
    found.unrelated === null ? scopeText(found) : obstacleText(found.unrelated.obstacle, found.unrelated.baseBranch),
}

/** Files out of scope or in another packet's scope are failures. Files merely outside "in scope" are warnings. */
function evaluate({ packet, state }: Subject): ScopeFound {
  const { drift, outside } = packet.work
  const unrelated = packet.merge.obstacles.find(({ kind }) => kind === 'unrelated')
  const entries = [...packet.text.packet.inScope, ...packet.text.packet.outOfScope]
  const failed = unrelated !== undefined || drift.length > 0
  const annotations = [...drift.map(annotation('failure')), ...outside.map(annotation('warning'))]
  return {
    conclusion: failed ? 'failure' : 'success',
    annotations: unrelated === undefined ? annotations : [],
    unrelated: unrelated === undefined ? null : { obstacle: unrelated, baseBranch: packet.base.branch },
    drift,
    outside,
    prose: entries.filter((entry) => entry.path === null).map((entry) => entry.text),
    files: packet.work.filesChanged ?? 0,
    strict: state.config.scope === 'strict',
  }
}

const annotation =
  (level: Annotation['level']) =>
  (file: DriftFile): Annotation => ({ path: file.path, line: 1, level, message: driftWords(file) })

function scopeText(scope: ScopeFound): CheckText {
  const bad = scope.strict ? [...scope.drift, ...scope.outside] : scope.drift
  return checkText(
    scopeTitle(scope, bad.length),
    bad.length > 0 && `These files are out of bounds:\n\n${bullets(bad.map(driftLine), 200)}`,
    bad.length > 0 &&
      'Remove them from the branch, or ask for them with `/scope add PATH - REASON`. A writer answers with `/scope allow`, `/scope deny` or `/redirect TEXT`.',
    !scope.strict &&
      scope.outside.length > 0 &&
      `Outside "in scope", but not in another packet's scope:\n\n${bullets(scope.outside.map(driftLine), 200)}`,
    scope.prose.length > 0 &&
      `I cannot check these boundaries because they name no path:\n\n${bullets(
        scope.prose.map((line) => text(line, 200)),
        50,
      )}`,
    bad.length === 0 && `I checked ${plural(scope.files, 'changed file')}.`,
  )
}

function scopeTitle(scope: ScopeFound, bad: number): string {
  if (bad > 0) return `${plural(bad, 'file')} out of bounds`
  if (scope.outside.length > 0) return `Within bounds; ${plural(scope.outside.length, 'file')} outside "in scope"`
  return 'Every changed file is within bounds'
}

function driftLine(file: DriftFile): string {
  const path = fileName(file.path)
  if (file.why === 'out-of-scope') return `${path} is out of scope (${text(file.against, 200)})`
  if (file.why === 'other-packet') return `${path} is in the scope of ${code(file.against)}`
  return `${path} is not in scope`
}

/** The same in plain text, for an annotation. */
function driftWords(file: DriftFile): string {
  if (file.why === 'out-of-scope') return `Out of scope: ${plain(file.against, 200)}`
  if (file.why === 'other-packet') return `In the scope of another packet: ${plain(file.against, 100)}`
  return 'Not in scope of this packet'
}
