/**
 * Trial merges and the merge itself. A packet that is done is tested once on base + head; the first of the queue that
 * may merge is tested again whenever the base has moved, and main is set to exactly the commit that passed.
 */
import { type Action, actionKey } from '../actions.ts'
import { type Apart, each } from '../apart.ts'
import {
  externalId,
  integrationResult,
  integrationRun,
  readExternalId,
  type TestedRun,
  trialKey,
} from '../checks/integration.ts'
import type { CheckRunFact, Facts } from '../facts.ts'
import type { CheckState } from '../findings.ts'
import { holdsBase } from '../fold/change.ts'
import type { Draft } from '../fold/draft.ts'
import type { Folded } from '../fold/fold.ts'
import { isMergedThere, putOutBy } from '../fold/github-queue.ts'
import { isItsOwn } from '../merging/queue.ts'
import { mergeHeld, putOut, putOutOfDone, takenOutOfDone } from '../say/comments.ts'
import { integrationStopped, wentWrong } from '../say/integration.ts'
import { trialMessage } from '../say/pull.ts'
import type { PacketState, State } from '../state.ts'
import { readingChecks, wantCheck } from './checks.ts'
import { once } from './speak.ts'

type Settled = TestedRun & { passed: boolean }

/** The comment that asked for the newest run. */
const requestOf = (packet: PacketState, draft: Draft): number =>
  Math.max(packet.report?.comment ?? 0, draft.fold.check?.comment ?? 0)

/** The result on GitHub, when it answers what is asked: the same head, and no newer request that it does not cover. */
function settledRun(packet: PacketState, draft: Draft, facts: Facts): Settled | null {
  const run = integrationRun(packet, facts)
  const tested = run ? readExternalId(run.externalId) : null
  if (run?.status !== 'completed' || tested === null || tested.head !== packet.head) return null
  const passed = run.conclusion === 'success'
  const newest = passed ? (draft.fold.check?.comment ?? 0) : requestOf(packet, draft)
  return newest > tested.request ? null : { ...tested, passed }
}

const messageOf = (packet: PacketState, request: number, { config }: State): string =>
  trialMessage(packet, config.runner === 'actions' ? request : null)

/** Tests base + head: shows that it runs, asks for the job, and writes down its result. */
function test(packet: PacketState, draft: Draft, base: string, state: State, facts: Facts): Action[] {
  const head = packet.head ?? ''
  const request = requestOf(packet, draft)
  const before = passedAsTrial(head, facts)
  if (before) return carryOver(before, { base: before.base, head, trial: head, request }, packet, facts)
  const under = underWay(packet, head, request, state, facts) ?? base
  const key = trialKey(under, head, request)
  const run = { base: under, head, trial: '', request }
  const trial = facts.lookups.trials[key]
  if (trial !== undefined && trial.state !== 'running') {
    const passed = trial.state === 'finished' && trial.ok
    const told = passed ? [] : undone(packet, draft, { ...run, passed }, state, facts)
    return told.length > 0 ? told : writeResult(packet, run, state, facts)
  }
  return [
    ...showRunning(packet, run, state, facts),
    { kind: 'trial', packet: packet.name, base: under, head, key, message: messageOf(packet, request, state) },
  ]
}

/** Writes down what a trial that is over came to; nothing where GitHub has it already. */
function writeResult(packet: PacketState, run: TestedRun, state: State, facts: Facts): Action[] {
  const trial = facts.lookups.trials[trialKey(run.base, run.head, run.request)]
  if (trial === undefined || trial.state === 'running') return []
  const id = externalId({ ...run, trial: trial.state === 'finished' ? trial.trial : '' })
  return wantCheck(integrationResult(trial, run.base, packet, state), run.head, id, facts)
}

/**
 * A run that has begun is finished on the base it began with, unless its turn to merge has come. What workflows do goes
 * on while the bot is away; a local run that this process does not know of is no more.
 */
function underWay(packet: PacketState, head: string, request: number, { config }: State, facts: Facts): string | null {
  if (packet.queued) return null
  const run = integrationRun(packet, facts)
  const tested = run ? readExternalId(run.externalId) : null
  if (run?.status !== 'in_progress' || tested === null || tested.request !== request) return null
  const known = facts.lookups.trials[trialKey(tested.base, head, request)] !== undefined
  return known || config.runner === 'actions' ? tested.base : null
}

/** The run that tested this very commit, as a trial of the head before it; only where this head has no result yet. */
function passedAsTrial(head: string, facts: Facts): (TestedRun & { run: CheckRunFact }) | null {
  const runs = facts.checks.filter((run) => run.name === 'switchyard/integration')
  if (runs.some((run) => run.headSha === head)) return null
  const found = runs.flatMap((run) => {
    const tested = run.conclusion === 'success' ? readExternalId(run.externalId) : null
    return tested?.trial === head ? [{ ...tested, run }] : []
  })
  return found.at(-1) ?? null
}

/** What was tested as a trial has become the head: it is not tested again. */
function carryOver({ run }: { run: CheckRunFact }, tested: TestedRun, packet: PacketState, facts: Facts): Action[] {
  const result = { name: 'integration', conclusion: 'success', title: run.title, summary: run.summary } as const
  return wantCheck({ ...result, annotations: [] }, packet.head ?? '', externalId(tested), facts)
}

function showRunning(packet: PacketState, run: TestedRun, state: State, facts: Facts): Action[] {
  const shown = integrationRun(packet, facts)
  const id = externalId(run)
  if (shown?.status === 'in_progress' && shown.externalId === id) return []
  const { title, summary } = integrationResult(
    { state: 'running', startedAt: facts.now, step: '' },
    run.base,
    packet,
    state,
  )
  return [
    {
      kind: 'check',
      name: 'switchyard/integration',
      head: run.head,
      id: shown?.id ?? null,
      status: 'in_progress',
      conclusion: null,
      externalId: id,
      title,
      summary,
      annotations: [],
    },
  ]
}

/** A trial that nobody waits for any more is not left hanging; one that is over has its result. */
function stop(packet: PacketState, state: State, facts: Facts): Action[] {
  const run = integrationRun(packet, facts)
  if (run === null || run.status === 'completed' || packet.head === null) return []
  const tested = readExternalId(run.externalId)
  const result = tested?.head === packet.head ? writeResult(packet, tested, state, facts) : []
  if (result.length > 0) return result
  return wantCheck(
    { name: 'integration', conclusion: 'cancelled', ...integrationStopped(), annotations: [] },
    packet.head,
    run.externalId,
    facts,
  )
}

/**
 * Red checks take a packet out of done, and the agent is told why, once for each `done`: before the check itself turns
 * red, so that whoever sees the red check finds the status that goes with it.
 */
function undone(packet: PacketState, draft: Draft, run: Settled, state: State, facts: Facts): Action[] {
  const reading = readingChecks(packet, state).filter((result) => result.conclusion === 'failure')
  const red: CheckState[] = reading.map((result) => ({
    ...result,
    tested: null,
    steps: [],
    url: packet.checks[result.name]?.url ?? null,
  }))
  const integration = packet.checks.integration
  const trial = run.passed ? undefined : facts.lookups.trials[trialKey(run.base, run.head, run.request)]
  if (!run.passed && integration) {
    const over =
      trial === undefined || trial.state === 'running' ? {} : integrationResult(trial, run.base, packet, state)
    red.push({ ...integration, ...over, steps: trial?.state === 'finished' ? trial.steps : [] })
  }
  if (red.length === 0 || packet.report === null) return []
  const notRun = trial?.state === 'not-run' ? trial : null
  return once(packet.issue, draft.told, takenOutOfDone(String(packet.report.comment), red, notRun))
}

const pullOpen = (packet: PacketState) =>
  packet.pull?.state === 'open' && packet.head !== null && packet.pull.headSha === packet.head

/** What keeps a queued packet from merging, apart from its trial; empty when nothing does. */
export function obstacles(packet: PacketState, state: State): string[] {
  if (packet.status !== 'done') return [`it is ${packet.status}, and merges once its agent has reported done`]
  const red = readingChecks(packet, state).filter((result) => result.conclusion === 'failure')
  return [
    ...red.map((result) => `\`switchyard/${result.name}\` is red`),
    ...(packet.mergeBlock ? [packet.mergeBlock] : []),
    ...packet.trouble,
  ]
}

/** The packet whose turn it is: one that cannot merge does not hold up those behind it. */
function nextToMerge(state: State, apart: Apart): PacketState | null {
  const queue = state.packets
    .filter((packet) => packet.queued !== null)
    .sort((a, b) => (a.queued?.place ?? 0) - (b.queued?.place ?? 0))
  const isFree = (packet: PacketState) => pullOpen(packet) && obstacles(packet, state).length === 0
  return queue.find((packet) => !packet.atGitHub && apart.guard(packet.issue, () => isFree(packet))) ?? null
}

/** GitHub merges only a head that holds all of the base: the branch is first set to the commit that was tested. */
function merge(packet: PacketState, run: Settled, state: State, facts: Facts): Action {
  const { base, head, trial } = run
  const tested = { packet: packet.name, base, head, trial, message: messageOf(packet, run.request, state) }
  const pull = packet.pull?.number ?? 0
  const byPull = packet.route?.way === 'pull' ? packet.route : null
  if (byPull && !holdsBase(head, base, facts)) return { kind: 'update-branch', branch: packet.branch, pull, ...tested }
  const method = byPull && { method: byPull.method }
  return { kind: 'merge', ...method, baseBranch: state.baseBranch, pull, issue: packet.issue, ...tested }
}

function enqueue({ issue, pull, head }: PacketState): Action {
  return { kind: 'enqueue', issue, pull: pull?.number ?? 0, nodeId: pull?.nodeId ?? '', head: head ?? '' }
}

/** What the App put into GitHub's queue goes out again once it is not to be merged any more. */
function takeBack(packet: PacketState, state: State): Action[] {
  const { atGitHub, issue, pull } = packet
  if (!atGitHub?.byApp || pull?.state !== 'open') return []
  if (packet.queued && pullOpen(packet) && obstacles(packet, state).length === 0) return []
  return [{ kind: 'dequeue', issue, pull: pull.number, nodeId: pull.nodeId }]
}

/** What put it out of GitHub's queue is said once; where the work itself is at fault, the packet leaves done by that. */
function leftGitHub(packet: PacketState, draft: Draft, state: State, facts: Facts): Action[] {
  const out = putOutBy(packet, facts)
  const asked = draft.fold.merge
  // A push is told of by its own line.
  if (out === null || !pullOpen(packet) || (asked && asked.at > out.at)) return []
  const wasOurs = asked !== null || state.config.merge === 'auto'
  if (!wasOurs && !isItsOwn(out.reason)) return []
  const red = facts.checks.filter((run) => run.headSha === out.group && run.conclusion === 'failure')
  const trial = Object.entries(facts.lookups.trials).find(
    ([key]) => out.group !== null && key.includes(`:${out.group}:`),
  )?.[1]
  const failed = trial?.state === 'finished' ? trial.steps.find(wentWrong) : undefined
  const left = { out, baseBranch: state.baseBranch, repoUrl: state.repoUrl, red, tail: failed?.tail ?? '' }
  const undone = packet.status === 'done' && packet.report?.kind === 'done' && isItsOwn(out.reason)
  const told = undone ? putOutOfDone(left, packet.report?.comment ?? 0) : putOut(left)
  return once(packet.issue, draft.told, told, out.at)
}

function forDone(packet: PacketState, draft: Draft, turn: boolean, state: State, facts: Facts): Action[] {
  const run = settledRun(packet, draft, facts)
  if (run === null) return test(packet, draft, state.baseSha, state, facts)
  const red = undone(packet, draft, run, state, facts)
  if (red.length > 0 || !turn || !run.passed) return red
  // GitHub's queue has what it makes of the head tested again, whatever the base is by then.
  const byQueue = packet.route?.way === 'queue'
  if (run.base !== state.baseSha && !byQueue) return test(packet, draft, state.baseSha, state, facts)
  if (byQueue && isMergedThere(packet, facts)) return []
  const action = byQueue ? enqueue(packet) : merge(packet, run, state, facts)
  return facts.refused[actionKey(action)] === undefined ? [action] : []
}

export function wantIntegration(folded: Folded, facts: Facts): Action[] {
  const { state, drafts, apart } = folded
  const next = nextToMerge(state, apart)
  const issueOf = (packet: PacketState) => packet.issue
  const wishes = each(apart, state.packets, issueOf, (packet) => {
    const draft = drafts.get(packet.issue)
    if (!draft || packet.pull === null) return []
    const left = [...leftGitHub(packet, draft, state, facts), ...takeBack(packet, state)]
    if (left.length > 0) return left
    const held = packet.queued && packet.status !== 'merged' ? obstacles(packet, state) : []
    const told = held.length > 0 ? once(packet.issue, draft.told, mergeHeld(packet.queued?.comment ?? 0, held)) : []
    if (packet.status !== 'done' || !pullOpen(packet)) return [...told, ...stop(packet, state, facts)]
    return [...told, ...forDone(packet, draft, packet === next, state, facts)]
  })
  return wishes.flat()
}
