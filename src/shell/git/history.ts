/** What is reachable from where: the facts by which work counts as delivered. */
import { hasCommit, type InMirror, isObjectId } from './diff.ts'

/** Beyond so many commits ahead of the base, whose they are is not looked at. */
const MOST_AHEAD = 20_000
const MINUTES = 3 * 60_000

/** Those of `commits` that `tip` holds, in one call of git. A commit that is not here cannot be reachable from a tip that is. */
export async function contained(run: InMirror, tip: string, commits: string[]): Promise<string[] | null> {
  if (!(await hasCommit(run, tip))) return null
  const here = await existing(run, commits)
  if (here.length === 0) return []
  const input = `${[...here, `^${tip}`].join('\n')}\n`
  const { stdout } = await run(['rev-list', '--stdin'], { input, timeoutMs: MINUTES, maxBytes: 512 * 1024 * 1024 })
  const lacking = new Set(stdout.toString('latin1').split('\n'))
  return here.filter((commit) => !lacking.has(commit))
}

async function existing(run: InMirror, commits: string[]): Promise<string[]> {
  const asked = [...new Set(commits.filter(isObjectId))]
  if (asked.length === 0) return []
  const input = asked.map((commit) => `${commit}\n`).join('')
  const { stdout } = await run(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input })
  const rows = stdout.toString('latin1').split('\n')
  return rows.flatMap((row) => (row.endsWith(' commit') ? [row.split(' ')[0] ?? ''] : []))
}

export async function commitsAhead(
  run: InMirror,
  base: string,
  heads: string[],
): Promise<Record<string, string[]> | null> {
  for (const sha of [base, ...heads]) if (!(await hasCommit(run, sha))) return null
  const input = `${[...heads, `^${base}`].join('\n')}\n`
  const { stdout } = await run(['rev-list', '--parents', `--max-count=${MOST_AHEAD + 1}`, '--stdin'], { input })
  const rows = stdout
    .toString('latin1')
    .trim()
    .split('\n')
    .filter((row) => row !== '')
  if (rows.length > MOST_AHEAD) return null
  return Object.fromEntries(rows.map((row) => [row.split(' ')[0] ?? '', row.split(' ').slice(1)]))
}
