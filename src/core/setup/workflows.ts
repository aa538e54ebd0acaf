/** Which of a repository's workflows a push of a trial merge starts: people should know before it happens. */
import { parseDocument } from 'yaml'
import { z } from 'zod'

export interface WorkflowFile {
  path: string
  text: string
}

const patterns = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat())
const push = z.looseObject({
  branches: patterns.optional(),
  'branches-ignore': patterns.optional(),
  tags: patterns.optional(),
  'tags-ignore': patterns.optional(),
})
const workflow = z.looseObject({
  on: z.union([z.string(), z.array(z.string()), z.looseObject({ push: push.nullish() })]),
})

type Push = z.infer<typeof push>

const longest = 100_000

/** Paths of those that start when `branch` is pushed. One that cannot be read is left out: GitHub does not run it either. */
export function startedBy(branch: string, files: readonly WorkflowFile[]): string[] {
  return files.filter(({ text }) => starts(branch, text)).map(({ path }) => path)
}

function starts(branch: string, text: string): boolean {
  const parsed = text.length > longest ? null : workflow.safeParse(read(text))
  if (!parsed?.success) return false
  const { on } = parsed.data
  if (typeof on === 'string') return on === 'push'
  if (Array.isArray(on)) return on.includes('push')
  return on.push !== undefined && takes(branch, on.push ?? {})
}

function read(text: string): unknown {
  try {
    return parseDocument(text, { logLevel: 'silent' }).toJS({ maxAliasCount: 20 })
  } catch {
    return null
  }
}

/** Filters on paths may hold it back all the same; that is not known here. */
function takes(branch: string, on: Push): boolean {
  if (on.branches) return on.branches.reduce((taken, one) => verdict(one, branch) ?? taken, false)
  if (on['branches-ignore']) return !on['branches-ignore'].some((one) => matches(one, branch))
  return !on.tags && !on['tags-ignore']
}

/** `!` takes back what an earlier pattern took; null: the pattern says nothing of this branch. */
function verdict(pattern: string, branch: string): boolean | null {
  const not = pattern.startsWith('!')
  return matches(not ? pattern.slice(1) : pattern, branch) ? !not : null
}

/** GitHub's: `*` stops at a slash, `**` does not, `?`, `+` and brackets are as in a regular expression. */
function matches(pattern: string, branch: string): boolean {
  if (pattern.length > 200) return false
  const source = pattern
    .replaceAll(/[.^$(){}|\\]/g, '\\$&')
    .replaceAll(/\*{2,}|\*/g, (stars) => (stars.length > 1 ? '[\\s\\S]{0,300}' : '[^/]{0,300}'))
  try {
    return new RegExp(`^(?:${source})$`).test(branch)
  } catch {
    return false
  }
}
