/** Reads the present state of GitHub and updates the mirror. */

import { METHODS } from '../../../core/merging/rules.ts'
import type { BranchFact, CheckRunFact } from '../../../core/snapshot/snapshot.ts'
import type { Hints } from '../../reconcile/hints.ts'
import type { Mirror } from '../../reconcile/mirror.ts'
import type { ConditionalGet } from '../conditional.ts'
import type { Context } from '../context.ts'
import { type Followed, followsNothing, readActivity } from './activity.ts'
import type { RefsNode, RepoNode } from './answers.ts'
import { noteChecked, readChecks, withChecks } from './checks.ts'
import { listDocuments } from './documents.ts'
import { numbersToRead, readIndex } from './index-of-all.ts'
import { type Items, readItems } from './items.ts'
import { withLinks } from './links.ts'
import { noteLists, readNews, type Seen } from './news.ts'
import { allPages } from './pages.ts'
import { liveHeads, withRerequested } from './rerequests.ts'
import { headsToCheck, movedPulls } from './to-read.ts'

const readsAtOnce = 5

export interface Reader {
  context: Context
  get: ConditionalGet
  /** The rows of the lists at the last read. */
  seen: Seen
  followed: Followed
  /** Numbers of pull requests that are, or were, a packet's: linked to an issue, or from a packet's branch. */
  own: Set<number>
  /** When the closed pull request that changed last did so, as seen at the last look at everything; 0: none was. */
  closedSeenAt: number
  /** When the first full read began, in milliseconds: everything that was created since is known. */
  beganAt: number
  /** When the links between issues were read whole. */
  linksReadAt?: number
}

export const readerOf = (context: Context, get: ConditionalGet): Reader => ({
  context,
  get,
  seen: new Map(),
  followed: followsNothing(),
  own: new Set(),
  closedSeenAt: 0,
  beganAt: 0,
})

/**
 * Reads everything if `previous` is null or the hints say so, else what the hints name. Throws what octokit throws, which
 * `outcomeOfFailure` classifies.
 */
export async function readMirror(reader: Reader, previous: Mirror | null, hints: Hints): Promise<Mirror> {
  if (previous !== null && hints.news && !hints.all) return readWhatIsNew(reader, previous, hints)
  // Another process may have worked here since.
  if (previous === null) forgetAll(reader)
  const read =
    previous === null || hints.all ? await readAll(reader, previous, hints) : await readSome(reader, previous, hints)
  const mirror = await withLinks(reader, read, previous, hints)
  const heads = headsToCheck(mirror, previous, hints, reader.own)
  const checks = withChecks(mirror.checks, await readAllChecks(reader.context, heads))
  noteChecked(reader.context, heads)
  const { context, get } = reader
  const asked = hints.all ? liveHeads(mirror) : (hints.rerequested ?? []).map(({ head }) => head)
  const unanswered = heads.filter((head) => context.suites.get(head)?.answered === false)
  const due = [...asked, ...unanswered]
  const whole = await withRerequested(context, get, { ...mirror, checks }, due, hints.rerequested)
  const server = context.serverVersion?.() ?? ''
  return withTrouble(context, { ...whole, ...(server !== '' && { server }) })
}

function withTrouble({ size, lacks }: Context, { reading: _, ...mirror }: Mirror): Mirror {
  const reading = { ...size.report(), lacks: lacks.names() }
  const isUsual = reading.tooHeavy.length + reading.lacks.length === 0 && reading.reducedSince === null
  return isUsual ? mirror : { ...mirror, reading }
}

function forgetAll(reader: Reader): void {
  reader.context.checked.clear()
  const beganAt = reader.context.now()
  Object.assign(reader, { followed: followsNothing(), own: new Set(), closedSeenAt: 0, beganAt })
}

async function readWhatIsNew(reader: Reader, previous: Mirror, hints: Hints): Promise<Mirror> {
  const news = await readNews(reader.context, reader.get, reader, previous)
  const issues = [...new Set([...hints.issues, ...news.issues])]
  const due = { ...hints, news: false, all: news.tooMuch, issues, refs: hints.refs || news.refs, links: news.links }
  const mirror = await readMirror(reader, { ...previous, activity: news.activity }, due)
  news.note(mirror)
  return due.all ? mirror : withRerequested(reader.context, reader.get, mirror, liveHeads(mirror), hints.rerequested)
}

async function readAll(reader: Reader, previous: Mirror | null, hints: Hints): Promise<Mirror> {
  const { context, get } = reader
  await noteLists(context, get, reader.seen)
  const [index, activity] = await Promise.all([
    readIndex(context, reader.closedSeenAt),
    readActivity(context, get, previous?.activity ?? [], reader.followed),
  ])
  const items = await readLinked(reader, previous, [...numbersToRead(index, previous), ...hints.issues], false)
  reader.closedSeenAt = Math.max(reader.closedSeenAt, index.closedSeenAt)
  const base = previous ?? (await emptyMirror(context, index.repo, index.refs))
  const branches = await branchesOf(context, index.refs)
  const next = {
    ...base,
    repo: await repoOf(context, index.repo, index.refs, previous),
    labels: index.labels,
    activity,
    branches,
  }
  return withItems({ ...next, config: configOf(index.refs, previous) }, items)
}

/** What stands at these numbers, and the pull requests linked to issues among them that are not known yet. */
async function readLinked(
  { context, own }: Reader,
  previous: Mirror | null,
  numbers: readonly number[],
  withRefs: boolean,
): Promise<Items> {
  const items = await readItems(context, numbers, withRefs)
  for (const number of items.linked) own.add(number)
  const known = new Set([...(previous?.pulls ?? []), ...items.pulls].map((pull) => pull.number))
  const unknown = items.linked.filter((number) => !known.has(number))
  if (unknown.length === 0) return items
  const more = await readItems(context, unknown, false)
  return {
    ...items,
    issues: [...items.issues, ...more.issues],
    pulls: [...items.pulls, ...more.pulls],
    missing: [...items.missing, ...more.missing],
  }
}

/** Reads the branches with any issue, because commands are decided by the branches of their time. */
async function readSome(reader: Reader, previous: Mirror, hints: Hints): Promise<Mirror> {
  const { context, get } = reader
  const withRefs = hints.refs || hints.issues.length > 0
  const [items, listed] = await Promise.all([
    readLinked(reader, previous, hints.issues, withRefs),
    hints.refs ? readActivity(context, get, previous.activity, reader.followed) : previous.activity,
  ])
  const mirror = withItems(previous, items)
  if (items.refs === null || items.repo === null) return { ...mirror, activity: listed }
  const branches = await branchesOf(context, items.refs)
  const explained = hints.refs || isExplained(branches, previous)
  const activity = explained ? listed : await readActivity(context, get, listed, reader.followed)
  const repo = await repoOf(context, items.repo, items.refs, previous)
  const next = { ...mirror, activity, repo, branches, config: configOf(items.refs, previous) }
  const moved = movedPulls(next).filter((number) => !hints.issues.includes(number))
  return moved.length === 0 ? next : withItems(next, await readItems(context, moved, false))
}

/** Returns whether the known activity ends at the present heads of the branches. Else a webhook of a push is late or lost. */
function isExplained(branches: readonly BranchFact[], { activity, branches: before }: Mirror): boolean {
  const last = new Map(activity.map((each) => [each.branch, each.after]))
  const old = new Map(before.map((each) => [each.name, each.sha]))
  const stands = branches.every(({ name, sha }) => (last.get(name) ?? sha) === sha && old.get(name) === sha)
  return stands && branches.length === before.length
}

/** Puts issues and pull requests in, and takes out what is no longer there. A foreign closed pull request stays out. */
function withItems(mirror: Mirror, items: Items): Mirror {
  const missing = new Set(items.missing)
  const pulls = items.pulls.filter((pull) => pull.sameRepo || pull.state === 'open')
  const stale = new Set([...items.pulls.map((each) => each.number), ...missing])
  return {
    ...mirror,
    issues: inOrder([...mirror.issues.filter((each) => !missing.has(each.number)), ...items.issues]),
    pulls: inOrder([...mirror.pulls.filter((each) => !stale.has(each.number)), ...pulls]),
  }
}

/** Later entries win over earlier ones of the same number. */
function inOrder<T extends { number: number }>(list: readonly T[]): T[] {
  const byNumber = new Map(list.map((each) => [each.number, each]))
  return [...byNumber.values()].sort((a, b) => a.number - b.number)
}

async function emptyMirror(context: Context, repo: RepoNode, refs: RefsNode): Promise<Mirror> {
  return {
    app: await context.self(),
    repo: await repoOf(context, repo, refs, null),
    config: configOf(refs, null),
    labels: [],
    issues: [],
    pulls: [],
    branches: [],
    activity: [],
    checks: [],
  }
}

async function repoOf(
  context: Context,
  repo: RepoNode,
  refs: RefsNode,
  previous: Mirror | null,
): Promise<Mirror['repo']> {
  return {
    id: repo.databaseId,
    owner: repo.owner.login,
    name: repo.name,
    url: repo.url,
    defaultBranch: refs.defaultBranchRef?.name ?? previous?.repo.defaultBranch ?? 'main',
    private: repo.isPrivate,
    ...methodsOf(repo),
    installedAt: await context.installedAt(),
    ...(context.ref.oneOfMany && { oneOfMany: true }),
  }
}

/** GitHub: GraphQL shows these settings to everybody with access; `GET R` only to those who may push. */
function methodsOf(repo: RepoNode): Pick<Mirror['repo'], 'mergeMethods'> {
  const { mergeCommitAllowed: merge, squashMergeAllowed: squash, rebaseMergeAllowed: rebase } = repo
  if (merge === undefined || squash === undefined || rebase === undefined) return {}
  const allows = { merge, squash, rebase }
  return { mergeMethods: METHODS.filter((method) => allows[method]) }
}

/** History is asked for anew once the text has changed. */
function configOf(refs: RefsNode, previous: Mirror | null): Mirror['config'] {
  const text = refs.config?.text ?? null
  const unchanged = previous !== null && previous.config.text === text
  return { text, history: unchanged ? previous.config.history : null }
}

async function branchesOf(context: Context, refs: RefsNode): Promise<BranchFact[]> {
  const nodes = await allPages(context, refs.refs, listDocuments.refs)
  return nodes.flatMap(({ name, target }) => (target === null ? [] : [{ name, sha: target.oid }]))
}

async function readAllChecks(context: Context, heads: readonly string[]): Promise<CheckRunFact[]> {
  const found: CheckRunFact[] = []
  for (let n = 0; n < heads.length; n += readsAtOnce) {
    const batch = heads.slice(n, n + readsAtOnce)
    found.push(...(await Promise.all(batch.map((sha) => readChecks(context, sha)))).flat())
  }
  return found
}
