/** What the bot may ask of GitHub. */
import type { Action } from '../../../src/core/actions.ts'
import type { TrialFact } from '../../../src/core/snapshot/queries.ts'
import type { PullFact } from '../../../src/core/snapshot/snapshot.ts'
import { type Hub, sha, unread } from './hub.ts'
import { app } from './people.ts'

/** What GitHub would do. Throws on a creation that is there already: the bot must not do anything twice. */
export function perform(
  hub: Hub,
  action: Action,
  trial: (base: string, head: string) => TrialFact,
  dismisses: boolean,
): void {
  const { snapshot, findIssue, findComment, pullNumbered, label } = hub
  hub.tickClock()
  switch (action.kind) {
    case 'create-label':
      if (snapshot.labels.some((one) => one.name === action.name)) throw new Error(`label twice: ${action.name}`)
      snapshot.labels.push({
        nodeId: `LA_${action.name}`,
        name: action.name,
        color: action.color,
        description: action.description,
      })
      return
    case 'set-labels':
      for (const name of action.remove) label(findIssue(action.issue), name, false, app)
      for (const name of action.add) label(findIssue(action.issue), name, true, app)
      return
    case 'comment':
      if (
        hub
          .threadOf(action.issue)
          .comments.some(
            (one) => one.author === app && one.revisions.at(-1)?.body.includes(`switchyard:${action.marker} `),
          )
      )
        throw new Error(`said twice: ${action.marker}`)
      hub.addComment(app, action.issue, action.body)
      return
    case 'edit-comment': {
      findComment(action.comment).revisions.push({
        at: snapshot.now,
        editor: app,
        body: action.body,
        reading: unread,
      })
      return
    }
    case 'react': {
      const comment = findComment(action.comment)
      if (action.content === 'eyes') comment.eyes = true
      else if (comment.verdict !== null) throw new Error('a second verdict')
      else comment.verdict = action.content
      return
    }
    case 'unreact': {
      const comment = findComment(action.comment)
      if (!comment.eyes) throw new Error('no reaction to take off')
      comment.eyes = false
      return
    }
    case 'create-branch':
      hub.forkedFrom.set(action.branch, action.sha)
      hub.setBranch(action.branch, action.sha, app, 'branch_creation')
      return
    case 'delete-branch':
      for (const pull of snapshot.pulls)
        if (pull.state === 'open' && pull.baseRef === action.branch)
          Object.assign(pull, { state: 'closed', closedAt: snapshot.now, closedBy: app })
      snapshot.branches = snapshot.branches.filter((one) => one.name !== action.branch)
      return
    case 'open-pull':
      hub.openPull(action)
      return
    case 'offer-setup':
      hub.setBranch(action.branch, `${action.sha.slice(0, 30)}0ffe500000`, app, 'branch_creation')
      hub.openPull({ ...action, kind: 'open-pull', draft: false })
      return
    case 'edit-pull':
      Object.assign(pullNumbered(action.pull), { body: action.body, editor: app })
      return
    case 'ready-pull':
      hub.setDraft(pullNumbered(action.pull), false, app)
      return
    case 'request-review':
      pullNumbered(action.pull).requestedReviewers.push(action.login)
      return
    case 'check':
      setCheck(hub, action)
      return
    case 'edit-issue-body': {
      const issue = findIssue(action.issue)
      const title = issue.revisions.at(-1)?.title ?? ''
      if (issue.revisions.at(-1)?.body !== action.before) throw new Error('the dashboard was written over')
      issue.revisions.push(hub.revision(app, title, action.body))
      return
    }
    case 'dispatch':
      findComment(action.comment).revisions.push({
        at: snapshot.now,
        editor: app,
        body: action.bodies.ran,
        reading: unread,
      })
      return
    case 'close-issue':
      hub.close(findIssue(action.issue), app, action.reason)
      return
    case 'reopen-issue':
      Object.assign(findIssue(action.issue), {
        state: 'open',
        stateReason: 'reopened',
        reopenedAt: snapshot.now,
        closedAt: null,
        closedBy: null,
      })
      return
    case 'retarget-pull':
      pullNumbered(action.pull).baseRef = action.base
      return
    case 'open-session':
      hub.addIssue(app, action.title, action.body)
      return
    case 'pin':
    case 'unpin':
      findIssue(action.issue).pinned = action.kind === 'pin'
      return
    case 'add-sub-issue':
      findIssue(action.child).parent = action.issue
      return
    case 'add-blocked-by': {
      const issue = findIssue(action.issue)
      if (issue.blockedBy?.includes(action.by)) throw new Error('linked twice')
      issue.blockedBy = [...(issue.blockedBy ?? []), action.by]
      return
    }
    case 'remove-blocked-by': {
      const issue = findIssue(action.issue)
      if (issue.blockedBy) issue.blockedBy = issue.blockedBy.filter((one) => one !== action.by)
      return
    }
    case 'trial': {
      const result = trial(action.base, action.head)
      if (result.state === 'finished') hub.parents.set(result.trial, [action.base, action.head])
      snapshot.results.trials[action.key] = result
      return
    }
    case 'enqueue':
    case 'dequeue':
      moveInQueue(hub, action)
      return
    case 'update-branch':
      updateBranch(hub, action)
      if (dismisses) dismissApprovals(hub.pullNumbered(action.pull))
      return
    case 'merge':
      mergeTrial(hub, action)
      return
  }
}

function setCheck({ snapshot, nextId, url }: Hub, action: Extract<Action, { kind: 'check' }>): void {
  const done = action.status === 'completed'
  const known = snapshot.checks.find((one) => one.id === action.id)
  const other = snapshot.checks.find((one) => one.name === action.name && one.headSha === action.head)
  if (!known && other) throw new Error('a second check run')
  const { rerequested: _, ...run } = known ?? {
    id: nextId(),
    url: url(`runs/${action.name}`),
    startedAt: snapshot.now,
    rerequested: undefined,
  }
  const next = {
    ...run,
    name: action.name,
    headSha: action.head,
    status: action.status,
    conclusion: action.conclusion,
    externalId: action.externalId,
    title: action.title,
    summary: action.summary,
    completedAt: done ? snapshot.now : null,
  }
  snapshot.checks = [...snapshot.checks.filter((one) => one.id !== run.id), next]
}

function moveInQueue({ snapshot }: Hub, { kind, pull }: { kind: 'enqueue' | 'dequeue'; pull: number }): void {
  const { queue } = snapshot.results
  const isIn = queue?.entries.some((entry) => entry.pull === pull)
  if (!queue || isIn === (kind === 'enqueue')) throw new Error(`${kind} where that cannot be`)
  if (isIn) queue.entries = queue.entries.filter((entry) => entry.pull !== pull)
  else queue.entries.push({ pull, place: queue.entries.length + 1, by: app, group: null })
  const event = { pull, at: snapshot.now, by: app, reason: isIn ? 'manual' : '', group: null }
  queue.events.push({ ...event, kind: isIn ? 'removed' : 'added' })
}

function updateBranch(hub: Hub, action: Extract<Action, { kind: 'update-branch' }>): void {
  const { snapshot, forkedFrom, setBranch } = hub
  const branch = snapshot.branches.find((one) => one.name === action.branch)
  if (branch?.sha !== action.head) throw new Error('updated another head than was tested')
  forkedFrom.set(action.branch, action.base)
  // GitHub makes a commit of its own.
  const head = sha()
  hub.parents.set(head, [action.head, action.base])
  setBranch(action.branch, head, app, 'push')
  for (const pull of snapshot.pulls) if (pull.number === action.pull) pull.headSha = head
}

function dismissApprovals({ reviews }: PullFact): void {
  for (const review of reviews) if (review.state === 'APPROVED') review.state = 'DISMISSED'
}

function mergeTrial(hub: Hub, action: Extract<Action, { kind: 'merge' }>): void {
  const { snapshot, setBranch, markMerged } = hub
  const base = snapshot.branches.find((one) => one.name === action.baseBranch)
  if (!base || base.sha !== action.base) throw new Error('merged on another base than was tested')
  if (action.method) {
    const merge = sha()
    hub.parents.set(merge, action.method === 'merge' ? [action.base, action.head] : [action.base])
    setBranch(base.name, merge, app, 'push')
    hub.settlePull(hub.pullNumbered(action.pull), merge, app)
    return
  }
  setBranch(base.name, action.trial, app, 'push')
  markMerged(action.trial)
}
