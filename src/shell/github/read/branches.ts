/**
 * What GitHub knows of packets' branches, beyond what lists by time show: closed pull requests from them, however many
 * others were closed since, and who pushed to them.
 */
import type { Mirror } from '../../reconcile/mirror.ts'
import { query } from '../context.ts'
import { followBranches } from './activity.ts'
import type { Page, PullRow } from './answers.ts'
import { closedDocument, closedFurther } from './documents.ts'
import { pageSizes } from './page-sizes.ts'
import { allPages } from './pages.ts'
import { type Reader, readMirror } from './read.ts'

/** The mirror with what belongs to these branches. */
export async function readBranches(reader: Reader, previous: Mirror, names: readonly string[]): Promise<Mirror> {
  const numbers = await closedFrom(
    reader,
    names.filter((name) => !beganSince(name, reader.beganAt, previous)),
  )
  for (const number of numbers) reader.own.add(number)
  const known = new Set(previous.pulls.map((pull) => pull.number))
  const issues = numbers.filter((number) => !known.has(number))
  const activity = await followBranches(reader.context, previous.activity, names, reader.followed)
  const mirror = { ...previous, activity }
  // Heads of known ones may have been left out while nobody knew that they are packets'.
  const heads = previous.pulls.filter((pull) => numbers.includes(pull.number)).map((pull) => pull.headSha)
  const seen = new Set(previous.checks.map((run) => run.headSha))
  const checks = heads.filter((sha) => !seen.has(sha))
  if (issues.length === 0 && checks.length === 0) return mirror
  return readMirror(reader, mirror, { all: false, issues, refs: false, checks })
}

/** Made by the App in this process's time: whatever was opened from it since was seen open. */
const beganSince = (name: string, since: number, { activity, app }: Mirror): boolean => {
  const lives = activity.filter((one) => one.branch === name && one.type === 'branch_creation')
  return lives.length === 1 && lives[0]?.actor?.id === app.id && lives[0].at > since
}

/** Numbers of closed pull requests of this repository from these branches, none older than the installation. */
async function closedFrom({ context }: Reader, names: readonly string[]): Promise<number[]> {
  const since = await context.installedAt()
  const found: number[] = []
  for (let n = 0; n < names.length; n += pageSizes.branches) {
    const batch = names.slice(n, n + pageSizes.branches)
    const variables = Object.fromEntries(batch.map((name, at) => [`branch${at}`, name]))
    const document = closedDocument(batch.length)
    const { repository } = await query<{ repository: Record<string, Page<PullRow>> | null }>(
      context,
      document,
      variables,
    )
    for (const [at, branch] of batch.entries()) {
      const rows = await allPages(context, repository?.[`b${at}`], closedFurther(), { branch })
      const here = rows.filter((row) => !row.isCrossRepository && Date.parse(row.updatedAt) >= since)
      found.push(...here.map((row) => row.number))
    }
  }
  return [...new Set(found)]
}
