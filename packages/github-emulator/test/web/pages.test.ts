import { afterAll, describe, expect, test } from 'vitest'
import { minute, type Small, smallWorld, start } from '../../src/testing/small-world.ts'
import { elementsOf, visitor, wordsOf } from './browse.ts'

function furnished(): Small & { head: string } {
  const small = smallWorld()
  const task = small.addLabel('task', '1d76db')
  const running = small.addLabel('status: running', '0e8a16')
  const plan = small.addLabel('plan', '5319e7')
  small.commit('main', { 'README.md': '# Demo\n', 'src/a.js': 'one\ntwo\n' }, 'First commit')
  const head = small.commit('feature/db-users', { 'src/a.js': 'one\n2\n', 'src/b.js': 'new\n' }, 'Change a, add b')
  small.addIssue('Plan: users', 'Goal: users\n\n| Task | Status |\n|---|---|\n| db-users | Running |', {
    labelIds: [plan.id],
    pinnedAt: start,
  })
  small.addIssue('Task: db-users', '- [ ] Users table\n- [x] Roles table', { labelIds: [task.id, running.id] })
  small.addIssue('Task: old', 'gone', { labelIds: [task.id], state: 'closed', stateReason: 'completed' })
  small.addPull('db-users: users', 'Closes #2', 'feature/db-users')
  small.addComment(2, small.bot.id, 'Branch `feature/db-users` is made, see #1.')
  const by = { actorId: small.bot.id, at: start + 3 * minute, issue: 2 }
  small.repo.events.push(
    { id: 900, kind: 'labeled', label: 'task', ...by },
    { id: 901, kind: 'labeled', label: 'status: running', ...by },
    { id: 903, kind: 'labeled', label: 'status: waiting', ...by },
    { id: 904, kind: 'unlabeled', label: 'status: waiting', ...by },
  )
  small.repo.checkRuns.push({
    id: 902,
    suiteId: 1,
    appId: 1,
    name: 'other',
    headSha: head,
    externalId: '',
    detailsUrl: null,
    status: 'completed',
    conclusion: 'success',
    startedAt: start,
    completedAt: start + minute,
    output: { title: 'Fine', summary: '**All** of it', text: null },
    annotations: [],
  })
  return { ...small, head }
}

describe('pages', () => {
  const small = furnished()
  afterAll(small.dispose)
  const { open, app } = visitor(small)

  test('the overview shows the dashboard before anything else', async () => {
    const words = wordsOf(await open('/'))
    expect(words.indexOf('Plan: users')).toBeGreaterThan(0)
    expect(words.indexOf('Plan: users')).toBeLessThan(words.indexOf('Task: db-users'))
    expect(words).toContain('status: running')
    expect(words).toContain('db-users: users')
    expect(words).not.toContain('Task: old')
  })

  test('a dashboard is shown with its table', async () => {
    const cells = elementsOf(await open('/')).filter((node) => node.tagName === 'th')
    expect(cells).toHaveLength(2)
  })

  test.each([
    ['/acme/app/issues', ['Task: db-users', 'Plan: users'], ['Task: old', 'db-users: users']],
    ['/acme/app/issues?state=closed', ['Task: old'], ['Task: db-users']],
    ['/acme/app/issues?label=status%3A+running', ['Task: db-users'], ['Plan: users']],
    ['/acme/app/issues?label=nonsense', ['There are no open issues here'], ['Task: db-users']],
    ['/acme/app/pulls', ['db-users: users', 'feature/db-users'], ['Task']],
  ])('%s', async (path, shown, hidden) => {
    const words = wordsOf(await open(path))
    for (const text of shown) expect(words).toContain(text)
    for (const text of hidden) expect(words).not.toContain(text)
  })

  test('an issue shows its comments and what happened in one order', async () => {
    const words = wordsOf(await open('/acme/app/issues/2'))
    expect(words).toMatch(/helper\[bot\] bot added task status: running .* ago/)
    expect(words).not.toContain('status: waiting')
    expect(words.indexOf('Users table')).toBeLessThan(words.indexOf('added task'))
    expect(words.indexOf('added task')).toBeLessThan(words.indexOf('is made, see'))
  })

  test('boxes can be ticked, references lead somewhere', async () => {
    const nodes = elementsOf(await open('/acme/app/issues/2'))
    const boxes = nodes.filter((node) => node.properties.type === 'checkbox')
    expect(boxes.map((box) => [box.properties.disabled, box.properties.checked, box.properties.ariaLabel])).toEqual([
      [undefined, undefined, 'Users table'],
      [undefined, true, 'Roles table'],
    ])
    expect(nodes.some((node) => node.properties.href === '/acme/app/issues/1')).toBe(true)
  })

  test('a pull request shows commits, checks and the lines that changed', async () => {
    const page = await open('/acme/app/pull/4')
    const rows = elementsOf(page).filter((node) => node.tagName === 'tr')
    const looks = rows.map((row) => String(row.properties.className))
    expect(looks).toEqual(['diff-hunk', 'diff-context', 'diff-remove', 'diff-add', 'diff-hunk', 'diff-add'])
    const words = wordsOf(page)
    expect(words).toContain('Change a, add b')
    expect(words).toContain('2 changed files with +2 −1')
    expect(words).toContain('All checks have passed')
    expect(words).toContain('Approve')
  })

  test.each([
    ['/acme/app/pull/2', '/acme/app/issues/2'],
    ['/acme/app/issues/4', '/acme/app/pull/4'],
    ['/acme/app/pull/4/files', '/acme/app/pull/4#files'],
    ['/acme/app/runs/902', '/acme/app/pull/4#check-902'],
  ])('%s leads to %s', async (from, to) => {
    const response = await app.request(from)
    expect([response.status, response.headers.get('location')]).toEqual([302, to])
  })

  test.each([
    ['/acme/app/commits', 'First commit'],
    ['/acme/app/commits/feature/db-users', 'Change a, add b'],
    [`/acme/app/commit/${small.head}`, '+2'],
    [`/acme/app/commit/${small.head.slice(0, 7)}`, small.head],
    ['/acme/app/compare/main...feature/db-users', '2 changed files'],
    ['/acme/app/branches', '#4 db-users: users'],
    ['/acme/app/tree/main', 'README.md'],
    ['/acme/app/tree/feature/db-users/src', 'b.js'],
    ['/acme/app/blob/main/src/a.js', 'two'],
  ])('%s shows %s', async (path, text) => {
    expect(wordsOf(await open(path))).toContain(text)
  })

  test.each([
    '/nothing',
    '/acme/other',
    '/acme/app/issues/99',
    '/acme/app/issues/new?template=constructor',
    '/acme/app/commit/--help',
    '/acme/app/tree/no-such',
    '/acme/app/blob/main/../../config',
    '/acme/app/commits/..%2F..',
    '/acme/app/runs/1',
    '/acme/app/compare/main...nothing',
    '/acme/app/compare/main',
    '/assets/../app.ts',
  ])('%s is not there', async (path) => {
    expect(wordsOf(await open(path, 404))).toMatch(/nothing here|404/i)
  })

  test('assets come with their types', async () => {
    const type = async (path: string) => (await app.request(path)).headers.get('content-type')
    expect(await type('/assets/primer.css')).toContain('text/css')
    expect(await type('/assets/page.css')).toContain('text/css')
    expect(await type('/assets/page.js')).toContain('text/javascript')
    expect(await type(`/assets/avatar/${small.bot.id}.svg`)).toBe('image/svg+xml')
    expect(await (await app.request('/assets/labels.css')).text()).toContain('.label-1d76db{background:#1d76db}')
  })

  test('tokens are shown only when asked for', async () => {
    expect(await open('/tokens')).toContain('git clone http://sandbox.test/acme/app.git')
    expect(await open('/tokens')).not.toContain('secret-of')
    const response = await visitor(small).post('/tokens', {})
    expect(await response.text()).toContain('secret-of-agent')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})

describe('a merged pull request', () => {
  const small = furnished()
  afterAll(small.dispose)

  test('still shows what it changed, when main has it', async () => {
    const pull = small.repo.pulls[0]
    if (!pull) throw new Error('no pull request')
    const merge = small.merge('feature/db-users', 'Merge db-users')
    Object.assign(pull, { merged: true, mergedAt: start + 60 * minute, mergeCommitSha: merge, baseSha: merge })
    const page = wordsOf(await visitor(small).open('/acme/app/pull/4'))
    expect(page).toContain('Merged')
    expect(page).toContain('2 changed files with +2 −1')
    expect(page).toContain('Change a, add b')
  })
})

describe('the version', () => {
  const small = furnished()
  afterAll(small.dispose)
  const { app } = visitor(small)
  const version = async () => (await app.request('/api/page/version')).text()

  test.each<[string, () => void]>([
    ['a new comment', () => small.addComment(2, small.bot.id, 'x')],
    ['an edited text', () => Object.assign(small.repo.issues[0] ?? {}, { updatedAt: start + 99 * minute })],
    ['a closed issue', () => Object.assign(small.repo.issues[0] ?? {}, { state: 'closed' })],
    ['a pull request made ready', () => Object.assign(small.repo.pulls[0] ?? {}, { draft: true })],
    ['a moved branch', () => small.commit('main', { 'c.txt': 'c' }, 'More')],
  ])('changes with %s', async (_what, change) => {
    const before = await version()
    expect(await version()).toBe(before)
    change()
    expect(await version()).not.toBe(before)
  })
})
