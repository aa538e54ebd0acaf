/** The status of one packet: label, pull request, checks, open questions, and its row on the dashboard. */

import { clean } from '../../core/clean.ts'
import { isOver } from '../../core/status/statuses.ts'
import type { Context } from '../context.ts'
import type { Api } from '../github/api.ts'
import { sessionIssues } from '../github/list.ts'
import { readPacket, viewOf } from '../github/packet.ts'
import { pullOfBranch } from '../github/pulls.ts'
import { packetHere } from './here.ts'
import type { PacketStatus } from './results/packets.ts'

/** @throws CliError `no-such-packet`, `no-packet-here` */
export async function statusOf(input: { name?: string }, context: Context): Promise<PacketStatus> {
  const api = await context.github()
  const view = await viewOf(await readPacket(api, context, await packetHere(context, input.name)), api, context)
  const { name, issue, url, status, assignees, branch, pull, questions, withheld } = view
  const over = status !== null && isOver(status)
  return {
    name,
    issue,
    url,
    status,
    assignees,
    branch,
    pull,
    questions,
    withheld,
    criteria: { done: view.acceptance.filter(({ checked }) => checked).length, all: view.acceptance.length },
    dashboard: over ? null : rowOn((await dashboardOf(api, issue)) ?? '', issue),
    checks: over ? [] : await checksOf(api, branch, issue),
  }
}

export async function checksOf(api: Api, branch: string, issue: number): Promise<PacketStatus['checks']> {
  const pull = await pullOfBranch(api, branch, issue)
  if (!pull) return []
  const { check_runs } = await api.ask((rest, at) => rest.checks.listForRef({ ...at, ref: pull.head, per_page: 100 }))
  return check_runs.map(({ name, conclusion, output }) => ({ name, conclusion, title: clean(output.title ?? '') }))
}

/** Returns the body of the open session that lists this packet; null when there is none. */
export async function dashboardOf(api: Api, issue: number): Promise<string | null> {
  const bodies = (await sessionIssues(api, 'open')).map(({ body }) => body ?? '')
  return bodies.find((body) => lineOf(body, issue) !== undefined) ?? null
}

const lineOf = (body: string, issue: number) => body.split('\n').find((line) => line.startsWith(`| #${issue} |`))

/** Returns the packet's row of a dashboard, which holds the time of the agent's last report. */
export function rowOn(body: string, issue: number): PacketStatus['dashboard'] {
  const line = lineOf(body, issue)
  return line === undefined ? null : dashboardRow(line)
}

/** Parses `| # | Branch | Packet | Status | Last check | Progress | Notes |`. Pipes in cells are escaped. */
export function dashboardRow(row: string): PacketStatus['dashboard'] {
  const cells = row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => clean(cell).replaceAll('\\|', '|'))
  const [, , , , lastCheck = '', progress = '', ...notes] = cells
  return { lastCheck, progress, notes: notes.join('|') }
}
