import { foreignLabels } from './languages.ts'

export type Field =
  | 'name'
  | 'objective'
  | 'branch'
  /** Of a session: the branch its packets go to. */
  | 'base'
  | 'session'
  | 'risk'
  | 'acceptance'
  | 'boundaries'
  | 'inScope'
  | 'outOfScope'
  | 'dependencies'
  | 'hard'
  | 'soft'
  | 'contract'
  | 'agent'
  | 'dispatch'
  /** A known label that is not a field. It ends the field before it. */
  | 'other'

/** The meaning of a label. When several sections hold one field, those with the lowest rank and a text count. */
export interface Meaning {
  fields: Field[]
  rank: number
  /** The packets named in the label itself: `Soft dependency on db-users`. */
  names: string | null
}

const vocabulary: [Field[], number, string[]][] = [
  [['name'], 1, ['packet name', 'name of the packet', 'work packet name']],
  [['name'], 2, ['task title', 'title', 'name', 'packet']],
  [['objective'], 1, ['objective', 'objectives', 'goal', 'goals', 'outcome', 'what must be true when this is done']],
  [['objective'], 2, ['description', 'goal description']],
  [['objective'], 3, ['summary', 'overview', 'purpose', 'mission', 'epic goals', 'task', 'why', 'motivation']],
  [['branch'], 1, ['branch', 'target branch', 'branch name', 'feature branch', 'working branch']],
  [['objective'], 3, ['what', 'what to do', 'what to build', 'the goal', 'user story', 'tl dr', 'tldr']],
  [['objective'], 4, ['problem', 'problem statement']],
  [['base'], 1, ['base', 'base branch']],
  [['session'], 1, ['session']],
  [['risk'], 1, ['risk', 'risk level']],
  [['acceptance'], 1, ['acceptance criteria', 'acceptance criterion', 'acceptance', 'acceptance tests', 'criteria']],
  [['acceptance'], 1, ['success criteria', 'exit criteria', 'acceptance checklist']],
  [['acceptance'], 2, ['definition of done', 'dod', 'done', 'done when', 'done criteria', 'completion criteria']],
  [
    ['acceptance'],
    2,
    ['success looks like', 'what success looks like', 'done means', 'finished when', 'complete when'],
  ],
  [
    ['acceptance'],
    2,
    ['accepted when', 'conditions of satisfaction', 'acceptance conditions', 'conditions of acceptance'],
  ],
  [['acceptance'], 3, ['checklist']],
  [['objective', 'acceptance'], 1, ['objectives & success criteria', 'objective & acceptance criteria']],
  [['objective', 'acceptance'], 1, ['goals & acceptance criteria', 'objectives and success criteria']],
  [['boundaries'], 1, ['boundaries', 'boundary']],
  [['inScope'], 1, ['in scope', 'files in scope', 'paths in scope', 'allowed files', 'allowed paths', 'owned files']],
  [['inScope'], 1, ['files the agent may change', 'may change', 'files to change', 'in scope files', 'in scope paths']],
  [
    ['inScope'],
    2,
    ['files touched', 'files to modify', 'files to create', 'key files', 'files affected', 'affected files'],
  ],
  [
    ['inScope'],
    2,
    ['files', 'file scope', 'target files', 'files in play', 'modifies', 'owns', 'ownership', 'owned paths'],
  ],
  [['inScope'], 2, ['touch only', 'only touch', 'may touch', 'files you may touch', 'files to touch', 'write scope']],
  [['inScope'], 1, ['in', 'included']],
  [['outOfScope'], 1, ['out']],
  [['boundaries', 'objective'], 5, ['scope']],
  [
    ['outOfScope'],
    1,
    ['out of scope', 'not in scope', 'non goals', 'nongoals', 'out of bounds', 'off limits', 'excluded'],
  ],
  [['outOfScope'], 1, ['do not touch', 'dont touch', "don't touch", 'must not change', 'boundaries (do not touch)']],
  [
    ['outOfScope'],
    2,
    ['must not touch', 'never touch', 'hands off', 'no go', 'frozen files', 'protected files', 'read only'],
  ],
  [['outOfScope'], 1, ['files the agent must not change', 'forbidden files', 'forbidden paths', 'do not change']],
  [['dependencies'], 1, ['dependencies', 'dependency', 'packet dependencies']],
  [['hard'], 1, ['hard', 'depends on', 'blocked by', 'requires', 'depends upon', 'waits for', 'dependency on']],
  [['hard'], 2, ['prerequisites', 'prerequisite', 'needs first', 'deps']],
  [['soft'], 1, ['soft']],
  [['contract'], 1, ['interface contract', 'interface contracts', 'contract', 'api contract', 'interfaces']],
  [['agent'], 1, ['agent']],
  [['dispatch'], 1, ['dispatch']],
  [
    ['other'],
    1,
    ['blocks', 'unblocks', 'conflicts with', 'conflicts', 'traces to', 'related', 'related epic', 'notes'],
  ],
  [
    ['other'],
    1,
    ['inputs', 'deliverables', 'linked sub tasks', 'context', 'constraints', 'status', 'priority', 'effort'],
  ],
  [
    ['other'],
    1,
    ['technical notes', 'dev notes', 'estimate', 'estimated effort', 'owner', 'assignee', 'story points', 'milestone'],
  ],
  [
    ['other'],
    1,
    ['technical details', 'implementation notes', 'implementation plan', 'references', 'additional context'],
  ],
]

const foreign = foreignLabels.map(([field, labels]): (typeof vocabulary)[number] => [[field], 1, labels])

const known = new Map<string, Meaning>(
  [...vocabulary, ...foreign].flatMap(([fields, rank, labels]) =>
    labels.map((label): [string, Meaning] => [label, { fields, rank, names: null }]),
  ),
)

const maxLength = 90
const dependencyLabel = /^(hard|soft)\s+dep(?:s|endenc(?:y|ies))?(?:\s+(?:on|upon|to)\s+(.+))?$/i
const namedLabel = /^(?:depends|dependency)\s+(?:up)?on\s+(.+)$/i

/** Normalizes a label: lower case, no emoji, numbering or punctuation, hyphens as spaces. Brackets may hold the English label, so they stay. */
export const normalLabel = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s()&'’-]/gu, ' ')
    .replace(/[\s-]+/g, ' ')
    .trim()
    .replace(/^\d+ /, '')

/** Returns the meaning of a heading or a bold label; null when it is unknown. */
export function meaningOf(text: string): Meaning | null {
  if (text.length > maxLength) return null
  const label = normalLabel(text)
  const outside = label
    .replace(/\([^)]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const inside = /\(([^)]*)\)/.exec(label)?.[1]?.trim() ?? ''
  return (
    known.get(label) ??
    dependencyMeaning(text) ??
    known.get(outside) ??
    known.get(inside) ??
    (/ (success|acceptance) criteria$/.test(outside) ? known.get('acceptance criteria') : undefined) ??
    null
  )
}

function dependencyMeaning(text: string): Meaning | null {
  const label = text.replace(/[*_:]+$/, '').trim()
  const match = dependencyLabel.exec(label)
  if (match) {
    return { fields: [match[1]?.toLowerCase() === 'soft' ? 'soft' : 'hard'], rank: 1, names: match[2]?.trim() ?? null }
  }
  const named = namedLabel.exec(label)
  return named ? { fields: ['hard'], rank: 1, names: named[1]?.trim() ?? null } : null
}

/** Fields whose labels count without being bold. The other labels are too common as words before a colon. */
const plainFields = new Set<Field>([
  'branch',
  'base',
  'session',
  'risk',
  'inScope',
  'outOfScope',
  'hard',
  'soft',
  'acceptance',
])
const plainWords = new Set(['objective', 'interface contract', 'packet name', 'dependencies'])

export function plainMeaningOf(text: string): Meaning | null {
  const meaning = meaningOf(text)
  const field = meaning?.fields[0]
  if (!meaning || !field || text.includes('(')) return null
  const label = normalLabel(text)
  if (['in', 'out', 'included', 'requires', 'done', 'excluded', 'acceptance', 'checklist'].includes(label)) return null
  return plainWords.has(label) || (meaning.fields.length === 1 && plainFields.has(field)) ? meaning : null
}
