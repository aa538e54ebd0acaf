/** Reads the text of a session's issue. */
import { DASHBOARD_END, DASHBOARD_START } from '../records/dashboard.ts'
import { costProblem } from './packet/prescan.ts'
import { readBranch } from './packet/read.ts'

/** What people type where they want no base of their own. */
const NONE = /^(?:default|the default branch|default branch)$/i

/**
 * Returns the base branch that each text names; null where it names none. `Base` may be a bold or plain label, a heading, a
 * list item or front matter, as in a packet. The bot's own edits change the dashboard alone, so most of the revisions of
 * a session say the same and are read once.
 */
export function readBases(bodies: string[]): (string | null)[] {
  const known = new Map<string, string | null>()
  return bodies.map((body) => {
    const text = withoutDashboard(body)
    const branch = known.has(text) ? (known.get(text) ?? null) : readBase(text)
    known.set(text, branch)
    return branch
  })
}

function readBase(text: string): string | null {
  // To parse a long text costs much more than this look.
  if (!/base/i.test(text) || costProblem(text) !== null) return null
  const branch = readBranch(text, 'base')
  return branch === null || NONE.test(branch) ? null : branch
}

function withoutDashboard(body: string): string {
  const start = body.indexOf(DASHBOARD_START)
  if (start === -1) return body
  const end = body.indexOf(DASHBOARD_END, start)
  return body.slice(0, start) + (end === -1 ? '' : body.slice(end + DASHBOARD_END.length))
}
