import { Worker } from 'node:worker_threads'
import type { ReadJob, ReadResult } from './job.ts'

interface Waiting {
  job: ReadJob
  resolve(result: ReadResult | null): void
}

/** Messages of the worker: `ready` after it has read a text to warm up, then one for each job. */
export type Answer = 'ready' | { result: ReadResult | null }

/** `off`: no thread. `warming`: it reads its first text. `ready`: it can take a job. `reading`: it is busy with one. */
type Thread =
  | { name: 'off' }
  | { name: 'warming' | 'ready'; worker: Worker }
  | { name: 'reading'; worker: Worker; current: Waiting; timer: NodeJS.Timeout }
  | { name: 'closed' }

const off: Thread = { name: 'off' }

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 256 },
    // The worker gets neither secrets nor the options of a test runner.
    env: {},
    execArgv: [],
  })
}

/** A worker thread that reads one text at a time. It starts at the first text, and again after it was terminated. */
export class ReadingThread {
  readonly #deadlineMs: number
  readonly #queue: Waiting[] = []
  #thread: Thread = off

  /** @param deadlineMs milliseconds that one text may take; starting the thread does not count */
  constructor({ deadlineMs }: { deadlineMs: number }) {
    this.#deadlineMs = deadlineMs
  }

  /** Resolves to null when the text exceeded the deadline or crashed the thread. */
  run(job: ReadJob): Promise<ReadResult | null> {
    if (this.#thread.name === 'closed') return Promise.resolve(null)
    const { promise, resolve } = Promise.withResolvers<ReadResult | null>()
    this.#queue.push({ job, resolve })
    this.#next()
    return promise
  }

  /** Terminates the thread; waiting jobs resolve to null. */
  async close(): Promise<void> {
    const last = this.#thread
    this.#thread = { name: 'closed' }
    finish(last, null)
    this.#giveUpQueue()
    if ('worker' in last) await last.worker.terminate()
  }

  /** Starts the thread, gives it the next job, or lets the process end without it. */
  #next(): void {
    const thread = this.#thread
    if (thread.name === 'closed' || thread.name === 'reading') return
    if (this.#queue.length === 0) {
      if (thread.name !== 'off') thread.worker.unref()
    } else if (thread.name === 'off') this.#start()
    else {
      thread.worker.ref()
      if (thread.name === 'ready') this.#read(thread.worker)
    }
  }

  #start(): void {
    const worker = startWorker()
    this.#thread = { name: 'warming', worker }
    worker.on('message', (answer: Answer) => this.#answered(worker, answer))
    worker.on('error', () => this.#lost(worker))
    worker.on('exit', () => this.#lost(worker))
  }

  #read(worker: Worker): void {
    const current = this.#queue.shift()
    if (!current) return
    const timer = setTimeout(() => this.#overdue(worker), this.#deadlineMs)
    this.#thread = { name: 'reading', worker, current, timer }
    worker.postMessage(current.job)
  }

  #answered(worker: Worker, answer: Answer): void {
    const thread = this.#thread
    if (!isOf(thread, worker)) return
    this.#thread = { name: 'ready', worker }
    finish(thread, answer === 'ready' ? null : answer.result)
    this.#next()
  }

  #overdue(worker: Worker): void {
    const thread = this.#thread
    if (!isOf(thread, worker)) return
    this.#thread = off
    finish(thread, null)
    void worker.terminate()
    this.#next()
  }

  /** The thread crashed or ran out of memory: its text is given up, and a new thread takes the rest. */
  #lost(worker: Worker): void {
    const thread = this.#thread
    if (!isOf(thread, worker)) return
    this.#thread = off
    finish(thread, null)
    // Do not restart a thread that cannot start for ever.
    if (thread.name === 'warming') this.#giveUpQueue()
    this.#next()
  }

  #giveUpQueue(): void {
    for (const waiting of this.#queue.splice(0)) waiting.resolve(null)
  }
}

const isOf = (thread: Thread, worker: Worker): boolean => 'worker' in thread && thread.worker === worker

/** Resolves the thread's current job, if there is one. */
function finish(thread: Thread, result: ReadResult | null): void {
  if (thread.name !== 'reading') return
  clearTimeout(thread.timer)
  thread.current.resolve(result)
}
