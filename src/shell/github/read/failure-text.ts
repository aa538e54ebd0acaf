/** What a failed job of a workflow says: the end of its log, else its annotations. Help for people, so it may be missing. */
import { tailOf } from '../../runner/tail.ts'
import type { Context } from '../context.ts'

const MOST_JOBS = 2
const TIME = /^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z ?/gm
/** What the runner itself adds, and GitHub's marks for its page. */
const MARK = /^##\[(?:error|warning|command|notice|section|debug)\]/gm
const FOLD = /^##\[(?:group|endgroup)\].*\n?/gm

export async function failureText(context: Context, jobs: number[]): Promise<string> {
  const texts = await Promise.all(jobs.slice(0, MOST_JOBS).map((job) => textOf(context, job)))
  return texts.filter((text) => text !== '').join('\n\n')
}

async function textOf(context: Context, job: number): Promise<string> {
  return (await logOf(context, job).catch(() => '')) || annotationsOf(context, job).catch(() => '')
}

async function logOf(context: Context, job_id: number): Promise<string> {
  const answer = await context.octokit.rest.actions.downloadJobLogsForWorkflowRun({
    ...context.at,
    job_id,
    request: { redirect: 'manual' },
  })
  const address = answer.headers.location
  return address === undefined ? '' : failingPart((await context.download?.(address)) ?? '')
}

/** A job cleans up after the step that failed: what went wrong stands before the runner's last word on it. */
export function failingPart(log: string): string {
  const lines = log.replace(TIME, '')
  const last = lines.lastIndexOf('##[error]')
  const end = last < 0 ? lines.length : lines.indexOf('\n', last)
  return tailOf((end < 0 ? lines : lines.slice(0, end)).replace(FOLD, '').replace(MARK, ''))
}

/** The check run of a job has the job's id. */
async function annotationsOf(context: Context, check_run_id: number): Promise<string> {
  const wanted = { ...context.at, check_run_id, per_page: 20 }
  const { data } = await context.octokit.rest.checks.listAnnotations(wanted)
  const failed = data.filter((one) => one.annotation_level === 'failure')
  return tailOf(failed.map((one) => `${one.path}:${one.start_line}: ${one.message ?? ''}`).join('\n'))
}
