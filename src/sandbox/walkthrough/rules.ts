/** The walkthrough on a repository with branch rules: classic protection, or an organization's rulesets on all branches. */
import type { Client } from './client.ts'

export type Rules = 'none' | 'classic' | 'all'

const CONFIG = 'contents/.github/switchyard.yml'
const CHECKS = ['scope', 'acceptance', 'dependencies', 'contract', 'integration'].map((name) => `switchyard/${name}`)

/** The maintainer, who may, sets the rules before the session begins. */
export async function setRules(client: Client, rules: Rules, branch: string): Promise<void> {
  if (rules === 'classic') await protect(client, branch)
  if (rules === 'all') await coverAll(client)
}

/** Pull requests, the bot's checks, and up to date: an App is not shown the last, so the configuration says it. */
async function protect(client: Client, branch: string): Promise<void> {
  const { sha, content } = await client.get<{ sha: string; content: string }>(CONFIG)
  const text = `${Buffer.from(content, 'base64').toString()}merge-unguarded: true\n`
  const file = { message: 'Let GitHub guard main', content: Buffer.from(text).toString('base64'), sha, branch }
  await client.send('maintainer', 'PUT', CONFIG, file)
  await client.send('maintainer', 'PUT', `branches/${branch}/protection`, {
    required_status_checks: { strict: true, contexts: CHECKS },
    required_pull_request_reviews: { required_approving_review_count: 0 },
    enforce_admins: false,
    restrictions: null,
  })
}

/** Nobody forces a push, and only packets' branches may be deleted: the bot's scratch branches may not. */
async function coverAll(client: Client): Promise<void> {
  const ruleset = (name: string, rule: string, exclude: string[]) =>
    client.send('maintainer', 'POST', 'rulesets', {
      name,
      target: 'branch',
      enforcement: 'active',
      conditions: { ref_name: { include: ['~ALL'], exclude } },
      rules: [{ type: rule }],
      bypass_actors: [],
    })
  await ruleset('No force pushes', 'non_fast_forward', [])
  await ruleset('No deletions', 'deletion', ['refs/heads/feature/*'])
}
