/** The obstacles that keep a packet from the base branch, and the problems a person has to fix. */
import type { Actor } from '../snapshot/snapshot.ts'

/** Something that keeps a packet from the base branch, or that is unsettled although the packet has ended. */
export type Obstacle =
  /** The base branch no longer contains it. */
  | { kind: 'lost'; sha: string; at: number; how: 'gone' | 'reverted'; by: string | null }
  /** A person closed its issue while work remains. */
  | { kind: 'closed'; by: string; at: number; pull: number | null }
  /** It is delivered, and somebody continued to work on it. */
  | { kind: 'after-delivery'; pushed: boolean; pull: number | null }
  /** The branch it goes to was deleted. */
  | { kind: 'base-gone'; base: string }
  | { kind: 'branch-gone'; branch: string }
  /** It is reported done and has no commit of its own. */
  | { kind: 'no-commits'; branch: string }
  /** `instead`: the branch where work continues, if the pull request came from another branch. */
  | { kind: 'pull-closed'; pull: number; by: string | null; instead?: string }
  | { kind: 'several-pulls'; pulls: number[]; counts: number }
  /** Its pull request also closes these packets. */
  | { kind: 'shared-pull'; pull: number; packets: { issue: number; name: string }[] }
  /** Its pull request, or the stack that it is in, targets another branch. */
  | { kind: 'retargeted'; pull: number; into: string; stacked?: true }
  | { kind: 'merged-elsewhere'; pull: number; into: string }
  /** Another pull request brought in its commits while it was not done. */
  | { kind: 'came-with'; pull: number; with: number }
  /** Its branch shares no history with the base branch. */
  | { kind: 'unrelated' }
  /** Merging it would change nothing; `files`: how many files its own commits change. */
  | { kind: 'empty'; files: number }
  /** Its branch contains unmerged commits of these packets. */
  | { kind: 'holds'; packets: { issue: number; name: string }[]; own: number }

/** A problem that a person has to fix; `message` is GitHub's. */
export type Trouble =
  | { kind: 'refused'; action: RefusedWork; message: string }
  /** The base branch's workflow files changed, and the App may not bring them into the packet's branch at this head. */
  | { kind: 'workflows'; base: string; pull: number; head: string }
  /** It cannot be dispatched to its agent. `problem`: the adapter's sentences on how to fix it. */
  | { kind: 'no-dispatch'; problem: string }

/** Actions whose refusal concerns one packet. */
export type RefusedWork =
  | 'create-branch'
  | 'open-pull'
  | 'ready-pull'
  | 'close-issue'
  | 'check'
  | 'merge'
  | 'enqueue'
  | 'dequeue'
  | 'update-branch'

/** The last request for changes of one person. */
export interface ObjectionState {
  /** Id of the review. */
  review: number
  /** null: a deleted account. */
  by: Actor | null
  at: number
  url: string
  /** The review's text; '' when it only has line comments. */
  text: string
  /** A writer commented `/merge` after the bot had named the objection, so it does not block that merge. */
  answered: boolean
}
