/** The loop of the watcher: finds packets that are ready, takes up to the limit, and checks those that run. */

import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { type Candidate, candidates } from './candidates.ts'
import { createClaims } from './claims.ts'
import { type Ran, Watcher, type WatcherOptions } from './watcher.ts'

export interface WatchInput extends WatcherOptions {
  /** Run until stopped. False: end when no packet is ready or running. */
  watch: boolean
  any: boolean
  /** A login that packets may name, besides the one that is signed in. */
  agent?: string
  intervalMs: number
  /** Returns milliseconds of a clock that never jumps back. For tests. */
  monotonic?: () => number
}

export interface Watched {
  /** In the order in which they were started. */
  ran: Ran[]
  /** With `dryRun`: the packets that would be taken. */
  would: Candidate[]
}

/** Another watcher may take a claim that has not changed for this long. */
const staleMs = 10 * 60_000
/** A pause that takes this much longer than requested means that the machine slept. */
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
    const taken = await runRound(watcher, find, context, first)
    first = false
    if (!input.watch && taken === 0 && watcher.busy() === 0) return
    const before = { mono: monotonic(), wall: context.now() }
    await pause(input.intervalMs, [watcher.change(), aborted(input.signal)])
    const slept = Math.max(monotonic() - before.mono, context.now() - before.wall) - input.intervalMs
    if (slept > gapMs) context.progress('This machine slept; checking everything again.')
  }
}

/** Returns how many packets were started. Temporary errors are retried in the next round. */
async function runRound(watcher: Watcher, find: Loop['find'], context: Context, first: boolean): Promise<number> {
  try {
    await watcher.follow()
    if (watcher.free() === 0) return 0
    return await watcher.take([...(await watcher.answered()), ...(await find())])
  } catch (error) {
    if (first || !(error instanceof CliError) || error.code === 'usage') throw error
    context.progress(`${error.message} Retrying.`)
    return 0
  }
}

/** Waits for `ms` or one of the promises. The timer is cleared, so that it does not keep the process alive. */
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
