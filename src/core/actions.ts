/**
 * What the shell may be asked to do, as data. Every creation carries its identity, so that performing one twice,
 * or after a crash, finds what is there. `key` names an action in logs, in the refusal memory and in tests.
 */
import type { Annotation } from './checks/findings.ts'
import type { MergeMethod } from './merging/rules.ts'
import type { CheckConclusion, Snapshot } from './snapshot/snapshot.ts'

export type Action =
  | { kind: 'create-label'; name: string; color: string; description: string }
  /** Only these labels: all others on the issue stay as they are. */
  | { kind: 'set-labels'; issue: number; add: string[]; remove: string[] }
  /** `marker` stands in the body as an HTML comment and is its identity on that issue. */
  | { kind: 'comment'; issue: number; marker: string; body: string }
  | { kind: 'edit-comment'; issue: number; comment: number; marker: string; body: string }
  /** `why`: for the log. `patient`: on what an agent reported. Nobody waits for it, so it may go last where GitHub's limits are near. */
  | { kind: 'react'; issue: number; comment: number; content: '+1' | '-1' | 'eyes'; patient?: true; why?: string }
  | { kind: 'unreact'; issue: number; comment: number; content: 'eyes' }
  | { kind: 'create-branch'; branch: string; sha: string }
  /** Only while it still stands at `sha`. */
  | { kind: 'delete-branch'; branch: string; sha: string }
  | { kind: 'open-pull'; branch: string; base: string; title: string; body: string; draft: boolean }
  /** A pull request with these new files on top of `sha`; never made again once there was one from `branch`. */
  | OfferAction
  | { kind: 'edit-pull'; pull: number; body: string }
  | { kind: 'ready-pull'; pull: number; nodeId: string }
  /** Points it at another branch. */
  | { kind: 'retarget-pull'; pull: number; base: string }
  | { kind: 'request-review'; pull: number; login: string }
  /** Found by `name` on `head`; `annotations` are sent only when the run is new or its content changed. */
  | CheckAction
  /** The dashboard. `before` is the text this one was made from: read again, and given up when it has changed. */
  | { kind: 'edit-issue-body'; issue: number; before: string; body: string }
  /**
   * Sends a request that starts an agent, never twice: the App's `comment` is set to `tried` before, to `ran` after, and back to `before`
   * when GitHub refused. One that stays at `tried` tells that it is not known whether it runs. `what`: the thing started, as Markdown; `key` the same for logs.
   */
  | {
      kind: 'dispatch'
      issue: number
      comment: number
      marker: string
      what: string
      key: string
      route: `POST /${string}`
      parameters: Record<string, unknown>
      bodies: { before: string; tried: string; ran: string }
    }
  | { kind: 'close-issue'; issue: number; reason: 'completed' | 'not_planned' }
  | { kind: 'reopen-issue'; issue: number }
  | { kind: 'open-session'; title: string; body: string; marker: string }
  | { kind: 'pin'; issue: number; nodeId: string }
  | { kind: 'unpin'; issue: number; nodeId: string }
  /** `childId`, `byId`: ids of issues, as those routes want them. A parent that is another session is replaced. */
  | { kind: 'add-sub-issue'; issue: number; child: number; childId: number }
  | { kind: 'add-blocked-by' | 'remove-blocked-by'; issue: number; by: number; byId: number }
  /**
   * A job: runs beside the loop and ends in `lookups.trials[key]`, `key` being `BASE:HEAD:ATTEMPT`. Wished for again in
   * every round until its result is known; `message` is the trial commit's.
   */
  | TrialAction
  /** Puts the pull request into GitHub's merge queue, while its head still is `head`. */
  | { kind: 'enqueue'; issue: number; pull: number; nodeId: string; head: string }
  | { kind: 'dequeue'; issue: number; pull: number; nodeId: string }
  /** Sets a packet's branch from `head` to its trial commit, without force: its head then holds all of `base`. */
  | ({ kind: 'update-branch'; branch: string; pull: number } & TestedCommit)
  /**
   * Sets the base branch to `trial` without force, once `trial` (made again if need be) is on GitHub. With a `method`
   * GitHub merges the pull request instead, whose head holds all of `base`.
   */
  | ({
      kind: 'merge'
      method?: MergeMethod
      /** Of the commit that GitHub makes; missing: it makes none of its own. */
      commit?: { title: string; message: string }
      baseBranch: string
      pull: number
      issue: number
    } & TestedCommit)

interface TrialAction {
  kind: 'trial'
  packet: string
  base: string
  head: string
  key: string
  message: string
  /** `head` is a commit of GitHub's merge queue, made on `base` and on this branch: it is tested as it is. */
  group?: { branch: string }
}

/** A trial commit that passed. */
export interface TestedCommit {
  packet: string
  base: string
  head: string
  trial: string
  /** The trial commit's message, with which it is made again when the bot's mirror was lost. */
  message: string
}

export interface OfferAction {
  kind: 'offer-setup'
  branch: string
  base: string
  sha: string
  title: string
  body: string
  files: { path: string; text: string }[]
}

export interface CheckAction {
  kind: 'check'
  name: string
  head: string
  /** null: create (after looking for one with this name on this head). */
  id: number | null
  status: 'in_progress' | 'completed'
  conclusion: CheckConclusion | null
  externalId: string
  title: string
  summary: string
  annotations: Annotation[]
}

/** Nobody waits for it and nothing follows from it: 👍 on reports, and the dashboard, which is written again anyway. */
export function isDeferrable(action: Action): boolean {
  return action.kind === 'edit-issue-body' || (action.kind === 'react' && action.patient === true)
}

/** What an action is about: kept with its refusal, so that nobody has to read its key. */
export interface ActionTarget {
  kind: Action['kind']
  issue?: number
  pull?: number
  branch?: string
  /** Of a packet's branch, where the action goes by the commit. */
  head?: string
}

/** @returns the kind and those of the four that the action names */
export function targetOf(action: Action): ActionTarget {
  return {
    kind: action.kind,
    ...('issue' in action && { issue: action.issue }),
    ...('pull' in action && { pull: action.pull }),
    ...('branch' in action && { branch: action.branch }),
    ...('head' in action && { head: action.head }),
  }
}

/** Identity of an action: the same action always has the same key. For logs and maps; nothing is read out of it. */
export function actionKey(action: Action): string {
  switch (action.kind) {
    case 'create-label':
      return `create-label ${action.name}`
    case 'set-labels':
      return `set-labels #${action.issue} ${[...action.add.map((label) => `+${label}`), ...action.remove.map((label) => `-${label}`)].join(', ')}`
    case 'comment':
    case 'edit-comment':
      return `${action.kind} #${action.issue} ${action.marker}`
    case 'react':
    case 'unreact':
      return `${action.kind} ${action.comment} ${action.content}`
    case 'create-branch':
    case 'delete-branch':
      return `${action.kind} ${action.branch} ${action.sha}`
    case 'open-pull':
      return `open-pull ${action.branch}${action.draft ? ' draft' : ''}`
    case 'offer-setup':
      return `offer-setup ${action.branch}`
    case 'edit-pull':
    case 'ready-pull':
      return `${action.kind} #${action.pull}`
    case 'retarget-pull':
      return `retarget-pull #${action.pull} ${action.base}`
    case 'request-review':
      return `request-review #${action.pull} ${action.login}`
    case 'check':
      return `check ${action.name} ${action.head} ${action.externalId} ${action.conclusion ?? action.status}`
    case 'edit-issue-body':
    case 'close-issue':
    case 'reopen-issue':
    case 'pin':
    case 'unpin':
      return `${action.kind} #${action.issue}`
    case 'dispatch':
      return `dispatch #${action.issue} ${action.marker} ${action.key}`
    case 'open-session':
      return `open-session ${action.marker}`
    case 'add-sub-issue':
      return `add-sub-issue #${action.issue} #${action.child}`
    case 'add-blocked-by':
    case 'remove-blocked-by':
      return `${action.kind} #${action.issue} #${action.by}`
    case 'trial':
      return `trial ${action.key}`
    case 'enqueue':
      return `enqueue #${action.issue} ${action.head}`
    case 'dequeue':
      return `dequeue #${action.issue}`
    case 'update-branch':
      return `update-branch ${action.branch} ${action.head} ${action.trial}`
    case 'merge':
      return `merge ${action.base}:${action.head}:${action.trial}${action.method ? ` by ${action.method}` : ''}`
  }
}

export const isRefusedNow = (action: Action, snapshot: Pick<Snapshot, 'refused'>): boolean =>
  snapshot.refused[actionKey(action)] !== undefined

/** Neither refused nor postponed. */
export const isOpenNow = (action: Action, snapshot: Pick<Snapshot, 'postponed' | 'refused'>): boolean =>
  !isRefusedNow(action, snapshot) && !snapshot.postponed?.includes(actionKey(action))
