/** The packets that this watcher took: each is running, parked until it gets an answer, or given up. */
import type { Candidate } from './candidates.ts'
import type { Run } from './run.ts'

interface History {
  packet: Candidate
  /** How many rulings and notices the command got; -1: it was not started. */
  told: number
  /** How often the command was started. */
  runs: number
}

type Taken =
  | (History & { state: 'running'; run: Run })
  | (History & { state: 'parked' })
  /** Not retried by this watcher; the reason was printed. */
  | { state: 'given-up' }

/** How often the command of one packet is started; each answer starts it again. */
const MOST_RUNS = 10

export class TakenPackets {
  readonly #packets = new Map<number, Taken>()

  /** Notes that the command of a packet runs. */
  started(packet: Candidate, run: Run): void {
    const runs = this.#runsOf(packet.issue) + 1
    this.#packets.set(packet.issue, { state: 'running', packet, told: run.worktree.told, runs, run })
  }

  /** Notes that the command ended: an answer of a person starts it again. */
  ended(issue: number): void {
    const taken = this.#packets.get(issue)
    if (taken?.state !== 'running') return
    const { packet, told, runs } = taken
    this.#packets.set(issue, { state: 'parked', packet, told, runs })
  }

  /** Notes that GitHub or the network interrupted the start: it is retried in the next round. */
  interrupted(packet: Candidate): void {
    this.#packets.set(packet.issue, { state: 'parked', packet, told: -1, runs: this.#runsOf(packet.issue) })
  }

  giveUp(issue: number): void {
    this.#packets.set(issue, { state: 'given-up' })
  }

  /** Forgets a packet that was merged or abandoned. */
  forget(issue: number): void {
    this.#packets.delete(issue)
  }

  running(): Run[] {
    return [...this.#packets.values()].flatMap((taken) => (taken.state === 'running' ? [taken.run] : []))
  }

  /** Returns whether the packet may be started now. */
  isFree(issue: number): boolean {
    const state = this.#packets.get(issue)?.state
    return state === undefined || state === 'parked'
  }

  isParked(issue: number): boolean {
    return this.#packets.get(issue)?.state === 'parked'
  }

  /** Returns the packets that an answer would start again, with the number of known rulings and notices. */
  waiting(): { packet: Candidate; told: number }[] {
    return [...this.#packets.values()].flatMap((taken) =>
      taken.state === 'parked' && taken.runs < MOST_RUNS ? [{ packet: taken.packet, told: taken.told }] : [],
    )
  }

  /** Returns the issues that this watcher has claimed. */
  claimed(): number[] {
    return [...this.#packets].flatMap(([issue, { state }]) => (state === 'given-up' ? [] : [issue]))
  }

  #runsOf(issue: number): number {
    const taken = this.#packets.get(issue)
    return taken && 'runs' in taken ? taken.runs : 0
  }
}
