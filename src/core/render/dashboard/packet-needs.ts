/** What one packet needs from a person. */
import { openObjections, waitsForApproval } from '../../merging/block.ts'
import type { PacketState } from '../../state/packet.ts'
import { isOver } from '../../status/statuses.ts'
import { plural } from '../../time.ts'
import { code, link, prose, text } from '../escape.ts'
import { fileName } from '../file-name.ts'
import { fixUntested } from '../integration.ts'
import { obstacleWords } from '../obstacles.ts'
import { troubleWords } from '../refused.ts'
import { blockWords, hintWords, leftOutWords, reviewer } from '../rules.ts'
import { unapprovedLine } from '../trial-approval.ts'
import { packetLink, some } from '../words.ts'
import { isMergeReady } from './boxes.ts'
import type { Need } from './bundle.ts'
import type { View } from './view.ts'

export function needsOf(p: PacketState, v: View): Need[] {
  const obstacleNeeds = obstacles(p)
  if (isOver(p.status)) return obstacleNeeds
  return [
    ...obstacleNeeds,
    blocked(p, v),
    drifting(p),
    ...scopeRequests(p, v),
    ...questions(p, v),
    ...objections(p, v),
    ...troubles(p),
    untested(p),
    unapproved(p),
    ...abandonedDependencies(p),
    stale(p, v),
    review(p),
    merge(p, v),
    proposed(p, v),
    changed(p, v),
    invalid(p),
  ].filter((need) => need !== null)
}

/** `🟡 **[api-users](url)** is blocked …`. */
function need(urgency: number, since: number | null, p: PacketState, sign: string, words: string): Need {
  return { urgency, since: since ?? 0, line: `${sign} **${packetLink(p)}** ${words}` }
}

function blocked(p: PacketState, v: View): Need | null {
  if (p.status !== 'blocked') return null
  const reason = text(p.progress.report?.reason ?? p.progress.report?.text ?? '', 300)
  const since = p.statusSince === null ? '' : ` (since ${v.when(p.statusSince)})`
  return need(
    1,
    p.statusSince,
    p,
    '🟡',
    `is blocked${since}${reason === '' ? '' : `: ${reason}`} → \`/unblock DECISION\``,
  )
}

/** A packet with an open scope request is listed by that request. */
function drifting(p: PacketState): Need | null {
  if (p.status !== 'drifting' || p.talk.scopeRequests.some((r) => r.verdict === 'open')) return null
  const files = some(
    p.work.drift.map((d) => fileName(d.path)),
    3,
  )
  return need(2, p.statusSince, p, '🔴', `is out of bounds: ${files} → \`/scope allow\`, or \`/redirect TEXT\``)
}

function scopeRequests(p: PacketState, v: View): Need[] {
  const open = p.talk.scopeRequests.filter((r) => r.verdict === 'open')
  return open.map((r) => {
    const reason = r.reason === '' ? '' : `: ${text(r.reason, 200)}`
    const words = `asks for ${fileName(r.path)}${reason} (${link(v.when(r.at), r.url)}) → \`/scope allow\` or \`/scope deny\``
    return need(2, r.at, p, '🔴', words)
  })
}

function questions(p: PacketState, v: View): Need[] {
  const open = p.talk.decisions.filter((d) => d.answer === null)
  return open.map((d) => {
    const words = `asks (${link(v.when(d.askedAt), d.url)}): ${text(d.question, 300)} → ${code(`/decide ${d.number} ANSWER`)}`
    return need(3, d.askedAt, p, '❓', words)
  })
}

/** What only a person can settle. Unmerged commits of other packets matter only once this packet is done. */
function obstacles(p: PacketState): Need[] {
  const urgent = p.merge.obstacles.filter(({ kind }) => kind !== 'holds' || p.status === 'done')
  return urgent.map((one) => {
    const { what, fix } = obstacleWords(one, p.base.branch)
    return need(2, p.statusSince, p, '❗', `${prose(what, 400)} → ${prose(fix, 400)}`)
  })
}

/** Who objected, and what must happen to the review. */
function objections(p: PacketState, v: View): Need[] {
  return openObjections(p).map((o) => {
    const words = o.text.trim() === '' ? '' : `: ${text(o.text, 200)}`
    const then =
      p.status === 'done'
        ? `its agent has answered → ${link('review it again', `${p.work.pull?.url ?? ''}/files`)}, or dismiss the review`
        : 'its agent is notified → approve, or dismiss the review if it does not apply'
    return need(
      3,
      o.at,
      p,
      '✋',
      `has changes requested by ${reviewer(o.by)} (${link(v.when(o.at), o.url)})${words}; ${then}`,
    )
  })
}

function troubles(p: PacketState): Need[] {
  return p.merge.trouble.map((one) => need(4, p.statusSince, p, '❗', `has trouble: ${prose(troubleWords(one), 400)}`))
}

/** Its agent has been notified, but can rarely fix it. */
function untested(p: PacketState): Need | null {
  const check = p.work.checks.integration
  const isInterrupted = p.status === 'done' && check?.notRun === 'interrupted' && check.runningSince === null
  const fix =
    isInterrupted || (p.status !== 'done' && check?.conclusion === 'failure') ? fixUntested(check ?? {}) : null
  return fix === null
    ? null
    : need(4, p.statusSince, p, '❗', `${link('could not be tested', check?.url ?? '')}: ${fix}`)
}

function unapproved(p: PacketState): Need | null {
  if (p.merge.unapproved === null || !waitsForApproval(p)) return null
  return need(7, p.progress.doneAt, p, '▶️', unapprovedLine(p.merge.unapproved))
}

function abandonedDependencies(p: PacketState): Need[] {
  const lost = p.dependencies.filter((d) => d.kind === 'hard' && (d.state === 'abandoned' || d.state === 'lost'))
  return lost.map((d) => {
    const words = `depends on ${code(d.name)}, which ${d.state === 'lost' ? `is no longer on ${code(p.base.branch)}` : 'was abandoned'} → ${code(`/waive ${d.name}`)} or ${code(`/depends drop ${d.name}`)}`
    return need(5, p.statusSince, p, '⏳', words)
  })
}

function stale(p: PacketState, v: View): Need | null {
  if (!p.progress.stale) return null
  const who = p.progress.agent === null ? '' : ` (${text(p.progress.agent.login, 60)})`
  const words =
    p.progress.lastHeardAt === null
      ? `has no agent at work: nobody has reported or pushed`
      : `has not been heard from since ${v.when(p.progress.lastHeardAt)}${who}`
  return {
    ...need(6, p.progress.lastHeardAt, p, '💤', `${words} → \`/round\` here asks for a report`),
    kind: 'stale',
    packet: p,
  }
}

function review(p: PacketState): Need | null {
  if (!p.merge.needsReview || p.work.pull === null) return null
  return need(
    7,
    p.progress.doneAt,
    p,
    '👀',
    `waits for an approving review of ${link('its pull request', `${p.work.pull.url}/files`)}${notCounted(p)}`,
  )
}

const notCounted = ({ merge: { leftOut } }: PacketState): string =>
  leftOut.length === 0 ? '' : `, by a writer who did not work on it; not counted: ${text(leftOutWords(leftOut), 300)}`

function merge(p: PacketState, v: View): Need | null {
  if (isMergeReady(p, v.state.config))
    return {
      ...need(8, p.progress.doneAt, p, '🔵', `is done and green → \`/merge\`${hinted(p)}`),
      kind: 'merge',
      packet: p,
    }
  const isListed = p.merge.needsReview || p.merge.obstacles.length > 0 || openObjections(p).length > 0
  if (p.status !== 'done' || p.merge.mergeBlock === null || isListed) return null
  return need(8, p.progress.doneAt, p, '🔵', `is done but cannot merge: ${prose(blockWords(p.merge), 500)}`)
}

const hinted = ({ merge: { hint } }: PacketState): string => (hint === null ? '' : `. ${prose(hintWords(hint), 300)}`)

function proposed(p: PacketState, v: View): Need | null {
  if (p.status !== 'proposed') return null
  const who = p.author === null ? 'somebody' : text(p.author.login, 60)
  const words = `is proposed by ${who} (${v.when(p.createdAt)}) → \`/accept\` or \`/abandon\``
  return { ...need(9, p.createdAt, p, '⚫', words), kind: 'proposed', packet: p }
}

function changed(p: PacketState, v: View): Need | null {
  if (p.text.change === null || p.status === 'proposed') return null
  return need(
    10,
    p.text.change.at,
    p,
    '✏️',
    `was edited by ${text(p.text.change.by, 60)} (${v.when(p.text.change.at)}); the accepted text stays in force → \`/accept\``,
  )
}

function invalid(p: PacketState): Need | null {
  if (p.status !== 'invalid') return null
  const [first, ...more] = p.text.problems.filter((problem) => problem.severity === 'error')
  const what = /^.*?[.](?=\s|$)/s.exec(first?.message ?? '')?.[0] ?? first?.message ?? ''
  const others = more.length === 0 ? '' : ` And ${plural(more.length, 'more problem')}, see its comment.`
  const words = `cannot be read: ${prose(what, 200)}${others}`
  return { ...need(11, p.createdAt, p, '❗', words), kind: 'invalid', packet: p }
}
