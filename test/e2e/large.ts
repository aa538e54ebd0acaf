/** The large session on the sandbox's page: its dashboard, and its report below it. */

import { type Small, smallWorld, start } from '@switchyard/github-emulator/testing'
import { endLarge, largeSession } from '../core/support/large-session.ts'
import { type Served, servePage } from './living.ts'

export interface LargePage extends Served {
  /** Where the session's issue stands. */
  path: string
}

/** @param ended shows it as it stands after `/session end` */
export async function serveLarge({ ended = false } = {}): Promise<LargePage> {
  const small = smallWorld()
  const large = largeSession()
  const { world, session } = large
  if (ended) endLarge(large)
  small.commit('main', { 'README.md': '# Shop\n' }, 'First commit')
  const label = small.addLabel('session', '0e8a16')
  const shown = (text: string) => text.replaceAll('https://example.invalid', '')
  const issue = small.addIssue('Session: second-country', shown(world.body(session)), {
    labelIds: [label.id],
    pinnedAt: start,
    ...(ended && { state: 'closed' as const, closedAt: start }),
  })
  for (const text of world.said(session)) small.addComment(issue.number, small.bot.id, shown(text))
  const served = await servePage(small)
  return { url: served.url, path: `/acme/app/issues/${issue.number}`, close: () => closeBoth(served, small) }
}

async function closeBoth(served: Served, small: Small): Promise<void> {
  await served.close()
  small.dispose()
}
