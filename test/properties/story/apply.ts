/** Does what an event says, where it can be done: nobody pushes to a branch that is not there. */
import { markersIn } from '../../../src/core/say/markers.ts'
import type { RawComment, RawIssue, RawPull } from '../../../src/shell/ports.ts'
import { withTick } from '../../core/support/boxes.ts'
import { packetText } from '../../core/support/packet-text.ts'
import { app, people, type Who } from '../../core/support/people.ts'
import { idOf } from '../world/commits.ts'
import { BUG } from '../world/git.ts'
import type { Truth } from '../world/truth.ts'
import * as hub from '../world/truth.ts'
import { type Event, FOREIGN } from './events.ts'

type Of<K extends Event['do']> = Extract<Event, { do: K }>

const NAMES = 'abcdefghijkl'
export const nameOf = (n: number): string => NAMES[n % NAMES.length] ?? 'a'

/** Issues that people filed, oldest first. */
export const filed = (truth: Truth): RawIssue[] =>
  truth.issues.filter((one) => one.revisions[0]?.title.startsWith('Work Packet'))
const pick = <T>(list: T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
const packetAt = (truth: Truth, n: number) => pick(filed(truth), n)
const branchOf = (issue: RawIssue) => `feature/${/: (.+)$/.exec(issue.revisions[0]?.title ?? '')?.[1] ?? ''}`
const pullFor = (truth: Truth, n: number): RawPull | undefined => {
  const issue = packetAt(truth, n)
  return issue && truth.pulls.findLast((one) => one.headRef === branchOf(issue))
}
const dashboardOf = (truth: Truth) => truth.issues.find((one) => one.labels.includes('session') && one.state === 'open')
/**
 * What people said, where it may be edited or deleted. GitHub may not say that this changed a closed issue, so that a look
 * at everything need not find it; nothing hangs on it any more but what is shown of the past.
 */
const sayings = (truth: Truth): RawComment[] => openComments(truth).filter((one) => one.author?.id !== app.id)
const openComments = (truth: Truth): RawComment[] =>
  [...truth.issues, ...truth.pulls]
    .filter((one) => one.state === 'open')
    .flatMap((one) => one.comments)
    .sort((a, b) => a.id - b.id)

/** Of the bot's comments those whose being there does not depend on when it looked: a question answered at once is not put. */
const LASTING =
  /^(card|briefing|merged|decided:|unblocked:|redirect:|scope:|depends:|waive:|undone:|round-of:|heard:|refused:)/
function botsComment(truth: Truth, nth: number): RawComment | undefined {
  const identity = (one: RawComment) => markersIn(hub.bodyOf(one))[0] ?? ''
  const own = openComments(truth).filter((one) => one.author?.id === app.id && LASTING.test(identity(one)))
  return pick(
    own.toSorted((a, b) => a.issue - b.issue || identity(a).localeCompare(identity(b))),
    nth,
  )
}

const appliers: { [K in Event['do']]: (truth: Truth, event: Of<K>) => void } = {
  file: (truth, { who, name, hard, soft, foreign }) => {
    truth.numbers += 1
    hub.addIssue(truth, people[who], truth.numbers, `Work Packet: ${nameOf(name)}`, textOf(name, hard, soft, foreign))
  },
  session: (truth) => {
    truth.numbers += 1
    hub.addIssue(truth, people.maintainer, truth.numbers, 'Session: users', 'Our goal.')
  },
  say: (truth, event) => {
    const number = placeOf(truth, event)
    if (number !== undefined) hub.addComment(truth, people[event.who], number, event.body)
  },
  reword: (truth, { who, nth, body }) => {
    const comment = pick(sayings(truth), nth)
    if (!comment) return
    const by = who === 'author' ? comment.author : people[who]
    comment.revisions.push({ at: truth.now(), editor: by, body })
    hub.tell(truth, 'issue_comment', 'edited', by, { issue: { number: comment.issue } })
  },
  unsay: (truth, { nth, own }) => {
    const comment = own ? pick(sayings(truth), nth) : botsComment(truth, nth)
    const thread = comment && hub.threadAt(truth, comment.issue)
    if (!comment || !thread) return
    thread.comments = thread.comments.filter((one) => one !== comment)
    const issue = hub.issueAt(truth, comment.issue)
    if (!own && issue) issue.appCommentDeletedAt = truth.now()
    hub.tell(truth, 'issue_comment', 'deleted', people.writer, { issue: { number: comment.issue } })
  },
  edit: (truth, { who, on, how, other }) => {
    const issue = packetAt(truth, on)
    if (issue) hub.editIssue(truth, people[who], issue, { body: editedText(issue, how, other) })
  },
  tick: (truth, { who, on }) => {
    const issue = packetAt(truth, on)
    if (issue) hub.editIssue(truth, people[who], issue, { body: hub.bodyOf(issue).replaceAll('- [ ]', '- [x]') })
  },
  push: (truth, event) => {
    const issue = packetAt(truth, event.on)
    const branch = issue && hub.branchAt(truth, branchOf(issue))
    if (branch) pushTo(truth, branch.name, branch.sha, event)
  },
  review: (truth, { who, on, verdict }) => {
    const pull = pullFor(truth, on)
    if (pull?.state !== 'open') return
    pull.reviews.push({
      id: hub.nextId(truth),
      author: people[who],
      state: verdict,
      commit: pull.headSha,
      at: truth.now(),
    })
    hub.tell(truth, 'pull_request_review', 'submitted', people[who], { pull_request: { number: pull.number } })
  },
  label: (truth, { who, on, label, added }) => {
    const issue = packetAt(truth, on)
    if (issue && truth.labels.some((one) => one.name === label)) hub.setLabel(truth, people[who], issue, label, added)
  },
  assign: (truth, { on, who }) => {
    const issue = packetAt(truth, on)
    const person = people[who]
    if (!issue || !person) return
    const there = issue.assignees.some((one) => one.id === person.id)
    issue.assignees = there ? issue.assignees.filter((one) => one.id !== person.id) : [...issue.assignees, person]
    issue.updatedAt = truth.now()
    const event = { at: truth.now(), added: !there, assignee: person, actor: people.writer }
    issue.assignments = [...(issue.assignments ?? []), event]
    hub.tell(truth, 'issues', there ? 'unassigned' : 'assigned', people.writer, { issue: { number: issue.number } })
  },
  close: (truth, { who, on }) => {
    const issue = packetAt(truth, on)
    if (issue) hub.closeIssue(truth, people[who], issue, 'completed')
  },
  reopen: (truth, { who, on }) => {
    const issue = packetAt(truth, on)
    if (issue) hub.reopenIssue(truth, people[who], issue)
  },
  closePull: (truth, { who, on }) => {
    const pull = pullFor(truth, on)
    if (pull) hub.closePull(truth, people[who], pull)
  },
  reopenPull: (truth, { who, on }) => {
    const pull = pullFor(truth, on)
    if (pull?.state !== 'closed' || pull.merged || !hub.branchAt(truth, pull.headRef)) return
    Object.assign(pull, {
      state: 'open',
      closedAt: null,
      closedBy: null,
      headSha: hub.branchAt(truth, pull.headRef)?.sha,
    })
    hub.tell(truth, 'pull_request', 'reopened', people[who], { pull_request: { number: pull.number } })
  },
  mergePull: (truth, { who, on }) => {
    const pull = pullFor(truth, on)
    if (pull?.state === 'open') mergeByHand(truth, who, pull)
  },
  deleteBranch: (truth, { who, on }) => {
    const issue = packetAt(truth, on)
    if (issue) hub.dropBranch(truth, people[who], branchOf(issue))
  },
  deleteIssue: (truth, { who, on }) => {
    const issue = packetAt(truth, on)
    if (!issue || filed(truth).length < 2) return
    truth.issues = truth.issues.filter((one) => one !== issue)
    hub.tell(truth, 'issues', 'deleted', people[who], { issue: { number: issue.number } })
  },
  box: (truth, { who, box, on }) => {
    const dashboard = dashboardOf(truth)
    const action = box === 'round' ? 'round' : `${box}:${packetAt(truth, on)?.number}`
    const body = dashboard && withTick(hub.bodyOf(dashboard), action)
    if (dashboard && typeof body === 'string') hub.editIssue(truth, people[who], dashboard, { body })
  },
  dashboard: (truth, { who, body }) => {
    const issue = dashboardOf(truth)
    if (!issue) return
    const texts = { emptied: '', added: `Our goal.\n\n${hub.bodyOf(issue)}`, unmarked: 'Only our goal.' }
    hub.editIssue(truth, people[who], issue, { body: texts[body] })
  },
  main: (truth, { who }) => {
    const main = hub.branchAt(truth, 'main')
    if (main) pushTo(truth, 'main', main.sha, { who, file: 'main', bug: false, forced: false })
  },
  config: (truth, { capacity }) => {
    truth.config = { text: (truth.config.text ?? '').replace(/capacity: \d+/, `capacity: ${capacity}`), history: null }
    const main = hub.branchAt(truth, 'main')
    if (main) pushTo(truth, 'main', main.sha, { who: 'maintainer', file: 'main', bug: false, forced: false })
  },
  role: () => {},
  wait: () => {},
}

export function apply(truth: Truth, event: Event): void {
  truth.turn += 1
  truth.made = 0
  const applier = appliers[event.do] as (truth: Truth, event: Event) => void
  applier(truth, event)
}

function textOf(name: number, hard: number[], soft: number[], foreign: boolean): string {
  const others = (list: number[]) => list.map(nameOf).filter((one) => one !== nameOf(name))
  return packetText({
    objective: foreign ? `Do it: ${FOREIGN}` : 'Do the work',
    inScope: `${nameOf(name)}/`,
    outOfScope: 'secret/',
    hard: others(hard).join(', ') || 'None',
    soft:
      others(soft)
        .map((one) => `${one} - with a mock`)
        .join(', ') || 'None',
  })
}

function editedText(issue: RawIssue, how: Of<'edit'>['how'], other: number): string {
  const body = hub.bodyOf(issue)
  switch (how) {
    case 'objective':
      return body.replace(/\*\*Objective:\*\* .*/, `**Objective:** Another aim ${other}`)
    case 'hard':
      return body.replace(/\*\*Hard:\*\* .*/, `**Hard:** ${nameOf(other)}`)
    case 'broken':
      return body.includes('## Acceptance Criteria')
        ? body.replace('## Acceptance Criteria', '## Notes')
        : body.replace('## Notes', '## Acceptance Criteria')
    case 'scope':
      return body.replace(/\*\*In Scope:\*\* .*/, `**In Scope:** ${nameOf(other)}/`)
  }
}

function placeOf(truth: Truth, { on, where }: Of<'say'>): number | undefined {
  if (where === 'dashboard') return dashboardOf(truth)?.number
  const pull = where === 'pull' ? pullFor(truth, on) : undefined
  return pull?.number ?? packetAt(truth, on)?.number
}

interface Change {
  who: Who
  file: string
  bug: boolean
  forced: boolean
}

function pushTo(truth: Truth, branch: string, from: string, { who, file, bug, forced }: Change): void {
  const before = truth.commits.get(from)
  const parent = forced && before?.parents[0] ? before.parents[0] : from
  const path =
    { own: `${branch.slice(8)}/x.js`, shared: 'lib/shared.js', outside: 'secret/y.js', main: 'main.js' }[file] ?? 'x'
  const id = idOf('push', String(truth.turn), parent)
  const files = new Map(truth.commits.get(parent)?.files).set(path, `${truth.turn}${bug ? BUG : ''}`)
  truth.commits.set(id, { parents: [parent], files })
  hub.setBranch(truth, people[who], branch, id, forced)
}

function mergeByHand(truth: Truth, who: Who, pull: RawPull): void {
  const main = hub.branchAt(truth, 'main')?.sha ?? ''
  const id = idOf('merge', main, pull.headSha)
  const files = new Map([...(truth.commits.get(main)?.files ?? []), ...(truth.commits.get(pull.headSha)?.files ?? [])])
  truth.commits.set(id, { parents: [main, pull.headSha], files })
  hub.setBranch(truth, people[who], 'main', id)
}
