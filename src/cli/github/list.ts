/** Lists the packets and sessions of the repository, without comments. */

import { clean } from '../../core/clean.ts'
import { sessionName } from '../../core/derive/sessions.ts'
import { labelStatus } from '../../core/records/labels.ts'
import { sameName } from '../../core/schedule/dependencies.ts'
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
  /** The branch that the text names; null: none. */
  branch: string | null
}

/** The name is the one in the text, or `issue-12`. */
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

/** Returns the issues with the label `packet`, oldest first. */
export async function packetIssues(api: Api, reader: Reader, state: 'open' | 'all'): Promise<Listed[]> {
  const issues = await api.all((rest, at) => rest.issues.listForRepo({ ...at, labels: 'packet', state }))
  const rows = await Promise.all(issues.filter((one) => !one.pull_request).map((one) => listed(one, reader)))
  return rows.toSorted((a, b) => a.issue.number - b.issue.number)
}

/** Finds a packet by `12`, `#12` or name, preferring open ones, then the newest. @throws CliError `no-such-packet` */
export async function findPacket(api: Api, reader: Reader, name: string): Promise<Listed> {
  const number = /^#?(\d+)$/.exec(name)?.[1]
  const byNumber = number === undefined ? null : await issueAt(api, reader, Number(number))
  if (byNumber) return byNumber
  const all = await packetIssues(api, reader, 'all')
  const found = best(all, name) ?? best(await unlabelled(api, reader), name)
  if (found) return found
  const open = all.filter(({ issue }) => issue.state === 'open').map(({ row }) => row.name)
  const known = open.length === 0 ? 'No packet is open.' : `Open packets: ${open.slice(0, 20).join(', ')}.`
  throw new CliError('no-such-packet', `${api.owner}/${api.name} has no packet "${clean(name)}". ${known}`)
}

const best = (all: Listed[], name: string): Listed | undefined =>
  all
    .filter(({ row }) => sameName(row.name, name))
    .toSorted(
      (a, b) => Number(b.issue.state === 'open') - Number(a.issue.state === 'open') || b.issue.number - a.issue.number,
    )[0]

/** Returns packets that were just filed and have no label yet. */
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

/** Returns the issues with the label `session`, newest first. */
export async function sessionIssues(api: Api, state: 'open' | 'all'): Promise<ListedIssue[]> {
  const issues = await api.all((rest, at) => rest.issues.listForRepo({ ...at, labels: 'session', state }))
  return issues.filter((one) => !one.pull_request).toSorted((a, b) => b.number - a.number)
}

export const nameOfSession = (issue: ListedIssue): string => clean(sessionName(issue.title) ?? issue.title)

/** Finds a session by name, preferring an open one; without a name, the newest open one. @throws CliError `no-such-session` */
export async function findSession(api: Api, name: string | undefined): Promise<ListedIssue> {
  const all = await sessionIssues(api, name === undefined ? 'open' : 'all')
  const open = all.filter(({ state }) => state === 'open')
  if (name === undefined && open[0]) return open[0]
  const same = (issue: ListedIssue) =>
    nameOfSession(issue).toLowerCase() === name?.toLowerCase() || name === `#${issue.number}`
  const found = open.find(same) ?? all.find(same)
  if (found) return found
  if (name === undefined)
    throw new CliError('no-such-session', 'No session is open. Open one with: switchyard session start NAME')
  const known = open.length === 0 ? 'No session is open.' : `Open sessions: ${open.map(nameOfSession).join(', ')}.`
  throw new CliError('no-such-session', `There is no session "${clean(name)}". ${known}`)
}
