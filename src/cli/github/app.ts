/**
 * Which account is Switchyard's. Trust hangs on it, so a marker in a text is not enough: it must be a bot that both wrote
 * a packet's card and set its labels (which people without write access cannot), and it must be the only one that did.
 */

import { markersIn } from '../../core/records/markers.ts'
import type { Actor } from '../../core/snapshot/snapshot.ts'
import { labelStatus } from '../../core/status/statuses.ts'
import type { RawIssue } from '../../shell/reconcile/mirror.ts'
import { CliError } from '../errors.ts'

export interface AppHints {
  /** The App's slug, where somebody said it. */
  slug: string | null
  /** Logins of listed agents: none of them is the App. */
  agents: string[]
}

/**
 * The App's account as far as this issue tells; null when it has not spoken here yet.
 *
 * @throws CliError `which-app` when several bots look like it
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
    `Several bots write as Switchyard here: ${names.join(', ')}. Say which is yours with --app NAME, or for good: git config switchyard.app NAME.`,
  )
}
