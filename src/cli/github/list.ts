/** Packets and sessions of the repository, without what was said on them. */

import { clean } from '../../core/clean.ts'
import { sameName } from '../../core/schedule/dependencies.ts'
import { labelStatus } from '../../core/status/statuses.ts'
import type { Reader } from '../context.ts'
import { CliError } from '../errors.ts'
import type { PacketRow } from '../verbs/results/packets.ts'
import type { Api } from './api.ts'

export interface ListedIssue {
  number: number
  title: string
  body?: string | null
  html_url: string
  state: string
  created_at: string
  labels: ({ name?: string } | string)[]
  assignees?: { login: string }[] | null
  user: { login: string } | null
  pull_request?: unknown
}

const labelsOf = (issue: ListedIssue): string[] =>
  issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')))

export const statusOfLabels = (labels: string[]): PacketRow['status'] =>
  labels.map(labelStatus).find((status) => status !== null) ?? null

export interface Listed {
  row: PacketRow
  issue: ListedIssue
  /** As the text says it; null: it says none. */
  branch: string | null
}

/** Name as the text says it, or `issue-12`. */
async function listed(issue: ListedIssue, reader: Reader): Promise<Listed & { isPacket: boolean }> {
  const reading = await reader.packet(issue.title, issue.body ?? '')
  const labels = labelsOf(issue)
  return {
    issue,
    branch: reading.packet.branch,
    isPacket: reading.isPacket || labels.includes('packet'),
    row: {
      name: clean(reading.packet.name ?? `issue-${issue.number}`),
      issue: issue.number,
      url: issue.html_url,
      status: statusOfLabels(labels),
      assignees: (issue.assignees ?? []).map(({ login }) => login),
    },
  }
}

/** Packets by label, oldest first. */
export async function packetIssues(api: Api, reader: Reader, state: 'open' | 'all'): Promise<Listed[]> {
  const issues = await api.all((rest, at) => rest.issues.listForRepo({ ...at, labels: 'packet', state }))
  const rows = await Promise.all(issues.filter((one) => !one.pull_request).map((one) => listed(one, reader)))
  return rows.toSorted((a, b) => a.issue.number - b.issue.number)
}

/** `12`, `#12` or a name; open ones before closed ones, then the newest. */
export async function findPacket(api: Api, reader: Reader, name: string): Promise<Listed> {
  const number = /^#?(\d+)$/.exec(name)?.[1]
  const byNumber = number === undefined ? null : await issueAt(api, reader, Number(number))
  if (byNumber) return byNumber
  const all = await packetIssues(api, reader, 'all')
  const found = best(all, name) ?? best(await unlabelled(api, reader), name)
  if (found) return found
  const open = all.filter(({ issue }) => issue.state === 'open').map(({ row }) => row.name)
  const known = open.length === 0 ? 'No packet is open.' : `Open are: ${open.slice(0, 20).join(', ')}.`
  throw new CliError('no-such-packet', `${api.owner}/${api.name} has no packet "${clean(name)}". ${known}`)
}

const best = (all: Listed[], name: string): Listed | undefined =>
  all
    .filter(({ row }) => sameName(row.name, name))
    .toSorted(
      (a, b) => Number(b.issue.state === 'open') - Number(a.issue.state === 'open') || b.issue.number - a.issue.number,
    )[0]

/** Filed a moment ago, and not labelled yet. */
export async function unlabelled(api: Api, reader: Reader): Promise<Listed[]> {
  const issues = await api.ask((rest, at) => rest.issues.listForRepo({ ...at, state: 'open', per_page: 50 }))
  const rows = await Promise.all(issues.filter((one) => !one.pull_request).map((one) => listed(one, reader)))
  return rows.filter(({ isPacket }) => isPacket)
}

async function issueAt(api: Api, reader: Reader, number: number): Promise<Listed | null> {
  const issue = await api
    .ask((rest, at) => rest.issues.get({ ...at, issue_number: number }))
    .catch((error: unknown) => {
      if (error instanceof CliError && error.details.status === 404) return null
      throw error
    })
  if (!issue || issue.pull_request) return null
  const found = await listed(issue, reader)
  return found.isPacket ? found : null
}
