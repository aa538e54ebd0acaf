/** What happened on an issue or pull request, in order: comments, reviews, commits and the small events between. */
import type { Comment, Issue, LineComment, Review, TimelineEvent } from '../../domain/model.ts'
import { shortSha } from '../format.ts'
import type { CommitLine } from '../git.ts'
import { type Html, html } from '../html.ts'
import type { View } from '../view.ts'
import { commentsOf, loginOf, userOf } from '../world.ts'
import { said } from './comments.ts'
import { type IconName, icon } from './icons.ts'
import { author, avatar, label, time } from './parts.ts'

interface Entry {
  at: number
  id: number
  html: Html
}

export function timeline(view: View, issue: Issue, commits: CommitLine[] = []): Html {
  const { repo } = view
  const reviews = repo.reviews.filter((review) => review.pull === issue.number && review.state !== 'PENDING')
  const lines = (repo.lineComments ?? []).filter((one) => one.issue === issue.number)
  const entries: Entry[] = [
    ...commentsOf(repo, issue.number).map((one) => ({ at: one.createdAt, id: one.id, html: comment(view, one) })),
    ...lines.map((one) => ({ at: one.createdAt, id: one.id, html: onLine(view, one) })),
    ...reviews.map((one) => ({ at: one.submittedAt, id: one.id, html: review(view, one) })),
    ...commits.map((one) => ({ at: one.at, id: 0, html: commit(view, one) })),
    ...events(view, issue),
  ]
  const inOrder = entries.sort((a, b) => a.at - b.at || a.id - b.id)
  return html`${inOrder.map((entry) => entry.html)}`
}

const onLine = (view: View, one: LineComment): Html => comment(view, one, `commented on ${one.path}`)

const comment = (view: View, one: Comment, verb = 'commented'): Html =>
  said(view, {
    target: one.id,
    number: one.issue,
    userId: one.userId,
    at: one.createdAt,
    text: one.body,
    verb,
    revisions: one.revisions,
    reactions: one.reactions,
  })

const verdicts: Record<string, [string, string]> = {
  APPROVED: ['approved these changes', 'event-good'],
  CHANGES_REQUESTED: ['asked for changes', 'event-bad'],
  DISMISSED: ['reviewed (dismissed)', ''],
  COMMENTED: ['reviewed', ''],
}

function review(view: View, one: Review): Html {
  const [words, look] = verdicts[one.state] ?? ['reviewed', '']
  const line = html`${words} at <code>${shortSha(one.commitId)}</code>`
  const by = { actor: one.userId, at: one.submittedAt }
  const mark = eventLine(view, by, [one.state === 'APPROVED' ? 'check' : 'pencil', line, look])
  const head = html`<div id="pullrequestreview-${one.id}">${mark}</div>`
  if (one.body.trim() === '') return head
  const body = { target: one.id, number: one.pull, userId: one.userId, at: one.submittedAt, text: one.body }
  return html`${head}${said(view, { ...body, verb: 'wrote', revisions: one.revisions ?? [], reactions: one.reactions ?? [] })}`
}

function commit(view: View, one: CommitLine): Html {
  return html`<div class="event">${icon('commit')}<span><strong>${one.author}</strong> <a href="${view.base}/commit/${one.sha}">${one.subject}</a>
<code class="quiet">${shortSha(one.sha)}</code></span></div>`
}

/**
 * Labels that one account added and removed at the same time stand on one line, as on GitHub; what was added and
 * removed at once is left out.
 */
function events(view: View, issue: Issue): Entry[] {
  const all = view.repo.events
    .filter((event) => event.issue === issue.number)
    .sort((a, b) => a.at - b.at || a.id - b.id)
  const entries: Entry[] = []
  let group: TimelineEvent[] = []
  const close = () => {
    const first = group[0]
    if (first) entries.push({ at: first.at, id: first.id, html: labelled(view, group) })
    group = []
  }
  for (const event of all) {
    const isLabel = event.kind === 'labeled' || event.kind === 'unlabeled'
    const last = group.at(-1)
    if (last && (!isLabel || last.actorId !== event.actorId || event.at - last.at > 5_000)) close()
    if (isLabel) group.push(event)
    else entries.push({ at: event.at, id: event.id, html: other(view, event) })
  }
  close()
  return entries
}

function labelled(view: View, group: TimelineEvent[]): Html {
  const first = group[0]
  const of = (kind: TimelineEvent['kind']) => group.filter((event) => event.kind === kind)
  const net = (these: TimelineEvent[], others: TimelineEvent[]) =>
    these.filter((one) => !others.some((other) => other.label === one.label)).map((event) => named(view, event))
  const [added, removed] = [net(of('labeled'), of('unlabeled')), net(of('unlabeled'), of('labeled'))]
  if (added.length + removed.length === 0) return html``
  const words = html`${added.length > 0 ? html`added ${added}` : ''}${added.length > 0 && removed.length > 0 ? ' and ' : ''}${removed.length > 0 ? html`removed ${removed}` : ''}`
  return eventLine(view, { actor: first?.actorId ?? null, at: first?.at ?? 0 }, ['label', words, ''])
}

function named(view: View, event: TimelineEvent): Html {
  const known = view.repo.labels.find((one) => one.name === event.label)
  return label(view, known ?? { id: 0, name: event.label ?? '', color: 'ededed', description: '' })
}

function other(view: View, event: TimelineEvent): Html {
  return eventLine(view, { actor: event.actorId, at: event.at }, describe(view, event))
}

type Line = [symbol: IconName, words: Html | string, look?: string]

function describe(view: View, event: TimelineEvent): Line {
  const person = (id: number | null | undefined) => loginOf(view.world, id ?? null)
  switch (event.kind) {
    case 'closed':
      return ['issue-closed', closer(view, event), 'event-done']
    case 'reopened':
      return ['issue', 'reopened this', 'event-good']
    case 'renamed':
      return [
        'pencil',
        html`changed the title from <del>${event.previousTitle}</del> to <strong>${event.currentTitle}</strong>`,
      ]
    case 'assigned':
      return ['person', html`assigned <strong>${person(event.assigneeId)}</strong>`]
    case 'unassigned':
      return ['person', html`took <strong>${person(event.assigneeId)}</strong> off this`]
    case 'pinned':
      return ['pin', 'pinned this']
    case 'unpinned':
      return ['pin', 'unpinned this']
    case 'merged':
      return ['merge', 'merged this', 'event-done']
    case 'added_to_merge_queue':
      return ['merge', 'put this into the merge queue']
    case 'removed_from_merge_queue':
      return ['merge', `took this out of the merge queue: ${(event.reason ?? '').replaceAll('_', ' ')}`]
    case 'ready_for_review':
      return ['check', 'marked this as ready for review']
    case 'convert_to_draft':
      return ['pencil', 'put this back to draft']
    case 'review_requested':
      return ['person', html`asked <strong>${person(event.reviewerId)}</strong> for a review`]
    case 'review_request_removed':
      return ['person', html`no longer asks <strong>${person(event.reviewerId)}</strong> for a review`]
    case 'comment_deleted':
      return ['cross', html`deleted a comment of <strong>${person(event.deletedAuthorId)}</strong>`]
    default:
      return ['dot', event.kind]
  }
}

const closer = (view: View, event: TimelineEvent): Html | string =>
  event.closerPull === undefined
    ? 'closed this'
    : html`closed this as completed in <a href="${view.base}/pull/${event.closerPull}">#${event.closerPull}</a>`

function eventLine(
  view: View,
  { actor, at }: { actor: number | null; at: number },
  [symbol, words, look = '']: Line,
): Html {
  return html`<div class="event ${look}">${icon(symbol)}<span>${avatar(userOf(view.world, actor), 20)} ${author(view, actor)} ${words} <span class="color-fg-muted">${time(view, at)}</span></span></div>`
}
