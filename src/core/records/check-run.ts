/** What check runs keep in their `external_id`. */
import type { TrialFact } from '../snapshot/queries.ts'

export type NotRunReason = Extract<TrialFact, { state: 'not-run' }>['why']

/** A trial merge: what was put together, who asked for it, and why nothing was run. */
export interface TestedRun {
  base: string
  head: string
  /** '' while the trial runs, or when there was nothing to commit. */
  trial: string
  /** Id of the comment that asked for this run (a `done` report or `/check`), so that a later one asks anew. */
  request: number
  /** The packet's, since two packets may stand on one commit; missing in the oldest ones. */
  issue?: number | undefined
  /** Missing: something was run. */
  notRun?: NotRunReason | undefined
}

const VERSION = 'v2'

/**
 * `BASE:HEAD:TRIAL:REQUEST:ISSUE` (version 1), and where nothing was run `:v2:REASON` after that.
 */
export function externalId({ base, head, trial, request, issue, notRun }: TestedRun): string {
  const first = [base, head, trial, request, ...(issue === undefined ? [] : [issue])]
  return (notRun === undefined ? first : [...first.slice(0, 4), issue ?? 0, VERSION, notRun]).join(':')
}

/** null: it is no trial's, or of a version that is not known. */
export function readExternalId(id: string): TestedRun | null {
  const [base = '', head = '', trial = '', request = '', issue, version, reason] = id.split(':')
  if (base === '' || head === '' || (version !== undefined && version !== VERSION)) return null
  const notRun = REASONS.find((one) => one === reason)
  return {
    base,
    head,
    trial,
    request: Number(request) || 0,
    ...(issue !== undefined && { issue: Number(issue) }),
    ...(notRun && { notRun }),
  }
}

/** Version 1 kept the reason nowhere: it is known by the title that the check run was given then. This table never changes. */
const TITLES: Record<NotRunReason, string> = {
  'not-allowed': 'Nothing was run: the operator does not allow it',
  'no-command': 'Nothing was run: no test command',
  gone: 'Nothing was run: a commit is gone',
  error: 'Nothing was run: the runner failed',
  'nothing-reported': 'Nothing was run: no workflow or check reported',
  'not-reported': 'Something that must run did not run',
}

const REASONS = Object.keys(TITLES) as NotRunReason[]

/** Why nothing was run; null: something was. */
export function notRunIn(run: { externalId: string; title: string }): NotRunReason | null {
  const kept = readExternalId(run.externalId)
  if (kept === null) return null
  return kept.notRun ?? REASONS.find((reason) => TITLES[reason] === run.title) ?? null
}
