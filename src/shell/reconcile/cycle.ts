/** One cycle of one repository: read what changed, decide, look up, execute, until nothing is left to do. */

import { type Action, actionKey } from '../../core/actions.ts'
import type { RulesFact } from '../../core/merging/rules.ts'
import { type Query, type QueryResults, queryKey } from '../../core/snapshot/queries.ts'
import type { SnapshotData } from '../../core/snapshot/snapshot.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Meter } from '../metrics/meter.ts'
import type { CodeReader } from '../parsing/code.ts'
import type { Decide, Decision, TrialAction } from './decision.ts'
import { executeAll, nothingExecuted } from './execute.ts'
import type { Failing, FaultLog, LaterCount } from './failing.ts'
import type { GitAccess } from './git.ts'
import type { Fence, GitHub, Outcome } from './github.ts'
import type { Hints } from './hints.ts'
import { mergeHints, saysNothing } from './hints.ts'
import type { Jobs } from './jobs.ts'
import { HOUR, type Memory, trimResults } from './memory.ts'
import { earliest, type Missing } from './missing.ts'
import { type Answers, answer, countFailure, isAdvice, noAnswers } from './queries.ts'
import { refusedWays, refusedWaysEndAt } from './refused-ways.ts'
import { liveHeads } from './results.ts'
import type { SnapshotBuilder } from './snapshot.ts'

export interface CycleTools {
  github: GitHub
  git: GitAccess
  memory: Memory
  code: CodeReader
  jobs: Jobs
  buildSnapshot: SnapshotBuilder
  decide: Decide
  clock: Clock
  log: Log
  meter: Meter
  laters: LaterCount
  noteFaults: FaultLog
  missing: Missing
  failing: Failing
  /** Returns the permissions of the installation. */
  rights(): SnapshotData['rights']
  /** Returns the outcome for an error of GitHub or git. */
  explain(error: unknown): Outcome
  /** Resolves to false when the bot is stopping or another process has taken over the repository. */
  mayGoOn(): Promise<boolean>
  fence: Fence
}

export type CycleEnd =
  /** `troubled`: a lookup failed, so actions may be missing. */
  | { kind: 'settled'; wakeAt: number | null; troubled: boolean }
  | { kind: 'later'; afterMs: number; message: string }
  | { kind: 'stop'; message: string }
  | { kind: 'interrupted' }

/** More rounds than any real backlog needs. A decision that never settles waits `REST_MS`. */
const MAX_ROUNDS = 50
const MAX_LOOKUPS = 30
const REST_MS = 60_000

/**
 * Runs one cycle.
 *
 * @throws what reading from GitHub throws; all else ends in a `CycleEnd`
 */
export async function runCycle(tools: CycleTools, hints: Hints): Promise<CycleEnd> {
  const executed = nothingExecuted()
  const lookups: Lookups = { answers: noAnswers(), asked: new Set(), troubled: false }
  trimResults(tools.memory)
  if (tools.memory.mirror) tools.jobs.keepFor(liveHeads(tools.memory.mirror, tools.memory.groups))
  const now = tools.clock.now()
  let due = mergeHints(mergeHints(hints, tools.memory.own.due(now)), { issues: tools.missing.due(now) })
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!(await tools.mayGoOn())) return { kind: 'interrupted' }
    await read(tools, due)
    if (due.rules) askAgain(lookups, 'rules')
    if (!saysNothing(due)) for (const what of ['queue', 'stacks'] as const) askAgain(lookups, what)
    const decision = await decideWithLookups(tools, lookups, [...executed.postponed.keys()])
    const trialsChanged = updateTrials(tools, decision)
    const step = await executeAll(tools, executed, decision)
    if (step.kind !== 'performed') return step
    if (step.full || (step.count === 0 && !trialsChanged && saysNothing(step.reread))) {
      const wakeAt = earliest([
        decision.wakeAt,
        tools.missing.dueAt(),
        tools.memory.own.dueAt(),
        tools.memory.refusals.endsAt(),
        refusedWaysEndAt(tools.memory, tools.clock.now()),
        ...executed.postponed.values(),
      ])
      return { kind: 'settled', wakeAt, troubled: lookups.troubled }
    }
    due = step.reread
  }
  return { kind: 'later', afterMs: REST_MS, message: `not settled after ${MAX_ROUNDS} rounds` }
}

const isTrial = (action: Action): action is TrialAction => action.kind === 'trial'

/**
 * Starts the trials of a decision. Aborts all others only if the decision has no other action and no open query: else it
 * may not name all of its trials yet.
 *
 * @returns whether the trials changed
 */
function updateTrials({ jobs, memory, log }: CycleTools, { actions, queries, state }: Decision): boolean {
  const wanted = actions.filter(isTrial)
  const started = jobs.start(wanted, state.config, log)
  const isOpen = (action: Action) => !isTrial(action) && !memory.refusals.has(actionKey(action))
  if (queries.length > 0 || actions.some(isOpen)) return started
  return jobs.abortOthers(wanted) || started
}

async function read({ memory, github, missing, clock }: CycleTools, hints: Hints): Promise<void> {
  if (memory.mirror && saysNothing(hints)) return
  if (hints.rules) for (const [branch, known] of memory.rules) memory.rules.set(branch, { ...known, at: null })
  const whole = hints.all || memory.mirror === null
  memory.mirror = await github.read(memory.mirror, hints)
  memory.own.putBack(memory.mirror, clock.now())
  for (const { number } of memory.mirror.issues) memory.noIssue.delete(number)
  for (const number of hints.issues) memory.noIssue.delete(number)
  missing.noteRead(hints, whole, memory.mirror, clock.now())
  if (whole) memory.noIssue.clear()
}

function askAgain({ answers, asked }: Lookups, what: 'rules' | 'queue' | 'stacks'): void {
  if (what === 'rules') answers.rules.clear()
  else if (what === 'queue') answers.queues.clear()
  else delete answers.stacks
  for (const key of asked) if (key.startsWith(`${what} `)) asked.delete(key)
}

/** The lookups of one cycle. */
interface Lookups {
  answers: Answers
  /** Keys of the queries that were looked up. */
  asked: Set<string>
  troubled: boolean
}

/** A long back-off or no response is not specific to this lookup. */
const isLong = (outcome: Outcome) => outcome.kind === 'later' && outcome.afterMs >= 10_000

/** Decides again as long as a decision has new queries. */
async function decideWithLookups(tools: CycleTools, lookups: Lookups, postponed: string[]): Promise<Decision> {
  for (let tries = 0; ; tries++) {
    const decision = tools.decide({ ...(await buildSnapshot(tools, lookups.answers)), postponed })
    const queries = decision.queries.filter((query) => !lookups.asked.has(queryKey(query)))
    if (queries.length === 0 || tries >= MAX_LOOKUPS) {
      if (queries.length === 0 && tools.failing.keepOnly(lookups.asked)) continue
      for (const _ of tools.noteFaults(decision.faults)) tools.meter.error('fault')
      return decision
    }
    for (const query of queries) await lookUp(tools, lookups, query)
  }
}

/** Answers one query. Throws when the failure is not specific to this query. */
async function lookUp(tools: CycleTools, lookups: Lookups, query: Query): Promise<void> {
  lookups.asked.add(queryKey(query))
  try {
    await answer(tools, lookups.answers, query)
    tools.failing.answered(query)
  } catch (err) {
    const outcome = tools.explain(err)
    if (outcome.kind === 'later' && outcome.untried) throw err
    tools.log.warn({ need: queryKey(query), err }, 'A lookup failed')
    tools.meter.error('question')
    const advice = isAdvice(query) && outcome.kind !== 'stop'
    lookups.troubled ||= !advice
    if (!advice) tools.failing.failed(query, tools.clock.now())
    const waited = tools.failing.waited(query, tools.clock.now())
    if (advice || !isLong(outcome)) countFailure(tools.memory, lookups.answers, query, waited)
    if (!advice && (outcome.kind === 'stop' || isLong(outcome))) throw err
  }
}

/** An account is seldom renamed, so the owner of a login is remembered for a day. */
const accountsIn = ({ accounts }: Memory, now: number): NonNullable<QueryResults['accounts']> =>
  Object.fromEntries([...accounts].flatMap(([login, { at, id }]) => (now < at + 24 * HOUR ? [[login, id]] : [])))

type Rules = Pick<QueryResults, 'rules' | 'otherRules'>
type Queues = Pick<QueryResults, 'queue' | 'otherQueues'>

function rulesIn(memory: Memory, { rules: asked }: Answers, defaultBranch: string, now: number): Rules {
  const known = Object.fromEntries([...asked].map((branch) => [branch, rulesOf(branch, memory, now)]))
  const { [defaultBranch]: rules, ...otherRules } = known
  return { ...(rules !== undefined && { rules }), ...(Object.keys(otherRules).length > 0 && { otherRules }) }
}

function rulesOf(branch: string, memory: Memory, now: number): RulesFact | null {
  const refused = refusedWays(memory, branch, now)
  const known = memory.rules.get(branch) ?? null
  return known === null && refused.length === 0 ? null : { rules: known?.rules ?? [], refused }
}

function queuesIn({ queues }: Answers, defaultBranch: string): Queues {
  const { [defaultBranch]: queue, ...otherQueues } = Object.fromEntries(queues)
  return { ...(queue !== undefined && { queue }), ...(Object.keys(otherQueues).length > 0 && { otherQueues }) }
}

function buildSnapshot(
  { memory, buildSnapshot: build, jobs, failing, rights, clock, github }: CycleTools,
  answers: Answers,
): Promise<SnapshotData> {
  const { mirror, history, diffs, code, noIssue, refusals } = memory
  if (!mirror) throw new Error('decided before the repository was read')
  return build(mirror, {
    now: clock.now(),
    results: {
      permissions: answers.permissions,
      accounts: { ...accountsIn(memory, clock.now()), ...answers.accounts },
      diffs: { ...Object.fromEntries(diffs), ...answers.gone },
      trials: jobs.results(),
      noIssue: [...noIssue],
      conflicts: Object.fromEntries([...code.conflicts, ...answers.unknown.conflicts]),
      exports: Object.fromEntries([...code.exports, ...answers.unknown.exports]),
      declarations: Object.fromEntries([...code.declarations, ...answers.unknown.declarations]),
      required: answers.required,
      unsigned: answers.unsigned,
      standing: answers.standing,
      mergedTrees: Object.fromEntries([...code.mergedTrees, ...answers.unknown.mergedTrees]),
      contains: Object.fromEntries([...code.contains, ...answers.unknown.contains]),
      reverts: Object.fromEntries([...code.reverts, ...answers.unknown.reverts]),
      ahead: Object.fromEntries([...code.ahead, ...answers.unknown.ahead]),
      baseMerges: Object.fromEntries([...code.baseMerges, ...answers.unknown.baseMerges]),
      ...queuesIn(answers, mirror.repo.defaultBranch),
      ...(answers.stacks !== undefined && { stacks: answers.stacks }),
      ...(github.branches && { branches: [...memory.branches] }),
      ...rulesIn(memory, answers, mirror.repo.defaultBranch, clock.now()),
      ...(answers.setup !== undefined && { setup: answers.setup }),
    },
    refused: refusals.all(),
    failing: failing.list(),
    rights: rights(),
    history: history && history.text === mirror.config.text ? history.earlier : null,
  })
}
