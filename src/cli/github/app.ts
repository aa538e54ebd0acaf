/**
 * Detects Switchyard's account. Trust depends on it, so a marker in a text is not enough: the account must be a bot, must
 * have written a packet's card, must have set its labels (which needs write access), and must be the only one that did.
 */

import { labelStatus } from '../../core/records/labels.ts'
import { markersIn } from '../../core/records/markers.ts'
import type { Actor } from '../../core/snapshot/snapshot.ts'
import type { RawIssue } from '../../shell/reconcile/mirror.ts'
import { CliError } from '../errors.ts'

export interface AppHints {
  /** The App's slug, when configured. */
  slug: string | null
  /** Logins of configured agents; none of them is the App. */
  agents: string[]
}

/**
 * Returns the App's account, or null when the App has not commented on this issue yet.
 *
 * @throws CliError `which-app` when several bots match
 */
export function appOn(issue: RawIssue, { slug, agents }: AppHints): Actor | null {
  const bots = new Map<number, Actor>()
  for (const { author, revisions } of issue.comments) {
    const first = markersIn(revisions.at(-1)?.body ?? '')[0]
    if (author?.type === 'Bot' && first !== undefined) bots.set(author.id, author)
  }
  const all = [...bots.values()]
  if (slug !== null) return all.find(({ login }) => sameLogin(login, `${slug.replace(/\[bot\]$/, '')}[bot]`)) ?? null
  const labelled = all.filter((bot) => labelledBy(bot, issue) && !agents.some((agent) => sameLogin(agent, bot.login)))
  if (labelled.length > 1) throw severalApps(labelled)
  return labelled[0] ?? null
}

const sameLogin = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const labelledBy = (bot: Actor, issue: RawIssue): boolean =>
  issue.labelEvents.some(({ added, label, actor }) => added && actor?.id === bot.id && labelStatus(label) !== null)

function severalApps(bots: Actor[]): CliError {
  const names = bots.map(({ login }) => login.replace(/\[bot\]$/, ''))
  return new CliError(
    'which-app',
    `Several bots could be Switchyard: ${names.join(', ')}. Name yours with --app NAME, or once for this clone: git config switchyard.app NAME.`,
  )
}
