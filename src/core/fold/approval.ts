/** Who has to look before a packet may merge, and whether somebody has. */
import type { Config } from '../config/schema.ts'
import type { Facts } from '../facts.ts'
import type { FileChange } from '../lookups.ts'
import { covers } from '../packets/paths.ts'
import type { People } from '../people.ts'
import { type Draft, ownPushes } from './draft.ts'
import { withUpdates } from './seen.ts'

/** Always protected: what can change what runs, and the bot's own rules. */
const ALWAYS = ['.github/workflows/', '.github/actions/', '.github/switchyard.yml']

/** Why an approving review is needed, in words that finish "needs an approving review: …"; null when it is not. */
export function reviewNeeded(draft: Draft, files: FileChange[], config: Config): string | null {
  if (draft.packet.risk === 'high') return 'its risk is high'
  const guarded = [...ALWAYS, ...config.protected]
  const touched = files.flatMap((file) => (file.from === null ? [file.path] : [file.path, file.from]))
  const path = touched.find((one) => guarded.some((entry) => covers(entry, one)))
  return path === undefined ? null : `it changes \`${path}\`, which is protected`
}

/** An approving review of exactly this head by a writer who is no listed agent, assignee or pusher; a later "changes requested" undoes it. */
export function approved(draft: Draft, head: string, facts: Facts, people: People): boolean {
  const pushers = new Set(ownPushes(draft, facts).map((push) => push.actor?.id))
  const assignees = new Set(draft.issue.assignees.map((assignee) => assignee.id))
  const latest = new Map<number, { state: string; commit: string }>()
  for (const review of draft.pull?.reviews ?? []) {
    if (review.author === null || !['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(review.state)) continue
    latest.set(review.author.id, review)
  }
  const reviewers = (draft.pull?.reviews ?? []).flatMap((review) => (review.author ? [review.author] : []))
  const objected = [...latest].some(([id, review]) => review.state === 'CHANGES_REQUESTED' && isWriter(id))
  return (
    !objected &&
    [...latest].some(([id, review]) => review.state === 'APPROVED' && isSeen(review.commit) && isWriter(id))
  )

  function isSeen(commit: string): boolean {
    return withUpdates(commit, draft.branch, facts) === head
  }

  function isWriter(id: number): boolean {
    const reviewer = reviewers.find((one) => one.id === id)
    return reviewer !== undefined && !pushers.has(id) && !assignees.has(id) && people.standing(reviewer) === 'writer'
  }
}
