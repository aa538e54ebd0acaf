/** What is reachable from where: the facts by which work counts as delivered. */
import type { Revert } from '../../core/lookups.ts'
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

/**
 * `git revert` and GitHub's "Revert" name what they take back: "This reverts commit ID", "Reverts OWNER/REPO#NUMBER".
 * A revert that is itself reverted takes nothing back.
 */
export async function revertsBetween(run: InMirror, tip: string, since: string): Promise<Revert[] | null> {
  if (!(await hasCommit(run, tip))) return null
  const range = (await hasCommit(run, since)) ? [tip, `^${since}`] : [tip, '--max-count=2000']
  const how = [
    '--format=%H %ct%n%B%x00',
    '-E',
    '-i',
    '--grep=^This reverts commit [0-9a-f]{7}',
    '--grep=^Reverts .*#[0-9]',
  ]
  const { stdout } = await run(['log', ...how, ...range, '--'], { timeoutMs: MINUTES })
  const all = stdout.toString('utf8').split('\0').flatMap(revertsIn)
  const undone = (sha: string) => all.some(({ commit }) => commit !== null && sha.startsWith(commit))
  return all.filter(({ by }) => !undone(by))
}

function revertsIn(entry: string): Revert[] {
  const [head = '', ...lines] = entry.replace(/^\n/, '').split('\n')
  const [by = '', seconds = '0'] = head.split(' ')
  if (!isObjectId(by)) return []
  return lines.flatMap((line) => {
    const commit = /^This reverts commit ([0-9a-f]{7,64})\b/i.exec(line)?.[1]?.toLowerCase() ?? null
    const pull = Number(/^Reverts (?:[\w.-]+\/[\w.-]+)?#(\d{1,9})\b/i.exec(line)?.[1] ?? 0) || null
    return commit === null && pull === null ? [] : [{ by, at: Number(seconds) * 1000, commit, pull }]
  })
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
