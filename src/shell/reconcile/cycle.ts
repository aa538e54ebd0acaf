/** One cycle of one repository: read what is new, decide, look up, perform, until nothing is left to do. */
import { type Action, actionKey } from '../../core/actions.ts'
import { type QueryResults, queryKey } from '../../core/snapshot/queries.ts'
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
import { liveHeads } from './results.ts'
import type { SnapshotBuilder } from './snapshot.ts'

export interface CycleTools {
  github: GitHub
  git: GitAccess
  memory: Memory
  code: CodeReader
  jobs: Jobs
  makeFacts: SnapshotBuilder
  decide: Decide
  clock: Clock
  log: Log
  meter: Meter
  laters: LaterCount
  noteFaults: FaultLog
  missing: Missing
  failing: Failing
  /** What the installation grants. */
  rights(): SnapshotData['rights']
  /** What an error of GitHub or git means for what happens next. */
  explain(error: unknown): Outcome
  /** False once the bot is stopping or another process took this repository over. */
  mayGoOn(): Promise<boolean>
  fence: Fence
}

export type CycleEnd =
  /** `troubled`: a look-up failed, so some of the wishes may be missing. */
  | { kind: 'settled'; wakeAt: number | null; troubled: boolean }
  | { kind: 'later'; afterMs: number; message: string }
  | { kind: 'stop'; message: string }
  | { kind: 'interrupted' }

/** More rounds than any honest backlog needs; a decision that never comes to rest waits a while. */
const MAX_ROUNDS = 50
const MAX_LOOKUPS = 30
const REST_MS = 60_000

/** Throws what reading from GitHub throws; everything else ends in a `CycleEnd`. */
export async function runCycle(tools: CycleTools, hints: Hints): Promise<CycleEnd> {
  const performed = nothingExecuted()
  const turn: Turn = { answers: noAnswers(), asked: new Set(), troubled: false }
  trimResults(tools.memory)
  if (tools.memory.mirror) tools.jobs.keepFor(liveHeads(tools.memory.mirror, tools.memory.groups))
  let due = mergeHints(hints, { issues: tools.missing.due(tools.clock.now()) })
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!(await tools.mayGoOn())) return { kind: 'interrupted' }
    await look(tools, due)
    if (due.rules) askAgain(turn, 'rules')
    if (!saysNothing(due)) askAgain(turn, 'queue')
    const decision = await decideWithLookups(tools, turn, [...performed.postponed.keys()])
    const trialsMoved = moveTrials(tools, decision)
    const step = await executeAll(tools, performed, decision)
    if (step.kind !== 'performed') return step
    if (step.full || (step.count === 0 && !trialsMoved && saysNothing(step.reread))) {
      const wakeAt = earliest([
        decision.wakeAt,
        tools.missing.dueAt(),
        tools.memory.refusals.endsAt(),
        ...performed.postponed.values(),
      ])
      return { kind: 'settled', wakeAt, troubled: turn.troubled }
    }
    due = step.reread
  }
  return { kind: 'later', afterMs: REST_MS, message: `still not at rest after ${MAX_ROUNDS} rounds` }
}

const isTrial = (action: Action): action is TrialAction => action.kind === 'trial'

/**
 * A decision that first wants something else done, or that lacks an answer, may not name its trials yet; only one with
 * nothing else to do tells which are no longer wished for.
 */
function moveTrials({ jobs, memory, log }: CycleTools, { actions, queries, state }: Decision): boolean {
  const wanted = actions.filter(isTrial)
  const started = jobs.start(wanted, state.config, log)
  const isOpen = (action: Action) => !isTrial(action) && !memory.refusals.has(actionKey(action))
  if (queries.length > 0 || actions.some(isOpen)) return started
  return jobs.abortOthers(wanted) || started
}

async function look({ memory, github, missing, clock }: CycleTools, hints: Hints): Promise<void> {
  if (memory.mirror && saysNothing(hints)) return
  if (hints.rules) Object.assign(memory, { rules: null, refusedDirectAt: clock.now() })
  const whole = hints.all || memory.mirror === null
  memory.mirror = await github.read(memory.mirror, hints)
  for (const { number } of memory.mirror.issues) memory.noIssue.delete(number)
  for (const number of hints.issues) memory.noIssue.delete(number)
  missing.looked(hints, whole, memory.mirror, clock.now())
  if (whole) memory.noIssue.clear()
}

function askAgain({ answers, asked }: Turn, what: 'rules' | 'queue'): void {
  delete answers[what]
  for (const key of asked) if (key.startsWith(`${what} `)) asked.delete(key)
}

interface Turn {
  answers: Answers
  asked: Set<string>
  troubled: boolean
}

/** GitHub wants to be left alone, or answers nothing at all: that says nothing about the one question. */
const isLong = (outcome: Outcome) => outcome.kind === 'later' && outcome.afterMs >= 10_000

/** Decides again for as long as a decision has new questions. */
async function decideWithLookups(tools: CycleTools, turn: Turn, postponed: string[]): Promise<Decision> {
  for (let tries = 0; ; tries++) {
    const decision = tools.decide({ ...(await gatherFacts(tools, turn.answers)), postponed })
    const questions = decision.queries.filter((query) => !turn.asked.has(queryKey(query)))
    if (questions.length === 0 || tries >= MAX_LOOKUPS) {
      if (questions.length === 0 && tools.failing.keepOnly(turn.asked)) continue
      for (const _ of tools.noteFaults(decision.faults)) tools.meter.error('fault')
      return decision
    }
    for (const query of questions) {
      turn.asked.add(queryKey(query))
      try {
        await answer(tools, turn.answers, query)
        tools.failing.answered(query)
      } catch (err) {
        const outcome = tools.explain(err)
        if (outcome.kind === 'later' && outcome.untried) throw err
        tools.log.warn({ need: queryKey(query), err }, 'A question could not be answered')
        tools.meter.error('question')
        const advice = isAdvice(query) && outcome.kind !== 'stop'
        turn.troubled ||= !advice
        if (!advice) tools.failing.failed(query, tools.clock.now())
        const waited = tools.failing.waited(query, tools.clock.now())
        if (advice || !isLong(outcome)) countFailure(tools.memory, turn.answers, query, waited)
        if (!advice && (outcome.kind === 'stop' || isLong(outcome))) throw err
      }
    }
  }
}

/** Accounts are seldom renamed: whose a login is, is asked once a day. */
const accountsIn = ({ accounts }: Memory, now: number): NonNullable<QueryResults['accounts']> =>
  Object.fromEntries([...accounts].flatMap(([login, { at, id }]) => (now < at + 24 * HOUR ? [[login, id]] : [])))

/** Whether a direct update is refused is tried again every hour: whoever changed the rules need not tell. */
function rulesIn(
  { rules, refusedDirectAt }: Memory,
  { rules: known }: Answers,
  now: number,
): Pick<QueryResults, 'rules'> {
  if (known === undefined) return {}
  const refusedDirect = refusedDirectAt !== null && now < refusedDirectAt + HOUR
  if (rules === null && !refusedDirect) return { rules: null }
  return { rules: { rules: rules?.rules ?? [], refusedDirect } }
}

function gatherFacts(
  { memory, makeFacts, jobs, failing, rights, clock, github }: CycleTools,
  answers: Answers,
): Promise<SnapshotData> {
  const { mirror, history, diffs, code, noIssue, refusals } = memory
  if (!mirror) throw new Error('decided before the first look')
  return makeFacts(mirror, {
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
      mergedTrees: Object.fromEntries([...code.mergedTrees, ...answers.unknown.mergedTrees]),
      contains: Object.fromEntries([...code.contains, ...answers.unknown.contains]),
      reverts: Object.fromEntries([...code.reverts, ...answers.unknown.reverts]),
      ahead: Object.fromEntries([...code.ahead, ...answers.unknown.ahead]),
      baseMerges: Object.fromEntries([...code.baseMerges, ...answers.unknown.baseMerges]),
      ...(answers.queue !== undefined && { queue: answers.queue }),
      ...(github.branches && { branches: [...memory.branches] }),
      ...rulesIn(memory, answers, clock.now()),
      ...(answers.setup !== undefined && { setup: answers.setup }),
    },
    refused: refusals.all(),
    failing: failing.list(),
    rights: rights(),
    history: history && history.text === mirror.config.text ? history.earlier : null,
  })
}
