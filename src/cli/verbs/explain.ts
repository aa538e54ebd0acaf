/**
 * Why a packet is where it is, in the bot's own words, from what anybody with a token can read: labels, checks, the
 * dashboard and the packets it depends on. With `ask` the bot answers itself, by `/explain` on the packet.
 */

import { CHECK_NAMES } from '../../core/checks/registry.ts'
import { clean } from '../../core/clean.ts'
import type { Shown, Situation } from '../../core/explain/situation.ts'
import { checkRunName } from '../../core/records/check-run.ts'
import { MARKER } from '../../core/records/names.ts'
import { nothingSeen, type Seen, seenOnDashboard } from '../../core/render/dashboard/shown.ts'
import { managedPart } from '../../core/render/dashboard.ts'
import { explain, type Style } from '../../core/render/explain.ts'
import { isOver } from '../../core/status/statuses.ts'
import type { Context } from '../context.ts'
import { readPacket, viewOf } from '../github/packet.ts'
import { answerTo, comment } from '../github/say.ts'
import { plain } from '../plain.ts'
import { packetHere } from './here.ts'
import { waitsNow } from './next.ts'
import { verdictMs } from './report.ts'
import type { Explained, PacketStatus, PacketView } from './results/packets.ts'
import { checksOf, dashboardOf, rowOn } from './status.ts'

const terminal: Style = {
  code: (words) => `\`${clean(words)}\``,
  text: (words, max = 300) => clean(words).slice(0, max),
  prose: (words) => clean(words).slice(0, 600),
}

/** @throws CliError `no-such-packet`, `no-packet-here` */
export async function explainPacket(input: { name?: string; ask?: boolean }, context: Context): Promise<Explained> {
  const api = await context.github()
  const read = await readPacket(api, context, await packetHere(context, input.name))
  const view = await viewOf(read, api, context)
  const { name, issue, url, status, branch } = view
  const over = status !== null && isOver(status)
  const checks = over ? [] : await checksOf(api, branch, issue)
  const body = over ? null : await dashboardOf(api, issue)
  const waits = status === 'waiting' ? await waitsNow(issue, context) : []
  const standing = {
    ...situationOf(view, checks, waits),
    ...seenIn(body, issue),
    ...reportOf(view, body === null ? null : rowOn(body, issue)),
    changedBy: read.inForce.change?.by ?? null,
    merges: read.around.config.merge,
  }
  const found = { name, issue, url, status, ...explain(standing, terminal) }
  return input.ask && !context.dryRun ? { ...found, answer: await answerOn(issue, context) } : found
}

async function answerOn(issue: number, context: Context): Promise<string | null> {
  const api = await context.github()
  const since = new Date(context.now() - 60_000).toISOString()
  const { id } = await comment(api, issue, '/explain')
  context.progress('Waiting for Switchyard')
  return answerTo(api, context, { number: issue, created_at: since }, MARKER.explain.of(id), verdictMs)
}

const shown = (words: string): Shown => ({ kind: 'shown', words: plain(words) })

type FromDashboard = Pick<Situation, keyof Seen>

/** Words of the dashboard are shown in a terminal, so they lose their Markdown here. */
function seenIn(body: string | null, issue: number): FromDashboard {
  const area = body === null ? null : managedPart(body)
  const seen = area === null ? nothingSeen : seenOnDashboard(area, issue)
  const { mergeBlock, drift, trouble, configProblems, lacking } = seen
  return {
    ...seen,
    mergeBlock: mergeBlock === null ? null : shown(mergeBlock),
    drift: drift.map((path) => ({ path })),
    objectors: seen.objectors.map(plain),
    trouble: trouble.map(shown),
    configProblems: configProblems.map(plain),
    lacking: lacking === '' ? null : shown(lacking),
  }
}

/** What the dashboard's row adds to the last report is said elsewhere. */
const ADDED = /(?:^|; )(?:edited, waits for \/?accept|trouble, see above)/g

function reportOf({ status, assignees }: PacketView, row: PacketStatus['dashboard']): Pick<Situation, 'report'> {
  if (status !== 'running' && status !== 'blocked') return { report: null }
  const note = (row?.notes ?? '').replaceAll('`', '').replaceAll(ADDED, '').replace(/^–$/, '')
  return { report: { kind: status, by: assignees[0] ?? 'Its agent', note } }
}

function situationOf(
  view: PacketView,
  checks: PacketStatus['checks'],
  waits: Situation['waits'],
): Omit<Situation, keyof Seen | 'report'> {
  const { name, status, author, branch, assignees } = view
  return {
    name,
    status,
    author,
    branch,
    waits,
    agent: assignees[0] ?? null,
    pausedBy: null,
    errors: view.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    criteria: { done: view.acceptance.filter(({ checked }) => checked).length, all: view.acceptance.length },
    red: ownChecks(checks).filter(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out'),
    trial: trialOf(checks),
    questions: view.questions.map(({ number }) => number),
    scopeAsked: [],
    changedBy: null,
    merges: 'command',
    mergedAs: null,
    // The dashboard's words for the block name them.
    dismissed: null,
    abandoned: null,
  }
}

/**
 * Returns the bot's own checks among all: other Apps name theirs as they like.
 *
 * @public for the test that builds an App with an added check
 */
export const ownChecks = (checks: PacketStatus['checks']) =>
  CHECK_NAMES.flatMap((name) =>
    checks
      .filter((check) => check.name === checkRunName(name))
      .map(({ conclusion, title }) => ({ name, conclusion, title })),
  )

function trialOf(checks: PacketStatus['checks']): Situation['trial'] {
  const check = ownChecks(checks).find(({ name }) => name === 'integration')
  if (check === undefined) return null
  if (check.conclusion === null) return 'running'
  if (check.conclusion === 'action_required') return 'unapproved'
  return check.conclusion === 'success' ? 'passed' : 'failed'
}
