/** Reads the text of a session's issue. */
import { DASHBOARD_END, DASHBOARD_START } from '../records/dashboard.ts'
import { costProblem } from './packet/prescan.ts'
import { readBranch } from './packet/read.ts'

/** What people type where they want no base of their own. */
const NONE = /^(?:default|the default branch|default branch)$/i

/**
 * Returns the base branch that the text names; null when it names none. `Base` may be a bold or plain label, a heading, a
 * list item or front matter, as in a packet.
 */
export function readBase(body: string): string | null {
  const text = withoutDashboard(body)
  if (costProblem(text) !== null) return null
  const branch = readBranch(text, 'base')
  return branch === null || NONE.test(branch) ? null : branch
}

function withoutDashboard(body: string): string {
  const start = body.indexOf(DASHBOARD_START)
  if (start === -1) return body
  const end = body.indexOf(DASHBOARD_END, start)
  return body.slice(0, start) + (end === -1 ? '' : body.slice(end + DASHBOARD_END.length))
}
