/** What workflows and other services report on a trial commit, and what that comes to. */
import { describe, expect, it } from 'vitest'
import {
  BEGIN_MS,
  evaluateReported,
  type Reported,
  type ReportedContext,
  SETTLE_MS,
  stateOfConclusion,
  trialOf,
} from '../../../src/core/checks/reported.ts'

const MINUTE = 60_000
const pushedAt = 1_000_000

const one = (name: string, state: Reported['state'], more: Partial<Reported> = {}): Reported => ({
  source: 'workflow',
  name,
  state,
  word: state,
  url: `https://github.test/${name}`,
  by: null,
  startedAt: pushedAt,
  endedAt: state === 'pending' ? null : pushedAt + 5000,
  ...more,
})

const context = (afterMs: number, more: Partial<ReportedContext> = {}): ReportedContext => ({
  required: [],
  agents: ['agent'],
  pushedAt,
  now: pushedAt + afterMs,
  timeoutMs: 10 * MINUTE,
  ...more,
})

const job = { source: 'job' } as const
const status = { source: 'status' } as const
const byAgent = { ...status, by: 'Agent' }

describe('without names that are required', () => {
  it.each<[string, Reported[], number, string]>([
    ['nothing yet', [], MINUTE, 'wait'],
    ['nothing at all', [], BEGIN_MS, 'nothing-reported'],
    ['a workflow that runs', [one('CI', 'pending')], BEGIN_MS, 'wait'],
    ['a workflow that ended at once: others may be about to begin', [one('CI', 'passed')], SETTLE_MS - 1, 'wait'],
    ['a workflow that passed', [one('CI', 'passed')], SETTLE_MS, 'passed'],
    ['one that passed and one that runs', [one('CI', 'passed'), one('e2e', 'pending')], MINUTE, 'wait'],
    ['one that failed while another runs', [one('CI', 'failed'), one('e2e', 'pending')], 1, 'failed'],
    [
      'a failed job of a workflow that passes all the same',
      [one('CI', 'passed'), one('try', 'failed', job)],
      MINUTE,
      'passed',
    ],
    ['all skipped', [one('CI', 'skipped'), one('docs', 'skipped')], MINUTE, 'nothing-reported'],
    ['some skipped', [one('CI', 'passed'), one('docs', 'skipped')], MINUTE, 'passed'],
    ['a status that passed', [one('ci/build', 'passed', status)], MINUTE, 'passed'],
    ['a status that failed', [one('CI', 'passed'), one('ci/build', 'failed', status)], MINUTE, 'failed'],
    ["an agent's own status is none", [one('ci/build', 'passed', byAgent)], BEGIN_MS, 'nothing-reported'],
    ["an agent's own status may fail it", [one('CI', 'passed'), one('x', 'failed', byAgent)], MINUTE, 'failed'],
    ['a workflow beyond the time', [one('CI', 'pending')], 10 * MINUTE, 'failed'],
    ['a word of GitHub after the time', [one('CI', 'passed')], 60 * MINUTE, 'passed'],
  ])('%s', (_, reported, afterMs, expected) => {
    expect(kindOf(evaluateReported(reported, context(afterMs)))).toBe(expected)
  })
})

describe('with names that are required', () => {
  const required = ['build', 'ci/lint']
  it.each<[string, Reported[], number, string]>([
    ['both passed: at once', [one('build', 'passed', job), one('ci/lint', 'passed', status)], 1, 'passed'],
    [
      'others do not count',
      [one('build', 'passed', job), one('ci/lint', 'passed', status), one('e2e', 'failed')],
      1,
      'passed',
    ],
    ['one is not there yet', [one('build', 'passed', job)], MINUTE, 'wait'],
    ['one never comes', [one('build', 'passed', job)], BEGIN_MS, 'not-reported'],
    [
      'one may still come from a workflow that runs',
      [one('build', 'passed', job), one('CI', 'pending')],
      BEGIN_MS,
      'wait',
    ],
    ['not after the time', [one('build', 'passed', job), one('CI', 'pending')], 10 * MINUTE, 'not-reported'],
    ['one failed and one is missing', [one('build', 'failed', job)], 1, 'failed'],
    [
      "one is an agent's own",
      [one('build', 'passed', job), one('ci/lint', 'passed', byAgent)],
      BEGIN_MS,
      'not-reported',
    ],
    ['all skipped', [one('build', 'skipped', job), one('ci/lint', 'skipped')], 1, 'nothing-reported'],
    ['nothing at all', [], BEGIN_MS, 'not-reported'],
  ])('%s', (_, reported, afterMs, expected) => {
    expect(kindOf(evaluateReported(reported, context(afterMs, { required })))).toBe(expected)
  })

  it('a job may be named with its workflow, as GitHub shows it', () => {
    const judged = evaluateReported([one('build', 'passed', job)], context(1, { required: ['CI / build'] }))
    expect(kindOf(judged)).toBe('passed')
  })
})

describe('each conclusion of GitHub', () => {
  it.each<[string, Reported['state'], string]>([
    ['success', 'passed', 'passed'],
    ['failure', 'failed', 'failed'],
    // The packet's own test hung.
    ['timed_out', 'failed', 'failed'],
    ['neutral', 'skipped', 'nothing-reported'],
    ['skipped', 'skipped', 'nothing-reported'],
    ['cancelled', 'interrupted', 'interrupted'],
    ['stale', 'interrupted', 'interrupted'],
    ['startup_failure', 'interrupted', 'interrupted'],
    ['action_required', 'pending', 'wait'],
    ['something_new', 'failed', 'failed'],
  ])('%s of a workflow, a job and a check is %s: %s', (word, state, expected) => {
    expect(stateOfConclusion('completed', word)).toBe(state)
    for (const source of ['workflow', 'job', 'check'] as const) {
      const required = source === 'job' ? ['CI'] : []
      const judged = evaluateReported([one('CI', state, { source, word })], context(MINUTE, { required }))
      expect(kindOf(judged), source).toBe(expected)
    }
  })

  it.each(['queued', 'in_progress', 'waiting', 'requested', 'pending'])('%s has not ended', (status) => {
    expect(stateOfConclusion(status, null)).toBe('pending')
  })

  it.each<[string, Reported[], number, string]>([
    ['a failure counts, whatever else was cancelled', [one('a', 'interrupted'), one('b', 'failed')], MINUTE, 'failed'],
    ['what still runs may fail', [one('a', 'interrupted'), one('b', 'pending')], MINUTE, 'wait'],
    ['what passed does not make up for it', [one('a', 'interrupted'), one('b', 'passed')], MINUTE, 'interrupted'],
    ['nobody approved it in time', [one('a', 'pending', { word: 'action_required' })], 10 * MINUTE, 'interrupted'],
    [
      'one that runs too long beside it',
      [one('a', 'pending', { word: 'action_required' }), one('b', 'pending')],
      10 * MINUTE,
      'failed',
    ],
  ])('%s', (_, reported, afterMs, expected) => {
    expect(kindOf(evaluateReported(reported, context(afterMs)))).toBe(expected)
  })

  it('which it was is said', () => {
    const judged = evaluateReported([one('CI', 'interrupted', { word: 'startup_failure' })], context(MINUTE))
    expect(judged).toMatchObject({
      detail: expect.stringContaining('CI could not start: its workflow file is invalid'),
    })
  })
})

describe('what people read', () => {
  it('of nothing that reported: how a workflow would run', () => {
    const judged = evaluateReported([], context(BEGIN_MS))
    expect(judged).toMatchObject({
      kind: 'not-run',
      detail: expect.stringContaining("branches: ['switchyard/trial/**']"),
    })
  })

  it('of what is missing: its name, and what did report', () => {
    const judged = evaluateReported([one('CI', 'passed')], context(BEGIN_MS, { required: ['build'] }))
    expect(judged).toMatchObject({ detail: expect.stringMatching(/requires build.*\n.*Reported: CI\./) })
  })

  it('a step for each answer, the failed ones with what is known about them', () => {
    const reported = [one('CI', 'failed', { word: 'startup_failure' }), one('e2e', 'pending'), one('docs', 'skipped')]
    const judged = evaluateReported(reported, context(8000))
    if (judged.kind === 'wait') throw new Error('still waiting')
    const texts = new Map([['https://github.test/CI', 'no such file']])
    const trial = trialOf(judged, { trial: 't', startedAt: pushedAt, now: pushedAt + 8000, texts })
    expect(trial).toMatchObject({
      ok: false,
      steps: [
        { name: 'check', command: 'CI', outcome: 'failed', seconds: 5, tail: 'no such file\nstartup_failure' },
        { command: 'e2e', outcome: 'unfinished', seconds: 8, tail: '' },
        { command: 'docs', outcome: 'skipped' },
      ],
    })
  })
})

function kindOf(judged: ReturnType<typeof evaluateReported>): string {
  if (judged.kind === 'wait') return 'wait'
  if (judged.kind === 'not-run') return judged.why
  return judged.ok ? 'passed' : 'failed'
}
