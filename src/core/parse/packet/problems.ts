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
  /** Where the name stands or should stand: 0 for the title. */
  nameLine: number
  prefixes: string[]
}

/** What the text alone shows to be wrong, each with how to mend it. */
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
    const how = 'Begin the title, or the first heading, with `Work Packet: ` and a name such as `api-users`.'
    return [error('no-name', nameLine, `The packet has no name. ${how}`)]
  }
  const broken = nameProblem(packet.name)
  if (broken === null) return []
  const better = slug(packet.name)
  const how = better === '' ? 'Give it a short one such as `api-users`' : `Call it \`${better}\`, for example`
  const rule = 'A name has letters, digits, `-`, `_` and `.`, at most 50 of them.'
  return [error('bad-name', nameLine, `The name ${shown(packet.name)} ${broken}. ${how}. ${rule}`)]
}

/** Missing fields are reported where their heading stands, else at the top. */
function missingProblems({ packet, sections }: Findings): Problem[] {
  const at = (field: 'objective' | 'acceptance') => sections.find(({ fields }) => fields.includes(field))?.line ?? 1
  const problems: Problem[] = []
  if (packet.objective === null) {
    const how = 'Add a line such as `**Objective:** Create REST endpoints for users`.'
    problems.push(error('no-objective', at('objective'), `The packet has no objective. ${how}`))
  }
  if (packet.acceptance.length === 0) {
    const how = 'Add a heading `## Acceptance Criteria` with at least one box, such as `- [ ] GET /users lists users`.'
    problems.push(error('no-criterion', at('acceptance'), `The packet has no acceptance criterion. ${how}`))
  }
  if (packet.inScope.length === 0 && packet.outOfScope.length === 0) {
    const how = 'Add `**In Scope:** src/api/users/` under `## Boundaries`, so that overlapping work is seen.'
    problems.push(warning('no-boundaries', 1, `The packet has no boundaries. ${how}`))
  }
  return problems
}

function valueProblems({ packet, raw, prefixes }: Findings): Problem[] {
  const problems: Problem[] = []
  const broken = packet.branch === null ? null : branchProblem(packet.branch, prefixes)
  if (broken !== null && packet.branch !== null) {
    const better = `${prefixes[0] ?? 'feature/'}${packet.name === null ? 'NAME' : slug(packet.name)}`
    const how = `Use \`${better}\`, or leave the branch out.`
    problems.push(error('bad-branch', raw.branch?.line ?? 1, `The branch ${shown(packet.branch)} ${broken}. ${how}`))
  }
  if (raw.risk && packet.risk === null) {
    const how = 'Write `low`, `medium` or `high`.'
    problems.push(warning('bad-risk', raw.risk.line, `The risk ${shown(raw.risk.text)} is not understood. ${how}`))
  }
  if (raw.dispatch && packet.dispatch === undefined) {
    const names = ADAPTER_NAMES.map((name) => `\`${name}\``)
    const how = `Write ${names.slice(0, -1).join(', ')} or ${names.at(-1)}.`
    const { line, text } = raw.dispatch
    problems.push(warning('not-understood', line, `The dispatch ${shown(text)} is not understood. ${how}`))
  }
  return problems
}

function dependencyProblems({ packet }: Findings): Problem[] {
  const problems: Problem[] = []
  const own = packet.name?.toLowerCase()
  for (const { name, line } of [...packet.hard, ...packet.soft]) {
    if (own === undefined || name.toLowerCase() !== own) continue
    problems.push(error('self-dependency', line, `\`${name}\` depends on itself. Take it out of its own dependencies.`))
  }
  for (const { name, line } of packet.soft) {
    if (name !== '') continue
    const how = 'Name one, as in `**Soft:** db-users - start with a mock`, or leave the line out.'
    problems.push(warning('soft-names-nobody', line, `The soft dependency names no packet. ${how}`))
  }
  const soft = packet.soft.find(({ name }) => name !== '')
  if (soft && packet.contract === null) {
    const how = 'Add `## Interface Contract` with what both sides rely on, or make the dependency hard.'
    problems.push(
      warning('soft-without-contract', soft.line, `\`${soft.name}\` is a soft dependency with no contract. ${how}`),
    )
  }
  return problems
}

/** Fields that stand once in a packet, by their own label; of those that say a thing twice the reader takes both. */
function duplicates(sections: Section[]): Problem[] {
  const first = new Map<string, Section>()
  const problems: Problem[] = []
  for (const section of sections) {
    const field = section.fields[0]
    if (!field || section.rank > 1 || ['other', 'hard', 'soft', 'dependencies', 'boundaries'].includes(field)) continue
    const speaks = partsOf(section).length > 0 || section.entries.length > 0
    const before = first.get(field)
    if (!speaks) continue
    if (!before) first.set(field, section)
    else problems.push(duplicate(field, section, before))
  }
  return problems
}

const lists = new Set(['acceptance', 'inScope', 'outOfScope', 'contract'])

function duplicate(field: string, section: Section, before: Section): Problem {
  const label = section.label.replaceAll('`', "'").slice(0, 60) || (section.inline ? lineText(section.inline) : '')
  const what = lists.has(field) ? 'Both are read as one' : 'The first one counts'
  const message = `"${label}" stands here again (first on line ${before.line}). ${what}: keep a single one.`
  return warning('duplicate-section', section.line, message)
}
