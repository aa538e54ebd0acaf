import { fingerprint } from '../../../src/core/parse/packet/fingerprint.ts'
import { hiddenIn } from '../../../src/core/parse/packet/hidden.ts'
import { linesInOneForm } from '../../../src/core/parse/packet/one-form.ts'
import { markersIn } from '../../../src/core/records/markers.ts'
import { recordIn } from '../../../src/core/records/record.ts'
import { humanPart, mergeDashboard, readBoxes } from '../../../src/core/render/dashboard.ts'
import {
  cell,
  code,
  cutAtLine,
  fence,
  link,
  mermaidLabel,
  plain,
  prose,
  quoteBlock,
  text,
} from '../../../src/core/render/escape.ts'
import { fileName } from '../../../src/core/render/file-name.ts'
import { tailOf } from '../../../src/shell/runner/tail.ts'

/** Design: somebody waits for an answer while a text is looked at. */
export const LIMIT_MS = 250

/** All that runs on the bot's own thread over a whole text, before or after the reading. */
export const onMainThread: Record<string, (given: string) => unknown> = {
  'hash of what was accepted': (given) => fingerprint('title', given),
  'what is hidden in it': hiddenIn,
  'the dashboard put into it': (given) => mergeDashboard(given, '## Needs you'),
  'boxes in it': readBoxes,
  'its one form': linesInOneForm,
  'the name of a file': fileName,
  'what a person wrote': humanPart,
  'markers in it': markersIn,
  'the record in it': recordIn,
  'its last lines, as output of a test': tailOf,
  text,
  prose,
  cell,
  code,
  fence,
  quoteBlock,
  mermaidLabel,
  plain,
  link: (given) => link(given, `https://a.example/${given}`),
  cutAtLine: (given) => cutAtLine(given, 60_000),
}

/** The ways out into Markdown, as they are used: what they may make there besides running text. */
export const inert: { name: string; made: (given: string) => string; nodes: string[] }[] = [
  { name: 'text', made: (given) => `before ${text(given)} after`, nodes: [] },
  { name: 'prose', made: (given) => `before ${prose(given)} after`, nodes: ['inlineCode'] },
  { name: 'cell', made: (given) => `| a |\n|---|\n| ${cell(given)} |\n`, nodes: ['table', 'tableRow', 'tableCell'] },
  { name: 'code', made: (given) => `before ${code(given)} after`, nodes: ['inlineCode'] },
  { name: 'quoteBlock', made: (given) => quoteBlock(given), nodes: ['blockquote'] },
  { name: 'fence', made: (given) => fence(given), nodes: ['code'] },
]
