/** Decides whether a packet needs an approving review, whether it has one, and which approvals do not count. */
import type { People } from '../authorize/roles.ts'
import type { IgnoredApproval, ReviewReason } from '../merging/block.ts'
import type { Config } from '../parse/config/schema.ts'
import { covers } from '../parse/packet/paths.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { FileChange } from '../snapshot/queries.ts'
import type { Actor, ReviewFact, Snapshot } from '../snapshot/snapshot.ts'
import { ownPushes, type PacketAnalysis } from './analysis.ts'
import { isBaseMerge, withBaseMerges } from './heads.ts'
import { opinions } from './objections.ts'

/** Always protected: files that control what runs, and the bot's configuration. */
const ALWAYS = ['.github/workflows/', '.github/actions/', '.github/switchyard.yml']

/** Returns why an approving review is needed, or null when none is. */
export function reviewNeeded(analysis: PacketAnalysis, files: FileChange[], config: Config): ReviewReason | null {
  if (analysis.packet.risk === 'high') return { kind: 'high-risk' }
  const guarded = [...ALWAYS, ...config.protected]
  const touched = files.flatMap((file) => (file.from === null ? [file.path] : [file.path, file.from]))
  const path = touched.find((one) => guarded.some((entry) => covers(entry, one)))
  return path === undefined ? null : { kind: 'protected', path }
}

export interface Approval {
  approved: boolean
  leftOut: IgnoredApproval[]
}

/** Looks for an approval of exactly this head by a writer who is not a listed agent, assignee, author or pusher. */
export function approvalOf(
  analysis: PacketAnalysis,
  head: string,
  snapshot: Pick<Snapshot, 'app' | 'baseBranch' | 'pushesTo'>,
  people: People,
  queries: Queries,
): Approval {
  const last = opinions(analysis.pull?.reviews ?? []).flatMap((all) => all.at(-1) ?? [])
  const approvals = last.filter(({ state }) => state === 'APPROVED')
  const leftOut = approvals.map((review) => ({ by: review.author, why: whyNot(review) }))
  return {
    approved: leftOut.some(({ why }) => why === null),
    leftOut: leftOut.flatMap(({ by, why }) => (why === null ? [] : [{ by, why }])),
  }

  function whyNot(review: ReviewFact): IgnoredApproval['why'] | null {
    const { author } = review
    if (author === null) return 'gone'
    if (people.isAgent(author)) return 'agent'
    const role = people.roleOf(author)
    if (role !== 'writer') return role === 'unknown' ? 'unknown' : 'no-access'
    if (wasAssigned(analysis, author, review.at)) return 'assignee'
    if (analysis.pull?.author?.id === author.id) return 'author'
    if (hasWorked(author)) return 'pushed'
    return withBaseMerges(review.commit, analysis.branch, snapshot, queries) === head ? null : 'older'
  }

  function hasWorked(author: Actor): boolean {
    const own = ownPushes(analysis, snapshot).filter((push) => push.actor?.id === author.id)
    return own.some((push) => !isBaseMerge(push, snapshot, queries))
  }
}

/** Returns whether the person was assigned at that moment, or is assigned now where GitHub has no record. */
export function wasAssigned({ issue }: Pick<PacketAnalysis, 'issue'>, { id }: Actor, at: number): boolean {
  const events = issue.assignments?.filter(({ assignee }) => assignee?.id === id)
  const now = issue.assignees.some((assignee) => assignee.id === id)
  if (events === undefined || events.length === 0) return now
  return events.findLast((event) => event.at <= at)?.added ?? false
}
