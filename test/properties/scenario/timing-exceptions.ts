/**
 * Events whose outcome depends on what the bot had seen before. Before each of them the bot looks in both runs. There are
 * no other exceptions.
 */
import type { Event } from './events.ts'

const REASONS: Partial<Record<Event['do'], string>> = {
  main: 'A branch begins at the base as it stands when the bot looks; a trial is made on that base.',
  config: 'The configuration in force is the one that stands there when the bot looks.',
  edit: 'A packet is accepted, started and checked by the text that stands there when the bot looks.',
  unsay: 'A comment that is deleted before the bot saw it says nothing; one that it saw has been recorded.',
  close: 'A packet that is closed before the bot looks gets no branch; one that it saw has it.',
  closePull: 'The same of what a closed pull request stops.',
  mergePull: 'A trial is made on the base that stands there when the bot looks.',
  deleteBranch: 'A branch that is gone when the bot looks is made again; what it saw there is gone.',
  role: 'Whether somebody may use a command is asked once, when the command is first seen.',
  rename: 'A packet is started under the name that it has when the bot looks.',
  reset: 'What a branch held between two looks has no pull request and no checks.',
  pushAgain: 'As for reset.',
  sibling: 'As for reset.',
  retarget: 'The same of what a pull request was to be merged into.',
  mergeOwn: 'A packet that is delivered before the bot looks is never started; one that it saw has a branch.',
  revert: 'A dependent starts, or does not, by what is on main when the bot looks.',
  rewrite: 'As for reset.',
  account: 'Whether somebody may use a command is asked once, when the command is first seen.',
  deleteIssue: 'What depends on an issue that was never seen waits for one nobody has filed.',
}

/** The bot starts a packet when it first sees that nothing keeps it: what does must come before that, or after. */
const KEEPS_FROM_STARTING = /^\/(depends|pause|abandon)\b/m

/** A round writes down how many packets are in which status when the bot looks. */
const isRound = (event: Event): boolean =>
  ('body' in event && event.body === '/round') || (event.do === 'box' && event.box === 'round')

/** A session begins when its issue is there: what is accepted before belongs to the one that was open until then. */
const opensSession = (event: Event): boolean => 'body' in event && event.body.startsWith('/session')

/** A packet that is done is made ready for review and tested at once, which a later report does not take back. */
const isDone = (event: Event): boolean => 'body' in event && /^\/status done|STATUS: DONE/m.test(event.body)

/** The bot merges at the look that finds nothing in the way; what is said a moment later comes too late, or in time. */
const asksToMerge = (event: Event): boolean =>
  ('body' in event && /^\/merge/m.test(event.body)) || (event.do === 'box' && event.box === 'merge')

/** Of two packets that want one name, the one that the bot saw first may be at work when it sees the other. */
const sameName = (event: Event, other: Event): boolean =>
  event.do === 'file' && other.do === 'file' && event.name === other.name

/** A packet that became invalid, or was given up, before the bot looks gets no pull request by a push. */
const mayEnd = (event: Event): boolean =>
  ['edit', 'close', 'closePull', 'deleteIssue', 'deleteBranch', 'unsay'].includes(event.do) ||
  ('body' in event && KEEPS_FROM_STARTING.test(event.body))

/** May fix a check that an earlier push turned red; a red check ends a `done` when the bot sees it. */
const mayFix = (event: Event): boolean =>
  event.do === 'push' || event.do === 'tick' || ('body' in event && /^\/(scope|waive)/m.test(event.body))

/** It covers the files that a check has listed. */
const allowsUnseen = (event: Event, unseen: readonly Event[]): boolean =>
  'body' in event &&
  /^\/scope\s+allow/m.test(event.body) &&
  unseen.some(({ do: what }) => ['push', 'reset', 'pushAgain', 'sibling', 'ownPull', 'reopenPull'].includes(what))

/**
 * A push goes to a branch, and a review to a pull request, that the bot has made by then; comments are edited where it has
 * not closed the issue.
 */
const needsTheBot = (event: Event, unseen: readonly Event[]): boolean =>
  (mayFix(event) && unseen.some((one) => one.do === 'push')) ||
  (event.do === 'push' && unseen.some(mayEnd)) ||
  (event.do === 'reword' && unseen.some(mayEnd)) ||
  (event.do === 'review' && unseen.some((one) => one.do === 'push'))

const MOVES_BASE = new Set<Event['do']>(['main', 'config', 'mergePull', 'mergeOwn', 'revert', 'rewrite'])

/** Events that neither free nor take a slot. */
const CHANGES_NO_SLOT = new Set<Event['do']>([
  'push',
  'tick',
  'review',
  'dismiss',
  'wait',
  'assign',
  'dashboard',
  'label',
])

/**
 * @param unseen what happened since both runs let the bot look
 * @param isScarce fewer slots than packets: who gets one depends on who waits when it becomes free
 */
export function isTimingException(event: Event, unseen: readonly Event[], isScarce: boolean): boolean {
  if (isScarce && unseen.some((one) => !CHANGES_NO_SLOT.has(one.do))) return true
  const acts = [isRound, opensSession, isDone, asksToMerge]
  if (unseen.some((one) => MOVES_BASE.has(one.do) || acts.some((is) => is(one)) || sameName(event, one))) return true
  if (needsTheBot(event, unseen) || allowsUnseen(event, unseen)) return true
  // An edit by somebody else removes the effect of a command that has no verdict yet.
  if (event.do === 'reword') return event.who !== 'author' || KEEPS_FROM_STARTING.test(event.body)
  if (event.do === 'say' && KEEPS_FROM_STARTING.test(event.body)) return true
  return isRound(event) || opensSession(event) || REASONS[event.do] !== undefined
}
