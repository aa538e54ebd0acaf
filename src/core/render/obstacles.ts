/** What keeps a packet from the base branch, each with what a person does about it. Prose: names stand in backticks. */
import type { Obstacle } from '../state/obstacles.ts'
import { plural } from '../time.ts'
import { list, short } from './words.ts'

export interface ObstacleWords {
  what: string
  /** What to do, as a sentence. */
  fix: string
}

export function obstacleWords(one: Obstacle, base: string): ObstacleWords {
  switch (one.kind) {
    case 'lost':
      return {
        what:
          one.how === 'gone'
            ? `was merged, and \`${base}\` has lost it: \`${short(one.sha)}\` is not on it any more`
            : `was merged as \`${short(one.sha)}\`, and \`${short(one.by ?? '')}\` on \`${base}\` reverts it`,
        fix: 'Reopen its issue to bring it in again (after a revert: revert the revert on its branch first), or say `/abandon`.',
      }
    case 'closed':
      return {
        what: `was closed by ${one.by}, and its work is still there${one.pull === null ? '' : ` (pull request ${one.pull})`}`,
        fix: 'Reopen its issue to go on, or say `/abandon`.',
      }
    case 'after-delivery':
      return {
        what: `is merged already, and ${furtherWork(one)}`,
        fix:
          one.pull === null
            ? `File a new packet for what is left to do, and ${one.pushed ? 'delete the branch' : 'close this one'}.`
            : `Close pull request ${one.pull}; file a new packet for what is left to do.`,
      }
    case 'branch-gone':
      return {
        what: `has no branch any more: \`${one.branch}\` was deleted`,
        fix: `Push it again, or \`/start\` makes it anew from \`${base}\`, or say \`/abandon\`.`,
      }
    case 'no-commits':
      return {
        what: `was reported done, and nothing of its own was pushed to \`${one.branch}\``,
        fix: 'Push the work, or say `/abandon`.',
      }
    case 'pull-closed':
      return {
        what: `has no open pull request: ${one.by ?? 'somebody'} closed pull request ${one.pull}`,
        fix:
          one.instead === undefined
            ? 'Reopen it, or `/start` opens another, or say `/abandon`.'
            : `Reopen it, or push the work to \`${one.instead}\`, or say \`/abandon\`.`,
      }
    case 'several-pulls':
      return {
        what: `has ${one.pulls.length} open pull requests (${list(one.pulls.map(String))}); ${one.counts} counts`,
        fix: 'Close all but one.',
      }
    case 'shared-pull':
      return {
        what: `shares pull request ${one.pull} with ${list(one.packets.map(({ name, issue }) => `\`${name}\` (#${issue})`))}`,
        fix: 'Take all closing words but one out of its text: each packet has a pull request of its own.',
      }
    case 'retargeted':
      return {
        what: `has a pull request (${one.pull}) that points at \`${one.into}\`, not at \`${base}\``,
        fix: `Change its base to \`${base}\`.`,
      }
    case 'merged-elsewhere':
      return {
        what: `was merged into \`${one.into}\` by pull request ${one.pull}, and is not on \`${base}\``,
        fix: `Merge \`${one.into}\` into \`${base}\`, or \`/start\` opens another pull request, or say \`/abandon\`.`,
      }
    case 'came-with':
      return {
        what: `came into \`${base}\` with pull request ${one.with} before it was reported done`,
        fix: 'Push what is missing, or close its issue as completed if nothing is, or say `/abandon`.',
      }
    case 'unrelated':
      return {
        what: `has a history of its own: its branch shares no commit with \`${base}\``,
        fix: `Start the branch again from \`origin/${base}\`: \`git rebase --onto origin/${base} --root\`.`,
      }
    case 'empty':
      return {
        what:
          one.files === 0
            ? 'has nothing in it: its commits change no file'
            : `has nothing in it: \`${base}\` has ${plural(one.files, 'changed file')} of it already`,
        fix: 'Push the work, close its issue as completed if it is there already, or say `/abandon`.',
      }
    case 'holds':
      return {
        what: `holds unmerged commits of ${list(one.packets.map(({ name, issue }) => `\`${name}\` (#${issue})`))}`,
        fix: `Merge ${one.packets.length === 1 ? 'that one' : 'those'} first, or take the commits out of its branch. Where a packet was given up, deleting its branch does.`,
      }
  }
}

function furtherWork({ pushed, pull }: Extract<Obstacle, { kind: 'after-delivery' }>): string {
  if (pull !== null) return `pull request ${pull} of it is open`
  return pushed ? 'more was pushed to its branch' : 'its issue was reopened'
}

/** For a list of reasons: one line. */
export function obstacleLine(one: Obstacle, base: string): string {
  const { what, fix } = obstacleWords(one, base)
  // The list that it stands in ends the sentence.
  return `it ${what}. ${fix.replace(/\.$/, '')}`
}
