/**
 * The actions that the shell can execute, as data. Every action that creates something has an identity, so that executing
 * it twice, or after a crash, finds what exists. `actionKey` names an action in logs, stored refusals and tests.
 */
import type { Annotation } from './checks/findings.ts'
import type { MergeMethod } from './merging/rules.ts'
import type { CheckConclusion, Snapshot } from './snapshot/snapshot.ts'

export type Action =
  | { kind: 'create-label'; name: string; color: string; description: string }
  /** Changes only these labels. All others on the issue stay. */
  | { kind: 'set-labels'; issue: number; add: string[]; remove: string[] }
  /** `marker` is in the body as an HTML comment and identifies the comment on that issue. */
  | { kind: 'comment'; issue: number; marker: string; body: string }
  | { kind: 'edit-comment'; issue: number; comment: number; marker: string; body: string }
  /** `why`: for the log. `patient`: the reaction is on an agent's report and may be deferred near GitHub's limits. */
  | { kind: 'react'; issue: number; comment: number; content: '+1' | '-1' | 'eyes'; patient?: true; why?: string }
  | { kind: 'unreact'; issue: number; comment: number; content: 'eyes' }
  | { kind: 'create-branch'; branch: string; sha: string }
  /** Only while its tip is still `sha`. */
  | { kind: 'delete-branch'; branch: string; sha: string }
  | { kind: 'open-pull'; branch: string; base: string; title: string; body: string; draft: boolean }
  /** Opens a pull request that adds these files on top of `sha`. Never repeated once there was one from `branch`. */
  | OfferAction
  | { kind: 'edit-pull'; pull: number; body: string }
  | { kind: 'ready-pull'; pull: number; nodeId: string }
  /** Changes its base branch. */
  | { kind: 'retarget-pull'; pull: number; base: string }
  | { kind: 'request-review'; pull: number; login: string }
  /** Found by `name` on `head`. `annotations` are sent only when the run is new or its content changed. */
  | CheckAction
  /** Writes the dashboard. `before` is the text it was made from; the action is dropped when that has changed. */
  | { kind: 'edit-issue-body'; issue: number; before: string; body: string }
  /**
   * Sends a request that starts an agent, never twice. The App's `comment` is set to `tried` before the request, to `ran`
   * after it, and back to `before` when GitHub refused. If it stays at `tried`, it is unknown whether the agent runs.
   * `what`: what is started, as Markdown; `key`: the same for logs.
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
  /** `childId`, `byId`: issue ids, which these routes require. A parent that is another session is replaced. */
  | { kind: 'add-sub-issue'; issue: number; child: number; childId: number }
  | { kind: 'add-blocked-by' | 'remove-blocked-by'; issue: number; by: number; byId: number }
  /**
   * A job that runs beside the loop. Its result is stored in `results.trials[key]`; `key` is `BASE:HEAD:ATTEMPT`. Planned
   * in every round until the result is known. `message` is the trial commit's.
   */
  | TrialAction
  /** Adds the pull request to GitHub's merge queue, only while its head is still `head`. */
  | {
      kind: 'enqueue'
      issue: number
      /** The branch whose queue it is. */
      baseBranch: string
      pull: number
      nodeId: string
      head: string
      /** See `merge`; missing: a rule requires the queue, so a refusal leaves no other way. */
      situation?: string
      /** With all that is below it in its stack. */
      stacked?: true
    }
  | { kind: 'dequeue'; issue: number; pull: number; nodeId: string }
  /**
   * Brings the base branch into a packet's branch. GitHub merges and signs, which keeps approvals where anything does.
   * With `pushed`, the branch is set to the trial commit instead, without force; `signed` excludes that, since the App
   * cannot sign.
   */
  | ({ kind: 'update-branch'; branch: string; pull: number; signed?: true; pushed?: true } & TestedCommit)
  /**
   * Sets the base branch to `trial` without force, after pushing `trial` (created again if necessary). With a `method`
   * GitHub merges the pull request instead, whose head contains all of `base`.
   */
  | ({
      kind: 'merge'
      method?: MergeMethod
      /** Texts of the commit that GitHub creates; missing when it creates none. */
      commit?: { title: string; message: string }
      /** With these pull requests below it in its stack, whose heads it contains. */
      stacked?: number[]
      /** `situationOf` the pull request: a refusal of this method counts until it changes. */
      situation?: string
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
  /** The head passed on this earlier base. Tests need not run again where the base moved by files of other tests only. */
  passedOn?: string
  /** `head` is a merge group's commit on this branch, based on `base`. It is tested without another merge. */
  group?: { branch: string }
}

/** A trial commit that passed. */
export interface TestedCommit {
  packet: string
  base: string
  head: string
  trial: string
  /** The trial commit's message, used to create the commit again when the App's mirror was lost. */
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
  /** null: create one, unless there is one with this name on this head. */
  id: number | null
  status: 'in_progress' | 'completed'
  conclusion: CheckConclusion | null
  externalId: string
  title: string
  summary: string
  annotations: Annotation[]
}

/** Whether an action has low priority: 👍 on reports, and the dashboard. These may be deferred when the budget is short. */
export function isDeferrable(action: Action): boolean {
  return action.kind === 'edit-issue-body' || (action.kind === 'react' && action.patient === true)
}

/** What an action is about. Stored with its refusal, so that no code has to parse the key. */
export interface ActionTarget {
  kind: Action['kind']
  issue?: number
  pull?: number
  branch?: string
  /** Head of a packet's branch, for an action on a commit. */
  head?: string
}

/** Returns what an action is about: its kind, and the fields that it has. */
export function targetOf(action: Action): ActionTarget {
  return {
    kind: action.kind,
    ...('issue' in action && { issue: action.issue }),
    ...('pull' in action && { pull: action.pull }),
    ...('branch' in action && { branch: action.branch }),
    ...('head' in action && { head: action.head }),
  }
}

/** Returns the key of an action. Equal actions have equal keys. For logs and maps; never parsed. */
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
