/** Words about the checks that workflows report on a trial commit. */
import type { Reported } from '../checks/reported.ts'
import { scratchPrefix } from '../merging/route.ts'
import { plural } from '../time.ts'
import { some } from './words.ts'

/** The names a trial waits for: `CI, lint`. Not escaped. */
export const reportedWords = (reported: Reported[]): string => [...new Set(reported.map(({ name }) => name))].join(', ')

const named = (names: string[]): string => some([...new Set(names)], 10)

/** @param waited milliseconds */
export const nothingDetail = (waited: number): string =>
  [
    `Within ${plural(Math.round(waited / 60_000), 'minute')} no workflow, check or status reported on the trial merge.`,
    `A workflow runs for it when it has "on: push" without a filter, or with "branches: ['${scratchPrefix}**']".`,
    'Make sure that other services build every branch.',
  ].join('\n')

export const skippedDetail = (reported: Reported[]): string =>
  `Everything that reported on the trial merge was skipped: ${named(reported.map(({ name }) => name))}.`

const INTERRUPTED: Readonly<Record<string, string>> = {
  cancelled: 'was cancelled, by a person or by a concurrency group of the workflow',
  stale: 'was given up by GitHub, because it did not end',
  startup_failure: 'could not start: its workflow file is invalid, or no machine was free',
  action_required: 'waits for a person to approve it on its page',
}

export const interruptedDetail = (reported: Reported[]): string =>
  reported
    .slice(0, 10)
    .map(({ name, word, url }) => `${name} ${INTERRUPTED[word] ?? `ended as ${word}`}.${url === '' ? '' : ` ${url}`}`)
    .join('\n')

export function missingDetail(missing: string[], reported: Reported[]): string {
  const found = reported.length === 0 ? 'Nothing reported.' : `Reported: ${named(reported.map(({ name }) => name))}.`
  return [
    `The configuration requires ${named(missing)}, which did not report on the trial merge.`,
    found,
    `Make sure that the names under "required" are those of your workflows, and that they run for branches "${scratchPrefix}**".`,
  ].join('\n')
}
