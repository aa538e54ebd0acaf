/**
 * What the App wrote and a read may not show yet: GitHub answers from copies that lag behind for some seconds. It is put
 * back into what was read until a read shows it, a read is known to be younger, or a limit has passed; after that it is
 * really gone, because somebody deleted or changed it.
 */
import type { Action } from '../../core/actions.ts'
import { markersIn } from '../../core/records/markers.ts'
import { type Mirror, type RawComment, type RawIssue, type RawPull, rawCommentsOn } from './mirror.ts'

/** How long a read may be behind, in milliseconds. */
const LIMIT_MS = 60_000
/** How soon to read again what a read did not show, in milliseconds. */
const AGAIN_MS = 10_000

type Item = RawIssue | RawPull

interface Write {
  /** Issue or pull request; null: a branch or a check run. */
  number: number | null
  /** A later write with the same key replaces it; missing: none does. */
  key?: string
  /** When it was written, in milliseconds. */
  at: number
  isShown(mirror: Mirror): boolean
  putBack(mirror: Mirror): void
}

interface Kept extends Write {
  until: number
  /** When to read again, in milliseconds; null: the last read showed nothing else. */
  dueAt: number | null
}

export interface OwnWrites {
  /** Notes an action that was executed, from what its handler wrote to the mirror. */
  note(action: Action, mirror: Mirror, now: number): void
  /** Puts back into what was read what it does not show yet. Changes the mirror. */
  putBack(mirror: Mirror, now: number): void
  /** Returns what to read again now. */
  due(now: number): { issues: number[]; refs: boolean }
  /** Returns when to read again, in milliseconds; null: no need to. */
  dueAt(): number | null
}

export function createOwnWrites(): OwnWrites {
  let kept: Kept[] = []
  return {
    note(action, mirror, now) {
      const write = writeOf(action, mirror, now)
      if (write === null) return
      kept = kept.filter(({ key }) => key === undefined || key !== write.key)
      kept.push({ ...write, until: now + LIMIT_MS, dueAt: null })
    },
    putBack(mirror, now) {
      kept = kept.filter((each) => now < each.until && !isYounger(mirror, each))
      for (const each of kept) {
        each.dueAt = each.isShown(mirror) ? null : Math.min(now + AGAIN_MS, each.until)
        if (each.dueAt !== null) each.putBack(mirror)
      }
    },
    due(now) {
      const due = kept.filter(({ dueAt }) => dueAt !== null && dueAt <= now)
      const issues = due.flatMap(({ number }) => (number === null ? [] : [number]))
      return { issues: [...new Set(issues)], refs: due.some(({ number }) => number === null) }
    },
    dueAt() {
      const times = kept.flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]))
      return times.length === 0 ? null : Math.min(...times)
    },
  }
}

/** A read that shows a later change of the same issue shows everything before it. */
function isYounger(mirror: Mirror, { number, at }: Write): boolean {
  const item = number === null ? undefined : itemIn(mirror, number)
  return (item?.updatedAt ?? 0) > at
}

const itemIn = ({ issues, pulls }: Mirror, number: number): Item | undefined =>
  issues.find((each) => each.number === number) ?? pulls.find((each) => each.number === number)

function commentIn(mirror: Mirror, number: number, id: number): RawComment | undefined {
  const item = itemIn(mirror, number)
  if (item === undefined) return undefined
  return ('reviews' in item ? rawCommentsOn(item) : item.comments).find((each) => each.id === id)
}

/** Returns what the action wrote; null: nothing that a read could hide, or that another mechanism finds. */
function writeOf(action: Action, mirror: Mirror, now: number): Write | null {
  switch (action.kind) {
    case 'comment':
      return addedComment(mirror, action.issue, action.marker)
    case 'edit-comment':
      return editedComment(mirror, action.issue, action.comment)
    case 'react':
    case 'unreact':
      return reaction(mirror, action.issue, action.comment, now)
    case 'set-labels':
      return labels(mirror, action, now)
    case 'edit-issue-body':
      return issueText(mirror, action.issue)
    case 'close-issue':
      return fields(mirror, action.issue, now, ['state', 'stateReason', 'closedAt', 'closedBy'])
    // Reopening is left out: GitHub may have closed the issue by itself once more, as another packet's merge does.
    case 'pin':
    case 'unpin':
      return fields(mirror, action.issue, now, ['pinned'])
    case 'add-sub-issue':
      return fields(mirror, action.child, now, ['parent'])
    case 'add-blocked-by':
    case 'remove-blocked-by':
      return fields(mirror, action.issue, now, ['blockedBy'])
    case 'edit-pull':
      return fields(mirror, action.pull, now, ['body', 'editor'])
    case 'ready-pull':
      return fields(mirror, action.pull, now, ['draft', 'draftEvents'])
    case 'open-pull':
      return openedPull(mirror, action.branch)
    case 'create-branch':
      return createdBranch(mirror, action.branch, now)
    case 'delete-branch':
      return deletedBranch(action.branch, action.sha, now)
    case 'check':
      return checkRun(mirror, action.name, action.head, now)
    default:
      return null
  }
}

function addedComment(mirror: Mirror, number: number, marker: string): Write | null {
  const isIt = ({ author, revisions }: RawComment) =>
    author?.id === mirror.app.id && markersIn(revisions.at(-1)?.body ?? '')[0] === marker
  const found = itemIn(mirror, number)?.comments.findLast(isIt)
  if (found === undefined) return null
  const comment = structuredClone(found)
  return {
    number,
    at: comment.createdAt,
    isShown(read) {
      const item = itemIn(read, number)
      // GitHub keeps that a comment was deleted, though not which one.
      const deletedAt = item !== undefined && 'appCommentDeletedAt' in item ? (item.appCommentDeletedAt ?? 0) : 0
      return item === undefined || deletedAt >= comment.createdAt || commentIn(read, number, comment.id) !== undefined
    },
    putBack: (read) => void itemIn(read, number)?.comments.push(structuredClone(comment)),
  }
}

function editedComment(mirror: Mirror, number: number, id: number): Write | null {
  const revision = commentIn(mirror, number, id)?.revisions.at(-1)
  if (revision === undefined) return null
  return {
    number,
    at: revision.at,
    isShown(read) {
      const comment = commentIn(read, number, id)
      return (
        comment === undefined || comment.revisions.some(({ at, body }) => at > revision.at || body === revision.body)
      )
    },
    putBack: (read) => void commentIn(read, number, id)?.revisions.push({ ...revision }),
  }
}

function reaction(mirror: Mirror, number: number, id: number, now: number): Write | null {
  const found = commentIn(mirror, number, id)
  if (found === undefined) return null
  const { verdict, eyes } = found
  return {
    number,
    // A reaction leaves the issue's time alone.
    at: now + LIMIT_MS,
    isShown(read) {
      const comment = commentIn(read, number, id)
      return comment === undefined || (comment.verdict === verdict && comment.eyes === eyes)
    },
    putBack(read) {
      const comment = commentIn(read, number, id)
      if (comment !== undefined) Object.assign(comment, { verdict, eyes })
    },
  }
}

function labels(mirror: Mirror, { issue, add, remove }: Extract<Action, { kind: 'set-labels' }>, now: number): Write {
  const changed = [...add, ...remove]
  const before = mirror.issues.find((each) => each.number === issue)?.labelEvents ?? []
  const events = changed.flatMap((label) => before.findLast((event) => event.label === label) ?? [])
  return {
    number: issue,
    at: now,
    isShown(read) {
      const item = read.issues.find((each) => each.number === issue)
      const has = (name: string) => item?.labels.includes(name) === true
      return item === undefined || (add.every(has) && !remove.some(has))
    },
    putBack(read) {
      const item = read.issues.find((each) => each.number === issue)
      if (item === undefined) return
      item.labels = [...new Set([...item.labels.filter((name) => !remove.includes(name)), ...add])]
      item.labelEvents.push(...events)
    },
  }
}

function issueText(mirror: Mirror, number: number): Write | null {
  const revision = mirror.issues.find((each) => each.number === number)?.revisions.at(-1)
  if (revision === undefined) return null
  const revisionsIn = (read: Mirror) => read.issues.find((each) => each.number === number)?.revisions
  return {
    number,
    at: revision.at,
    isShown: (read) => revisionsIn(read)?.some(({ at, body }) => at > revision.at || body === revision.body) ?? true,
    putBack: (read) => void revisionsIn(read)?.push({ ...revision }),
  }
}

/** These fields of an issue or a pull request, as they are now. */
function fields(mirror: Mirror, number: number, now: number, names: readonly string[]): Write | null {
  const item = itemIn(mirror, number)
  if (item === undefined) return null
  const wanted = structuredClone(Object.fromEntries(names.map((name) => [name, Reflect.get(item, name)])))
  const [first = ''] = names
  return {
    number,
    at: now,
    isShown(read) {
      const found = itemIn(read, number)
      return found === undefined || JSON.stringify(Reflect.get(found, first)) === JSON.stringify(wanted[first])
    },
    putBack(read) {
      const found = itemIn(read, number)
      if (found !== undefined) Object.assign(found, structuredClone(wanted))
    },
  }
}

function openedPull(mirror: Mirror, branch: string): Write | null {
  const found = mirror.pulls.find((each) => each.headRef === branch && each.state === 'open' && each.sameRepo)
  if (found === undefined) return null
  const pull = structuredClone(found)
  return {
    number: pull.number,
    at: pull.createdAt,
    isShown: (read) => itemIn(read, pull.number) !== undefined,
    putBack: (read) => void read.pulls.push(structuredClone(pull)),
  }
}

function createdBranch(mirror: Mirror, name: string, now: number): Write | null {
  const found = mirror.branches.find((each) => each.name === name)
  if (found === undefined) return null
  const branch = { ...found }
  return {
    number: null,
    at: now,
    isShown: (read) =>
      read.branches.some((each) => each.name === name) ||
      read.activity.some((each) => each.branch === name && each.type === 'branch_deletion' && each.at >= now),
    putBack: (read) => void read.branches.push({ ...branch }),
  }
}

function deletedBranch(name: string, sha: string, now: number): Write {
  return {
    number: null,
    at: now,
    isShown: (read) => !read.branches.some((each) => each.name === name && each.sha === sha),
    putBack(read) {
      read.branches = read.branches.filter((each) => each.name !== name)
    },
  }
}

function checkRun(mirror: Mirror, name: string, head: string, now: number): Write | null {
  const found = mirror.checks.findLast((each) => each.name === name && each.headSha === head)
  if (found === undefined) return null
  const run = { ...found }
  const isSame = (each: typeof run) =>
    each.id > run.id || (each.id === run.id && each.status === run.status && each.title === run.title)
  return {
    number: null,
    // A run that was under way would come back after its result, and hide that somebody asks for it again.
    key: `check ${name} ${head}`,
    at: now,
    isShown: (read) => read.checks.some((each) => each.name === name && each.headSha === head && isSame(each)),
    putBack(read) {
      read.checks = [...read.checks.filter((each) => each.name !== name || each.headSha !== head), { ...run }]
    },
  }
}
