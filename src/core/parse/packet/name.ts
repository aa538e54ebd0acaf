/** Finds the name of a packet when its title does not state it. */
import type { Entry } from './entries.ts'
import type { FrontMatterValue } from './front-matter.ts'
import { tokensText } from './inline.ts'
import { bare } from './missing.ts'
import type { RawValue } from './problems.ts'
import { nameProblem } from './refname.ts'
import type { Section } from './sections.ts'
import type { TitleReading } from './title.ts'

export interface Named {
  title: TitleReading
  /** The first heading. */
  heading: (TitleReading & { line: number }) | null
  entries: Entry[]
  sections: Section[]
  front: Map<string, FrontMatterValue>
}

/** Returns the first candidate that is a valid name, else the first candidate. */
export function nameOf(source: Named, field: RawValue | null): string | null {
  const { title, heading, front } = source
  const ids = ['name', 'work_package_id', 'wp_code', 'task_id', 'id', 'title'].map((key) => front.get(key)?.texts[0])
  const candidates = [
    title.marks ? title.name : null,
    heading?.marks ? heading.name : null,
    field ? bare(field.text) : null,
    ...ids,
    title.name,
    assigned(source.entries),
    heading && isSection(source, heading.line) ? (afterKind.exec(heading.name ?? '')?.[1] ?? null) : null,
    heading && !isSection(source, heading.line) ? heading.name : null,
  ].filter((name): name is string => typeof name === 'string' && name !== '')
  return candidates.find((name) => nameProblem(name) === null) ?? candidates[0] ?? null
}

/** The name in `# Task: Rate limiter`. */
const afterKind = /^(?:task|story|feature|ticket)\s*[:：]\s*(\S.*)$/isu
const assignedTo = /\b(?:assigned(?: to)?|your (?:task|assignment|packet|workstream) is|you are working on)\s*:?$/i

/** Reads a name in bold above the first heading: "You have been assigned to **Workstream 1**". */
function assigned(entries: Entry[]): string | null {
  const end = entries.findIndex(({ kind }) => kind === 'heading')
  const lines = entries.slice(0, Math.max(0, end)).flatMap((entry) => (entry.kind === 'text' ? entry.lines : []))
  for (const { tokens } of lines) {
    const shown = tokens.filter(({ mark }) => !mark)
    const at = shown.findIndex(({ bold }, index) => bold > 0 && assignedTo.test(tokensText(shown.slice(0, index))))
    if (at >= 0) return tokensText(shown.filter(({ bold }) => bold === shown[at]?.bold))
  }
  return null
}

const isSection = (source: Named, line: number): boolean =>
  source.sections.some((section) => section.led === 'heading' && section.line === line)
