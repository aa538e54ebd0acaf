/** Answers of git that stay true for ever: starting a process for each would be most of what the sandbox does. */
import type { GitOptions, GitResult } from './git.ts'

const commands = new Set(['cat-file', 'diff-tree', 'log', 'merge-base', 'merge-tree', 'rev-list', 'rev-parse'])
const ID = '[0-9a-f]{40}'
/** One object, a range of commits, what is not to be reached from one, or a path in a commit. */
const lastingName = new RegExp(`^\\^?${ID}(\\^\\{\\w+\\}|\\.{2,3}${ID})?$`)
const lastingInput = new RegExp(`^${ID}:\\S+\n$`)
const kindOfObject = new Set(['blob', 'commit', 'tree'])

/** Whether the answer depends on nothing but objects that are named by their full id. */
export function isLasting([command = '', ...rest]: readonly string[], { input, index, as }: GitOptions): boolean {
  if (!commands.has(command) || index !== undefined || as !== undefined) return false
  if (input !== undefined) return command === 'cat-file' && typeof input === 'string' && lastingInput.test(input)
  const names = rest.filter((arg) => !arg.startsWith('-') && !kindOfObject.has(arg))
  return names.length > 0 && names.every((name) => lastingName.test(name))
}

const most = 5000

function createLasting() {
  const known = new Map<string, GitResult>()
  return {
    get: (key: string) => known.get(key),
    set(key: string, result: GitResult) {
      known.set(key, result)
      const [oldest] = known.keys()
      if (known.size > most && oldest !== undefined) known.delete(oldest)
    },
  }
}

export const lasting = createLasting()
