import { hasCommit, type InMirror, name } from './diff.ts'

export type Trial = { trial: string } | { conflict: string[] } | { gone: true }

const author = { name: 'Switchyard', email: 'switchyard@users.noreply.github.com' }
/** The last second of the year 9999: what people's clocks and tools still take for a date. */
const LATEST = 253_402_300_799

/**
 * Merges `head` onto `base` without a work tree. The commit has both as parents, a fixed author, and the later of
 * their dates, so the same three arguments always give the same commit id.
 * `base` itself when it already holds `head`; `gone` when one of the two is not here. A conflict between commits
 * without a common ancestor names no files.
 */
export async function makeTrial(run: InMirror, base: string, head: string, message: string): Promise<Trial> {
  if (!(await hasCommit(run, base)) || !(await hasCommit(run, head))) return { gone: true }
  if (await isAncestor(run, head, base)) return { trial: base }
  const merged = await mergeTrees(run, base, head)
  if ('conflict' in merged) return merged
  return { trial: await commit(run, merged.tree, base, head, message) }
}

/** Merges two trees: the new tree, or the files that conflict. */
export async function mergeTrees(
  run: InMirror,
  base: string,
  head: string,
): Promise<{ tree: string } | { conflict: string[] }> {
  const related = await run(['merge-base', base, head], { answers: [0, 1] })
  if (related.code === 1) return { conflict: [] }
  const how = ['--write-tree', '-z', '--name-only', '--no-messages']
  const { code, stdout } = await run(['merge-tree', ...how, base, head], { answers: [0, 1] })
  const [tree = '', ...files] = stdout.toString('latin1').split('\0')
  if (code === 0) return { tree }
  return { conflict: [...new Set(files.filter((file) => file !== ''))].map(name) }
}

/** Whether `merge` has just the tree that merging the two makes; null when one of the three is not here. */
export async function isMergeOf(run: InMirror, base: string, head: string, merge: string): Promise<boolean | null> {
  for (const sha of [base, head, merge]) if (!(await hasCommit(run, sha))) return null
  const made = await mergeTrees(run, base, head)
  const { stdout } = await run(['rev-parse', '--verify', `${merge}^{tree}`])
  return 'tree' in made && made.tree === stdout.toString('latin1').trim()
}

async function isAncestor(run: InMirror, ancestor: string, of: string): Promise<boolean> {
  const { code } = await run(['merge-base', '--is-ancestor', ancestor, of], { answers: [0, 1] })
  return code === 0
}

async function commit(run: InMirror, tree: string, base: string, head: string, message: string): Promise<string> {
  const date = `@${await laterDate(run, base, head)} +0000`
  const { stdout } = await run(['commit-tree', '--no-gpg-sign', '-p', base, '-p', head, tree], {
    // git refuses a NUL in a message.
    input: `${message.replaceAll('\0', '').trimEnd()}\n`,
    env: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_COMMITTER_DATE: date,
    },
  })
  return stdout.toString('latin1').trim()
}

/** Seconds since the epoch. A commit may claim any date, so what is out of range counts as the bound. */
async function laterDate(run: InMirror, base: string, head: string): Promise<number> {
  const { stdout } = await run(['log', '--no-walk=unsorted', '--no-show-signature', '--format=%ct', base, head, '--'])
  const dates = stdout.toString('latin1').trim().split('\n').map(Number).filter(Number.isFinite)
  return Math.min(LATEST, Math.max(0, ...dates))
}
