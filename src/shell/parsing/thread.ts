import { Worker } from 'node:worker_threads'
import type { ReadJob, ReadResult } from './job.ts'

export interface ReadingThread {
  /** null: the text took longer than the deadline, or broke the thread. */
  run(job: ReadJob): Promise<ReadResult | null>
  close(): Promise<void>
}

interface Waiting {
  job: ReadJob
  resolve(result: ReadResult | null): void
}

/** Answers of the worker: `ready` once it has read a text to warm up, then one for each job. */
export type Answer = 'ready' | { result: ReadResult | null }

/** One worker thread that reads one text at a time, started when first needed and again after it had to be ended. */
export function createReadingThread({ deadlineMs }: { deadlineMs: number }): ReadingThread {
  const queue: Waiting[] = []
  let worker: Worker | null = null
  let ready = false
  let current: Waiting | null = null
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function start(): void {
    const started = new Worker(new URL('./worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 256 },
      // A worker needs no secrets, and the options of a test runner do not suit it.
      env: {},
      execArgv: [],
    })
    worker = started
    ready = false
    started.on('message', (answer: Answer) => onAnswer(started, answer))
    started.on('error', () => lost(started))
    started.on('exit', () => lost(started))
  }

  function onAnswer(from: Worker, answer: Answer): void {
    if (from !== worker) return
    if (answer === 'ready') ready = true
    else finish(answer.result)
    next()
  }

  /** Out of memory, or a crash: the text it was at is given up, the rest goes to a new thread. */
  function lost(from: Worker): void {
    if (from !== worker) return
    const warm = ready
    worker = null
    if (current || warm) finish(null)
    else for (const waiting of queue.splice(0)) waiting.resolve(null)
    next()
  }

  function finish(result: ReadResult | null): void {
    clearTimeout(timer)
    const done = current
    current = null
    done?.resolve(result)
  }

  function next(): void {
    if (closed || current || queue.length === 0) {
      if (!current) worker?.unref()
      return
    }
    if (!worker) start()
    worker?.ref()
    if (!ready) return
    current = queue.shift() ?? null
    worker?.postMessage(current?.job)
    timer = setTimeout(overdue, deadlineMs)
  }

  function overdue(): void {
    const late = worker
    worker = null
    finish(null)
    void late?.terminate()
    next()
  }

  return {
    run: (job) =>
      new Promise((resolve) => {
        if (closed) return resolve(null)
        queue.push({ job, resolve })
        next()
      }),
    async close() {
      closed = true
      const last = worker
      worker = null
      finish(null)
      for (const waiting of queue.splice(0)) waiting.resolve(null)
      await last?.terminate()
    },
  }
}
