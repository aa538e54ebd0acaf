/** Writes a comment and waits for the bot's answer. */
import { markersIn } from '../../core/records/markers.ts'
import { MARKER } from '../../core/records/names.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { plain } from '../plain.ts'
import type { Api } from './api.ts'
import { withoutHidden } from './rulings.ts'

export interface Written {
  id: number
  url: string
}

/** Posts a comment. It is never retried: after a network error the person must check whether it was written. */
export async function comment(api: Api, issue: number, body: string): Promise<Written> {
  const { id, html_url } = await api
    .ask((rest, at) => rest.issues.createComment({ ...at, issue_number: issue, body }))
    .catch((error: unknown) => {
      if (error instanceof CliError && (error.code === 'no-network' || error.code === 'github-down'))
        throw new CliError(
          error.code,
          `${error.message} The comment may have been written: check #${issue} before you repeat it.`,
        )
      throw error
    })
  return { id, url: html_url }
}

const pollMs = 1000

/**
 * Waits for the bot's reaction, at most `withinMs` milliseconds. Returns null when it takes longer, as late webhooks can.
 *
 * @throws CliError `refused-by-bot` with the bot's reason
 */
export async function verdictOn(
  api: Api,
  context: Context,
  at: { issue: number; comment: number },
  withinMs: number,
): Promise<'accepted' | null> {
  const until = context.now() + withinMs
  while (context.now() < until) {
    await context.sleep(Math.min(pollMs, withinMs))
    const { data } = await api.look(`reactions ${at.comment}`, (rest, repo) =>
      rest.reactions.listForIssueComment({ ...repo, comment_id: at.comment, per_page: 100 }),
    )
    const given = data.filter(({ user }) => user?.type === 'Bot').map(({ content }) => content)
    if (given.includes('-1')) throw await refusal(api, at)
    if (given.includes('+1')) return 'accepted'
  }
  return null
}

async function refusal(api: Api, at: { issue: number; comment: number }): Promise<CliError> {
  const comments = await api.all((rest, repo) => rest.issues.listComments({ ...repo, issue_number: at.issue }))
  const reply = comments.findLast(
    ({ body, user }) => user?.type === 'Bot' && markersIn(body ?? '').some((id) => MARKER.refused.partsOf(id) !== null),
  )
  const reason = reply ? `: ${plain(withoutHidden(reply.body ?? ''))}` : '.'
  return new CliError('refused-by-bot', `Switchyard refused this on #${at.issue}${reason}`)
}

/** Waits for the bot's comment with this marker, at most `withinMs` milliseconds. @returns null when none came in time */
export async function answerTo(
  api: Api,
  context: Context,
  { number, created_at: since }: { number: number; created_at: string },
  marker: string,
  withinMs: number,
): Promise<string | null> {
  const until = context.now() + withinMs
  for (;;) {
    const comments = await api.all((rest, at) => rest.issues.listComments({ ...at, issue_number: number, since }))
    const found = comments.findLast(({ body, user }) => user?.type === 'Bot' && markersIn(body ?? '').includes(marker))
    if (found) return withoutHidden(found.body ?? '')
    if (context.now() >= until) return null
    await context.sleep(pollMs)
  }
}
