/** Where one packet stands: label, pull request, checks, open questions, and its row on the dashboard. */

import { clean } from '../../core/say/clean.ts'
import { isOver } from '../../core/say/status.ts'
import type { Context } from '../context.ts'
import type { Api } from '../github/api.ts'
import { readPacket, viewOf } from '../github/packet.ts'
import { pullOfBranch } from '../github/pulls.ts'
import { sessionIssues } from '../github/sessions.ts'
import { packetHere } from './here.ts'
import type { PacketStatus } from './results/packets.ts'

interface CheckRuns {
  check_runs: { name: string; conclusion: string | null; output: { title: string | null } }[]
}

/** @throws CliError `no-such-packet`, `no-packet-here` */
export async function statusOf(input: { name?: string }, context: Context): Promise<PacketStatus> {
  const api = await context.github()
  const view = await viewOf(await readPacket(api, context, await packetHere(context, input.name)), api, context)
  const { name, issue, url, status, assignees, branch, pull, questions, withheld } = view
  const over = status !== null && isOver(status)
  return {
    ...{ name, issue, url, status, assignees, branch, pull, questions, withheld },
    criteria: { done: view.acceptance.filter(({ checked }) => checked).length, all: view.acceptance.length },
    dashboard: over ? null : await rowOf(api, issue),
    checks: over ? [] : await checksOf(api, branch, issue),
  }
}

export async function checksOf(api: Api, branch: string, issue: number): Promise<PacketStatus['checks']> {
  const pull = await pullOfBranch(api, branch, issue)
  if (!pull) return []
  const { check_runs } = await api.request<CheckRuns>('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    ref: pull.head,
    per_page: 100,
  })
  return check_runs.map(({ name, conclusion, output }) => ({ name, conclusion, title: clean(output.title ?? '') }))
}

/** The dashboards say when an agent was heard from last; the row is found by the issue's number. */
export async function rowOf(api: Api, issue: number): Promise<PacketStatus['dashboard']> {
  for (const session of await sessionIssues(api, 'open')) {
    const row = (session.body ?? '').split('\n').find((line) => line.startsWith(`| #${issue} |`))
    if (row) return dashboardRow(row)
  }
  return null
}

/** `| # | Branch | Packet | Status | Last check | Progress | Notes |`, with its pipes escaped. */
export function dashboardRow(row: string): PacketStatus['dashboard'] {
  const cells = row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => clean(cell).replaceAll('\\|', '|'))
  const [, , , , lastCheck = '', progress = '', ...notes] = cells
  return { lastCheck, progress, notes: notes.join('|') }
}
