/** The loop: looks what is ready, takes up to the limit, follows what runs. */

import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { statusOfLabels } from '../github/list.ts'
import { readPacketAt } from '../github/packet.ts'
import { noticesOf, rulingsOf } from '../github/rulings.ts'
import { type Candidate, candidates } from './candidates.ts'
import { type Claims, createClaims } from './claims.ts'
import { PASSING, type Run, type RunOptions, startRun } from './run.ts'

export interface WatchInput extends RunOptions {
  /** Goes on until it is stopped; else ends when nothing it may take is ready or running. */
  watch: boolean
  limit: number
  any: boolean
  /** Besides who signed in: whom packets may name. */
  agent?: string
  intervalMs: number
  /** Ends it: what runs is stopped and reported as paused. */
  signal: AbortSignal
  /** For tests; milliseconds. */
  monotonic?: () => number
}

export interface Watched {
  /** In the order in which they were started. */
  ran: { name: string; issue: number; ended: string }[]
  /** With `dryRun`: what would be taken. */
  would: Candidate[]
}

/** A claim without a sign of life is another's to take after this long. */
const staleMs = 10 * 60_000
/** A sleep this much longer than asked for means that the machine slept. */
const gapMs = 30_000
/** Answers to one packet, each of which starts its command again. */
const mostRuns = 10

interface Parked extends Candidate {
  told: number
  runs: number
}

export async function watchPackets(input: WatchInput, context: Context): Promise<Watched> {
  const me = await (await context.github()).me()
  const agents = [me?.login, input.agent].filter((login) => login !== undefined)
  const find = () => candidates({ any: input.any, agents }, context)
  if (context.dryRun) return { ran: [], would: (await find()).slice(0, input.limit) }
  const { monotonic = () => performance.now() } = input
  const claims = createClaims({ git: await context.git(), monotonic, staleMs })
  const watcher = createWatcher(input, claims, context)
  try {
    await loop({ input, watcher, find, monotonic }, context)
  } finally {
    await watcher.stopAll()
  }
  return { ran: watcher.ran, would: [] }
}

interface Loop {
  input: WatchInput
  watcher: Watcher
  find(): Promise<Candidate[]>
  monotonic(): number
}

async function loop({ input, watcher, find, monotonic }: Loop, context: Context): Promise<void> {
  let first = true
  while (!input.signal.aborted) {
    const taken = await look(watcher, find, context, first)
    first = false
    if (!input.watch && taken === 0 && watcher.busy() === 0) return
    const before = { mono: monotonic(), wall: context.now() }
    await pause(input.intervalMs, [watcher.change(), aborted(input.signal)])
    const slept = Math.max(monotonic() - before.mono, context.now() - before.wall) - input.intervalMs
    if (slept > gapMs) context.progress('This machine slept: looking at everything anew before going on.')
  }
}

/** How many were started. What GitHub or the network cannot do now is tried again at the next look. */
async function look(watcher: Watcher, find: Loop['find'], context: Context, first: boolean): Promise<number> {
  try {
    await watcher.follow()
    if (watcher.free() === 0) return 0
    return await watcher.take([...(await watcher.answered()), ...(await find())])
  } catch (error) {
    if (first || !(error instanceof CliError) || error.code === 'usage') throw error
    context.progress(`${error.message} Trying on.`)
    return 0
  }
}

/** A timer of its own that goes with it, so that nothing keeps the process once it is to end. */
async function pause(ms: number, orUntil: Promise<void>[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([promise, ...orUntil])
  clearTimeout(timer)
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve(), { once: true })
  return promise
}

interface Watcher {
  ran: Watched['ran']
  busy(): number
  free(): number
  /** Resolves when a run has ended. */
  change(): Promise<void>
  /** Stops what is no longer ours or was stopped by a person. */
  follow(): Promise<void>
  /** Packets that were run here and got an answer since. */
  answered(): Promise<Candidate[]>
  take(packets: Candidate[]): Promise<number>
  stopAll(): Promise<void>
}

/**
 * Asked once the claim is ours: another watcher may have taken, run and released it since the list was made, and the
 * label may not tell yet. Only who could have run it counts: a stranger's report holds nothing up.
 */
async function isUntouched(issue: number, context: Context): Promise<boolean> {
  const api = await context.github()
  const { raw, around } = await readPacketAt(api, context, issue)
  if (raw.state === 'closed' || statusOfLabels(raw.labels) !== 'ready') return false
  const workers = [(await api.me())?.login, ...around.config.agents, ...raw.assignees.map(({ login }) => login)]
  for (const { author, revisions } of raw.comments) {
    if (author === null || !workers.includes(author.login)) continue
    const { report, commands } = await context.reader.comment(revisions.at(-1)?.body ?? '')
    if (report !== null || commands.some(({ name, args }) => name === 'status' && args !== '')) return false
  }
  return true
}

function createWatcher(input: WatchInput, claims: Claims, context: Context): Watcher {
  const runs = new Map<number, Run>()
  const parked = new Map<number, Parked>()
  const ran: Watched['ran'] = []
  /** Not tried again by this watcher: why is on the screen. */
  const given = new Set<number>()
  let changed = Promise.withResolvers<void>()
  let broken: CliError | null = null

  async function start(packet: Candidate): Promise<boolean> {
    if (!(await claims.take(packet.issue))) return false
    try {
      if (!parked.has(packet.issue) && !(await isUntouched(packet.issue, context))) {
        await claims.release(packet.issue)
        return false
      }
      const run = await startRun(packet, claims, input, context)
      runs.set(packet.issue, run)
      parked.set(packet.issue, { ...packet, told: run.worktree.told, runs: (parked.get(packet.issue)?.runs ?? 0) + 1 })
      const entry = { name: packet.name, issue: packet.issue, ended: 'running' }
      ran.push(entry)
      void run.ended.then(
        (result) => settle(run, entry, result.kind),
        (error: unknown) => settle(run, entry, error instanceof Error ? error.message : 'lost'),
      )
      return true
    } catch (error) {
      if (error instanceof CliError && PASSING.includes(error.code)) {
        // It may be reported as running already: the claim is kept, and the next look goes on with it.
        parked.set(packet.issue, { ...packet, told: -1, runs: parked.get(packet.issue)?.runs ?? 0 })
        throw error
      }
      await claims.release(packet.issue)
      if (!(error instanceof CliError)) throw error
      given.add(packet.issue)
      context.progress(`${packet.name}: not started. ${error.message}`)
      return false
    }
  }

  function settle(run: Run, entry: Watched['ran'][number], how: string): void {
    entry.ended = how
    runs.delete(run.issue)
    if (how === 'not-started')
      broken = new CliError('usage', `The command could not be started; see the packet "${run.name}".`)
    changed.resolve()
    changed = Promise.withResolvers<void>()
  }

  return {
    ran,
    busy: () => runs.size,
    free: () => Math.max(0, input.limit - runs.size),
    change: () => changed.promise,
    async follow() {
      if (broken) throw broken
      for (const run of runs.values()) {
        if (!(await claims.holds(run.issue))) {
          context.progress(`${run.name}: another machine has it now, so it is stopped here.`)
          run.stop(true)
          continue
        }
        const { raw } = await readPacketAt(await context.github(), context, run.issue)
        const status = statusOfLabels(raw.labels)
        const over = raw.state === 'closed' || status === 'merged' || status === 'abandoned' || status === 'paused'
        if (!over) continue
        context.progress(`${run.name}: ${status ?? 'closed'}, so it is stopped.`)
        run.stop(true)
      }
    },
    async answered() {
      const found: Candidate[] = []
      for (const one of parked.values()) {
        if (runs.has(one.issue) || one.runs >= mostRuns) continue
        const { raw, botComments: told } = await readPacketAt(await context.github(), context, one.issue)
        const status = statusOfLabels(raw.labels)
        if (status === 'merged' || status === 'abandoned') {
          parked.delete(one.issue)
          await claims.release(one.issue)
        } else if (status === 'running' && rulingsOf(told).length + noticesOf(told).length > one.told) found.push(one)
      }
      return found
    },
    async take(packets) {
      let count = 0
      for (const packet of packets) {
        if (input.signal.aborted || runs.size >= input.limit) break
        if (given.has(packet.issue) || runs.has(packet.issue)) continue
        if (await start(packet)) count += 1
      }
      return count
    },
    async stopAll() {
      for (const run of runs.values()) run.stop(false)
      await Promise.allSettled([...runs.values()].map((run) => run.ended))
      for (const issue of parked.keys()) await claims.release(issue)
    },
  }
}
