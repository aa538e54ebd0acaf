/** Putting pull requests into a branch's merge queue, and taking them out. */
import { ForgeError } from '../errors.ts'
import { issueOf } from '../find.ts'
import type { RepoContext } from '../forge.ts'
import type { Pull, QueueEntry, Repo } from '../model.ts'
import { bump, timeline, withRepoLock } from '../record.ts'
import { landing, STACKED, stackOf } from '../stacks.ts'
import { absorbRefs } from '../verbs/notice.ts'
import { mergeViolations } from '../violations.ts'
import { leave } from './leave.ts'
import { queueSettings } from './settings.ts'

const refuse = (message: string) => new ForgeError(422, message)

export const entryOf = (repo: Repo, pull: Pull): QueueEntry | undefined =>
  repo.mergeQueue?.find((entry) => entry.pull === pull.number)

/** Rules that the queue itself sees to: a queued pull request need not have all of its base. */
const BY_THE_QUEUE = /through the merge queue|not up to date/

export interface Enqueue {
  /** The head the caller saw; with another it is refused. */
  expectedHead?: string
  jump?: boolean
}

/** 422 without a queue, for one that is in it, that cannot be merged, or whose head is another. */
export function enqueuePull(
  context: RepoContext,
  pull: Pull,
  { expectedHead, jump = false }: Enqueue,
): Promise<QueueEntry> {
  const { forge, repo } = context
  return withRepoLock(repo, async () => {
    await absorbRefs(forge, repo, null)
    if (stackOf(repo, pull)) throw refuse(STACKED.enqueue)
    await check(context, pull, expectedHead)
    return addEntry(context, pull, jump)
  })
}

/** Puts a pull request last, or first, into the queue of the branch that it lands on. The caller holds the lock. */
export function addEntry({ forge, actor, repo }: RepoContext, pull: Pull, jump = false): QueueEntry {
  const entry: QueueEntry = {
    id: forge.newId(),
    pull: pull.number,
    baseRef: landing(repo, pull),
    headSha: pull.headSha,
    actorId: actor.id,
    at: forge.clock.now(),
    jump,
    group: null,
  }
  repo.mergeQueue = jump ? [entry, ...(repo.mergeQueue ?? [])] : [...(repo.mergeQueue ?? []), entry]
  const issue = issueOf(repo, pull.number)
  timeline({ forge, actor, repo }, issue, 'added_to_merge_queue')
  bump(forge, issue)
  forge.touch()
  forge.emit({ kind: 'pull-enqueued', repo, actor, pull })
  return entry
}

async function check({ forge, actor, repo }: RepoContext, pull: Pull, expectedHead?: string): Promise<void> {
  const settings = queueSettings(repo, pull.baseRef)
  if (settings === null) throw refuse('Merge queue is not enabled on the base branch')
  if (entryOf(repo, pull)) throw refuse('Pull request is already in the merge queue')
  if (issueOf(repo, pull.number).state !== 'open') throw refuse('Pull request is closed')
  if (pull.draft) throw refuse('Pull request is in draft state')
  if (expectedHead !== undefined && expectedHead !== pull.headSha)
    throw refuse('Head branch was modified. Review and try the merge again.')
  const broken = await mergeViolations({ forge, actor, repo }, pull, settings.method)
  const [first] = broken.filter(({ words }) => !BY_THE_QUEUE.test(words))
  if (first !== undefined) throw refuse(`Pull request ${first.words}`)
}

/** 422 for one that is not in the queue. */
export function dequeuePull({ forge, actor, repo }: RepoContext, pull: Pull): Promise<QueueEntry> {
  return withRepoLock(repo, async () => {
    const entry = entryOf(repo, pull)
    if (entry === undefined) throw refuse('Pull request is not in the merge queue')
    await leave({ forge, repo, actor }, entry, 'MANUAL')
    return entry
  })
}
