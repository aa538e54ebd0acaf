/** GitHub's search for issues and pull requests, as far as its qualifiers are known here. */
import { canSee } from './access.ts'
import { unprocessable } from './errors.ts'
import { findUser, fullName, ownerOf } from './find.ts'
import type { Forge, Viewer } from './forge.ts'
import type { Issue, Pull, Repo } from './model.ts'
import { latestReviews } from './review-rules.ts'

export interface Hit {
  repo: Repo
  issue: Issue
  pull: Pull | null
}

interface Term {
  key: string
  value: string
  not: boolean
}

interface Asking {
  forge: Forge
  viewer: Viewer
}

/**
 * Returns what matches, best first: there is no ranking here, so that is the newest.
 * @throws 422 for a qualifier that is not known here, so that nothing is found that was not asked for
 */
export function searchIssues(asking: Asking, query: string, order?: { sort?: string; order?: string }): Hit[] {
  const terms = termsOf(query)
  const by = terms.findLast(({ key }) => key === 'sort')?.value ?? ''
  const [sort, direction] = order?.sort ? [order.sort, order.order ?? 'desc'] : by.split('-')
  const tests = terms.filter(({ key }) => key !== 'sort').map((term) => testOf(asking, term))
  const all = asking.forge.world.repos.filter((repo) => canSee(asking.forge, repo, asking.viewer)).flatMap(hitsOf)
  const sign = direction === 'asc' ? 1 : -1
  return all
    .filter((hit) => tests.every((test) => test(hit)))
    .toSorted((a, b) => sign * (sortValue(a, sort) - sortValue(b, sort) || a.issue.id - b.issue.id))
}

/** Repositories whose name has the words, of the owner where one is named. */
export function searchRepositories({ forge, viewer }: Asking, query: string): Repo[] {
  const tests = termsOf(query).map(({ key, value, not }) => {
    const is = (repo: Repo): boolean => {
      if (key === '') return fullName(forge, repo).toLowerCase().includes(value.toLowerCase())
      if (['user', 'org', 'owner'].includes(key)) return same(ownerOf(forge, repo).login, value)
      if (key === 'repo') return same(fullName(forge, repo), value)
      if (key === 'is' || key === 'visibility') return repo.private === (value === 'private')
      if (key === 'archived' || key === 'fork' || key === 'in' || key === 'sort') return value !== 'only'
      throw unknownTerm(key)
    }
    return (repo: Repo) => is(repo) !== not
  })
  return forge.world.repos.filter((repo) => canSee(forge, repo, viewer) && tests.every((test) => test(repo)))
}

const unknownTerm = (key: string) => unprocessable(`The emulator's search does not know the qualifier "${key}:".`)

/** `label:"good first" -author:x words` → terms; a word has no key. */
function termsOf(query: string): Term[] {
  return [...query.matchAll(/(-?)(?:([\w-]+):)?("[^"]*"|\S+)/g)].map(([, minus, key = '', value = '']) => ({
    key: key.toLowerCase(),
    value: value.replaceAll('"', ''),
    not: minus === '-',
  }))
}

function hitsOf(repo: Repo): Hit[] {
  const pulls = new Map(repo.pulls.map((pull) => [pull.number, pull]))
  return repo.issues.map((issue) => ({ repo, issue, pull: pulls.get(issue.number) ?? null }))
}

function sortValue({ repo, issue }: Hit, sort: string | undefined): number {
  if (sort === 'updated') return issue.updatedAt
  if (sort === 'comments') return repo.comments.filter((comment) => comment.issue === issue.number).length
  return issue.createdAt
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

type Test = (hit: Hit) => boolean

function testOf(asking: Asking, { key, value, not }: Term): Test {
  if (key === 'in') return () => true
  if (key === '') return (hit) => mentions(hit, value) !== not
  const test = personTest(asking, key, value) ?? placeTest(asking, key, value) ?? stateTest(key, value)
  if (test === null) throw unknownTerm(key)
  return (hit) => test(hit) !== not
}

const mentions = ({ issue, repo }: Hit, words: string): boolean =>
  [issue.title, issue.body ?? '', ...repo.comments.filter((one) => one.issue === issue.number).map(({ body }) => body)]
    .join('\n')
    .toLowerCase()
    .includes(words.toLowerCase())

function personTest({ forge, viewer }: Asking, key: string, value: string): Test | null {
  const me = viewer.kind === 'user' || viewer.kind === 'installation' ? viewer.user : undefined
  const user = value === '@me' ? me : findUser(forge, value.replace(/^app\/(.*)$/, '$1[bot]'))
  const id = user?.id ?? Number.NaN
  const commented = ({ repo, issue }: Hit) =>
    repo.comments.some((one) => one.issue === issue.number && one.userId === id)
  const named = (hit: Hit) => user !== undefined && mentions(hit, `@${user.login}`)
  const tests: Record<string, Test> = {
    author: ({ issue }) => issue.userId === id,
    assignee: ({ issue }) => issue.assigneeIds.includes(id),
    mentions: named,
    commenter: commented,
    'review-requested': ({ pull }) => pull?.requestedReviewerIds.includes(id) ?? false,
    'user-review-requested': ({ pull }) => pull?.requestedReviewerIds.includes(id) ?? false,
    'reviewed-by': ({ repo, pull }) => repo.reviews.some((one) => one.pull === pull?.number && one.userId === id),
    involves: (hit) => hit.issue.userId === id || hit.issue.assigneeIds.includes(id) || commented(hit) || named(hit),
  }
  return tests[key] ?? null
}

function placeTest({ forge }: Asking, key: string, value: string): Test | null {
  const isOwner: Test = ({ repo }) => same(ownerOf(forge, repo).login, value)
  const tests: Record<string, Test> = {
    repo: ({ repo }) => same(fullName(forge, repo), value),
    user: isOwner,
    org: isOwner,
    owner: isOwner,
    head: ({ pull }) => pull?.headRef === value,
    base: ({ pull }) => pull?.baseRef === value,
    label: ({ repo, issue }) =>
      repo.labels.some(
        (label) => issue.labelIds.includes(label.id) && value.split(',').some((one) => same(one, label.name)),
      ),
    milestone: ({ repo, issue }) =>
      repo.milestones?.some(({ number, title }) => number === issue.milestone && same(title, value)) ?? false,
  }
  return tests[key] ?? null
}

const REVIEWS: Record<string, Test> = {
  none: ({ repo, pull }) => pull !== null && latestReviews(repo, pull).length === 0,
  approved: ({ repo, pull }) => pull !== null && latestReviews(repo, pull).some(({ state }) => state === 'APPROVED'),
  changes_requested: ({ repo, pull }) =>
    pull !== null && latestReviews(repo, pull).some(({ state }) => state === 'CHANGES_REQUESTED'),
}

const WORDS: Record<string, Test> = {
  issue: ({ pull }) => pull === null,
  pr: ({ pull }) => pull !== null,
  'pull-request': ({ pull }) => pull !== null,
  open: ({ issue }) => issue.state === 'open',
  closed: ({ issue }) => issue.state === 'closed',
  merged: ({ pull }) => pull?.merged ?? false,
  unmerged: ({ pull }) => pull !== null && !pull.merged,
  draft: ({ pull }) => pull?.draft ?? false,
  locked: ({ issue }) => issue.locked,
  unlocked: ({ issue }) => !issue.locked,
  public: ({ repo }) => !repo.private,
  private: ({ repo }) => repo.private,
}

const MISSING: Record<string, Test> = {
  assignee: ({ issue }) => issue.assigneeIds.length === 0,
  label: ({ issue }) => issue.labelIds.length === 0,
  milestone: ({ issue }) => (issue.milestone ?? null) === null,
}

function stateTest(key: string, value: string): Test | null {
  if (key === 'is' || key === 'type' || key === 'state') return WORDS[value.toLowerCase()] ?? null
  if (key === 'no') return MISSING[value] ?? null
  if (key === 'review') return REVIEWS[value] ?? null
  if (key === 'draft') return ({ pull }) => pull !== null && String(pull.draft) === value
  if (key === 'archived') return () => value === 'false'
  const time = { created: 'createdAt', updated: 'updatedAt', closed: 'closedAt' }[key]
  return time === undefined ? null : timeTest(time as 'createdAt', value)
}

/** `>=2026-01-01`, `2026-01-01..2026-02-01`, or a day. */
function timeTest(field: 'createdAt' | 'updatedAt' | 'closedAt', value: string): Test | null {
  const found = /^(>=|<=|>|<)?([\dTZ:.+-]+?)(?:\.\.([\dTZ:.+-]+|\*))?$/.exec(value)
  if (!found) return null
  const [, sign, from = '', to] = found
  const day = (text: string) => (/^\d{4}-\d\d-\d\d$/.test(text) ? 86_400_000 : 1000)
  const start = Date.parse(from)
  if (Number.isNaN(start)) return null
  const end = to === undefined ? start + day(from) : to === '*' ? Number.POSITIVE_INFINITY : Date.parse(to) + day(to)
  return ({ issue }) => {
    const at = issue[field]
    if (at === null) return false
    if (sign === '>=') return at >= start
    if (sign === '>') return at >= start + day(from)
    if (sign === '<') return at < start
    if (sign === '<=') return at < start + day(from)
    return at >= start && at < end
  }
}
