/** The input of an explanation. It is small enough that the command line can collect it too. */

import type { AppPermission } from '../authorize/app-permissions.ts'
import type { CheckName } from '../checks/define.ts'
import type { DriftFile } from '../checks/findings.ts'
import type { FeatureName } from '../features/registry.ts'
import { type MergeBlock, openObjections, waitsForApproval } from '../merging/block.ts'
import type { Obstacle, Trouble } from '../state/obstacles.ts'
import type { DismissedApprovals, PacketState, PacketWork, Wait } from '../state/packet.ts'
import type { ReportState } from '../state/talk.ts'
import type { State, Status } from '../state.ts'
import { isOver } from '../status/statuses.ts'

/** Text that a dashboard shows. It is all that the command line can find out, since it cannot query the App. */
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
  /** The last report. */
  report: { kind: ReportState['kind']; by: string; note: string } | null
  /** Who paused it; null when it is not paused or that is not known. */
  pausedBy: 'agent' | 'writer' | null
  stale: boolean
  /** Drifting files. The command line does not know which rule they break. */
  drift: (Pick<DriftFile, 'path'> & Partial<DriftFile>)[]
  criteria: { done: number; all: number }
  red: { name: CheckName; title: string }[]
  /** The trial merge of this head; null when there is none. */
  trial: 'running' | 'passed' | 'failed' | 'interrupted' | 'unapproved' | null
  /** Numbers of open questions. */
  questions: number[]
  /** Requested paths that were neither granted nor denied. */
  scopeAsked: string[]
  /** Who changed the accepted text without permission. */
  changedBy: string | null
  queuePlace: number | null
  /** Position in GitHub's own merge queue. */
  placeAtGitHub: number | null
  mergeBlock: MergeBlock | Shown | null
  /** Approvals that an update of the branch cost. */
  dismissed: DismissedApprovals | null
  needsReview: boolean
  /** Reviewers whose requested changes are open. */
  objectors: string[]
  /** `auto`: it is merged without a command. */
  merges: 'command' | 'auto'
  /** Commit it was merged as. */
  mergedAs: string | null
  abandoned: { by: string; why: string } | null
  trouble: (Trouble | Shown)[]
  /** Why it may not be merged now; missing: not known. */
  obstacles?: { all: Obstacle[]; base: string }
  /** Permissions the App lacks here; null: none. */
  lacking: AppPermission[] | Shown | null
  /** Features that this GitHub lacks and that concern the packet. */
  lacks?: FeatureName[]
  /** Problems of the configuration. */
  configProblems: string[]
}

type Around = Pick<State, 'config' | 'configProblems' | 'lacking' | 'lacks'>

export function situationOf(packet: PacketState, state: Around): Situation {
  const { report } = packet.progress
  const { checks } = packet.work
  return {
    name: packet.name,
    status: packet.status,
    author: packet.author?.login ?? null,
    branch: packet.work.branch,
    errors: packet.text.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    waits: packet.waits,
    agent: packet.progress.agent?.login ?? null,
    report: report && { kind: report.kind, by: report.by.login, note: report.reason ?? report.text },
    pausedBy: packet.status !== 'paused' ? null : report?.kind === 'paused' ? 'agent' : 'writer',
    stale: packet.progress.stale,
    drift: packet.work.drift,
    criteria: {
      done: packet.text.packet.acceptance.filter(({ checked }) => checked).length,
      all: packet.text.packet.acceptance.length,
    },
    red: isOver(packet.status) ? [] : redOf(packet),
    trial: waitsForApproval(packet) ? 'unapproved' : trialOf(checks.integration),
    questions: packet.talk.decisions.filter(({ answer }) => answer === null).map(({ number }) => number),
    scopeAsked: packet.talk.scopeRequests.filter(({ verdict }) => verdict === 'open').map(({ path }) => path),
    changedBy: packet.text.change?.by ?? null,
    queuePlace: packet.queued?.place ?? null,
    placeAtGitHub: packet.atGitHub?.place ?? null,
    mergeBlock: packet.merge.mergeBlock,
    dismissed: packet.merge.dismissed,
    needsReview: packet.merge.needsReview,
    objectors: openObjections(packet).map(({ by }) => by?.login ?? 'a deleted account'),
    merges: state.config.merge,
    mergedAs: packet.end.merged?.sha ?? null,
    abandoned: packet.end.abandoned && { by: packet.end.abandoned.by, why: packet.end.abandoned.why },
    trouble: packet.merge.trouble,
    obstacles: { all: packet.merge.obstacles, base: packet.base.branch },
    lacking: state.lacking?.rights ?? null,
    lacks: (state.lacks ?? []).filter((name) => concerns(name, packet)),
    configProblems: state.configProblems,
  }
}

/** Whether something is different for this packet without the feature. */
function concerns(name: FeatureName, { dependencies, merge }: PacketState): boolean {
  switch (name) {
    case 'dependencies':
      return dependencies.some(({ kind }) => kind === 'hard')
    case 'merge-queue':
      return merge.route?.way === 'queue'
    default:
      return false
  }
}

const redOf = ({ work: { checks } }: PacketState): Situation['red'] =>
  Object.values(checks)
    .filter(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out')
    .map(({ name, title }) => ({ name, title }))

function trialOf(check: PacketWork['checks']['integration']): Situation['trial'] {
  if (check === undefined) return null
  if (check.conclusion === null) return 'running'
  if (check.conclusion === 'action_required') return 'unapproved'
  if (check.notRun === 'interrupted') return 'interrupted'
  return check.conclusion === 'success' ? 'passed' : 'failed'
}
