/** One packet from its file to main through the command line alone, with real git, server and bot. */
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, until, type World } from './support/world.ts'

let world: World
let tree: string

beforeAll(async () => {
  world = await openWorld()
  tree = join(world.clone, 'worktrees/agent-api-users')
  await writeFile(join(world.dir, 'api.md'), api)
  await writeFile(join(world.dir, 'pages.md'), pages)
})
afterAll(() => world.close())

const api = `**Objective:** Serve users

## Acceptance Criteria
- [x] GET lists users

## Boundaries
**In Scope:** src/users/
**Out of Scope:** docs/
`
const pages = `**Objective:** Show users

## Acceptance Criteria
- [ ] A page shows them

## Boundaries
**In Scope:** src/pages/

## Dependencies
**Hard:** api-users
`
const issues = () => world.call<{ number: number; title: string }[]>('maintainer', 'GET', 'issues?state=all')
const statusIs = (name: string, status: string) =>
  until(async () => (await world.as('agent', ['status', name, '--json'])).json.status === status)

test('session start files the dashboard only once', async () => {
  const { exit, json } = await world.as('maintainer', [
    'session',
    'start',
    'user-management',
    '--goal',
    'Users',
    '--json',
  ])
  expect({ exit, json }).toMatchObject({ exit: 0, json: { name: 'user-management', issue: 1, dryRun: false } })
  await until(async () => (await world.as('agent', ['session', 'show'])).out.includes('No packets yet'))
  const again = await world.as('maintainer', ['session', 'start', 'User-Management', '--json'])
  expect(again).toMatchObject({ exit: 1, json: { error: { code: 'duplicate' } } })
})

test('packet create has a dry run, files a packet, and refuses its name a second time', async () => {
  const args = ['packet', 'create', 'api-users', '--file', join(world.dir, 'api.md'), '--json']
  const tried = await world.as('maintainer', [...args, '--dry-run'])
  expect(tried.json).toMatchObject({ name: 'api-users', issue: null, dryRun: true })
  expect(await issues()).toHaveLength(1)
  const filed = await world.as('maintainer', args)
  expect(filed.json).toMatchObject({ name: 'api-users', title: 'Work Packet: api-users', issue: 2, problems: [] })
  expect((await world.as('maintainer', args)).json.error?.code).toBe('duplicate')
  const second = await world.as('maintainer', ['packet', 'create', 'pages', '--file', join(world.dir, 'pages.md')])
  expect(second).toMatchObject({ exit: 0, out: expect.stringContaining('Filed as #3') })
})

test('explain says why a packet has its status, and what would move it', async () => {
  await statusIs('api-users', 'ready')
  await statusIs('pages', 'waiting')
  const waiting = await world.as('agent', ['explain', 'pages', '--json'])
  expect(waiting.json).toMatchObject({
    name: 'pages',
    issue: 3,
    status: 'waiting',
    because: ['It depends on `api-users`, which is not merged yet.'],
    next: ['`api-users` is merged, or a writer comments `/waive api-users`.'],
  })
  const ready = await world.as('agent', ['explain', 'api-users'])
  expect(ready.out).toContain('Its branch `feature/api-users` exists')
  expect(ready.out).toContain('What would move it:')
  const asked = await world.as('agent', ['explain', 'pages', '--ask', '--json'])
  expect(asked.json.answer).toContain('It depends on `api-users`, which is not merged yet.')
  expect(await world.as('agent', ['explain', 'nobody', '--json'])).toMatchObject({
    exit: 1,
    json: { error: { code: 'no-such-packet' } },
  })
})

test('next lists the ready packets and what the others wait for', async () => {
  const { json } = await until(async () => {
    const next = await world.as('agent', ['next', '--json'])
    return next.json.ready?.length === 1 && next.json.waiting?.length === 1 && next
  })
  expect(json).toMatchObject({
    ready: [{ name: 'api-users', issue: 2, status: 'ready' }],
    waiting: [{ name: 'pages', waitsFor: ['api-users'] }],
    places: { taken: 1, capacity: 3 },
  })
})

test('agent create fails while the bot has not created the branch', async () => {
  const { exit, json } = await world.as('agent', ['agent', 'create', 'pages', '--json'])
  expect({ exit, json }).toMatchObject({ exit: 1, json: { error: { code: 'not-started' } } })
  expect(existsSync(join(world.clone, 'worktrees'))).toBe(false)
})

test('agent create makes a worktree with the packet, outside version control', async () => {
  const tried = await world.as('agent', ['agent', 'create', 'api-users', '--dry-run'])
  expect(tried.out).toContain('Would create')
  expect(existsSync(tree)).toBe(false)
  const made = await world.as('agent', ['agent', 'create', 'API-users', '--json'])
  expect(made.json).toMatchObject({ name: 'api-users', branch: 'feature/api-users', worktree: tree, withheld: null })
  const text = await readFile(join(tree, '.switchyard/packet.md'), 'utf8')
  expect(text).toContain('- [x] GET lists users')
  expect(text).toContain('Accepted by maintainer')
  expect(await world.git(tree, 'status', '--porcelain')).toBe('')
  expect(await world.git(world.clone, 'status', '--porcelain')).toBe('')
  expect(await world.git(tree, 'branch', '--show-current')).toBe('feature/api-users')
  const again = await world.as('agent', ['agent', 'create', 'api-users', '--json'])
  expect(again.json.error).toMatchObject({ code: 'worktree-exists', message: expect.stringContaining(tree) })
})

test('a report from the worktree reaches the packet', async () => {
  const reported = await world.as('agent', ['report', 'running', '40%', 'list is done\n/merge'], tree)
  expect(reported).toMatchObject({ exit: 0, out: expect.stringContaining('Switchyard accepted it') })
  const comments = await world.call<{ body: string }[]>('agent', 'GET', 'issues/2/comments')
  expect(comments.map(({ body }) => body)).toContain('/status running 40% list is done /merge')
  await statusIs('api-users', 'running')
  const { json } = await world.as('agent', ['status', '--json'], tree)
  expect(json).toMatchObject({ name: 'api-users', criteria: { done: 1, all: 1 }, dashboard: { progress: '~40%' } })
  const listed = await world.as('agent', ['agent', 'list', '--json'])
  expect(listed.json).toMatchObject({
    agents: [{ name: 'api-users', branch: 'feature/api-users', status: 'running', ahead: 0, behind: 0, dirty: 0 }],
    base: 'main',
    offline: null,
  })
})

test('somebody else cannot take a packet that is held', async () => {
  const { json } = await world.as('writer', ['agent', 'create', 'api-users', '--json'])
  expect(json.error).toMatchObject({ code: 'held-by-another', message: expect.stringContaining('held by agent') })
})

test('a command that the bot refuses is an error', async () => {
  const { exit, json } = await world.as('reader', ['report', 'done', '--packet', 'api-users', '--json'])
  expect({ exit, json }).toMatchObject({ exit: 1, json: { error: { code: 'refused-by-bot' } } })
  expect(json.error?.message).toContain('/status is for the packet')
})

test('wait fails when nothing was asked', async () => {
  for (const kind of ['decision', 'unblock']) {
    const { json } = await world.as('agent', ['wait', '--for', kind, '--json'], tree)
    expect(json.error?.code).toBe('nothing-asked')
  }
})

test('a block or question of a stranger does not count', async () => {
  for (const said of [
    ['report', 'blocked', 'give me the keys'],
    ['ask', 'Which keys?'],
  ]) {
    const { json } = await world.as('reader', [...said, '--packet', 'api-users', '--json'])
    expect(json.error?.code).toBe('refused-by-bot')
  }
  for (const kind of ['decision', 'unblock']) {
    const { json } = await world.as('agent', ['wait', '--for', kind, '--json'], tree)
    expect(json.error?.code).toBe('nothing-asked')
  }
})

test('wait returns the decision on a question', async () => {
  await world.as('agent', ['ask', 'The user', 'or its id?'], tree)
  const timed = await world.as('agent', ['wait', '--for', 'decision', '--timeout', '0s', '--json'], tree)
  expect(timed.json.error?.code).toBe('timed-out')
  const waiting = world.as('agent', ['wait', '--for', 'decision', '--json'], tree)
  await world.call('reader', 'POST', 'issues/2/comments', { body: '/decide 1 Drop the table' })
  await world.call('maintainer', 'POST', 'issues/2/comments', { body: '/decide 1 The user' })
  const { exit, json } = await waiting
  expect({ exit, json }).toMatchObject({
    exit: 0,
    json: { answers: [{ kind: 'decided', text: 'The user', by: 'maintainer' }] },
  })
  const shown = await world.as('agent', ['packet', 'show', 'api-users', '--json'])
  expect(shown.json).toMatchObject({
    questions: [],
    handover: { rulings: [{ kind: 'decided', number: 1, text: 'The user' }] },
  })
  expect(shown.out).not.toContain('Drop the table')
})

test('wait returns the end of a block', async () => {
  await world.as('agent', ['report', 'blocked', 'which page size?'], tree)
  await statusIs('api-users', 'blocked')
  const waiting = world.as('agent', ['wait', '--for', 'unblock'], tree)
  await world.call('maintainer', 'POST', 'issues/2/comments', { body: '/unblock Twenty.' })
  expect(await waiting).toMatchObject({ exit: 0, out: expect.stringContaining('Unblocked, by maintainer: Twenty.') })
})

test('sync merges main and adds new decisions; a conflict is listed and left to resolve', async () => {
  const base = join(world.clone, 'src/users')
  await mkdir(base, { recursive: true })
  await writeFile(join(base, 'list.js'), 'export const size = 10\n')
  await world.git(world.clone, 'add', 'src')
  await world.git(world.clone, 'commit', '-q', '-m', 'Page size on main')
  await world.git(world.clone, 'push', '-q', 'origin', 'main')
  await mkdir(join(tree, 'src/users'), { recursive: true })
  await writeFile(join(tree, 'src/users/list.js'), 'export const size = 20\n')
  await world.git(tree, 'add', 'src')
  const dirty = await world.as('agent', ['agent', 'sync', '--json'], tree)
  expect(dirty.json.error).toMatchObject({ code: 'dirty', message: expect.stringContaining('src/users/list.js') })
  await world.git(tree, 'commit', '-q', '-m', 'Twenty a page')
  const tried = await world.as('agent', ['agent', 'sync', 'api-users', '--dry-run', '--json'])
  expect(tried.json).toMatchObject({ conflicts: ['src/users/list.js'], commits: [{ subject: 'Page size on main' }] })
  expect(await world.git(tree, 'status', '--porcelain')).toBe('')
  const synced = await world.as('agent', ['agent', 'sync', '--json'], tree)
  expect(synced).toMatchObject({ exit: 1, json: { conflicts: ['src/users/list.js'], refreshed: true } })
  expect(await readFile(join(tree, '.switchyard/packet.md'), 'utf8')).toContain('Decision 1, by maintainer: The user')
  expect((await world.as('agent', ['agent', 'sync', '--json'], tree)).json.error?.code).toBe('conflict')
  await writeFile(join(tree, 'src/users/list.js'), 'export const size = 20\n')
  await world.git(tree, 'commit', '-q', '-am', 'Merge main')
  const rest = await world.as('agent', ['agent', 'sync', '--json'], tree)
  expect(rest).toMatchObject({ exit: 0, json: { commits: [], conflicts: [] } })
})

test('remove refuses unmerged work and lists what would be lost', async () => {
  const refused = await world.as('agent', ['agent', 'remove', 'api-users', '--json'])
  expect(refused.json.error).toMatchObject({
    code: 'would-lose-work',
    message: expect.stringContaining('Twenty a page'),
  })
  await world.git(tree, 'push', '-q', 'origin', 'HEAD')
  const pushed = await world.as('agent', ['agent', 'remove', 'api-users', '--json'])
  expect(pushed.json).toMatchObject({ error: { code: 'would-lose-work' } })
  expect(pushed.out).toContain('Pushed to origin but not merged')
  await writeFile(join(tree, 'notes.txt'), 'mine\n')
  const tried = await world.as('agent', ['agent', 'remove', 'api-users', '--force', '--dry-run', '--json'])
  expect(tried.json).toMatchObject({ lost: { files: ['notes.txt'], commits: [] }, dryRun: true })
  expect(existsSync(join(tree, 'notes.txt'))).toBe(true)
  await world.git(tree, 'clean', '-q', '-f')
})

test('remove lists and keeps ignored files without --force; copies and packages do not stop it', async () => {
  await appendFile(join(world.clone, '.git/info/exclude'), '\n.env\n*.sqlite\nnode_modules\nlocal/\n')
  await mkdir(join(tree, 'node_modules/some'), { recursive: true })
  await mkdir(join(tree, 'local/data'), { recursive: true })
  for (const file of ['node_modules/some/index.js', 'local/data/dump', 'dev.sqlite', '.env'])
    await writeFile(join(tree, file), 'only here\n')
  const refused = await world.as('agent', ['agent', 'remove', 'api-users', '--json'])
  expect(refused.json.error).toMatchObject({ code: 'would-lose-work', ignored: ['.env', 'dev.sqlite', 'local/'] })
  expect(refused.json.error?.message).toContain('Ignored by git and nowhere else: .env, dev.sqlite, local/.')
  for (const file of ['local/data/dump', 'dev.sqlite', '.env']) expect(existsSync(join(tree, file))).toBe(true)
  await writeFile(join(world.clone, '.env'), 'only here\n')
  const tried = await world.as('agent', ['agent', 'remove', 'api-users', '--force', '--dry-run', '--json'])
  expect(tried.json).toMatchObject({ lost: { files: ['dev.sqlite', 'local/'] }, dryRun: true })
  await world.git(tree, 'clean', '-q', '-ffdX')
  await rm(join(world.clone, '.env'))
})

test('a packet reported done is merged, and its worktree is removed', async () => {
  await until(async () => (await world.as('agent', ['status', '--json'], tree)).json.pull)
  await world.as('agent', ['report', 'done'], tree)
  const { json } = await until(async () => {
    const status = await world.as('agent', ['status', '--json'], tree)
    const green = status.json.checks?.find(({ name }) => name.endsWith('integration'))
    return green?.conclusion === 'success' && status
  })
  expect(json).toMatchObject({ status: 'done', pull: { state: 'open' } })
  const waiting = world.as('agent', ['wait', '--for', 'merge', '--json'], tree)
  await world.call('maintainer', 'POST', 'issues/2/comments', { body: '/merge' })
  expect(await waiting).toMatchObject({ exit: 0, json: { answers: [{ kind: 'merged' }] } })
  const removed = await world.as('agent', ['agent', 'remove', 'api-users'])
  expect(removed).toMatchObject({ exit: 0, out: expect.stringContaining('Removed') })
  expect(existsSync(tree)).toBe(false)
  expect(await world.git(world.clone, 'branch', '--list', 'feature/*')).toBe('')
  expect((await world.as('agent', ['agent', 'create', 'api-users', '--json'])).json.error?.code).toBe('over')
})

test('round and session end print the bot’s answer', async () => {
  await until(async () => (await world.as('agent', ['next', '--json'])).json.ready?.length === 1)
  const round = await world.as('maintainer', ['round'])
  expect(round.out).toContain('Execution round 1')
  const end = await world.as('maintainer', ['session', 'end', '--json'])
  expect(end.json).toMatchObject({
    command: '/session end',
    verdict: 'accepted',
    said: expect.stringContaining('Session report'),
  })
  await until(
    async () => (await world.as('maintainer', ['session', 'show', '--json'])).json.error?.code === 'no-such-session',
  )
})
