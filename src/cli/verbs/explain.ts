/**
 * Why a packet is where it is, in the bot's own words, from what anybody with a token can read: labels, checks, the
 * dashboard's row and the packets it depends on. `/explain` on the packet has the bot answer, who knows more.
 */
import type { Standing } from '../../core/explain/standing.ts'
import type { CheckName } from '../../core/findings.ts'
import { clean } from '../../core/say/clean.ts'
import { explain, type Style } from '../../core/say/explain.ts'
import { isOver } from '../../core/say/status.ts'
import type { Context } from '../context.ts'
import { readPacket, viewOf } from '../github/packet.ts'
import { packetHere } from './here.ts'
import { waitsNow } from './next.ts'
import type { Explained, PacketStatus, PacketView } from './results/packets.ts'
import { checksOf, rowOf } from './status.ts'

const terminal: Style = {
  code: (words) => `\`${clean(words)}\``,
  text: (words, max = 300) => clean(words).slice(0, max),
}

/** @throws CliError `no-such-packet`, `no-packet-here` */
export async function explainPacket(input: { name?: string }, context: Context): Promise<Explained> {
  const api = await context.github()
  const read = await readPacket(api, context, await packetHere(context, input.name))
  const view = await viewOf(read, api, context)
  const { name, issue, url, status, branch } = view
  const over = status !== null && isOver(status)
  const checks = over ? [] : await checksOf(api, branch, issue)
  const row = over ? null : await rowOf(api, issue)
  const waits = status === 'waiting' ? await waitsNow(issue, context) : []
  const standing = standingOf(view, checks, row, waits)
  standing.changedBy = read.inForce.change?.by ?? null
  standing.merges = read.around.config.merge
  return { name, issue, url, status, ...explain(standing, terminal) }
}

function standingOf(
  view: PacketView,
  checks: PacketStatus['checks'],
  row: PacketStatus['dashboard'],
  waits: Standing['waits'],
): Standing {
  const { name, status, author, branch, assignees } = view
  const agent = assignees[0] ?? null
  const isReported = status === 'running' || status === 'blocked'
  return {
    ...{ name, status, author, branch, waits, agent },
    errors: view.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    report: isReported ? { kind: status, by: agent ?? 'Its agent', note: row?.notes ?? '' } : null,
    ...{ pausedBy: null, stale: false, drift: [], scopeAsked: [], trouble: [], lacking: [], configProblems: [] },
    criteria: { done: view.acceptance.filter(({ checked }) => checked).length, all: view.acceptance.length },
    red: ours(checks).filter(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out'),
    trial: trialOf(checks),
    questions: view.questions.map(({ number }) => number),
    ...{ changedBy: null, queuePlace: null, mergeBlock: null, needsReview: false, merges: 'command' },
    ...{ mergedAs: null, abandoned: null },
  }
}

const NAMES: readonly CheckName[] = ['scope', 'acceptance', 'dependencies', 'contract', 'integration']

/** Other Apps name their checks as they like. */
const ours = (checks: PacketStatus['checks']) =>
  NAMES.flatMap((name) =>
    checks
      .filter((check) => check.name === `switchyard/${name}`)
      .map(({ conclusion, title }) => ({ name, conclusion, title })),
  )

function trialOf(checks: PacketStatus['checks']): Standing['trial'] {
  const check = ours(checks).find(({ name }) => name === 'integration')
  if (check === undefined) return null
  if (check.conclusion === null) return 'running'
  return check.conclusion === 'success' ? 'passed' : 'failed'
}
