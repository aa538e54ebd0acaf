/** Which of two requests for a test is the newer one: the ids of one kind tell, those of two kinds do not. */
import type { PacketAnalysis } from '../derive/analysis.ts'
import { allCommentsOn, eventTime } from '../snapshot/comments.ts'

export interface Request {
  comment: number
  at: number
}

/** Null: nobody asked. */
export function newestOf(...requests: (Request | null)[]): Request | null {
  const there = requests.filter((request) => request !== null)
  return there.toSorted((a, b) => a.at - b.at || a.comment - b.comment).at(-1) ?? null
}

/** Whether a run that was asked for by `tested` answers this request, too. Of a comment that is gone the id alone is known. */
export function isAnswered(request: Request | null, tested: number, analysis: PacketAnalysis): boolean {
  if (request === null || request.comment === tested) return true
  const said = [...analysis.issue.comments, ...analysis.pulls.flatMap(allCommentsOn)].find(({ id }) => id === tested)
  const at = said?.createdAt ?? eventTime(tested)
  if (at === null || at === request.at) return request.comment < tested
  return request.at < at
}
