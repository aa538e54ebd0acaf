/** Opens and closes sessions, shows their dashboards, logs rounds. */

import { clean, cleanLines } from '../../core/clean.ts'
import { MARKER } from '../../core/records/names.ts'
import { managedPart } from '../../core/render/dashboard.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { findSession, nameOfSession, sessionIssues } from '../github/list.ts'
import { withoutHidden } from '../github/rulings.ts'
import { answerTo, comment, verdictOn } from '../github/say.ts'
import { verdictMs } from './report.ts'
import type {
  SessionCommented,
  SessionInput,
  SessionStarted,
  SessionView,
  StartSessionInput,
} from './results/sessions.ts'

/** Files the session's issue, which the bot turns into the dashboard. @throws CliError `duplicate`, `usage` */
export async function startSession(input: StartSessionInput, context: Context): Promise<SessionStarted> {
  const name = clean(input.name)
  if (name === '' || name.length > 100) throw new CliError('usage', "A session's name has 1 to 100 characters.")
  const api = await context.github()
  const open = await sessionIssues(api, 'open')
  const taken = open.find((issue) => nameOfSession(issue).toLowerCase() === name.toLowerCase())
  if (taken) throw new CliError('duplicate', `The session "${name}" is already open: ${taken.html_url}`)
  if (context.dryRun) return { name, issue: null, url: null, dryRun: true }
  const { number, html_url } = await api.ask((rest, at) =>
    rest.issues.create({ ...at, title: `Session: ${name}`, body: input.goal ?? '' }),
  )
  return { name, issue: number, url: html_url, dryRun: false }
}

/** @throws CliError `no-such-session` */
export async function showSession({ name }: SessionInput, context: Context): Promise<SessionView> {
  const issue = await findSession(await context.github(), name)
  const managed = managedPart(issue.body ?? '')
  const dashboard =
    managed === null
      ? 'Switchyard has not written this dashboard yet. Wait a moment.'
      : withoutHidden(cleanLines(managed))
  return {
    name: nameOfSession(issue),
    issue: issue.number,
    url: issue.html_url,
    open: issue.state === 'open',
    dashboard,
  }
}

/** Comments `/session end` on the dashboard. Returns the report when it comes in time. */
export const endSession = (input: SessionInput, context: Context): Promise<SessionCommented> =>
  command('/session end', MARKER.report.prefix, input, context)

/** Comments `/round` on the dashboard. Returns its log when it comes in time. */
export const logRound = (input: SessionInput, context: Context): Promise<SessionCommented> =>
  command('/round', MARKER.round.prefix, input, context)

async function command(
  body: string,
  answer: string,
  { name }: SessionInput,
  context: Context,
): Promise<SessionCommented> {
  const api = await context.github()
  const issue = await findSession(api, name)
  if (issue.state === 'closed')
    throw new CliError('over', `The session "${nameOfSession(issue)}" is closed: ${issue.html_url}`)
  const commented = {
    name: nameOfSession(issue),
    issue: issue.number,
    url: issue.html_url,
    command: body,
    dryRun: context.dryRun,
  }
  if (context.dryRun) return { ...commented, comment: null, verdict: null, said: null }
  const written = await comment(api, issue.number, body)
  context.progress('Waiting for Switchyard')
  const verdict = await verdictOn(api, context, { issue: issue.number, comment: written.id }, verdictMs)
  const said = verdict === null ? null : await answerTo(api, context, issue, `${answer}${written.id}`, verdictMs)
  return { ...commented, comment: written, verdict, said }
}
