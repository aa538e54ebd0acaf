/** What keeps a packet from the base branch, and what a person has to put right. */
import type { Actor } from '../snapshot/snapshot.ts'

/** What keeps a packet from the base branch, or stands open although the packet is over. */
export type Obstacle =
  /** It was on the base branch and is not any more. */
  | { kind: 'lost'; sha: string; at: number; how: 'gone' | 'reverted'; by: string | null }
  /** Its issue was closed by hand, and there is work left. */
  | { kind: 'closed'; by: string; at: number; pull: number | null }
  /** It is delivered, and somebody went on with it. */
  | { kind: 'after-delivery'; pushed: boolean; pull: number | null }
  | { kind: 'branch-gone'; branch: string }
  /** Reported done without a commit of its own. */
  | { kind: 'no-commits'; branch: string }
  /** `instead`: the branch on which work goes on, where the pull request was of another. */
  | { kind: 'pull-closed'; pull: number; by: string | null; instead?: string }
  | { kind: 'several-pulls'; pulls: number[]; counts: number }
  /** Its pull request closes these packets as well. */
  | { kind: 'shared-pull'; pull: number; packets: { issue: number; name: string }[] }
  /** Its pull request points at another branch. */
  | { kind: 'retargeted'; pull: number; into: string }
  | { kind: 'merged-elsewhere'; pull: number; into: string }
  /** Its commits came in with another's pull request while it was not done. */
  | { kind: 'came-with'; pull: number; with: number }
  /** Its history has nothing in common with the base branch's. */
  | { kind: 'unrelated' }
  /** Merging it would change nothing; `files`: what its own commits change. */
  | { kind: 'empty'; files: number }
  /** Unmerged commits of these packets are in its branch. */
  | { kind: 'holds'; packets: { issue: number; name: string }[]; own: number }

/** Something that a person has to put right; `message`: in GitHub's words. */
export type Trouble =
  | { kind: 'refused'; action: RefusedWork; message: string }
  /** It cannot go to its agent. `problem`: how to fix it, as the adapter's own sentences. */
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
  /** What it says; '' where only lines were commented on. */
  text: string
  /** A writer said `/merge` knowing of it: it does not hold that merge. */
  answered: boolean
}
