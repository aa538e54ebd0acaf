/** What people find on GitHub: the packet, branch, pull request, comment or box that an event means. */

import type { Comment, Issue, Pull } from '@switchyard/github-emulator'
import { markersIn } from '../../../src/core/records/markers.ts'
import type { Truth } from '../world/truth.ts'
import * as hub from '../world/truth.ts'
import type { Event } from './events.ts'

export type Of<K extends Event['do']> = Extract<Event, { do: K }>

/** Issues that people filed, oldest first. */
export const filed = (truth: Truth): Issue[] =>
  truth.repo.issues
    .filter((one) => hub.firstTitle(truth, one).startsWith('Work Packet') && !hub.isPull(truth, one.number))
    .sort((a, b) => a.number - b.number)
export const pick = <T>(list: T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
export const packetAt = (truth: Truth, n: number) => pick(filed(truth), n)
export const branchOf = (truth: Truth, issue: Issue) =>
  `feature/${/: (.+)$/.exec(hub.firstTitle(truth, issue))?.[1] ?? ''}`
export const pullFor = (truth: Truth, n: number): Pull | undefined => {
  const issue = packetAt(truth, n)
  return issue && truth.repo.pulls.findLast((one) => one.headRef === branchOf(truth, issue))
}
export const openPullFor = (truth: Truth, n: number): Pull | undefined => {
  const pull = pullFor(truth, n)
  return pull && hub.isOpen(truth, pull.number) ? pull : undefined
}
export const branchAt = (truth: Truth, n: number): string | undefined => {
  const issue = packetAt(truth, n)
  return issue && branchOf(truth, issue)
}
export const dashboardOf = (truth: Truth) => hub.sessionsIn(truth).find((one) => one.state === 'open')

/** What stands in open issues and pull requests, oldest first. Where it is closed nothing hangs on it any more. */
const openComments = (truth: Truth): Comment[] =>
  truth.repo.comments.filter((one) => hub.isOpen(truth, one.issue)).sort((a, b) => a.id - b.id)
export const sayings = (truth: Truth): Comment[] => openComments(truth).filter((one) => !hub.isApps(one))

/** Of the bot's comments those whose being there does not depend on when it looked: a question answered at once is not put. */
const LASTING =
  /^(card|briefing|merged|decided:|unblocked:|redirect:|scope:|depends:|waive:|undone:|round-of:|heard:|refused:)/
export function botsComment(truth: Truth, nth: number): Comment | undefined {
  const identity = (one: Comment) => markersIn(one.body)[0] ?? ''
  const own = openComments(truth).filter((one) => hub.isApps(one) && LASTING.test(identity(one)))
  return pick(
    own.toSorted((a, b) => a.issue - b.issue || identity(a).localeCompare(identity(b))),
    nth,
  )
}

/** What of the bot's making this event acts on, as it is shown: a branch, a pull request, a box. */
export function visibleTo(truth: Truth, event: Event): string {
  const branch = 'on' in event ? (branchAt(truth, event.on) ?? '') : ''
  switch (event.do) {
    case 'push':
    case 'reset':
    case 'sibling':
    case 'deleteBranch':
      return String(hub.headOf(truth, branch) !== undefined)
    case 'review':
    case 'dismiss':
    case 'closePull':
    case 'mergePull':
    case 'pullBody':
    case 'retarget':
      return String(openPullFor(truth, event.on)?.number)
    case 'reopenPull':
      return String(pullFor(truth, event.on)?.number)
    case 'say':
      return String(agentWorktree(truth, event))
    case 'reword':
      return String(pick(sayings(truth), event.nth)?.id)
    case 'box':
      return boxLines(truth, event).join()
    case 'forge':
    case 'dashboard':
      return String(dashboardOf(truth)?.number)
    default:
      return ''
  }
}

export function boxLines(truth: Truth, { box, on }: Of<'box'>): string[] {
  const action = box === 'round' ? 'round' : `${box}:${packetAt(truth, on)?.number}`
  const isBox = new RegExp(`<!-- switchyard:tick:${action}(?::| )`)
  return (dashboardOf(truth)?.body ?? '').split('\n').filter((line) => isBox.test(line))
}

export function agentWorktree(truth: Truth, { on, where }: Of<'say'>): number | undefined {
  if (where === 'dashboard') return dashboardOf(truth)?.number
  const pull = where === 'pull' ? pullFor(truth, on) : undefined
  return pull?.number ?? packetAt(truth, on)?.number
}
