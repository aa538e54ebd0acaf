/** "Needs you": what waits for a person, most urgent first, each with the command to copy. */

import type { Unanswered } from '../../facts.ts'
import type { PacketState, SessionState, State } from '../../state.ts'
import { moment, plural } from '../../time.ts'
import { code, link, prose, text } from '../escape.ts'
import { lackWords } from '../refused.ts'
import { isOver } from '../status.ts'
import { packetLink, short, some } from '../words.ts'
import { bundled, inShort, type Need } from './bundle.ts'
import { box } from './ticks.ts'

export interface View {
  state: State
  session: SessionState
  packets: PacketState[]
  /** A moment as `10:25`, with the day when it is not the session's first. */
  when: (ms: number | null) => string
}

export function view(state: State, session: SessionState): View {
  const packets = state.packets.filter((p) => p.session === session.issue).sort((a, b) => a.issue - b.issue)
  const when = (ms: number | null): string => (ms === null ? '–' : moment(ms, state.config.timezone, session.openedAt))
  return { state, session, packets, when }
}

/** Lines of the list, escaped, in the order in which a person should take them. */
export const needs = (v: View): string[] => bundled(allNeeds(v)).map((need) => need.line)

/** What they come to, in one line; null where they are seen at a glance. */
export const needsInShort = (v: View): string | null => inShort(allNeeds(v))

function allNeeds(v: View): Need[] {
  return [
    ...configuration(v),
    ...rights(v),
    ...muted(v),
    ...(v.state.failing ?? []).map((one) => unanswered(one, v)),
    ...v.packets.flatMap((p) => needsOf(p, v)),
    ...parked(v),
  ]
}

function configuration(v: View): Need[] {
  return v.state.configProblems.map((problem) => ({
    urgency: 0,
    since: 0,
    line: `❗ **Configuration**: ${prose(problem, 300)} The last good one is in force.`,
  }))
}

/** What nobody but an owner of the account can give. */
function rights({ state: { lacking } }: View): Need[] {
  if (lacking === undefined) return []
  const where = link('An owner accepts that on GitHub', lacking.url)
  return [
    {
      urgency: 0,
      since: 0,
      line: `❗ **Permissions**: the App ${lackWords(lacking.rights)}. ${where}; I go on by myself then.`,
    },
  ]
}

/** On a locked issue, and on one with 2,500 comments: what would be said there is not heard. */
function muted(v: View): Need[] {
  const shown = new Map([[v.session.issue, v.session.url], ...v.packets.map((p): [number, string] => [p.issue, p.url])])
  return (v.state.muted ?? []).flatMap(({ issue, message }) => {
    const url = shown.get(issue)
    if (url === undefined) return []
    const where = issue === v.session.issue ? 'here' : `on ${link(`issue ${issue}`, url)}`
    const words = `I cannot comment ${where} (GitHub says: ${text(message, 200)}). Work goes on, and what waits for you stands in this list.`
    return [{ urgency: 0, since: 0, line: `❗ **Comments**: ${words}` }]
  })
}

/** Nobody can answer this but GitHub; shown so that people see why something does not go on. */
function unanswered({ need, since }: Unanswered, v: View): Need {
  const line = `⏳ No answer since ${v.when(since)} about ${subjectOf(need)}. I go on without it, and ask again each time`
  return { urgency: 4, since, line }
}

function subjectOf(need: Unanswered['need']): string {
  switch (need.kind) {
    case 'permission':
      return `what ${text(need.actor.login, 60)} may do here`
    case 'diff':
      return `what ${code(short(need.head))} changes`
    case 'config-history':
      return 'earlier versions of the configuration'
    case 'issue':
      return `issue ${need.number}`
    default:
      return 'conflicts and contracts between packets'
  }
}

/** Proposals by one person that are left alone until the earlier ones are settled. */
function parked(v: View): Need[] {
  return (v.state.parked ?? []).map((one) => ({
    urgency: 12,
    since: 0,
    line: `⚫ ${plural(one.issues.length, 'more proposal')} by ${text(one.by, 60)} wait untouched until the earlier ones are accepted or closed`,
  }))
}

function needsOf(p: PacketState, v: View): Need[] {
  if (p.status === 'merged') return []
  if (p.status === 'abandoned') return []
  return [
    blocked(p, v),
    drifting(p),
    ...scopeRequests(p, v),
    ...questions(p, v),
    ...troubles(p),
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
  const reason = text(p.report?.reason ?? p.report?.text ?? '', 300)
  const since = p.statusSince === null ? '' : ` (since ${v.when(p.statusSince)})`
  return need(
    1,
    p.statusSince,
    p,
    '🟡',
    `is blocked${since}${reason === '' ? '' : `: ${reason}`} → \`/unblock DECISION\``,
  )
}

/** A packet that has asked for scope is listed by its request. */
function drifting(p: PacketState): Need | null {
  if (p.status !== 'drifting' || p.scopeRequests.some((r) => r.verdict === 'open')) return null
  const files = some(
    p.drift.map((d) => code(d.path)),
    3,
  )
  return need(2, p.statusSince, p, '🔴', `is out of bounds: ${files} → \`/scope allow\`, or \`/redirect TEXT\``)
}

function scopeRequests(p: PacketState, v: View): Need[] {
  const open = p.scopeRequests.filter((r) => r.verdict === 'open')
  return open.map((r) => {
    const reason = r.reason === '' ? '' : `: ${text(r.reason, 200)}`
    const words = `asks for ${code(r.path)}${reason} (${link(v.when(r.at), r.url)}) → \`/scope allow\` or \`/scope deny\``
    return need(2, r.at, p, '🔴', words)
  })
}

function questions(p: PacketState, v: View): Need[] {
  const open = p.decisions.filter((d) => d.answer === null)
  return open.map((d) => {
    const words = `asks (${link(v.when(d.askedAt), d.url)}): ${text(d.question, 300)} → ${code(`/decide ${d.number} ANSWER`)}`
    return need(3, d.askedAt, p, '❓', words)
  })
}

function troubles(p: PacketState): Need[] {
  return p.trouble.map((line) => need(4, p.statusSince, p, '❗', `has trouble: ${prose(line, 300)}`))
}

function abandonedDependencies(p: PacketState): Need[] {
  const lost = p.dependencies.filter((d) => d.kind === 'hard' && d.state === 'abandoned')
  return lost.map((d) => {
    const words = `depends on ${code(d.name)}, which was abandoned → ${code(`/waive ${d.name}`)} or ${code(`/depends drop ${d.name}`)}`
    return need(5, p.statusSince, p, '⏳', words)
  })
}

function stale(p: PacketState, v: View): Need | null {
  if (!p.stale) return null
  const who = p.agent === null ? '' : ` (${text(p.agent.login, 60)})`
  const words =
    p.lastHeardAt === null
      ? `has no agent at work: nobody has reported or pushed`
      : `has not been heard from since ${v.when(p.lastHeardAt)}${who}`
  return { ...need(6, p.lastHeardAt, p, '💤', `${words} → \`/round\` here asks`), kind: 'stale', packet: p }
}

function review(p: PacketState): Need | null {
  if (!p.needsReview || p.pull === null) return null
  return need(
    7,
    p.doneAt,
    p,
    '👀',
    `waits for an approving review of ${link('its pull request', `${p.pull.url}/files`)}`,
  )
}

/** Done, green, and only a person's word is missing. */
export function isMergeReady(p: PacketState, config: State['config']): boolean {
  const checks = Object.values(p.checks)
  const green = p.checks.integration?.conclusion === 'success' && checks.every((c) => c.conclusion !== 'failure')
  const free = p.queued === null && !p.atGitHub && p.mergeBlock === null && !p.needsReview
  return p.status === 'done' && green && free && config.merge === 'command'
}

function merge(p: PacketState, v: View): Need | null {
  if (isMergeReady(p, v.state.config))
    return { ...need(8, p.doneAt, p, '🔵', 'is done and green → `/merge`'), kind: 'merge', packet: p }
  if (p.status !== 'done' || p.mergeBlock === null || p.needsReview) return null
  return need(8, p.doneAt, p, '🔵', `is done but cannot merge: ${prose(p.mergeBlock, 300)}`)
}

function proposed(p: PacketState, v: View): Need | null {
  if (p.status !== 'proposed') return null
  const who = p.author === null ? 'somebody' : text(p.author.login, 60)
  const words = `is proposed by ${who} (${v.when(p.createdAt)}) → \`/accept\` or \`/abandon\``
  return { ...need(9, p.createdAt, p, '⚫', words), kind: 'proposed', packet: p }
}

function changed(p: PacketState, v: View): Need | null {
  if (p.change === null || p.status === 'proposed') return null
  return need(
    10,
    p.change.at,
    p,
    '✏️',
    `was edited by ${text(p.change.by, 60)} (${v.when(p.change.at)}); the accepted text holds → \`/accept\``,
  )
}

function invalid(p: PacketState): Need | null {
  if (p.status !== 'invalid') return null
  const [first, ...more] = p.problems.filter((problem) => problem.severity === 'error')
  const what = /^.*?[.](?=\s|$)/s.exec(first?.message ?? '')?.[0] ?? first?.message ?? ''
  const others = more.length === 0 ? '' : ` And ${plural(more.length, 'more problem')}, see its comment.`
  const words = `cannot be read: ${prose(what, 200)}${others}`
  return { ...need(11, p.createdAt, p, '❗', words), kind: 'invalid', packet: p }
}

/** What a tick of "allow" would grant: what was asked for, else what the head changes out of bounds or outside its scope. */
export function pathsToAllow(p: PacketState): string[] {
  const asked = p.scopeRequests.filter((request) => request.verdict === 'open').map((request) => request.path)
  return asked.length > 0 ? asked : [...p.drift, ...p.outside].map((file) => file.path)
}

const allowed = (p: PacketState): string =>
  some(
    pathsToAllow(p).map((path) => code(path)),
    3,
  )

/** Boxes for the common answers. */
export function boxes(v: View): string[] {
  if (!v.session.open) return []
  const ready = v.packets.filter((p) => isMergeReady(p, v.state.config))
  const waiting = v.packets.filter((p) => p.status === 'proposed')
  const outside = v.packets.filter((p) => !isOver(p.status) && pathsToAllow(p).length > 0)
  return [
    ...ready.map((p) => box(`Merge ${text(p.name)} (#${p.issue})`, `merge:${p.issue}`)),
    ...outside.map((p) => box(`Allow ${allowed(p)} in ${text(p.name)} (#${p.issue})`, `allow:${p.issue}`)),
    ...waiting.map((p) => box(`Accept ${text(p.name)} (#${p.issue})`, `accept:${p.issue}`)),
    box('Start an execution round', 'round'),
  ]
}
