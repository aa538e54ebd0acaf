/** Reading as `src/shell/github/read` does it: what the hints name and no more, a copy each time. */
import type { CheckRunFact } from '../../../src/core/facts.ts'
import { withChecks } from '../../../src/shell/github/read/checks.ts'
import { type Index, numbersToRead } from '../../../src/shell/github/read/index-of-all.ts'
import { headsToCheck, movedPulls } from '../../../src/shell/github/read/to-read.ts'
import type { Hints, Mirror, RawIssue, RawPull } from '../../../src/shell/ports.ts'
import type { Truth } from './truth.ts'

const SESSION_TEXTS = 10

export function readTruth(truth: Truth, previous: Mirror | null, hints: Hints): Mirror {
  const mirror = previous === null || hints.all ? readAll(truth, previous, hints) : readSome(truth, previous, hints)
  const heads = new Set(headsToCheck(mirror, previous, hints))
  const fresh = truth.checks.filter((run) => heads.has(run.headSha)).map((run): CheckRunFact => ({ ...run }))
  return { ...mirror, checks: withChecks(mirror.checks, fresh) }
}

function readAll(truth: Truth, previous: Mirror | null, hints: Hints): Mirror {
  const numbers = [...numbersToRead(indexOf(truth), previous), ...hints.issues]
  const base = previous ?? { ...emptyOf(truth), ...refsOf(truth, null) }
  const next = { ...base, ...refsOf(truth, previous), labels: structuredClone(truth.labels) }
  return withItems(next, truth, numbers)
}

function readSome(truth: Truth, previous: Mirror, hints: Hints): Mirror {
  const mirror = withItems(previous, truth, hints.issues)
  if (!hints.refs && hints.issues.length === 0) return mirror
  const next = { ...mirror, ...refsOf(truth, previous) }
  return withItems(next, truth, movedPulls(next))
}

/** What a look for news finds: whatever differs from what is known. */
export function newsOf(truth: Truth, previous: Mirror): Pick<Hints, 'issues' | 'refs'> {
  const known = new Map([...previous.issues, ...previous.pulls].map((one) => [one.number, JSON.stringify(one)]))
  const now = [...truth.issues.map(issueCopy), ...truth.pulls.filter((one) => one.sameRepo || one.state === 'open')]
  const there = new Set(now.map((one) => one.number))
  const changed = now.filter((one) => known.get(one.number) !== JSON.stringify(one)).map((one) => one.number)
  const issues = [...changed, ...[...known.keys()].filter((number) => !there.has(number))]
  return { issues, refs: truth.activity.length !== previous.activity.length || issues.length > 0 }
}

const emptyOf = ({ app, repo }: Truth): Mirror => ({
  ...{ app, repo, config: { text: null, history: null } },
  ...{ labels: [], issues: [], pulls: [], branches: [], activity: [], checks: [] },
})

/** What the App noted of its own doing is given up for GitHub's entry of the same. */
function refsOf(truth: Truth, previous: Mirror | null): Pick<Mirror, 'branches' | 'activity' | 'config'> {
  const { text } = truth.config
  const unchanged = previous !== null && previous.config.text === text
  return {
    branches: structuredClone(truth.branches),
    activity: truth.activity.slice(),
    config: { text, history: unchanged ? previous.config.history : null },
  }
}

function indexOf(truth: Truth): Index {
  const stamp = (at: number) => new Date(at).toISOString()
  const row = (one: RawIssue | RawPull, updatedAt: number) => ({
    number: one.number,
    state: one.state.toUpperCase(),
    updatedAt: stamp(updatedAt),
  })
  return {
    issues: truth.issues.filter(isListed).map((one) => row(one, one.updatedAt)),
    pulls: truth.pulls.filter(isHere).map((one) => row(one, one.updatedAt ?? one.createdAt)),
  } as Index
}

const isListed = (one: RawIssue) =>
  one.state === 'open' || ['packet', 'session'].some((name) => one.labels.includes(name))
const isHere = (one: RawPull) => one.sameRepo || one.state === 'open'

function withItems(mirror: Mirror, truth: Truth, numbers: readonly number[]): Mirror {
  if (numbers.length === 0) return mirror
  const wanted = new Set(numbers)
  const issues = truth.issues.filter((one) => wanted.has(one.number)).map(issueCopy)
  const pulls = truth.pulls.filter((one) => wanted.has(one.number)).map((one) => structuredClone(one))
  const found = new Set([...issues, ...pulls].map((one) => one.number))
  const keep = <T extends { number: number }>(known: T[], fresh: T[]): T[] =>
    [...known.filter((one) => !wanted.has(one.number) && !found.has(one.number)), ...fresh].sort(
      (a, b) => a.number - b.number,
    )
  const here = pulls.filter(isHere)
  return { ...mirror, issues: keep(mirror.issues, issues), pulls: keep(mirror.pulls, here) }
}

function issueCopy(issue: RawIssue): RawIssue {
  const copy = structuredClone(issue)
  if (copy.labels.includes('session')) copy.revisions = copy.revisions.slice(-SESSION_TEXTS)
  return copy
}
