/** The mirror becomes facts: every text gets its reading, and what was looked up and refused is put beside it. */
import type { QueryResults } from '../../core/snapshot/queries.ts'
import type { Refusal, SnapshotData } from '../../core/snapshot/snapshot.ts'
import type { TextReader } from '../parsing/reader.ts'
import type { Mirror, RawComment, RawIssue, RawPull, RawReview } from './mirror.ts'

interface Beside {
  now: number
  results: QueryResults
  refused: Record<string, Refusal>
  failing?: SnapshotData['failing']
  rights?: SnapshotData['rights'] | undefined
  /** Earlier texts of the configuration, when they were asked for. */
  history: string[] | null
}

/** Readings by text. What one pass did not use is forgotten after it, so that this never outgrows the mirror. */
function createMemo<T>() {
  let old = new Map<string, Promise<T>>()
  let fresh = new Map<string, Promise<T>>()
  return {
    get(text: string, read: () => Promise<T>): Promise<T> {
      const reading = fresh.get(text) ?? old.get(text) ?? read()
      fresh.set(text, reading)
      return reading
    },
    endPass(keep: boolean): void {
      old = keep ? fresh : new Map()
      fresh = new Map()
    },
  }
}

export type SnapshotBuilder = (mirror: Mirror, beside: Beside) => Promise<SnapshotData>

/** One maker for each repository: it remembers the readings of that repository's texts. */
export function createSnapshotBuilder(reader: TextReader): SnapshotBuilder {
  const packets = createMemo<Awaited<ReturnType<TextReader['packet']>>>()
  const comments = createMemo<Awaited<ReturnType<TextReader['comment']>>>()

  const withReading = async (comment: RawComment) => {
    const read = async (revision: RawComment['revisions'][number]) => {
      const reading = await comments.get(revision.body, () => reader.comment(revision.body))
      return { ...revision, reading }
    }
    return { ...comment, revisions: await Promise.all(comment.revisions.map(read)) }
  }
  const readIssue = async (issue: RawIssue) => {
    const read = async (revision: RawIssue['revisions'][number]) => {
      const { title, body } = revision
      return { ...revision, reading: await packets.get(`${title}\n${body}`, () => reader.packet(title, body)) }
    }
    const revisions = await Promise.all(issue.revisions.map(read))
    return { ...issue, revisions, comments: await Promise.all(issue.comments.map(withReading)) }
  }

  const readReview = async ({ comment, ...review }: RawReview) => ({
    ...review,
    ...(comment && { comment: await withReading(comment) }),
  })

  const readPull = async ({ lineComments, ...pull }: RawPull) => ({
    ...pull,
    comments: await Promise.all(pull.comments.map(withReading)),
    ...(lineComments && { lineComments: await Promise.all(lineComments.map(withReading)) }),
    reviews: await Promise.all(pull.reviews.map(readReview)),
  })

  return async (mirror, { now, results, refused, failing, rights, history }) => {
    let read = false
    try {
      const issues = await Promise.all(mirror.issues.map(readIssue))
      const pulls = await Promise.all(mirror.pulls.map(readPull))
      const config = { ...mirror.config, history: history ?? mirror.config.history }
      read = true
      return {
        ...mirror,
        config,
        issues,
        pulls,
        now,
        results,
        refused,
        failing: failing ?? [],
        ...(rights && { rights }),
      }
    } finally {
      packets.endPass(read)
      comments.endPass(read)
    }
  }
}
