/** Waiting for a person or the bot, at a price of nothing: a question whose answer is unchanged costs no request. */
import type { CommentReading } from '../../core/parse/report/reading.ts'
import { MARKER } from '../../core/records/names.ts'
import { labelStatus } from '../../core/status/statuses.ts'
import type { RawComment } from '../../shell/reconcile/mirror.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { Api } from '../github/api.ts'
import { findPacket } from '../github/list.ts'
import { type PacketRead, readPacketAt } from '../github/packet.ts'
import { type KeptNotice, type KeptRuling, noticesOf, openQuestions, rulingsOf, seen } from '../github/rulings.ts'
import { verdictsOn } from '../github/trusted.ts'
import { packetHere } from './here.ts'
import type { Answer, Waited, WaitInput, WaitKind } from './results/agents.ts'

export const intervalMs = 30_000
/** After this many looks in a row without an answer, the network is not coming back soon. */
const mostFailures = 20

type KeptAnswer = Answer & { comment: number }

/**
 * Resolves when there is an answer, at once when it is there already.
 *
 * @throws CliError `timed-out`; `over` when the packet ended otherwise; `nothing-asked` when there is nothing to wait for
 */
export async function waitFor(input: WaitInput, context: Context): Promise<Waited> {
  const api = await context.github()
  const { row } = await findPacket(api, context.reader, await packetHere(context, input.packet))
  const until = input.timeoutMs === undefined ? Number.POSITIVE_INFINITY : context.now() + input.timeoutMs
  const look = lookAt(api, row.issue)
  await look()
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
    await change(look, { input, until, name: read.name, issue: row.issue }, context)
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

interface Looked {
  unchanged: boolean
  pollMs: number
}

/** The issue itself changes with every comment and label on it, so that one conditional request is enough. */
function lookAt(api: Api, number: number): () => Promise<Looked> {
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

/** Sleeps and looks until the issue has changed. */
async function change(look: () => Promise<Looked>, waiting: Waiting, context: Context): Promise<void> {
  const { input, until } = waiting
  const interval = input.intervalMs ?? intervalMs
  let [pause, failures] = [interval, 0]
  context.progress(
    `Waiting for ${AWAITED[input.for ?? 'any']} on #${waiting.issue} (${waiting.name}), a look each ${Math.round(interval / 1000)} s`,
  )
  for (;;) {
    const left = until - context.now()
    if (left <= 0)
      throw new CliError(
        'timed-out',
        `Nothing was answered on #${waiting.issue} (${waiting.name}) in time. Wait again with: switchyard wait${input.for ? ` --for ${input.for}` : ''}`,
      )
    if (input.signal?.aborted) throw new CliError('timed-out', 'The wait was broken off.')
    await context.sleep(Math.min(pause, left))
    try {
      const { unchanged, pollMs } = await look()
      if (!unchanged) return
      ;[pause, failures] = [Math.max(interval, pollMs), 0]
    } catch (error) {
      failures += 1
      pause = afterFailure(error, interval, failures)
      context.progress(`${error instanceof Error ? error.message : error} Trying on.`)
    }
  }
}

/** Milliseconds to wait after an error that may pass; any other is thrown on. */
function afterFailure(error: unknown, interval: number, failures: number): number {
  const passes = error instanceof CliError && ['no-network', 'github-down', 'rate-limited'].includes(error.code)
  if (!passes || failures >= mostFailures) throw error
  const asked = Number(error.details.afterMs) || 0
  return Math.max(interval, asked)
}

/**
 * The comment after which an answer counts. Waiting for a decision or an end of a block looks back to when it was asked,
 * for the answer may have come before the wait began; other waits begin now.
 */
async function startOf(read: PacketRead, kind: WaitKind | undefined, api: Api, context: Context): Promise<number> {
  const newest = Math.max(0, ...read.raw.comments.map(({ id }) => id))
  if (kind === 'merge') return 0
  const asked = await lastAsked(read, kind, api, context)
  if (asked !== null) return asked
  if (kind === 'decision' && openQuestions(read.botComments).length === 0)
    throw new CliError('nothing-asked', `Nothing was asked on #${read.raw.number}. Ask first: switchyard ask "…".`)
  if (kind === 'unblock' && statusOf(read) !== 'blocked')
    throw new CliError(
      'nothing-asked',
      `"${read.name}" is not blocked, and nobody reported so. Report first: switchyard report blocked "…".`,
    )
  return newest
}

/**
 * Id of the last comment that asked a question (`decision`), reported a block (`unblock`), or either. A stranger's asks
 * nothing: the App accepted it, or it is one's own and has no verdict yet.
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

function answersSince(read: PacketRead, from: number, kind: WaitKind | undefined): KeptAnswer[] {
  const all: KeptAnswer[] = [
    ...rulingsOf(read.botComments).map(ofRuling),
    ...noticesOf(read.botComments).map(ofNotice),
    ...merged(read),
  ]
  const wanted = kind === undefined ? all : all.filter((answer) => KINDS[kind].includes(answer.kind))
  // A red check counts only as long as nothing was reported since: it is mended, and the next trial decides.
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

const ofRuling = ({ kind, text, verdict, by, at, url, comment }: KeptRuling): KeptAnswer => ({
  kind,
  by,
  at,
  url,
  comment,
  text: kind === 'scope' || kind === 'depends' ? `${verdict}: ${text}` : text,
})

const ofNotice = ({ kind, text, at, url, comment }: KeptNotice): KeptAnswer => ({
  kind,
  text,
  by: null,
  at,
  url,
  comment,
})

/** The bot's last comment; where somebody deleted it, GitHub's own word that a merge closed the issue. */
function merged({ botComments: told, raw }: PacketRead): KeptAnswer[] {
  const found = told.find(MARKER.merged)
  const base = { kind: 'merged' as const, by: null }
  if (found?.trusted) {
    const { id, url, createdAt } = found.comment
    return [{ ...base, text: seen(found), at: new Date(createdAt).toISOString(), url, comment: id }]
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

/** Nothing more will be answered on a packet that has ended. */
function checkOver(read: PacketRead, kind: WaitKind | undefined): void {
  const status = statusOf(read)
  if (status !== 'abandoned' && status !== 'merged') return
  // The label may stand a moment before the issue is closed.
  if (status === 'merged' && kind === 'merge') return
  throw new CliError('over', `"${read.name}" is ${status}; nobody will answer there any more. ${read.raw.url}`)
}
