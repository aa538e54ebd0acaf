/** docs/install.md, "Make it binding", done as the page says: an agent with write access then merges nothing. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, startPacket, testHarness } from '../harness/support.ts'

const page = readFileSync(fileURLToPath(new URL('../../docs/install.md', import.meta.url)), 'utf8')
const section = page.split('## Make it binding')[1] ?? ''
const [checked = '', people = ''] = [...section.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)
const run = promisify(execFile)
const main = (harness: Harness) => harness.repo.refs['refs/heads/main'] ?? ''

/** The rulesets of the page, sent by the maintainer. */
async function binding(...rulesets: string[]): Promise<Harness> {
  const harness = await testHarness({ config: 'agents: [agent]\ntest: npm test\n' })
  for (const text of rulesets)
    await harness.call(
      'maintainer',
      'POST',
      '/rulesets',
      JSON.parse(text.replaceAll('12345', String(harness.sandbox.app.id))) as object,
    )
  return harness
}

const token = (harness: Harness) => harness.sandbox.info().tokens.agent ?? ''

/** GitHub's answer to a mutation on a pull request, asked by the agent. */
async function mutate(harness: Harness, name: string, input: object): Promise<unknown> {
  const query = `mutation($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { clientMutationId } }`
  const answer = await harness.sandbox.fetch(
    new Request('http://localhost/api/graphql', {
      method: 'POST',
      headers: { authorization: `bearer ${token(harness)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { input } }),
    }),
  )
  return answer.json()
}

/** A push by git, through a socket, with the agent's token. */
async function gitPush(harness: Harness, from: string): Promise<void> {
  const info = await harness.sandbox.listen(0)
  const dir = mkdtempSync(join(tmpdir(), 'binding-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const url = new URL(`/acme/${harness.repo.name}.git`, info.url)
  Object.assign(url, { username: 'agent', password: token(harness) })
  await run('git', ['clone', '--quiet', url.href, dir])
  await run('git', ['-C', dir, 'push', '--quiet', 'origin', `origin/${from}:main`])
}

/** Every way onto main that an agent has: each is tried, and GitHub's refusal ends it. */
const ways: [string, (harness: Harness, pull: number, branch: string) => Promise<unknown>][] = [
  ['REST merge', (h, pull) => h.call('agent', 'PUT', `/pulls/${pull}/merge`, {})],
  ['REST squash', (h, pull) => h.call('agent', 'PUT', `/pulls/${pull}/merge`, { merge_method: 'squash' })],
  ['REST merge of branches', (h, _, head) => h.call('agent', 'POST', '/merges', { base: 'main', head })],
  [
    'ref update',
    (h, _, head) => h.call('agent', 'PATCH', '/git/refs/heads/main', { sha: h.repo.refs[`refs/heads/${head}`] }),
  ],
  [
    'forced ref update',
    (h, _, head) =>
      h.call('agent', 'PATCH', '/git/refs/heads/main', { sha: h.repo.refs[`refs/heads/${head}`], force: true }),
  ],
  [
    'commit on the page',
    (h) =>
      h.call('agent', 'PUT', '/contents/stolen.md', {
        message: 'x',
        content: Buffer.from('x').toString('base64'),
        branch: 'main',
      }),
  ],
  ['deletion of main', (h) => h.call('agent', 'DELETE', '/git/refs/heads/main')],
  ['push by git', (h, _, head) => gitPush(h, head)],
  ['GraphQL merge', (h, pull) => mutate(h, 'mergePullRequest', { pullRequestId: nodeOf(h, pull) })],
  ['auto-merge', (h, pull) => mutate(h, 'enablePullRequestAutoMerge', { pullRequestId: nodeOf(h, pull) })],
  ['merge queue', (h, pull) => mutate(h, 'enqueuePullRequest', { pullRequestId: nodeOf(h, pull) })],
]

const nodeOf = (harness: Harness, pull: number): string => nodes.get(`${harness.repo.id} ${pull}`) ?? ''
const nodes = new Map<string, string>()

/** Tries every way; judges by where main is and what the pull request says. */
async function tryAll(harness: Harness, pull: number, branch: string): Promise<void> {
  const { node_id } = await harness.call<{ node_id: string }>('agent', 'GET', `/pulls/${pull}`)
  nodes.set(`${harness.repo.id} ${pull}`, node_id)
  const before = main(harness)
  for (const [name, way] of ways) {
    await way(harness, pull, branch).catch(() => {})
    await harness.settle()
    expect(main(harness), name).toBe(before)
    expect(harness.repo.pulls.find((one) => one.number === pull)?.merged, name).toBe(false)
  }
}

test('the page has the two rulesets, for the five checks of the App alone', () => {
  expect(checked).toContain('"required_status_checks"')
  expect([...checked.matchAll(/"context": "switchyard\/\w+", "integration_id": 12345/g)]).toHaveLength(5)
  expect(people).toContain('"update"')
})

describe('with "only checked work" an agent merges no work of its own', () => {
  type Opening = (harness: Harness, issue: number) => Promise<{ pull: number; branch: string }>
  const opening =
    (branch: string, files: Record<string, string>, body: (issue: number) => string, message = 'work'): Opening =>
    async (harness, issue) => {
      await harness.people.branch('agent', branch)
      await harness.people.push('agent', branch, files, { message: message.replace('#N', `#${issue}`) })
      return { pull: await harness.people.openPull('agent', branch, 'Work', body(issue)), branch }
    }
  const nothing = () => 'No closing words'
  test.each<[string, Opening]>([
    ['from any branch, without closing words', opening('mine', { 'other.js': '1\n' }, nothing)],
    ['that changes the scope of a started packet', opening('mine', { 'src/users/b.js': '1\n' }, nothing)],
    ['with closing words in the commit only', opening('mine', { 'other.js': '1\n' }, nothing, 'Closes #N')],
    ['that closes the packet and is not done', opening('mine', { 'src/users/b.js': '1\n' }, (n) => `Closes #${n}`)],
  ])('%s', async (_, open) => {
    const harness = await binding(checked)
    const issue = await startPacket(harness, 'users')
    const { pull, branch } = await open(harness, issue)
    await harness.settle()
    await tryAll(harness, pull, branch)
    await harness.dispose()
  })

  test('whatever it reports itself, as a status of the same name', async () => {
    const harness = await binding(checked)
    await harness.people.branch('agent', 'mine')
    const sha = await harness.people.push('agent', 'mine', { 'other.js': '1\n' })
    const pull = await harness.people.openPull('agent', 'mine', 'Work')
    await harness.settle()
    for (const name of ['scope', 'acceptance', 'dependencies', 'contract', 'integration'])
      await harness.call('agent', 'POST', `/statuses/${sha}`, { state: 'success', context: `switchyard/${name}` })
    await tryAll(harness, pull, 'mine')
    await harness.dispose()
  })

  test('by a push onto the neutral pull request of a writer; the writer merges what is his', async () => {
    const harness = await binding(checked)
    await startPacket(harness, 'users')
    await harness.people.branch('writer', 'docs')
    await harness.people.push('writer', 'docs', { 'readme.md': 'Read me\n' })
    const pull = await harness.people.openPull('writer', 'docs', 'Docs')
    await harness.settle()
    await harness.people.push('agent', 'docs', { 'stolen.js': '1\n' })
    await harness.settle()
    await tryAll(harness, pull, 'docs')
    await harness.people.push('writer', 'docs', { 'stolen.js': null })
    await harness.settle()
    const before = main(harness)
    await harness.people.mergePull('writer', pull)
    expect(main(harness)).not.toBe(before)
    await harness.dispose()
  })

  test('with a pull request into another branch that is retargeted', async () => {
    const harness = await binding(checked)
    await harness.people.branch('agent', 'stage')
    await harness.people.branch('agent', 'mine')
    await harness.people.push('agent', 'mine', { 'other.js': '1\n' })
    const { number } = await harness.call<{ number: number }>('agent', 'POST', '/pulls', {
      head: 'mine',
      base: 'stage',
      title: 'Work',
    })
    await harness.settle()
    await harness.call('agent', 'PATCH', `/pulls/${number}`, { base: 'main' })
    await tryAll(harness, number, 'mine')
    await harness.dispose()
  })
})

test('with both rulesets an agent cannot merge its own packet that is done and green either; /merge can', async () => {
  const harness = await binding(checked, people)
  const issue = await finishPacket(harness, 'users')
  const pull = harness.repo.pulls.find((one) => one.headRef === 'feature/users')?.number ?? 0
  expect(harness.see.status(issue)).toBe('done')
  await tryAll(harness, pull, 'feature/users')
  expect(harness.see.status(issue)).toBe('done')
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  expect(harness.see.status(issue)).toBe('merged')
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test.each(ways.slice(0, 5).concat(ways.filter(([name]) => name === 'push by git')))(
  'without the rulesets the agent succeeds: %s',
  async (name, way) => {
    const harness = await binding()
    await harness.people.branch('agent', 'mine')
    await harness.people.push('agent', 'mine', { 'other.js': '1\n' })
    const pull = await harness.people.openPull('agent', 'mine', 'Work')
    await harness.settle()
    const before = main(harness)
    await way(harness, pull, 'mine')
    expect(main(harness), name).not.toBe(before)
    await harness.dispose()
  },
)
