/** Finds the workflows that a push of a trial merge starts, so that people can be warned. */
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

const maxLength = 100_000

/** Returns the paths of the workflows that a push of `branch` starts. GitHub: an invalid workflow does not run, so it is left out. */
export function startedBy(branch: string, files: readonly WorkflowFile[]): string[] {
  return files.filter(({ text }) => starts(branch, text)).map(({ path }) => path)
}

function starts(branch: string, text: string): boolean {
  const parsed = text.length > maxLength ? null : workflow.safeParse(read(text))
  if (!parsed?.success) return false
  const { on } = parsed.data
  if (typeof on === 'string') return on === 'push'
  if (Array.isArray(on)) return on.includes('push')
  return on.push !== undefined && matchesPush(branch, on.push ?? {})
}

function read(text: string): unknown {
  try {
    return parseDocument(text, { logLevel: 'silent' }).toJS({ maxAliasCount: 20 })
  } catch {
    return null
  }
}

/** Ignores filters on paths, which depend on the pushed commits. */
function matchesPush(branch: string, on: Push): boolean {
  if (on.branches) return on.branches.reduce((taken, one) => verdict(one, branch) ?? taken, false)
  if (on['branches-ignore']) return !on['branches-ignore'].some((one) => matches(one, branch))
  return !on.tags && !on['tags-ignore']
}

/** `!` excludes what an earlier pattern matched. @returns null when the pattern does not match this branch */
function verdict(pattern: string, branch: string): boolean | null {
  const not = pattern.startsWith('!')
  return matches(not ? pattern.slice(1) : pattern, branch) ? !not : null
}

/** GitHub: `*` stops at a slash, `**` does not; `?`, `+` and brackets work as in a regular expression. */
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
