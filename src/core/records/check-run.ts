/** The check runs the App makes: their names, and the record of a trial merge in the `external_id`. */
import type { CheckName } from '../checks/define.ts'
import type { TrialFact } from '../snapshot/queries.ts'

const PREFIX = 'switchyard/'

/** Returns the name of a check's check run on GitHub, such as `switchyard/scope`. */
export const checkRunName = <Name extends CheckName>(name: Name): `switchyard/${Name}` => `${PREFIX}${name}`

/** Whether a check run or required check of this name is one of the App's own. */
export const isOwnCheckRun = (name: string): boolean => name.startsWith(PREFIX)

export type NotRunReason = Extract<TrialFact, { state: 'not-run' }>['why']

/** A trial merge: the commits merged, the comment that requested it, and why no test ran. */
export interface TestedRun {
  base: string
  head: string
  /** The trial commit; '' while the trial runs, or when there was nothing to commit. */
  trial: string
  /** Id of the comment that requested this run (a `done` report or `/check`). A later comment requests a new run. */
  request: number
  /** The packet's issue, since two packets may share a head; missing in the oldest records. */
  issue?: number | undefined
  /** How many times the same request was run once more; missing: never. */
  again?: number | undefined
  /** Missing when a test ran. */
  notRun?: NotRunReason | undefined
}

const VERSION = 'v2'

/**
 * Returns `BASE:HEAD:TRIAL:REQUEST:ISSUE` (version 1), followed by `:v2:REASON:AGAIN` when no test ran or it was run once
 * more. REASON is empty when a test ran; AGAIN is left out when it is 0.
 */
export function externalId({ base, head, trial, request, issue, notRun, again = 0 }: TestedRun): string {
  const version1 = [base, head, trial, request, ...(issue === undefined ? [] : [issue])]
  if (notRun === undefined && again === 0) return version1.join(':')
  const more = [VERSION, notRun ?? '', ...(again === 0 ? [] : [again])]
  return [...version1.slice(0, 4), issue ?? 0, ...more].join(':')
}

/** @returns null when the id is not a trial's or has an unknown version */
export function readExternalId(id: string): TestedRun | null {
  const [base = '', head = '', trial = '', request = '', issue, version, reason, times] = id.split(':')
  if (base === '' || head === '' || (version !== undefined && version !== VERSION)) return null
  const notRun = REASONS.find((one) => one === reason)
  return {
    base,
    head,
    trial,
    request: Number(request) || 0,
    ...(issue !== undefined && { issue: Number(issue) }),
    ...(notRun && { notRun }),
    ...(Number(times) > 0 && { again: Number(times) }),
  }
}

/** Titles of version 1's check runs. Version 1 did not store the reason, so the title shows it. This table never changes. */
const TITLES: Record<Exclude<NotRunReason, 'interrupted'>, string> = {
  'not-allowed': 'Nothing was run: the operator does not allow it',
  'no-command': 'Nothing was run: no test command',
  gone: 'Nothing was run: a commit is gone',
  error: 'Nothing was run: the runner failed',
  'nothing-reported': 'Nothing was run: no workflow or check reported',
  'not-reported': 'Something that must run did not run',
  'push-refused': 'Nothing was run: GitHub refused the trial commit',
}

const OLD_REASONS = Object.keys(TITLES) as (keyof typeof TITLES)[]
const REASONS: readonly NotRunReason[] = [...OLD_REASONS, 'interrupted']

/** Returns why no test ran; null when one did. */
export function notRunIn(run: { externalId: string; title: string }): NotRunReason | null {
  const stored = readExternalId(run.externalId)
  if (stored === null) return null
  return stored.notRun ?? OLD_REASONS.find((reason) => TITLES[reason] === run.title) ?? null
}
