/** Issues and pull requests that are not packets: sessions, and other threads with commands to the bot. */
import { type AuthorizedThread, authorize } from '../authorize/authorize.ts'
import type { People } from '../authorize/roles.ts'
import { each, type Isolation } from '../isolation.ts'
import { type BotComments, botCommentsIn } from '../records/bot-comments.ts'
import { allCommentsOn } from '../snapshot/comments.ts'
import type { CommentFact, IssueFact, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketAnalysis } from './analysis.ts'
import { analyzeSession, botCommentsOn, type SessionAnalysis, sessionVerdict } from './sessions.ts'

export interface OrdinaryIssue {
  issue: IssueFact
  botComments: BotComments
  verdict: ReturnType<typeof sessionVerdict>
  session: SessionAnalysis | null
}

export interface OtherThread {
  number: number
  botComments: BotComments
  authorized: AuthorizedThread
  comments: CommentFact[]
}

/** Reads each issue as a session, if it is one. */
export const ordinaryIssues = (
  issues: IssueFact[],
  snapshot: Pick<Snapshot, 'app' | 'issues' | 'repo'>,
  people: People,
  isolation: Isolation,
): OrdinaryIssue[] =>
  each(
    isolation,
    issues,
    (issue) => issue.number,
    (issue) => {
      const botComments = botCommentsOn(issue, snapshot.app)
      const verdict = sessionVerdict(issue, botComments, snapshot, people)
      const session = verdict === 'session' ? analyzeSession(issue, botComments, snapshot, people) : null
      return { issue, botComments, verdict, session }
    },
  )

/** Returns the threads where only commands such as `/session start` are valid. */
export function otherThreads(
  snapshot: Pick<Snapshot, 'app' | 'pulls'>,
  analyses: ReadonlyMap<number, PacketAnalysis>,
  issues: OrdinaryIssue[],
  people: People,
  isolation: Isolation,
): OtherThread[] {
  const pulls = new Set([...analyses.values()].map((analysis) => analysis.pull?.number))
  const threads = [
    ...issues
      .filter(({ verdict }) => verdict !== 'session')
      .map(({ issue, botComments }) => ({ number: issue.number, comments: issue.comments, botComments })),
    ...snapshot.pulls
      .filter((pull) => !pulls.has(pull.number) && !isolation.quarantined.has(pull.number))
      .map((pull) => {
        const comments = allCommentsOn(pull)
        return { number: pull.number, comments, botComments: botCommentsIn(comments, snapshot.app) }
      }),
  ]
  return each(
    isolation,
    threads,
    ({ number }) => number,
    ({ number, comments, botComments }) => {
      const thread = { kind: 'other' as const, comments, botComments, assigned: () => [], agentPushes: [] }
      return { number, botComments, comments, authorized: authorize(thread, people, snapshot.app) }
    },
  )
}
