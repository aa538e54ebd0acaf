/** Takes packets, runs the agent's command for them, and follows their status. */
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { statusOfLabels } from '../github/list.ts'
import { readPacketAt } from '../github/packet.ts'
import { noticesOf, rulingsOf } from '../github/rulings.ts'
import type { Candidate } from './candidates.ts'
import type { Claims } from './claims.ts'
import { PASSING, type Run, type RunOptions, startRun } from './run.ts'
import { TakenPackets } from './taken.ts'

export interface WatcherOptions extends RunOptions {
  /** How many commands may run at once. */
  limit: number
  /** Once aborted, no more packets are taken. */
  signal: AbortSignal
}

export interface Ran {
  name: string
  issue: number
  /** `running`, or the kind of end. */
  ended: string
}

export class Watcher {
  /** In the order in which they were started. */
  readonly ran: Ran[] = []
  readonly #options: WatcherOptions
  readonly #claims: Claims
  readonly #context: Context
  readonly #packets = new TakenPackets()
  #changed = Promise.withResolvers<void>()
  #notStarted: CliError | null = null

  constructor(options: WatcherOptions, claims: Claims, context: Context) {
    this.#options = options
    this.#claims = claims
    this.#context = context
  }

  /** Returns how many commands run. */
  busy(): number {
    return this.#packets.running().length
  }

  /** Returns how many more commands may run. */
  free(): number {
    return Math.max(0, this.#options.limit - this.busy())
  }

  /** Resolves when a run has ended. */
  change(): Promise<void> {
    return this.#changed.promise
  }

  /** Stops commands whose claim is lost or that a person stopped. Throws when a command could not be started at all. */
  async follow(): Promise<void> {
    if (this.#notStarted) throw this.#notStarted
    for (const run of this.#packets.running()) {
      const why = (await this.#claims.holds(run.issue)) ? await this.#whyOver(run) : 'another machine runs it now'
      if (why === null) continue
      this.#context.progress(`${run.name}: stopped (${why}).`)
      run.stop(true)
    }
  }

  /** Returns the packets of this watcher that got an answer since their command ended. */
  async answered(): Promise<Candidate[]> {
    const found: Candidate[] = []
    for (const { packet, told } of this.#packets.waiting()) {
      const { raw, botComments } = await readPacketAt(await this.#context.github(), this.#context, packet.issue)
      const status = statusOfLabels(raw.labels)
      if (status === 'merged' || status === 'abandoned') {
        this.#packets.forget(packet.issue)
        await this.#claims.release(packet.issue)
      } else if (status === 'running' && rulingsOf(botComments).length + noticesOf(botComments).length > told)
        found.push(packet)
    }
    return found
  }

  /** Starts as many of these packets as may run. Returns how many were started. */
  async take(packets: Candidate[]): Promise<number> {
    let count = 0
    for (const packet of packets) {
      if (this.#options.signal.aborted || this.free() === 0) break
      if (this.#packets.isFree(packet.issue) && (await this.#start(packet))) count += 1
    }
    return count
  }

  /** Stops all commands and releases all claims. */
  async stopAll(): Promise<void> {
    const runs = this.#packets.running()
    for (const run of runs) run.stop(false)
    await Promise.allSettled(runs.map((run) => run.ended))
    for (const issue of this.#packets.claimed()) await this.#claims.release(issue)
  }

  async #whyOver({ issue }: Run): Promise<string | null> {
    const { raw } = await readPacketAt(await this.#context.github(), this.#context, issue)
    const status = statusOfLabels(raw.labels)
    if (raw.state === 'closed') return status ?? 'closed'
    return status === 'merged' || status === 'abandoned' || status === 'paused' ? status : null
  }

  async #start(packet: Candidate): Promise<boolean> {
    if (!(await this.#claims.take(packet.issue))) return false
    try {
      if (!this.#packets.isParked(packet.issue) && !(await isUntouched(packet.issue, this.#context))) {
        await this.#claims.release(packet.issue)
        return false
      }
      this.#follow(packet, await startRun(packet, this.#claims, this.#options, this.#context))
      return true
    } catch (error) {
      if (error instanceof CliError && PASSING.includes(error.code)) {
        // The start may have been reported already: keep the claim, and retry in the next round.
        this.#packets.interrupted(packet)
        throw error
      }
      await this.#claims.release(packet.issue)
      if (!(error instanceof CliError)) throw error
      this.#packets.giveUp(packet.issue)
      this.#context.progress(`${packet.name}: not started. ${error.message}`)
      return false
    }
  }

  #follow(packet: Candidate, run: Run): void {
    const entry: Ran = { name: packet.name, issue: packet.issue, ended: 'running' }
    this.#packets.started(packet, run)
    this.ran.push(entry)
    void run.ended.then(
      (result) => this.#settle(entry, result.kind),
      (error: unknown) => this.#settle(entry, error instanceof Error ? error.message : 'lost'),
    )
  }

  #settle(entry: Ran, how: string): void {
    entry.ended = how
    this.#packets.ended(entry.issue)
    if (how === 'not-started')
      this.#notStarted = new CliError('usage', `Could not start the command; see the packet "${entry.name}".`)
    this.#changed.resolve()
    this.#changed = Promise.withResolvers<void>()
  }
}

/**
 * Returns whether nobody has worked on the packet yet. It is checked after the claim was taken: another watcher may have
 * run and released the packet since the list was read, and the label may be late. Only reports of accounts that may run
 * the packet count.
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
