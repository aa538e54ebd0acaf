/** What a packet's life needs, typed as people and agents type it: gh and git over TLS. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator, createMachines } from '@switchyard/github-emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLocalRunner } from '../../src/shell/runner/local.ts'
import { ghVersion, host, type Machine, machineOn, where } from './gh.ts'

const workflow = `name: ci
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: test ! -e broken
`

describe.skipIf(ghVersion === null)(`gh, ${where}`, () => {
  let dir: string
  let machine: Machine
  let stop: () => Promise<void>
  const { gh, git, ran, read }: Pick<Machine, 'gh' | 'git' | 'ran' | 'read'> = {
    gh: (...args) => machine.gh(...args),
    git: (...args) => machine.git(...args),
    ran: (...args) => machine.ran(...args),
    read: (path) => machine.read(path),
  }
  const unknown: string[] = []

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'gh-emulator-'))
    const runner = createLocalRunner({ root: join(dir, 'jobs'), log: () => {} })
    const machines = createMachines(runner)
    const emulator = await createEmulator({
      dataDir: join(dir, 'data'),
      outbox: 'manual',
      tls: true,
      hosts: [host],
      seed: { files: { 'README.md': '# app\n', '.github/workflows/ci.yml': workflow } },
      workflows: machines.play,
      onUnknown: (method, path) => unknown.push(`${method} ${path}`),
    })
    machine = await machineOn(emulator)
    stop = async () => {
      await machines.close()
      await machine.dispose()
      await rm(dir, { recursive: true, force: true })
    }
  })
  afterAll(() => stop?.())

  test('signs in, shows the repository and its people', async () => {
    const { out, err } = await ran('writer', 'gh', ['auth', 'status'])
    expect(out + err).toContain(`Logged in to ${host} as writer`)
    expect(out + err).toContain('repo, workflow')
    expect(await gh('writer', 'repo', 'view')).toContain('# app')
    expect(await gh('writer', 'repo', 'list', 'acme')).toContain('acme/app\t\tpublic')
    expect(await gh('writer', 'api', 'user', '-q', '.login')).toBe('writer\n')
    expect(await gh('writer', 'api', 'user/repos', '-q', '.[].full_name')).toBe('acme/app\n')
    expect(await gh('writer', 'status')).toContain('Review Requests')
  })

  test('makes, changes, lists and deletes labels', async () => {
    await gh('writer', 'label', 'create', 'size', '-c', 'ff0000', '-d', 'How much')
    await gh('writer', 'label', 'edit', 'size', '-n', 'effort', '-d', 'How long')
    expect(await gh('writer', 'label', 'list')).toContain('effort\tHow long\t#ff0000')
    expect(await read('labels/effort')).toMatchObject({ description: 'How long', color: 'ff0000' })
    await gh('writer', 'label', 'create', 'gone', '-c', '000000')
    await gh('writer', 'label', 'delete', 'gone', ...(await confirmation('label delete')))
    expect(await read('labels/gone')).toMatchObject({ status: '404' })
  })

  test('files an issue and does to it all there is to do', async () => {
    await gh('writer', 'api', 'repos/acme/app/milestones', '-f', 'title=one')
    const filed = ['issue', 'create', '-t', 'It fails', '-b', 'Now and then', '-l', 'effort', '-a', '@me', '-m', 'one']
    expect(await gh('writer', ...filed)).toBe(`https://${host}/acme/app/issues/1\n`)
    await gh('writer', 'issue', 'edit', '1', '-t', 'It fails twice', '-b', 'Always', '--add-assignee', 'agent')
    await gh('writer', 'issue', 'edit', '1', '--remove-label', 'effort', '--remove-assignee', 'writer')
    await gh('writer', 'issue', 'edit', '1', '--add-label', 'effort')
    await gh('reader', 'issue', 'comment', '1', '-b', 'Here too')
    const issue = { title: 'It fails twice', body: 'Always', comments: 1, assignees: [{ login: 'agent' }] }
    expect(await read('issues/1')).toMatchObject({
      ...issue,
      labels: [{ name: 'effort' }],
      milestone: { title: 'one' },
    })
    expect(await gh('reader', 'issue', 'view', '1')).toContain('title:\tIt fails twice')
    expect(await gh('reader', 'issue', 'view', '1', '--comments')).toContain('Here too')
    const fields =
      'assignees,author,body,closed,comments,id,labels,milestone,number,projectCards,reactionGroups,state,url'
    const viewed: unknown = JSON.parse(await gh('reader', 'issue', 'view', '1', '--json', fields))
    expect(viewed).toMatchObject({ number: 1, state: 'OPEN', milestone: { title: 'one' }, body: 'Always' })
    await gh('writer', 'issue', 'close', '1', '-c', 'Enough', '-r', 'not planned')
    expect(await read('issues/1')).toMatchObject({ state: 'closed', state_reason: 'not_planned', comments: 2 })
    await gh('writer', 'issue', 'reopen', '1')
    await gh('writer', 'issue', 'pin', '1')
    await gh('writer', 'issue', 'lock', '1', '-r', 'too_heated')
    expect(await read('issues/1')).toMatchObject({ state: 'open', locked: true, active_lock_reason: 'too heated' })
    await gh('writer', 'issue', 'unlock', '1')
    await gh('writer', 'issue', 'unpin', '1')
    expect(await read('issues/1')).toMatchObject({ locked: false, active_lock_reason: null })
  })

  test('finds issues', async () => {
    expect(await gh('agent', 'issue', 'list')).toContain('1\tOPEN\tIt fails twice')
    for (const [flag, value] of [
      ['-l', 'effort'],
      ['-a', 'agent'],
      ['-A', 'writer'],
      ['-m', 'one'],
      ['-S', 'fails in:title'],
    ])
      expect(await gh('writer', 'issue', 'list', flag ?? '', value ?? '')).toMatch(/^1\t/)
    expect(await gh('writer', 'issue', 'list', '-S', 'nowhere')).toBe('')
    expect(await gh('agent', 'issue', 'status')).toContain('It fails twice')
    expect(await gh('writer', 'search', 'issues', '--repo', 'acme/app', 'fails')).toContain('It fails twice')
    expect(await gh('writer', 'search', 'prs', '--repo', 'acme/app', 'fails')).toBe('')
    const bad = await ran('writer', 'gh', ['api', 'search/issues?q=language:go'])
    expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('does not know the qualifier "language:"')])
  })

  test('makes a branch for an issue', async () => {
    await gh('writer', 'issue', 'develop', '1', '--name', 'fix/one', '--base', 'main')
    expect(await gh('writer', 'issue', 'develop', '-l', '1')).toContain('fix/one')
    expect(await read('git/ref/heads/fix/one')).toMatchObject({ ref: 'refs/heads/fix/one' })
  })

  test('opens a pull request, shows it, and shows its diff', async () => {
    await git('writer', 'checkout', '-q', '-b', 'work')
    await writeFile(join(machine.clone, 'broken'), 'x\n')
    await git('writer', 'add', '.')
    await git('writer', 'commit', '-q', '-m', 'Break it')
    await git('writer', 'push', '-q', '-u', 'origin', 'work')
    const opened = [
      'pr',
      'create',
      '-t',
      'Mend it',
      '-b',
      'Closes #1',
      '-B',
      'main',
      '--draft',
      '-l',
      'effort',
      '-a',
      '@me',
    ]
    expect(await gh('writer', ...opened)).toBe(`https://${host}/acme/app/pull/2\n`)
    expect(await read('pulls/2')).toMatchObject({
      draft: true,
      labels: [{ name: 'effort' }],
      assignee: { login: 'writer' },
    })
    await gh('writer', 'pr', 'edit', '2', '-t', 'Mend it well', '--add-reviewer', 'agent', '-m', 'one')
    await gh('agent', 'pr', 'comment', '2', '-b', 'On it')
    expect(await gh('writer', 'pr', 'view')).toContain('title:\tMend it well')
    expect(await gh('writer', 'pr', 'view', '2', '--comments')).toContain('On it')
    expect(await gh('writer', 'pr', 'diff', '2')).toMatch(
      /^diff --git a\/broken b\/broken\nnew file mode 100644\n[\s\S]*\n\+x\n$/,
    )
    expect(await gh('writer', 'pr', 'diff', '2', '--patch')).toContain('Subject: [PATCH] Break it')
    expect(await read('pulls/2')).toMatchObject({
      title: 'Mend it well',
      requested_reviewers: [{ login: 'agent' }],
      milestone: { title: 'one' },
    })
  })

  test('gives every field of a pull request that gh knows', async () => {
    const { err } = await ran('writer', 'gh', ['pr', 'view', '2', '--json'])
    const fields = [...err.matchAll(/^ {2}(\w+)$/gm)].map(([, name]) => name).filter((name) => name !== undefined)
    expect(fields.length).toBeGreaterThan(30)
    const pull: unknown = JSON.parse(await gh('writer', 'pr', 'view', '2', '--json', fields.join(',')))
    expect(pull).toMatchObject({ isDraft: true, mergeStateStatus: 'DRAFT', files: [{ path: 'broken' }], additions: 1 })
  })

  test('watches runs and runs them again', async () => {
    const [{ databaseId: id }] = JSON.parse(
      await gh('writer', 'run', 'list', '-b', 'work', '--json', 'databaseId'),
    ) as [{ databaseId: number }]
    expect((await ran('writer', 'gh', ['run', 'watch', String(id), '--exit-status', '-i', '1'])).code).toBe(1)
    expect(await gh('writer', 'run', 'view', String(id))).toContain('X work ci')
    expect(await gh('writer', 'run', 'list')).toContain('completed\tfailure\tBreak it\tci\twork')
    expect((await ran('writer', 'gh', ['pr', 'checks', '2'])).out).toMatch(/^test\tfail/)
    await gh('writer', 'run', 'rerun', String(id), '--failed')
    await ran('writer', 'gh', ['run', 'watch', String(id), '-i', '1'])
    expect(await read(`actions/runs/${id}`)).toMatchObject({ run_attempt: 2, conclusion: 'failure' })
    expect(await gh('writer', 'workflow', 'list')).toMatch(/^ci\tactive\t\d+\n$/)
  })

  test('reviews, closes, reopens, checks out and merges', async () => {
    await git('writer', 'rm', '-q', 'broken')
    await git('writer', 'commit', '-q', '-m', 'Mend it')
    await git('writer', 'push', '-q')
    await gh('writer', 'pr', 'ready', '2')
    await gh('writer', 'pr', 'ready', '2', '--undo')
    expect(await read('pulls/2')).toMatchObject({ draft: true })
    await gh('writer', 'pr', 'ready', '2')
    await gh('agent', 'pr', 'review', '2', '--request-changes', '-b', 'Not yet')
    await gh('agent', 'pr', 'review', '2', '--comment', '-b', 'Looking')
    await gh('agent', 'pr', 'review', '2', '--approve', '-b', 'Good')
    const states = ['CHANGES_REQUESTED', 'COMMENTED', 'APPROVED']
    expect(await read('pulls/2/reviews')).toMatchObject(states.map((state) => ({ state, user: { login: 'agent' } })))
    const own = await ran('writer', 'gh', ['pr', 'review', '2', '--approve'])
    expect([own.code, own.err]).toEqual([1, expect.stringContaining('Can not approve your own pull request')])
    expect(await gh('writer', 'pr', 'status')).toContain('Mend it well')
    expect(await gh('writer', 'pr', 'list', '--search', 'review:approved')).toMatch(/^2\tMend it well\twork\tOPEN/)
    await gh('writer', 'pr', 'close', '2', '-c', 'Later')
    expect(await read('pulls/2')).toMatchObject({ state: 'closed', merged: false })
    await gh('writer', 'pr', 'reopen', '2')
    await git('writer', 'checkout', '-q', 'main')
    await gh('writer', 'pr', 'checkout', '2')
    expect(await git('writer', 'branch', '--show-current')).toBe('work\n')
    await git('writer', 'checkout', '-q', 'main')
    const sha = (await git('writer', 'rev-parse', 'origin/work')).trim()
    await gh('writer', 'api', `repos/acme/app/statuses/${sha}`, '-f', 'state=success', '-f', 'context=extra')
    expect((await ran('writer', 'gh', ['pr', 'checks', '2'])).out).toMatch(/^extra\tpass/m)
    expect((await ran('reader', 'gh', ['pr', 'merge', '2', '--merge'])).code).toBe(1)
  })

  test.each(['--merge', '--squash', '--rebase'])('merges with %s and deletes the branch', async (way) => {
    const branch = `way${way}`
    await git('writer', 'checkout', '-q', '-b', branch, 'origin/main')
    await git('writer', 'commit', '-q', '--allow-empty', '-m', 'Empty')
    await writeFile(join(machine.clone, branch), way)
    await git('writer', 'add', '.')
    await git('writer', 'commit', '-q', '-m', `Add ${branch}`)
    await git('writer', 'push', '-q', '-u', 'origin', branch)
    await gh('writer', 'pr', 'create', '-t', branch, '-b', '', '-B', 'main')
    await gh('writer', 'pr', 'merge', branch, way, '--delete-branch')
    expect(await read(`git/ref/heads/${branch}`)).toMatchObject({ status: '404' })
    await git('writer', 'fetch', '-q')
    const parents = (await git('writer', 'log', '-1', '--format=%P', 'origin/main')).trim().split(' ')
    expect(parents).toHaveLength(way === '--merge' ? 2 : 1)
    expect(await git('writer', 'show', `origin/main:${branch}`)).toBe(way)
  })

  test('merges by itself once nothing forbids it', async () => {
    const rule = { type: 'pull_request', parameters: { required_approving_review_count: 1 } }
    const ruleset = {
      name: 'main',
      enforcement: 'active',
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    }
    await writeFile(join(dir, 'ruleset.json'), JSON.stringify({ ...ruleset, rules: [rule] }))
    const id = await gh(
      'maintainer',
      'api',
      'repos/acme/app/rulesets',
      '--input',
      join(dir, 'ruleset.json'),
      '-q',
      '.id',
    )
    await git('writer', 'checkout', '-q', '-b', 'auto', 'origin/main')
    await writeFile(join(machine.clone, 'auto'), 'a\n')
    await git('writer', 'add', '.')
    await git('writer', 'commit', '-q', '-m', 'Add auto')
    await git('writer', 'push', '-q', '-u', 'origin', 'auto')
    await gh('writer', 'pr', 'create', '-t', 'Auto', '-b', '', '-B', 'main')
    const refused = await ran('writer', 'gh', ['pr', 'merge', 'auto', '--squash', '--auto'])
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('Auto merge is not allowed')])
    await gh('maintainer', 'repo', 'edit', '--enable-auto-merge', '--description', 'An app', '--delete-branch-on-merge')
    expect(await read('')).toMatchObject({ description: 'An app', allow_auto_merge: true })
    await gh('writer', 'pr', 'merge', 'auto', '--squash', '--auto')
    expect(await gh('writer', 'pr', 'view', 'auto', '--json', 'state', '-q', '.state')).toBe('OPEN\n')
    await gh('agent', 'pr', 'review', 'auto', '--approve')
    expect(await gh('writer', 'pr', 'view', 'auto', '--json', 'state', '-q', '.state')).toBe('MERGED\n')
    expect(await read('git/ref/heads/auto')).toMatchObject({ status: '404' })
    await gh('maintainer', 'api', '-X', 'DELETE', `repos/acme/app/rulesets/${id.trim()}`)
  })

  test('asks REST and GraphQL page by page', async () => {
    const numbers = await gh(
      'writer',
      'api',
      'repos/acme/app/issues?state=all&per_page=1',
      '--paginate',
      '-q',
      '.[].number',
    )
    expect(numbers.trim().split('\n').length).toBeGreaterThan(4)
    const query = `query($endCursor: String) { repository(owner: "acme", name: "app") {
      pullRequests(first: 1, after: $endCursor) { nodes { number } pageInfo { hasNextPage endCursor } } } }`
    const path = '.data.repository.pullRequests.nodes[].number'
    const pulls = await gh('writer', 'api', 'graphql', '--paginate', '-f', `query=${query}`, '-q', path)
    expect(pulls.trim().split('\n').length).toBeGreaterThan(3)
  })

  test('works with a second repository', async () => {
    await gh('maintainer', 'repo', 'create', 'acme/second', '--public')
    await gh('maintainer', 'label', 'clone', 'acme/app', '-R', 'acme/second')
    expect(await gh('maintainer', 'label', 'list', '-R', 'acme/second')).toContain('effort')
    await gh('maintainer', 'issue', 'transfer', '1', 'acme/second')
    expect(await gh('maintainer', 'issue', 'list', '-R', 'acme/second', '-s', 'all')).toContain('It fails twice')
  })

  test('nothing was asked for that the emulator does not have', () => {
    expect(unknown).toEqual([])
  })

  /** The flag that spares the question, which later versions of gh call otherwise. */
  async function confirmation(command: string): Promise<string[]> {
    const help = await gh('writer', ...command.split(' '), '--help')
    return [help.includes('--yes') ? '--yes' : '--confirm']
  }
})
