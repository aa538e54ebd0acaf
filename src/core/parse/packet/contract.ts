import type { Entry } from './entries.ts'
import { lineText } from './inline.ts'
import { isMissing } from './missing.ts'
import type { Section } from './sections.ts'

/** Returns the contract as written, with code blocks and without HTML comments; null when it is empty. */
export function readContract(sections: Section[], source: string): string | null {
  const text = sections
    .map((section) => contractText(section, source))
    .filter((part) => part !== '')
    .join('\n\n')
  return text === '' || isMissing(text) ? null : text
}

function contractText(section: Section, source: string): string {
  const inline = section.inline ? lineText(section.inline) : ''
  const outermost = section.entries.filter((entry, index) => !isInside(entry, section.entries[index - 1]))
  const blocks = withoutNested(outermost).filter(hasText)
  return [inline, ...grouped(blocks, source)]
    .filter((part) => part !== '')
    .join('\n')
    .trim()
}

const hasText = (entry: Entry): boolean => entry.kind !== 'code' || entry.text.trim() !== ''

const isInside = (entry: Entry, before: Entry | undefined): boolean => before !== undefined && entry.end <= before.end

/** Entries come outermost first, so an entry that ends before the widest one so far is nested in it. */
function withoutNested(entries: Entry[]): Entry[] {
  let reach = -1
  return entries.filter((entry) => {
    if (entry.end <= reach) return false
    reach = entry.end
    return true
  })
}

/** Keeps the blank lines between neighbours. */
function grouped(entries: Entry[], source: string): string[] {
  return entries.map((entry, index) => {
    const next = entries[index + 1]
    const from =
      entry.kind === 'text' ? entry.lines.map(lineText).join('\n') : source.slice(lineStart(entry, source), entry.end)
    const gap = next && /\n\s*\n/.test(source.slice(entry.end, next.start)) ? '\n' : ''
    return withoutComments(from) + gap
  })
}

const lineStart = (entry: Entry, source: string): number => source.lastIndexOf('\n', entry.start - 1) + 1

function withoutComments(text: string): string {
  let rest = text
  let out = ''
  for (let at = rest.indexOf('<!--'); at !== -1; at = rest.indexOf('<!--')) {
    const end = rest.indexOf('-->', at + 4)
    out += rest.slice(0, at)
    rest = end === -1 ? '' : rest.slice(end + 3)
  }
  return out + rest
}
