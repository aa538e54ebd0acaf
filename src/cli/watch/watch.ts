/** The loop: looks what is ready, takes up to the limit, follows what runs. */

import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { type Candidate, candidates } from './candidates.ts'
import { createClaims } from './claims.ts'
import { type Ran, Watcher, type WatcherOptions } from './watcher.ts'

export interface WatchInput extends WatcherOptions {
  /** Goes on until it is stopped; else ends when nothing it may take is ready or running. */
  watch: boolean
  any: boolean
  /** Besides who signed in: whom packets may name. */
  agent?: string
  intervalMs: number
  /** For tests; milliseconds. */
  monotonic?: () => number
}

export interface Watched {
  /** In the order in which they were started. */
  ran: Ran[]
  /** With `dryRun`: what would be taken. */
  would: Candidate[]
}

/** A claim without a sign of life is another's to take after this long. */
const staleMs = 10 * 60_000
/** A sleep this much longer than asked for means that the machine slept. */
const gapMs = 30_000

export async function watchPackets(input: WatchInput, context: Context): Promise<Watched> {
  const me = await (await context.github()).me()
  const agents = [me?.login, input.agent].filter((login) => login !== undefined)
  const find = () => candidates({ any: input.any, agents }, context)
  if (context.dryRun) return { ran: [], would: (await find()).slice(0, input.limit) }
  const { monotonic = () => performance.now() } = input
  const claims = createClaims({ git: await context.git(), monotonic, staleMs })
  const watcher = new Watcher(input, claims, context)
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
