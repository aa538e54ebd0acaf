/** The code that runs in a reading thread. See thread.ts. */
import { parentPort } from 'node:worker_threads'
import { type ReadJob, readJob } from './job.ts'
import type { Answer } from './thread.ts'

const warmUp =
  '# Work Packet: warm-up\n\n**Objective:** Read *once*\n\n- [ ] a `b` [c](https://example.com)\n\n| a |\n|---|\n| b |\n'

const answer = (message: Answer): void => parentPort?.postMessage(message)

/** Returns null when the text is nested too deeply for the stack. */
function attempt(job: ReadJob) {
  try {
    return readJob(job)
  } catch {
    return null
  }
}

attempt({ kind: 'packet', title: '', body: warmUp.repeat(20), prefixes: null })
attempt({ kind: 'comment', body: warmUp })
parentPort?.on('message', (job: ReadJob) => answer({ result: attempt(job) }))
answer('ready')
