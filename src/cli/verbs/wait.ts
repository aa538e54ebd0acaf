/** Waits for a person or the bot. GitHub: a conditional request whose answer is unchanged does not count against the rate limit. */
import type { CommentReading } from '../../core/parse/report/reading.ts'
import { labelStatus } from '../../core/records/labels.ts'
import { MARKER } from '../../core/records/names.ts'
import type { RawComment } from '../../shell/reconcile/mirror.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { Api } from '../github/api.ts'
import { findPacket } from '../github/list.ts'
import { type PacketRead, readPacketAt } from '../github/packet.ts'
import {
  noticesOf,
  openQuestions,
  type RecordedNotice,
  type RecordedRuling,
  rulingsOf,
  visibleText,
} from '../github/rulings.ts'
import { verdictsOn } from '../github/trusted.ts'
import { packetHere } from './here.ts'
import type { Answer, Waited, WaitInput, WaitKind } from './results/agents.ts'

export const intervalMs = 30_000
/** Give up after this many failed requests in a row. */
const maxFailures = 20

type RecordedAnswer = Answer & { comment: number }

/**
 * Resolves when there is an answer, at once when there already is one.
 *
 * @throws CliError `timed-out`; `over` when the packet has ended; `nothing-asked` when there is nothing to wait for
 */
export async function waitFor(input: WaitInput, context: Context): Promise<Waited> {
  const api = await context.github()
  const { row } = await findPacket(api, context.reader, await packetHere(context, input.packet))
  const until = input.timeoutMs === undefined ? Number.POSITIVE_INFINITY : context.now() + input.timeoutMs
  const poll = pollIssue(api, row.issue)
  await poll()
  let read = await readPacketAt(api, context, row.issue)
  const from = await startOf(read, input.for, api, context)
  for (;;) {
    const answers = answersSince(read, from, input.for)
    if (answers.length > 0)
      return {
        name: read.name,
        issue: row.issue,
        status: statusOf(read),
        answers: answers.map(({ comment: _, ...one }) => one),
      }
    checkOver(read, input.for)
    await change(poll, { input, until, name: read.name, issue: row.issue }, context)
    read = await readPacketAt(api, context, row.issue)
  }
}

const statusOf = ({ raw }: PacketRead) => raw.labels.map(labelStatus).find((status) => status !== null) ?? null

const AWAITED: Record<WaitKind | 'any', string> = {
  any: 'an answer',
  decision: 'a decision',
  unblock: 'the end of the block',
  merge: 'the merge',
}

interface Poll {
  unchanged: boolean
  pollMs: number
}

/** GitHub: an issue changes with every comment and label on it, so one conditional request is enough. */
function pollIssue(api: Api, number: number): () => Promise<Poll> {
  return async () => {
    const { unchanged, headers } = await api.look(`issue ${number}`, (rest, at) =>
      rest.issues.get({ ...at, issue_number: number }),
    )
    return { unchanged, pollMs: (Number(headers['x-poll-interval']) || 0) * 1000 }
  }
}

interface Waiting {
  input: WaitInput
  until: number
  name: string
  issue: number
}

/** Polls until the issue has changed. */
async function change(poll: () => Promise<Poll>, waiting: Waiting, context: Context): Promise<void> {
  const { input, until } = waiting
  const interval = input.intervalMs ?? intervalMs
  let [pause, failures] = [interval, 0]
  context.progress(
    `Waiting for ${AWAITED[input.for ?? 'any']} on #${waiting.issue} (${waiting.name}), polling every ${Math.round(interval / 1000)} s`,
  )
  for (;;) {
    const left = until - context.now()
    if (left <= 0)
      throw new CliError(
        'timed-out',
        `No answer on #${waiting.issue} (${waiting.name}) in time. Wait again with: switchyard wait${input.for ? ` --for ${input.for}` : ''}`,
      )
    if (input.signal?.aborted) throw new CliError('timed-out', 'The wait was cancelled.')
    await context.sleep(Math.min(pause, left))
    try {
      const { unchanged, pollMs } = await poll()
      if (!unchanged) return
      ;[pause, failures] = [Math.max(interval, pollMs), 0]
    } catch (error) {
      failures += 1
      pause = afterFailure(error, interval, failures)
      context.progress(`${error instanceof Error ? error.message : error} Retrying.`)
    }
  }
}

/** Returns the milliseconds to wait after a temporary error. Throws any other error. */
function afterFailure(error: unknown, interval: number, failures: number): number {
  const isTemporary = error instanceof CliError && ['no-network', 'github-down', 'rate-limited'].includes(error.code)
  if (!isTemporary || failures >= maxFailures) throw error
  const asked = Number(error.details.afterMs) || 0
  return Math.max(interval, asked)
}

/**
 * Returns the id of the comment after which an answer counts. For a decision or an unblock this is the question, because
 * the answer may have come before the wait began. Other waits begin now.
 */
async function startOf(read: PacketRead, kind: WaitKind | undefined, api: Api, context: Context): Promise<number> {
  const newest = Math.max(0, ...read.raw.comments.map(({ id }) => id))
  if (kind === 'merge') return 0
  const asked = await lastAsked(read, kind, api, context)
  if (asked !== null) return asked
  if (kind === 'decision' && openQuestions(read.botComments).length === 0)
    throw new CliError('nothing-asked', `#${read.raw.number} has no open question. Ask first: switchyard ask "…".`)
  if (kind === 'unblock' && statusOf(read) !== 'blocked')
    throw new CliError('nothing-asked', `"${read.name}" is not blocked. Report first: switchyard report blocked "…".`)
  return newest
}

/**
 * Returns the id of the last comment that asked a question (`decision`), reported a block (`unblock`), or either. Counts
 * comments that the App accepted, and the user's own without a verdict yet; comments of strangers do not count.
 */
async function lastAsked(
  read: PacketRead,
  kind: WaitKind | undefined,
  api: Api,
  { reader }: Context,
): Promise<number | null> {
  const asking = []
  for (const comment of read.raw.comments) {
    if (comment.author === null || comment.author.id === read.app?.id) continue
    if (asks(await reader.comment(comment.revisions.at(-1)?.body ?? ''), kind)) asking.push(comment)
  }
  if (asking.length === 0) return null
  const verdicts = read.app === null ? new Map() : await verdictsOn(api, asking, read.app)
  const me = await api.me()
  const counts = ({ id, author }: RawComment) =>
    verdicts.get(id) === 'accepted' || (!verdicts.has(id) && (me === null || author?.id === me.id))
  return asking.findLast(counts)?.id ?? null
}

function asks({ report, commands }: CommentReading, kind: WaitKind | undefined): boolean {
  const question = report?.question != null || commands.some(({ name }) => name === 'ask')
  const block =
    report?.kind === 'blocked' || commands.some(({ name, args }) => name === 'status' && /^blocked\b/i.test(args))
  return (kind !== 'unblock' && question) || (kind !== 'decision' && block)
}

const KINDS: Record<WaitKind, readonly Answer['kind'][]> = {
  decision: ['decided', 'redirected'],
  unblock: ['unblocked', 'redirected', 'told'],
  merge: ['merged', 'undone', 'remarks'],
}

function answersSince(read: PacketRead, from: number, kind: WaitKind | undefined): RecordedAnswer[] {
  const all: RecordedAnswer[] = [
    ...rulingsOf(read.botComments).map(ofRuling),
    ...noticesOf(read.botComments).map(ofNotice),
    ...merged(read),
  ]
  const wanted = kind === undefined ? all : all.filter((answer) => KINDS[kind].includes(answer.kind))
  // A failed check counts only until the next report: after that it is fixed, and the next trial merge decides.
  const lastReport = Math.max(
    0,
    ...read.raw.comments.filter(({ author }) => author?.id !== read.app?.id).map(({ id }) => id),
  )
  return wanted
    .filter(
      ({ comment, kind: what }) =>
        comment > (what === 'undone' || what === 'remarks' ? Math.max(from, lastReport) : from),
    )
    .toSorted((a, b) => a.comment - b.comment)
}

const ofRuling = ({ kind, text, verdict, by, at, url, comment }: RecordedRuling): RecordedAnswer => ({
  kind,
  by,
  at,
  url,
  comment,
  text: kind === 'scope' || kind === 'depends' ? `${verdict}: ${text}` : text,
})

const ofNotice = ({ kind, text, at, url, comment }: RecordedNotice): RecordedAnswer => ({
  kind,
  text,
  by: null,
  at,
  url,
  comment,
})

/** Reads the merge from the bot's comment; when that was deleted, from GitHub's record that a merge closed the issue. */
function merged({ botComments, raw }: PacketRead): RecordedAnswer[] {
  const found = botComments.find(MARKER.merged)
  const base = { kind: 'merged' as const, by: null }
  if (found?.trusted) {
    const { id, url, createdAt } = found.comment
    return [{ ...base, text: visibleText(found), at: new Date(createdAt).toISOString(), url, comment: id }]
  }
  if (!raw.closedByMerge) return []
  const { pull, at } = raw.closedByMerge
  return [
    {
      ...base,
      text: `Merged by #${pull}.`,
      at: new Date(at).toISOString(),
      url: raw.url,
      comment: Number.MAX_SAFE_INTEGER,
    },
  ]
}

/** @throws CliError `over` for a packet that has ended, on which nobody will answer */
function checkOver(read: PacketRead, kind: WaitKind | undefined): void {
  const status = statusOf(read)
  if (status !== 'abandoned' && status !== 'merged') return
  // The label may be set a moment before the issue is closed.
  if (status === 'merged' && kind === 'merge') return
  throw new CliError('over', `"${read.name}" is ${status}, so no answer will come. ${read.raw.url}`)
}
