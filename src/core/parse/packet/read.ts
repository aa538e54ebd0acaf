import { ADAPTER_NAMES } from '../../dispatch/registry.ts'
import { readCriteria } from './acceptance.ts'
import { readContract } from './contract.ts'
import { type DependencyReading, readDependencies } from './dependencies.ts'
import { type Entry, entriesOf, frontMatterOf } from './entries.ts'
import { type FrontMatterValue, frontFor, readFrontMatter } from './front-matter.ts'
import type { Field } from './labels.ts'
import { parseMarkdown } from './markdown.ts'
import { bare, isMissing } from './missing.ts'
import { readMock } from './mock.ts'
import { nameOf } from './name.ts'
import { composed, linesInOneForm } from './one-form.ts'
import { firstParagraph } from './parts.ts'
import { findProblems, type RawValue } from './problems.ts'
import { readPromises } from './promises.ts'
import type { Criterion, Packet, PacketReading, Problem, Risk, ScopeEntry } from './reading.ts'
import { pathOf, readScope } from './scope.ts'
import { type Section, sectionsOf } from './sections.ts'
import { readTitle, type TitleReading } from './title.ts'

export interface PacketText {
  title: string
  body: string
  /** Allowed branch prefixes; `feature/` when left out, not checked when null. */
  prefixes?: string[] | null | undefined
}

interface Source {
  text: string
  title: TitleReading
  heading: (TitleReading & { line: number }) | null
  entries: Entry[]
  sections: Section[]
  front: Map<string, FrontMatterValue>
}

/**
 * Parses the text of an issue as a work packet.
 *
 * @throws RangeError only when the text overflows the stack of the Markdown parser; `costProblem` detects such texts
 */
export function readPacket(input: PacketText): PacketReading {
  const source = readSource(input)
  const { sections, front } = source
  const inScope = scopeIn(sections, 'inScope', front.get('owned_files') ?? frontFor(front, 'inScope'))
  const outOfScope = scopeIn(sections, 'outOfScope', frontFor(front, 'outOfScope'))
  const dependencies = dependenciesIn(sections, front)
  const dispatch = value(source, 'dispatch')
  const raw = { branch: value(source, 'branch'), risk: riskValue(source), session: value(source, 'session'), dispatch }
  const agent = value(source, 'agent')
  const packet: Packet = {
    name: nameOf(source, value(source, 'name')),
    objective: objectiveOf(sections) ?? frontText(front, 'objective'),
    branch: branchOf(raw.branch),
    session: raw.session ? bare(raw.session.text) : null,
    risk: riskOf(raw.risk),
    acceptance: criteriaOf(source),
    inScope: inScope.entries,
    outOfScope: outOfScope.entries,
    hard: dependencies.hard,
    soft: dependencies.soft,
    contract: readContract(ranked(sections, 'contract'), source.text),
    ...agentOf(agent),
    ...adapterOf(dispatch),
  }
  const found = [...inScope.problems, ...outOfScope.problems, ...dependencies.problems]
  const isPacket = countsAsPacket(source, packet)
  const line = source.heading?.line ?? (input.title.trim() === '' ? 1 : 0)
  const prefixes = input.prefixes === undefined ? ['feature/'] : (input.prefixes ?? [])
  const problems = findProblems({ packet, raw, sections, nameLine: line, prefixes })
  return { isPacket, packet, problems: sorted([...found, ...problems]), ...promisesOf(packet) }
}

/** Returns the branch that a text names in one field; null when it names none. Throws like `readPacket`. */
export function readBranch(body: string, field: 'base'): string | null {
  const source = readSource({ title: '', body })
  const given = frontFor(source.front, field)
  const written = branchOf(value(source, field))
  return written ?? branchOf(given?.texts[0] === undefined ? null : { text: given.texts[0], line: given.line })
}

function promisesOf({ contract, objective, soft, acceptance }: Packet): Pick<PacketReading, 'promises'> {
  const texts = [contract, objective, ...soft.map(({ reason }) => reason), ...acceptance.map(({ text }) => text)]
  const mock = readMock(texts.filter((text) => text !== null))
  return contract === null && mock === null ? {} : { promises: { ...readPromises(contract ?? ''), mock } }
}

function readSource(input: PacketText): Source {
  // Only the text that the hash of an accepted text covers is parsed: two texts with one hash never parse differently.
  const text = linesInOneForm(input.body).join('\n')
  const root = parseMarkdown(text, { frontMatter: true })
  const yaml = frontMatterOf(root)
  const entries = entriesOf(root, text)
  const first = entries.find((entry) => entry.kind === 'heading')
  const heading = first ? { ...readTitle(first.text), line: first.line } : null
  return {
    text,
    title: readTitle(composed(input.title)),
    heading,
    entries,
    sections: sectionsOf(entries),
    front: yaml ? readFrontMatter(yaml.value) : new Map(),
  }
}

function countsAsPacket({ title, heading }: Source, packet: Packet): boolean {
  if (title.marks === 'sure' || heading?.marks === 'sure') return true
  const perhaps = title.marks === 'maybe' || heading?.marks === 'maybe'
  return perhaps && (packet.objective !== null || packet.acceptance.length > 0)
}

const sectionsFor = (sections: Section[], field: Field): Section[] =>
  sections.filter(({ fields }) => fields.includes(field))

/** Returns the sections of the best rank among those with content. */
function ranked(sections: Section[], field: Field, hasContent = hasText): Section[] {
  const filled = sectionsFor(sections, field).filter(hasContent)
  const best = filled.reduce((least, { rank }) => Math.min(least, rank), Number.POSITIVE_INFINITY)
  return filled.filter(({ rank }) => rank === best)
}

function hasText(section: Section): boolean {
  const first = firstParagraph(section)
  return first !== null ? !isMissing(first.text) : section.entries.some((entry) => entry.kind === 'code')
}

function value(
  { sections, front }: Source,
  field: 'name' | 'branch' | 'base' | 'risk' | 'session' | 'agent' | 'dispatch',
): RawValue | null {
  const section = ranked(sections, field)[0]
  const first = section ? firstParagraph(section) : null
  if (first) return first
  const given = field === 'name' ? undefined : front.get(field)
  const text = given?.texts[0]
  return given && text !== undefined && !isMissing(text) ? { text, line: given.line } : null
}

/** A heading "Scope" may have a sentence below it, which is an objective, or paths, which are boundaries. */
const hasObjective = (section: Section): boolean =>
  hasText(section) && (!section.fields.includes('boundaries') || section.entries[0]?.kind === 'text')

function objectiveOf(sections: Section[]): string | null {
  const section = ranked(sections, 'objective', hasObjective)[0]
  return section ? (firstParagraph(section)?.text ?? null) : null
}

/** Returns the text of a front matter field; null for a list. */
function frontText(front: Map<string, FrontMatterValue>, field: Field): string | null {
  const [text, ...more] = frontFor(front, field)?.texts ?? []
  return text === undefined || more.length > 0 || isMissing(text) ? null : text.trim()
}

function criteriaOf({ sections, front }: Source): Criterion[] {
  const written = readCriteria(ranked(sections, 'acceptance', (section) => readCriteria([section]).length > 0))
  const given = written.length > 0 ? undefined : frontFor(front, 'acceptance')
  if (!given) return written
  return given.texts.filter((text) => !isMissing(text)).map((text) => ({ text, checked: false, line: given.line }))
}

const placeholder = /^(.*\/)?(?:NAME|PACKET|\.\.\.|…|\[[^\]]*\]|<[^>]*>|\{[^}]*\})$/

function branchOf(raw: RawValue | null): string | null {
  if (!raw) return null
  const code = /^[*_]*`([^`]+)`/.exec(raw.text)?.[1]
  const plain = /^(\S+)\s+[(–—-]/.exec(raw.text)?.[1]
  const branch = code?.trim() ?? bare(plain ?? raw.text)
  return placeholder.test(branch) || isMissing(branch) ? null : branch
}

/** "low | medium | high" is a list of choices, not a risk. */
function riskValue(source: Source): RawValue | null {
  const raw = value(source, 'risk')
  const named = new Set(raw?.text.toLowerCase().match(/\b(?:low|medium|high)\b/g))
  return named.size > 1 ? null : raw
}

const risks: Record<string, Risk> = { low: 'low', medium: 'medium', med: 'medium', moderate: 'medium', high: 'high' }

function riskOf(raw: RawValue | null): Risk | null {
  const words = raw?.text.toLowerCase().match(/[a-z]+/g) ?? []
  return risks[words[0] ?? ''] ?? null
}

/** Reads a login. Any other text (a description, several logins) names no agent. */
function agentOf(raw: RawValue | null): Pick<Packet, 'agent'> {
  const agent = raw ? bare(raw.text).replace(/^@/, '') : ''
  return /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}(?:\[bot\])?$/i.test(agent) ? { agent } : {}
}

function adapterOf(raw: RawValue | null): Pick<Packet, 'dispatch'> {
  const word = raw ? bare(raw.text).toLowerCase() : ''
  const dispatch = ADAPTER_NAMES.find((adapter) => adapter === word)
  return dispatch ? { dispatch } : {}
}

function scopeIn(sections: Section[], field: 'inScope' | 'outOfScope', front: FrontMatterValue | undefined) {
  const own = ranked(sections, field, (section) => readScope([section], { onlyPaths: false }).entries.length > 0)
  const reading = readScope(own, { onlyPaths: (own[0]?.rank ?? 1) > 1 })
  if (reading.entries.length > 0) return reading
  if (front && front.texts.length > 0)
    return { entries: front.texts.map(entryAt(front.line)), problems: reading.problems }
  const holders = sectionsFor(sections, 'boundaries')
  return field === 'inScope' ? readScope(holders, { onlyPaths: true }) : reading
}

const entryAt =
  (line: number) =>
  (text: string): ScopeEntry => ({ text, path: pathOf(text).path, line })

const hardKeys = ['depends_on', 'dependencies', 'blocked_by']

/** Dependencies in front matter replace those in the text: tools renumber them there and do not update the text. */
function dependenciesIn(sections: Section[], front: Map<string, FrontMatterValue>): DependencyReading {
  const key = hardKeys.find((name) => (front.get(name)?.texts.length ?? 0) > 0)
  const given = key ? front.get(key) : undefined
  const reading = readDependencies(sections)
  if (!given) return reading
  const hard = given.texts.filter((name) => !isMissing(name)).map((name) => ({ name, reason: null, line: given.line }))
  return { ...reading, hard, problems: [] }
}

const sorted = (problems: Problem[]): Problem[] => problems.toSorted((a, b) => a.line - b.line)
