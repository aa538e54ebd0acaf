/** What an explanation needs to know of a packet: little enough that a person's machine can find it out as well. */
import type { AppPermission } from '../authorize/app-permissions.ts'
import type { CheckName } from '../checks/define.ts'
import type { DriftFile } from '../checks/findings.ts'
import { type MergeBlock, openObjections } from '../merging/block.ts'
import type { Obstacle, PacketState, ReportState, State, Status, Trouble, Wait } from '../state.ts'
import { isOver } from '../status/statuses.ts'

/** Words that a dashboard shows already: all that somebody who cannot ask the App knows of it. */
export interface Shown {
  kind: 'shown'
  words: string
}

export interface Situation {
  name: string
  /** null: the bot has not read it yet. */
  status: Status | null
  author: string | null
  branch: string
  /** Errors in its text. */
  errors: string[]
  waits: Wait[]
  agent: string | null
  /** What was reported last. */
  report: { kind: ReportState['kind']; by: string; note: string } | null
  /** Whose word stopped it, where it is paused and that is known. */
  pausedBy: 'agent' | 'writer' | null
  stale: boolean
  /** Against what is not known everywhere. */
  drift: (Pick<DriftFile, 'path'> & Partial<DriftFile>)[]
  criteria: { done: number; all: number }
  red: { name: CheckName; title: string }[]
  /** The trial merge of this head: null when none has ended or is under way. */
  trial: 'running' | 'passed' | 'failed' | null
  /** Numbers of open questions. */
  questions: number[]
  /** Paths that were asked for and neither granted nor refused. */
  scopeAsked: string[]
  /** Who changed the accepted text without being allowed to. */
  changedBy: string | null
  queuePlace: number | null
  /** In GitHub's own merge queue. */
  placeAtGitHub: number | null
  mergeBlock: MergeBlock | Shown | null
  needsReview: boolean
  /** Who requested changes that stand. */
  objectors: string[]
  /** `merge: auto`: it merges without a word. */
  merges: 'command' | 'auto'
  /** Commit it was merged as. */
  mergedAs: string | null
  abandoned: { by: string; why: string } | null
  trouble: (Trouble | Shown)[]
  /** Why it may not come to the base branch as it is; missing: not known. */
  obstacles?: { all: Obstacle[]; base: string }
  /** Which rights the App lacks here; null: none. */
  lacking: AppPermission[] | Shown | null
  /** What is broken in the configuration. */
  configProblems: string[]
}

type Around = Pick<State, 'config' | 'configProblems' | 'lacking'> & Partial<Pick<State, 'baseBranch'>>

export function situationOf(packet: PacketState, state: Around): Situation {
  const { report, checks } = packet
  return {
    name: packet.name,
    status: packet.status,
    author: packet.author?.login ?? null,
    branch: packet.branch,
    errors: packet.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    waits: packet.waits,
    agent: packet.agent?.login ?? null,
    report: report && { kind: report.kind, by: report.by.login, note: report.reason ?? report.text },
    pausedBy: packet.status !== 'paused' ? null : report?.kind === 'paused' ? 'agent' : 'writer',
    stale: packet.stale,
    drift: packet.drift,
    criteria: {
      done: packet.packet.acceptance.filter(({ checked }) => checked).length,
      all: packet.packet.acceptance.length,
    },
    red: isOver(packet.status) ? [] : redOf(packet),
    trial: trialOf(checks.integration),
    questions: packet.decisions.filter(({ answer }) => answer === null).map(({ number }) => number),
    scopeAsked: packet.scopeRequests.filter(({ verdict }) => verdict === 'open').map(({ path }) => path),
    changedBy: packet.change?.by ?? null,
    queuePlace: packet.queued?.place ?? null,
    placeAtGitHub: packet.atGitHub?.place ?? null,
    mergeBlock: packet.mergeBlock,
    needsReview: packet.needsReview,
    objectors: openObjections(packet).map(({ by }) => by?.login ?? 'a deleted account'),
    merges: state.config.merge,
    mergedAs: packet.merged?.sha ?? null,
    abandoned: packet.abandoned && { by: packet.abandoned.by, why: packet.abandoned.why },
    trouble: packet.trouble,
    obstacles: { all: packet.obstacles, base: state.baseBranch ?? 'main' },
    lacking: state.lacking?.rights ?? null,
    configProblems: state.configProblems,
  }
}

const redOf = ({ checks }: PacketState): Situation['red'] =>
  Object.values(checks)
    .filter(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out')
    .map(({ name, title }) => ({ name, title }))

function trialOf(check: PacketState['checks']['integration']): Situation['trial'] {
  if (check === undefined) return null
  if (check.conclusion === null) return 'running'
  return check.conclusion === 'success' ? 'passed' : 'failed'
}
