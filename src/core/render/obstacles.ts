/** The obstacles that keep a packet from the base branch, each with its fix. Prose: names are in backticks. */
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
            ? `was merged, but \`${short(one.sha)}\` is no longer on \`${base}\``
            : `was merged as \`${short(one.sha)}\`, but \`${short(one.by ?? '')}\` on \`${base}\` reverts it`,
        fix: 'Reopen its issue to bring it in again (after a revert: revert the revert on its branch first), or comment `/abandon`.',
      }
    case 'closed':
      return {
        what: `was closed by ${one.by}, but its work still exists${one.pull === null ? '' : ` (pull request ${one.pull})`}`,
        fix: 'Reopen its issue to go on, or comment `/abandon`.',
      }
    case 'after-delivery':
      return {
        what: `is already merged, but ${furtherWork(one)}`,
        fix:
          one.pull === null
            ? `File a new packet for what is left to do, and ${one.pushed ? 'delete the branch' : 'close this one'}.`
            : `Close pull request ${one.pull}; file a new packet for what is left to do.`,
      }
    case 'base-gone':
      return {
        what: `cannot be merged: its base branch \`${one.base}\` was deleted`,
        fix: `Create \`${one.base}\` again, or comment \`/abandon\` and file its work as a new packet.`,
      }
    case 'branch-gone':
      return {
        what: `has no branch: \`${one.branch}\` was deleted`,
        fix: `Push it again, comment \`/start\` to create it again from \`${base}\`, or comment \`/abandon\`.`,
      }
    case 'no-commits':
      return {
        what: `was reported done, but none of its own commits was pushed to \`${one.branch}\``,
        fix: 'Push the work, or comment `/abandon`.',
      }
    case 'pull-closed':
      return {
        what: `has no open pull request: ${one.by ?? 'somebody'} closed pull request ${one.pull}`,
        fix:
          one.instead === undefined
            ? 'Reopen it, comment `/start` to open another, or comment `/abandon`.'
            : `Reopen it, push the work to \`${one.instead}\`, or comment \`/abandon\`.`,
      }
    case 'several-pulls':
      return {
        what: `has ${one.pulls.length} open pull requests (${list(one.pulls.map(String))}); ${one.counts} counts`,
        fix: 'Close all but one.',
      }
    case 'shared-pull':
      return {
        what: `shares pull request ${one.pull} with ${list(one.packets.map(({ name, issue }) => `\`${name}\` (#${issue})`))}`,
        fix: 'Remove all closing words but one from its text: each packet needs its own pull request.',
      }
    case 'retargeted':
      return {
        what: `has a pull request (${one.pull}) ${one.stacked ? 'in a stack ' : ''}that points at \`${one.into}\`, not at \`${base}\``,
        fix: one.stacked
          ? `GitHub does not change the base of a stack: unstack it and change the base to \`${base}\`.`
          : `Change its base to \`${base}\`.`,
      }
    case 'merged-elsewhere':
      return {
        what: `was merged into \`${one.into}\` by pull request ${one.pull}, but is not on \`${base}\``,
        fix: `Merge \`${one.into}\` into \`${base}\`, comment \`/start\` to open another pull request, or comment \`/abandon\`.`,
      }
    case 'came-with':
      return {
        what: `came into \`${base}\` with pull request ${one.with} before it was reported done`,
        fix: 'Push what is missing, close its issue as completed if nothing is, or comment `/abandon`.',
      }
    case 'unrelated':
      return {
        what: `has an unrelated history: its branch shares no commit with \`${base}\``,
        fix: `Start the branch again from \`origin/${base}\`: \`git rebase --onto origin/${base} --root\`.`,
      }
    case 'empty':
      return {
        what:
          one.files === 0
            ? 'is empty: its commits change no file'
            : `is empty: \`${base}\` already has its ${plural(one.files, 'changed file')}`,
        fix: 'Push the work, close its issue as completed if the work is already there, or comment `/abandon`.',
      }
    case 'holds':
      return {
        what: `contains unmerged commits of ${list(one.packets.map(({ name, issue }) => `\`${name}\` (#${issue})`))}`,
        fix: `Merge ${one.packets.length === 1 ? 'that one' : 'those'} first, or remove the commits from its branch. If such a packet was abandoned, deleting that packet's branch is enough.`,
      }
  }
}

function furtherWork({ pushed, pull }: Extract<Obstacle, { kind: 'after-delivery' }>): string {
  if (pull !== null) return `its pull request ${pull} is open`
  return pushed ? 'more was pushed to its branch' : 'its issue was reopened'
}

/** An obstacle as one line of a list of reasons. */
export function obstacleLine(one: Obstacle, base: string): string {
  const { what, fix } = obstacleWords(one, base)
  // The surrounding list ends the sentence.
  return `it ${what}. ${fix.replace(/\.$/, '')}`
}
