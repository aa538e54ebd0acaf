/** Title and summary of the integration check, which reports the trial merge. */
import type { CheckState } from '../checks/findings.ts'
import type { NotRunReason } from '../records/check-run.ts'
import type { SelectedNote, TrialFact, TrialStep } from '../snapshot/queries.ts'
import { plural } from '../time.ts'
import { type CheckText, checkText } from './checks.ts'
import { code, fence, plain, text, truncate } from './escape.ts'
import { bullets, list, short, some } from './words.ts'

export interface Tested {
  baseBranch: string
  base: string
  head: string
  filesChanged: number | null
  linesChanged: number | null
  /** Names of the packets ahead in the queue, merged in first. */
  ahead?: string[]
  /** Other branches it will conflict with, and in which files. */
  conflicts?: { with: string; paths: string[] }[]
}

/** The packet left `done`, or its branch moved, before the trial ended. */
export function integrationStopped(): CheckText {
  return checkText(
    'Trial merge stopped',
    'The packet is no longer done at this commit. `/status done` starts a new trial merge.',
  )
}

/** A merge-group commit with the same files as the trial merge, which passed. */
export function groupSame(tested: { trial: string } | null, baseBranch: string): CheckText {
  const trial = tested === null ? 'the trial merge' : `the trial merge ${code(short(tested.trial))}`
  return checkText(
    'Passed: the same files as the trial merge',
    `The merge-group commit for ${code(baseBranch)} has the same files as ${trial}, which passed.`,
  )
}

/** Describes a trial merge. `tested`: what was merged. */
export function integrationText(trial: TrialFact, tested: Tested): CheckText {
  switch (trial.state) {
    case 'running':
      return checkText('Trial merge under way', `${together(tested)} Now: ${text(trial.step, 200) || 'starting'}.`)
    case 'conflict':
      return conflictText(trial.files, tested)
    case 'not-run':
      return notRunText(trial)
    case 'finished':
      return trial.ok ? passedText(trial, tested) : failedText(trial, tested)
  }
}

function together(tested: Tested): string {
  const ahead = tested.ahead ?? []
  const first = ahead.length === 0 ? '' : ` with ${list(ahead.map((name) => code(name)))} merged in first`
  return `${code(short(tested.head))} was merged onto ${code(tested.baseBranch)} (${code(short(tested.base))})${first}.`
}

function conflictText(files: string[], tested: Tested): CheckText {
  const shown = files.slice(0, 3).map((path) => truncate(path.replace(/\s+/g, ' '), 60))
  const more = files.length > 3 ? ` and ${files.length - 3} more` : ''
  return checkText(
    `Conflicts with ${tested.baseBranch} in ${shown.join(', ') || 'some files'}${more}`,
    `${code(short(tested.head))} cannot be merged onto ${code(tested.baseBranch)} (${code(short(tested.base))}). In conflict:`,
    bullets(
      files.map((path) => code(path)),
      300,
    ),
    `Merge ${code(tested.baseBranch)} into the branch, resolve these files, push, and report \`/status done\`.`,
  )
}

type Finished = Extract<TrialFact, { state: 'finished' }>

function passedText({ steps, selected }: Finished, tested: Tested): CheckText {
  const nothing =
    selected?.passedOn === undefined ? 'nothing had to run' : `tests passed on ${short(selected.passedOn)}`
  return checkText(
    `Passed on a trial merge: ${some([...new Set(steps.map(titleOf))], 5) || nothing}`,
    together(tested),
    bullets(steps.map(stepLine)),
    selected !== undefined && selection(selected, tested),
    size(tested),
    predictedConflicts(tested),
  )
}

/** Which entries of `tests` did not run, and why. */
function selection({ left, uncovered, passedOn }: SelectedNote, { baseBranch }: Tested): string | false {
  if (passedOn !== undefined)
    return `The tests passed on ${code(short(passedOn))} and were not run again: since then ${code(baseBranch)} has changed only files of other tests.`
  const names = some(
    left.map((name) => code(name)),
    20,
  )
  const lines = [
    uncovered !== null &&
      `${code(uncovered)} is in no entry of \`tests\`, so ${left.length === 0 ? 'every entry' : 'the commands at the top of the configuration'} had to run.`,
    left.length > 0 && `Not run, because no changed file is in their paths: ${names}.`,
  ].filter((line) => line !== false)
  return lines.length > 0 && lines.join(' ')
}

/** Advice only: the check does not fail for it. */
function predictedConflicts({ conflicts = [] }: Tested): string | false {
  const lines = conflicts.map((one) => {
    const paths = one.paths.map((path) => code(path))
    return `conflicts with ${code(one.with)} in ${paths.length === 0 ? 'some files' : some(paths, 5)} when both merge`
  })
  return lines.length > 0 && `Expect conflicts:\n\n${bullets(lines, 20)}`
}

function size(tested: Tested): string | null {
  if (tested.filesChanged === null) return null
  const lines = tested.linesChanged === null ? '' : `, ${plural(tested.linesChanged, 'line')}`
  return `This packet changes ${plural(tested.filesChanged, 'file')}${lines}.`
}

/** For a title, which GitHub shows as plain text. */
const titleOf = (step: TrialStep): string => (step.name === 'check' ? plain(step.command, 60) : step.name)

const OUTCOME: Record<TrialStep['outcome'], string> = {
  skipped: 'was skipped',
  unfinished: 'had not ended',
  passed: 'passed',
  failed: 'failed',
  'timed-out': 'ran out of time',
  'output-limit': 'printed too much and was stopped',
}

function stepLine(step: TrialStep): string {
  const exit = step.outcome === 'failed' && step.exitCode !== null ? ` with exit code ${step.exitCode}` : ''
  const of = step.entry === undefined ? '' : ` of ${code(step.entry)}`
  const what = step.name === 'check' ? code(step.command) : `${step.name}${of}: ${code(step.command)}`
  const time = step.outcome === 'skipped' ? '' : ` in ${step.seconds.toFixed(1)} s`
  return `${what} ${OUTCOME[step.outcome]}${exit}${time}`
}

function failedText({ steps, selected }: Finished, tested: Tested): CheckText {
  const failed = steps.filter(wentWrong)
  const first = failed[0]
  return checkText(
    first === undefined
      ? 'Nothing ran on the trial merge'
      : `${first.name === 'check' ? titleOf(first) : capital(first.name)} ${OUTCOME[first.outcome]} on the trial merge`,
    together(tested),
    bullets(steps.map(stepLine)),
    ...failed.slice(0, 2).map((step) => logOf(step)),
    selected !== undefined && selection(selected, tested),
    failed.some((step) => step.name === 'check' && step.outcome === 'timed-out') && WAIT_LONGER,
    'Fix it on the branch, push, and report `/status done`.',
  )
}

/** Whether a step made its trial fail. */
export const wentWrong = ({ outcome }: TrialStep): boolean =>
  outcome === 'failed' || outcome === 'timed-out' || outcome === 'output-limit'

const WAIT_LONGER =
  'A check that has not ended in time counts as failed. If it needs longer, raise `timeout` in `.github/switchyard.yml` (minutes for a trial); `/status done` tries again.'

const capital = (s: string): string => s.slice(0, 1).toUpperCase() + s.slice(1)

/** The end of a log, where the error is. */
function logOf(step: TrialStep): string {
  const tail = step.tail.slice(-25_000)
  const name = step.name === 'check' ? code(step.command) : capital(step.name)
  if (tail.trim() === '') return step.name === 'check' ? `${name} reported no details.` : `${name} printed nothing.`
  return `Last lines of ${step.name === 'check' ? name : step.name}:\n\n${fence(tail, 'text')}`
}

export type NotRun = Extract<TrialFact, { state: 'not-run' }>

/** Each but the last takes the packet out of done, so a retry needs a new report. */
const NOT_RUN: Record<NotRunReason, { title: string; fix: string }> = {
  'not-allowed': {
    title: 'Nothing was run: the operator does not allow it',
    fix: 'Ask the operator to allow tests on this machine for this repository, or set `runner: actions` in `.github/switchyard.yml` to use the workflows instead. Then report `/status done` again.',
  },
  'no-command': {
    title: 'Nothing was run: no test command',
    fix: 'Name one in `.github/switchyard.yml` on the default branch, for example `test: npm test`, then report `/status done` again.',
  },
  gone: {
    title: 'Nothing was run: a commit is gone',
    fix: 'Report `/status done` again for a new trial: the base or the head no longer exists.',
  },
  error: {
    title: 'Nothing was run: the runner failed',
    fix: 'Report `/status done` again to retry.',
  },
  'push-refused': {
    title: 'Nothing was run: GitHub refused the trial commit',
    fix: 'An administrator exempts `switchyard/trial/*` from the rule that GitHub names, or lets Switchyard bypass it. Then report `/status done` again.',
  },
  'nothing-reported': {
    title: 'Nothing was run: no workflow or check reported',
    fix: 'With `runner: actions` the repository’s own workflows test the trial merge. Fix them on the default branch, then report `/status done` again.',
  },
  'not-reported': {
    title: 'Something that must run did not run',
    fix: 'Fix the workflows, or `required` in `.github/switchyard.yml`, on the default branch, then report `/status done` again.',
  },
  interrupted: {
    title: 'The test was interrupted twice',
    fix: 'Remove the cause named below, then press "Re-run" on this check or comment `/check`. The packet stays done: this is nobody’s failure.',
  },
}

/** What makes the tests run; the agent can rarely do it. */
export const fixNotRun = ({ why }: NotRun): string => NOT_RUN[why].fix

/** The same, where the agent cannot fix it alone; null where something was run or the agent can. */
export const fixUntested = ({ notRun }: Pick<CheckState, 'notRun'>): string | null =>
  notRun === undefined || notRun === 'gone' ? null : NOT_RUN[notRun].fix

function notRunText({ why, detail }: NotRun): CheckText {
  const { title, fix } = NOT_RUN[why]
  return checkText(title, 'Work that was not tested cannot be merged.', fix, detail !== '' && fence(detail, 'text'))
}
