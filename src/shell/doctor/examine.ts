/** Runs the doctor: all probes on one repository, then the cleaning up. */
import { failureOf } from '../github/errors.ts'
import type { Connection } from '../github/octokit.ts'
import { type Answer, cannotTell, type Finding } from './finding.ts'
import type { Probe } from './probe.ts'
import { PROBES } from './registry.ts'
import { createScratch } from './scratch.ts'
import { openVisit, type Place, refusalWords, type Visit } from './visit.ts'

export interface ExamineOptions {
  connection: Connection
  at: Place
  /** Whether a scratch branch and a scratch issue may be made. */
  mayScratch: boolean
  sleep(ms: number): Promise<void>
  /** Called before each probe. */
  progress(title: string): void
}

export interface Examination {
  app: { id: number; slug: string }
  api: string
  repository: string
  /** ISO 8601. */
  at: string
  scratch: boolean
  answers: Answer[]
  /** What could not be removed, a line each. */
  left: string[]
}

/**
 * Asks the server everything. Only with `mayScratch` it changes anything, and it removes that again.
 *
 * @throws DoctorError when GitHub rejects the App, or the App is not installed there
 */
export async function examine(options: ExamineOptions): Promise<Examination> {
  const { connection, at, mayScratch, progress } = options
  const visit = await openVisit(connection, at, options.sleep)
  if (mayScratch) visit.scratch = createScratch(visit)
  const answers: Answer[] = []
  let left: string[] = []
  try {
    for (const probe of PROBES) {
      progress(probe.title)
      answers.push({ probe: probe.name, title: probe.title, ...(await findingOf(probe, visit)) })
    }
  } finally {
    left = (await visit.scratch?.clean()) ?? []
  }
  return {
    app: { id: visit.appNumber, slug: visit.slug },
    api: connection.apiUrl,
    repository: `${at.owner}/${at.repo}`,
    at: new Date(visit.now()).toISOString(),
    scratch: mayScratch,
    answers,
    left,
  }
}

async function findingOf(probe: Probe, visit: Visit): Promise<Finding> {
  if (probe.scratch && visit.scratch === null) return cannotTell('It needs a scratch branch and issue: --scratch.')
  try {
    return await probe.ask(visit)
  } catch (error) {
    const failure = failureOf(error)
    return cannotTell(`${failure.path === '' ? failure.message : refusalWords(failure)}.`)
  }
}
