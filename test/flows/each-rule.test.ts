/** Each rule that a person has to meet, in a ruleset and in classic protection: it is named, and the packet merges once it is met. */
import type { BypassActor, Rule } from '@switchyard/github-emulator'
import { git, type ProtectionBody } from '@switchyard/github-emulator/testing'
import { describe, expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, needs, testHarness } from '../harness/support.ts'

const config = 'agents: [agent]\ntest: npm test\nmerge-unguarded: true\n'

const pulls = (parameters: object): Rule => ({
  type: 'pull_request',
  parameters: { required_approving_review_count: 0, ...parameters },
})
const reviews = (settings: object): Partial<ProtectionBody> => ({
  required_pull_request_reviews: { required_approving_review_count: 0, ...settings },
})

const main = (harness: Harness) => harness.repo.refs['refs/heads/main'] ?? ''
const head = (harness: Harness) => harness.repo.pulls[0]?.headSha ?? ''
const pull = (harness: Harness) => harness.repo.pulls[0]?.number ?? 0
const ask = async (harness: Harness, ...args: string[]) => (await git(harness.forge.bareDir(harness.repo), args)).trim()
const treeOf = (harness: Harness, sha: string) => ask(harness, 'rev-parse', `${sha}^{tree}`)

async function merge(harness: Harness, issue: number): Promise<void> {
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
}

async function explained(harness: Harness, issue: number): Promise<string> {
  await harness.people.comment('writer', issue, '/explain')
  await harness.settle()
  return harness.repo.comments.findLast((one) => one.issue === issue)?.body ?? ''
}

async function approve(harness: Harness, role: 'writer' | 'maintainer'): Promise<void> {
  await harness.people.review(role, pull(harness), 'APPROVE')
  await harness.settle()
}

async function deploy(harness: Harness): Promise<void> {
  const asked = { ref: head(harness), environment: 'staging', auto_merge: false, required_contexts: [] }
  const { id } = await harness.call<{ id: number }>('writer', 'POST', '/deployments', asked)
  await harness.call('writer', 'POST', `/deployments/${id}/statuses`, { state: 'success' })
}

interface Case {
  rule: string
  ruleset?: Rule
  classic?: Partial<ProtectionBody>
  /** Before the rules are set. */
  before?(harness: Harness): Promise<unknown>
  /** Once the packet is done: what is not enough. */
  almost?(harness: Harness): Promise<unknown>
  /** What the dashboard and `/explain` say once somebody asked for the merge. */
  words: string
  /** The same where classic protection shows an App less, and where it may see all of it. */
  hiddenWords?: string
  /** It is known as missing before anybody says `/merge`, and the packet merges with the next look once it is met. */
  isKnown?: true
  /** What is said before that where GitHub shows only that it is blocked. */
  hint?: Partial<Record<Kind, string>>
  shownWords?: string
  meet(harness: Harness): Promise<unknown>
}

const CASES: Case[] = [
  {
    rule: "a code owner's review",
    ruleset: pulls({ require_code_owner_review: true, required_approving_review_count: 1 }),
    classic: reviews({ require_code_owner_reviews: true, required_approving_review_count: 1 }),
    before: (harness) => harness.people.pushMain('maintainer', { '.github/CODEOWNERS': '/src/ @maintainer\n' }),
    almost: (harness) => approve(harness, 'writer'),
    words: "a code owner's approval",
    isKnown: true,
    hiddenWords: 'Waiting on code owner review from maintainer.',
    hint: { hidden: 'as blocked: `main` has rules that I am not shown' },
    meet: (harness) => approve(harness, 'maintainer'),
  },
  {
    rule: 'approval of the last push',
    ruleset: pulls({ require_last_push_approval: true, required_approving_review_count: 1 }),
    classic: reviews({ require_last_push_approval: true, required_approving_review_count: 1 }),
    async almost(harness) {
      await harness.people.push('writer', 'feature/users', { 'src/users/b.js': 'export const b = 1\n' })
      await harness.settle()
      await approve(harness, 'writer')
    },
    words: 'an approval by somebody other than the last pusher',
    isKnown: true,
    hiddenWords: 'approval from someone other than writer because they were the last pusher',
    meet: (harness) => approve(harness, 'maintainer'),
  },
  {
    rule: 'resolved conversations',
    ruleset: pulls({ required_review_thread_resolution: true }),
    classic: { required_conversation_resolution: true },
    async almost(harness) {
      const comments = [{ path: 'src/users/a.js', line: 1, body: 'Why?' }]
      const path = `/pulls/${pull(harness)}/reviews`
      await harness.call('writer', 'POST', path, { event: 'COMMENT', body: 'One question', comments })
      await harness.settle()
    },
    words: 'every conversation resolved',
    hiddenWords: 'A conversation must be resolved before this pull request can be merged.',
    hint: { hidden: 'as blocked: `main` has rules that I am not shown' },
    isKnown: true,
    meet: (harness) => harness.people.resolve('writer', pull(harness)),
  },
  {
    rule: 'deployments',
    ruleset: { type: 'required_deployments', parameters: { required_deployment_environments: ['staging'] } },
    words: 'Missing successful active staging deployment.',
    hint: { ruleset: 'as blocked: It waits for required deployments' },
    meet: deploy,
  },
  {
    rule: 'a locked branch',
    classic: { lock_branch: true },
    words: 'Cannot change this locked branch',
    hint: { hidden: 'as blocked: `main` has rules that I am not shown' },
    shownWords: 'It is locked: an administrator unlocks it',
    meet: (harness) => harness.people.protect('maintainer', 'main', null),
  },
  {
    rule: 'restricted pushers',
    classic: { restrictions: { users: [], teams: [], apps: [] } },
    words: "You're not authorized to push to this branch.",
    shownWords: 'It restricts who may push: an administrator adds Switchyard there',
    meet: (harness) =>
      harness.people.protect('maintainer', 'main', { restrictions: { users: [], teams: [], apps: ['switchyard'] } }),
  },
  {
    rule: 'restricted updates',
    ruleset: { type: 'update' },
    words: 'It restricts updates',
    meet: (harness) => harness.people.rules('maintainer', 'main', []),
  },
]

const pattern = (type: string, operator: string, text: string): Rule => ({
  type,
  parameters: { operator, pattern: text },
})

const messages = pattern('commit_message_pattern', 'regex', '^feat')
const bypass = ({ forge }: Harness): BypassActor => ({
  actor_id: forge.world.apps[0]?.id ?? 0,
  actor_type: 'Integration',
  bypass_mode: 'always',
})

CASES.push(
  {
    rule: 'commit messages',
    ruleset: messages,
    words: 'Commit message must match a given regex pattern: ^feat',
    meet: (harness) => harness.people.rules('maintainer', 'main', [messages], [bypass(harness)]),
  },
  {
    rule: "authors' e-mail addresses",
    ruleset: pattern('commit_author_email_pattern', 'ends_with', '@example.invalid'),
    words: 'Author email must end with a matching pattern: @example.invalid',
    meet: (harness) => harness.people.rules('maintainer', 'main', []),
  },
)

type Kind = 'ruleset' | 'hidden' | 'shown'

/** The App may see all of classic protection with this permission only. */
async function begin(kind: Kind): Promise<Harness> {
  const harness = await testHarness({ config, asleep: kind === 'shown' })
  if (kind !== 'shown') return harness
  for (const one of harness.forge.world.installations) one.permissions.administration = 'read'
  await harness.start()
  return harness
}

describe.each<[string, Kind]>([
  ['a ruleset', 'ruleset'],
  ['classic protection', 'hidden'],
  ['classic protection that the App may see', 'shown'],
])('in %s', (_, kind) => {
  const of = (one: Case) => {
    if (kind === 'ruleset') return one.ruleset
    return one.classic
  }
  test.each(CASES.filter(of).map((one) => [one.rule, one] as const))(
    '%s',
    async (_, { ruleset, classic, before, almost, words, hiddenWords, shownWords, isKnown, hint, meet }) => {
      const harness = await begin(kind)
      await before?.(harness)
      if (kind === 'ruleset' && ruleset) await harness.people.rules('maintainer', 'main', [ruleset])
      if (kind !== 'ruleset' && classic) await harness.people.protect('maintainer', 'main', classic)
      const issue = await finishPacket(harness, 'users')
      await almost?.(harness)
      const start = main(harness)
      const isAhead = isKnown === true && kind !== 'hidden'
      expect(needs(harness)).toContain(isAhead ? words : (hint?.[kind] ?? ''))
      await merge(harness, issue)
      expect([harness.see.status(issue), main(harness)]).toEqual(['done', start])
      const said = { ruleset: words, hidden: hiddenWords ?? words, shown: shownWords ?? words }[kind]
      expect(needs(harness)).toContain(said)
      expect(await explained(harness, issue)).toContain(said)
      if (isAhead) expect(harness.proxy.count(/PUT .*\/merge|PATCH .*git\/refs/)).toBe(0)
      await meet(harness)
      // No webhook tells of resolved conversations: the next regular look sees them.
      await harness.pass(20 * 60_000)
      if (isAhead) expect(harness.see.status(issue)).toBe('merged')
      await harness.pass(70 * 60_000)
      expect(harness.see.status(issue)).toBe('merged')
      expect(await treeOf(harness, main(harness))).toBe(await treeOf(harness, head(harness)))
      await harness.end({ unheard: 'allowed', warnings: 'allowed' })
    },
  )
})

test('signatures on all branches: GitHub signs the update and the merge, and what the agent signed stays', async () => {
  const rules: Rule[] = [{ type: 'required_signatures' }]
  const harness = await testHarness({ config })
  await harness.people.rules('maintainer', 'signed', rules, [], '~ALL')
  const issue = await finishPacket(harness, 'users')
  await harness.people.rules('maintainer', 'signed', [])
  const moved = await harness.people.pushMain('maintainer', { 'NOTES.md': 'moved\n' })
  harness.repo.verified = [...(harness.repo.verified ?? []), head(harness), moved]
  await harness.people.rules('maintainer', 'signed', rules, [], '~ALL')
  await harness.settle()
  await merge(harness, issue)
  expect(harness.see.status(issue)).toBe('merged')
  const brought = (await ask(harness, 'rev-list', `${moved}..${main(harness)}`)).split('\n')
  expect(brought.filter((sha) => !harness.repo.verified?.includes(sha))).toEqual([])
  expect(brought).toHaveLength(3)
  expect(harness.proxy.count(/PUT .*update-branch/)).toBe(1)
  expect(harness.proxy.count(/GIT push/)).toBe(0)
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})
