/** Sessions' issues. */

import { clean } from '../../core/clean.ts'
import { sessionName } from '../../core/derive/sessions.ts'
import { CliError } from '../errors.ts'
import type { Api } from './api.ts'
import type { ListedIssue } from './list.ts'

/** Newest first. */
export async function sessionIssues(api: Api, state: 'open' | 'all'): Promise<ListedIssue[]> {
  const issues = await api.all((rest, at) => rest.issues.listForRepo({ ...at, labels: 'session', state }))
  return issues.filter((one) => !one.pull_request).toSorted((a, b) => b.number - a.number)
}

export const nameOfSession = (issue: ListedIssue): string => clean(sessionName(issue.title) ?? issue.title)

/** The one of that name (an open one first), or the newest open one. @throws CliError `no-such-session` */
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
  const known = open.length === 0 ? 'No session is open.' : `Open are: ${open.map(nameOfSession).join(', ')}.`
  throw new CliError('no-such-session', `There is no session "${clean(name)}". ${known}`)
}
