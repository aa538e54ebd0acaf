import { ADAPTER_NAMES } from '../../dispatch/registry.ts'
import { lineText } from './inline.ts'
import { partsOf } from './parts.ts'
import type { Packet, Problem, ProblemCode } from './reading.ts'
import { branchProblem, nameProblem, slug } from './refname.ts'
import type { Section } from './sections.ts'

export interface RawValue {
  text: string
  line: number
}

export interface Findings {
  packet: Packet
  raw: { branch: RawValue | null; risk: RawValue | null; dispatch: RawValue | null }
  sections: Section[]
  /** Line of the name, or where it belongs; 0 is the title. */
  nameLine: number
  prefixes: string[]
}

/** Finds the problems that the text alone shows. Each message says how to fix it. */
export function findProblems(findings: Findings): Problem[] {
  return [
    ...nameProblems(findings),
    ...missingProblems(findings),
    ...valueProblems(findings),
    ...dependencyProblems(findings),
    ...duplicates(findings.sections),
  ]
}

const error = (code: ProblemCode, line: number, message: string): Problem => ({
  code,
  severity: 'error',
  line,
  message,
})
const warning = (code: ProblemCode, line: number, message: string): Problem => ({
  code,
  severity: 'warning',
  line,
  message,
})

const shown = (text: string): string => `\`${text.replaceAll('`', "'").slice(0, 80)}\``

function nameProblems({ packet, nameLine }: Findings): Problem[] {
  if (packet.name === null) {
    const fix = 'Begin the title, or the first heading, with `Work Packet: ` and a name such as `api-users`.'
    return [error('no-name', nameLine, `The packet has no name. ${fix}`)]
  }
  const broken = nameProblem(packet.name)
  if (broken === null) return []
  const better = slug(packet.name)
  const fix = better === '' ? 'Use a short name such as `api-users`' : `Use a name such as \`${better}\``
  const rule = 'A name has at most 50 characters: letters, digits, `-`, `_` and `.`.'
  return [error('bad-name', nameLine, `The name ${shown(packet.name)} ${broken}. ${fix}. ${rule}`)]
}

/** Missing fields are reported at their heading, else at the top. */
function missingProblems({ packet, sections }: Findings): Problem[] {
  const at = (field: 'objective' | 'acceptance') => sections.find(({ fields }) => fields.includes(field))?.line ?? 1
  const problems: Problem[] = []
  if (packet.objective === null) {
    const fix = 'Add a line such as `**Objective:** Create REST endpoints for users`.'
    problems.push(error('no-objective', at('objective'), `The packet has no objective. ${fix}`))
  }
  if (packet.acceptance.length === 0) {
    const fix = 'Add a heading `## Acceptance Criteria` with at least one box, such as `- [ ] GET /users lists users`.'
    problems.push(error('no-criterion', at('acceptance'), `The packet has no acceptance criterion. ${fix}`))
  }
  if (packet.inScope.length === 0 && packet.outOfScope.length === 0) {
    const fix = 'Add `**In Scope:** src/api/users/` under `## Boundaries`, so that overlapping work is detected.'
    problems.push(warning('no-boundaries', 1, `The packet has no boundaries. ${fix}`))
  }
  return problems
}

function valueProblems({ packet, raw, prefixes }: Findings): Problem[] {
  const problems: Problem[] = []
  const broken = packet.branch === null ? null : branchProblem(packet.branch, prefixes)
  if (broken !== null && packet.branch !== null) {
    const better = `${prefixes[0] ?? 'feature/'}${packet.name === null ? 'NAME' : slug(packet.name)}`
    const fix = `Use \`${better}\`, or remove the branch.`
    problems.push(error('bad-branch', raw.branch?.line ?? 1, `The branch ${shown(packet.branch)} ${broken}. ${fix}`))
  }
  if (raw.risk && packet.risk === null) {
    const fix = 'Write `low`, `medium` or `high`.'
    problems.push(warning('bad-risk', raw.risk.line, `The risk ${shown(raw.risk.text)} is not understood. ${fix}`))
  }
  if (raw.dispatch && packet.dispatch === undefined) {
    const names = ADAPTER_NAMES.map((name) => `\`${name}\``)
    const fix = `Write ${names.slice(0, -1).join(', ')} or ${names.at(-1)}.`
    const { line, text } = raw.dispatch
    problems.push(warning('not-understood', line, `The dispatch ${shown(text)} is not understood. ${fix}`))
  }
  return problems
}

function dependencyProblems({ packet }: Findings): Problem[] {
  const problems: Problem[] = []
  const own = packet.name?.toLowerCase()
  for (const { name, line } of [...packet.hard, ...packet.soft]) {
    if (own === undefined || name.toLowerCase() !== own) continue
    problems.push(error('self-dependency', line, `\`${name}\` depends on itself. Remove it from its own dependencies.`))
  }
  for (const { name, line } of packet.soft) {
    if (name !== '') continue
    const fix = 'Name one, such as `**Soft:** db-users - start with a mock`, or remove the line.'
    problems.push(warning('soft-names-nobody', line, `The soft dependency names no packet. ${fix}`))
  }
  const soft = packet.soft.find(({ name }) => name !== '')
  if (soft && packet.contract === null) {
    const fix = 'Add `## Interface Contract` with the interface both sides rely on, or make the dependency hard.'
    problems.push(
      warning('soft-without-contract', soft.line, `\`${soft.name}\` is a soft dependency without a contract. ${fix}`),
    )
  }
  return problems
}

/** Finds fields that a packet should have once but has twice under their own label. */
function duplicates(sections: Section[]): Problem[] {
  const first = new Map<string, Section>()
  const problems: Problem[] = []
  for (const section of sections) {
    const field = section.fields[0]
    if (!field || section.rank > 1 || ['other', 'hard', 'soft', 'dependencies', 'boundaries'].includes(field)) continue
    const hasText = partsOf(section).length > 0 || section.entries.length > 0
    const before = first.get(field)
    if (!hasText) continue
    if (!before) first.set(field, section)
    else problems.push(duplicate(field, section, before))
  }
  return problems
}

const lists = new Set(['acceptance', 'inScope', 'outOfScope', 'contract'])

function duplicate(field: string, section: Section, before: Section): Problem {
  const label = section.label.replaceAll('`', "'").slice(0, 60) || (section.inline ? lineText(section.inline) : '')
  const what = lists.has(field) ? 'Both are read as one list' : 'The first one is used'
  const message = `"${label}" is repeated here (first on line ${before.line}). ${what}. Keep only one.`
  return warning('duplicate-section', section.line, message)
}
