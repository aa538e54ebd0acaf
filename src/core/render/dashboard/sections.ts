/** The lists below the table. Each takes the number of lines it may have and returns null when it is empty. */
import { concurrency } from '../../metrics/intervals.ts'
import { mergeRuns, waitsForPerson, workIntervals } from '../../metrics/metrics.ts'
import type { PacketState } from '../../state/packet.ts'
import { isOver } from '../../status/statuses.ts'
import { plural } from '../../time.ts'
import { countWords } from '../comments/sessions.ts'
import { breachLine } from '../contract.ts'
import { code, text } from '../escape.ts'
import { why } from '../report.ts'
import { statusWords } from '../status.ts'
import { packetLink, short, some } from '../words.ts'
import type { View } from './view.ts'

/** Bullets of the newest `max` lines of a chronological list, with a link to the rest. */
function newest(lines: string[], max: number, rest: string): string | null {
  if (lines.length === 0 || max <= 0) return null
  const left = lines.length - max
  const shown = lines.slice(-max).map((line) => `- ${line}`)
  return [...(left > 0 ? [`- ${left} earlier: ${rest}`] : []), ...shown].join('\n')
}

const issues = (v: View, words: string, query: string): string =>
  `[${words}](${v.state.repoUrl}/issues?q=${encodeURIComponent(query)})`

/** Where the packets go, unless all go to the default branch; '' then. */
export function baseLine(v: View): string {
  const base = v.session.base?.branch ?? v.state.baseBranch
  const others = v.packets.filter(
    (p) => p.base.branch !== base && p.base.branch !== '' && p.progress.startedAt !== null,
  )
  if (base === v.state.baseBranch && others.length === 0) return ''
  const staying = others.map((p) => `${packetLink(p)} stays on ${code(p.base.branch)}`)
  const exceptions = staying.length === 0 ? '' : ` ${some(staying, 5)}, because work had begun.`
  return `Packets start from ${code(base)} and are merged into it.${exceptions}\n\n`
}

export function progress(v: View): string {
  if (v.packets.length === 0) return 'Nothing to count yet.'
  const counts: Record<string, number> = {}
  for (const p of v.packets) counts[p.status] = (counts[p.status] ?? 0) + 1
  const percent = Math.round(v.packets.reduce((sum, p) => sum + share(p), 0) / v.packets.length)
  const filled = Math.round(percent / 10)
  return `${'█'.repeat(filled)}${'░'.repeat(10 - filled)} ${percent}% · ${countWords(counts)}`
}

function share(p: PacketState): number {
  if (isOver(p.status) || p.status === 'done') return 100
  return p.talk.percent ?? 0
}

export function queue(v: View, max: number): string | null {
  const queued = v.packets
    .filter((p) => p.queued !== null)
    .sort((a, b) => (a.queued?.place ?? 0) - (b.queued?.place ?? 0))
  const lines = queued.slice(0, max).map((p) => {
    const q = p.queued
    return q === null
      ? ''
      : `${q.place}. ${packetLink(p)} at ${code(short(q.head))}, asked by ${text(q.by, 60)} (${v.when(q.at)})${p.atGitHub ? `, in GitHub's merge queue, place ${p.atGitHub.place}` : ''}`
  })
  const advice = [...predictedConflicts(v), ...broken(v)].slice(0, max).map((line) => `- ${line}`)
  return [lines.join('\n'), advice.join('\n')].filter((part) => part !== '').join('\n\n') || null
}

const isHere = (v: View, issues: number[]): boolean => issues.some((issue) => v.packets.some((p) => p.issue === issue))

/** Branches that will conflict, and in which order they merge best. */
function predictedConflicts(v: View): string[] {
  const pairs = (v.state.conflicts ?? []).filter(({ issues }) => issues === undefined || isHere(v, issues))
  return pairs.map(({ packets: [one, other], paths, first, issues }) => {
    const where =
      paths.length === 0
        ? 'some files'
        : some(
            paths.map((path) => code(path)),
            3,
          )
    const names = `⚠️ ${code(one)} and ${code(other)} conflict in ${where}`
    if (issues?.length === 1) return `${names}: merge ${code(other)} into ${code(one)}`
    if (first === undefined) return names
    const second = first === one ? other : one
    return `${names}: merge ${code(first)} first, then ${code(baseOf(v, issues))} into ${code(second)}`
  })
}

const baseOf = (v: View, issues: number[] | undefined): string =>
  v.packets.find(({ issue }) => issues?.includes(issue))?.base.branch ?? v.state.baseBranch

function broken(v: View): string[] {
  const nameOf = (issue: number) => v.state.packets.find((p) => p.issue === issue)?.name ?? `#${issue}`
  const here = (v.state.breaches ?? []).filter(({ provider, relying }) => isHere(v, [provider, relying]))
  return here.map((breach) => breachLine(breach, nameOf))
}

export function decisions(v: View, max: number): string | null {
  const answered = v.packets.flatMap((p) =>
    p.talk.decisions.flatMap((d) => (d.answer === null ? [] : [{ p, d, answer: d.answer }])),
  )
  const redirects = v.packets.flatMap((p) =>
    p.talk.redirects.map((r) => ({
      at: r.at,
      line: `${packetLink(p)}, redirected: ${text(r.text, 300)} (${text(r.by, 60)})`,
    })),
  )
  const lines = answered.map(({ p, d, answer }) => ({
    at: answer.at,
    line: `${packetLink(p)}: ${text(d.question, 200)} → ${text(answer.text, 300)} (${text(answer.by, 60)})`,
  }))
  const all = [...lines, ...redirects].sort((a, b) => a.at - b.at).map((one) => `${v.when(one.at)} ${one.line}`)
  return newest(all, max, 'see the packets')
}

export function completed(v: View, max: number): string | null {
  const merged = v.packets.flatMap((p) => (p.end.merged === null ? [] : [{ p, merged: p.end.merged }]))
  const lines = merged
    .sort((a, b) => a.merged.at - b.merged.at)
    .map(
      ({ p, merged: m }) =>
        `${v.when(m.at)} ${packetLink(p)} as ${`[${short(m.sha)}](${v.state.repoUrl}/commit/${m.sha})`}`,
    )
  return newest(lines, max, issues(v, 'all merged packets', 'label:"status: merged"'))
}

/** Packets that are neither at work nor delivered: the start of the next session. */
export function carryForward(v: View, max: number): string | null {
  const left = v.packets.filter((p) => ['waiting', 'paused', 'proposed', 'invalid', 'abandoned'].includes(p.status))
  const lines = left.map((p) => `${packetLink(p)} ${statusWords(p.status)}${why(p)}`)
  return newest(lines, max, issues(v, 'all packets', 'label:packet'))
}

export function rounds(v: View, max: number): string | null {
  const lines = v.session.rounds.map((round) => {
    const counts = round.counts === null ? '' : `: ${countWords(round.counts)}`
    return `Round ${round.number}, ${v.when(round.at)}, ${text(round.by, 60)}${counts}`
  })
  return newest(lines, max, 'see the comments below')
}

/** Figures that change only with events, never with time alone. */
export function metrics(v: View): string {
  const peak = concurrency(v.packets.flatMap((p) => workIntervals(p, Number.POSITIVE_INFINITY))).peak
  const tried = v.packets.filter((p) => p.work.integrations.length > 0)
  const first = tried.filter((p) => p.work.integrations[0]?.passed).length
  const merged = v.packets.flatMap((p) => (p.end.merged === null ? [] : [p.end.merged.at]))
  return [
    `- ${plural(peak, 'packet')} at once at most`,
    `- ${plural(v.session.rounds.length, 'execution round')}, ${plural(mergeRuns(merged), 'integration round')}`,
    `- ${plural(
      v.packets.reduce((sum, p) => sum + p.talk.interventions, 0),
      'intervention',
    )} by people, ${plural(v.packets.flatMap(waitsForPerson).length, 'answer')} given`,
    `- ${first} of ${plural(tried.length, 'packet')} passed the first trial merge`,
  ].join('\n')
}
