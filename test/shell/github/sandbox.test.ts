/** The room against the sandbox: the same requests as to GitHub, answered from real git repositories. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addRepo, initBare } from '@switchyard/github-emulator/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Action } from '../../../src/core/actions.ts'
import { createSandbox, type Sandbox } from '../../../src/sandbox/emulator.ts'
import { createGitHubApp, type GitHubApp } from '../../../src/shell/github/app.ts'
import { silentLog } from '../../../src/shell/log.ts'
import type { GitHub } from '../../../src/shell/reconcile/github.ts'
import type { Hints } from '../../../src/shell/reconcile/hints.ts'
import type { Mirror } from '../../../src/shell/reconcile/mirror.ts'

const nothing: Hints = { all: false, issues: [], refs: false, checks: [] }
const marked = (text: string, id: string) => `${text}\n\n<!-- switchyard:${id} -->`

let dir: string
let sandbox: Sandbox
let app: GitHubApp
let repository: GitHub
let requests: string[]
let unknown: string[]

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-github-'))
  unknown = []
  requests = []
  sandbox = await createSandbox({
    dataDir: dir,
    outbox: 'manual',
    onUnknown: (method, path) => unknown.push(`${method} ${path}`),
  })
  app = createGitHubApp({
    appId: sandbox.app.id,
    privateKey: sandbox.app.privateKey,
    apiUrl: sandbox.info().apiUrl,
    log: silentLog,
    fetch: async (input, init) => {
      requests.push(`${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`)
      return sandbox.fetch(new Request(input, init))
    },
  })
  const [installation] = await app.installations()
  const [info] = await app.repositories(installation?.id ?? 0)
  if (info === undefined) throw new Error('the App is not installed')
  repository = app.repository(info.ref)
})

afterEach(async () => {
  await sandbox.close()
  await rm(dir, { recursive: true, force: true })
  expect(unknown).toEqual([])
})

async function as(
  role: 'maintainer' | 'writer' | 'agent' | 'reader' | 'outsider',
  method: string,
  path: string,
  body?: object,
) {
  const { apiUrl, tokens, repo } = sandbox.info()
  const response = await sandbox.fetch(
    new Request(`${apiUrl}/repos/${repo}/${path}`, {
      method,
      headers: { authorization: `token ${tokens[role]}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  )
  expect(response.status).toBeLessThan(300)
  return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>)
}

async function perform(action: Action, mirror: Mirror): Promise<void> {
  expect(await repository.execute(action, mirror)).toMatchObject({ kind: 'done' })
}

/** What a fresh look says has to be what the mirror was told after each action. */
const settled = (mirror: Mirror) => ({
  labels: mirror.labels,
  branches: mirror.branches.toSorted((a, b) => a.name.localeCompare(b.name)),
  issues: mirror.issues.map(({ number, state, labels, pinned, comments, revisions }) => ({
    number,
    state,
    labels: labels.toSorted(),
    pinned,
    text: revisions.at(-1)?.body,
    title: revisions.at(-1)?.title,
    comments: comments.map(({ id, author, verdict, eyes, revisions: texts }) => ({
      id,
      author,
      verdict,
      eyes,
      body: texts.at(-1)?.body,
    })),
  })),
  checks: mirror.checks.map(({ id, name, headSha, status, conclusion, externalId, title, summary }) => ({
    id,
    name,
    headSha,
    status,
    conclusion,
    externalId,
    title,
    summary,
  })),
})

test('an empty repository is read with few requests', async () => {
  requests.length = 0
  const mirror = await repository.read(null, { ...nothing, all: true })
  expect(mirror.repo).toMatchObject({ owner: 'acme', name: 'app', defaultBranch: 'main' })
  expect(mirror.config.text).toContain('test')
  expect(mirror.branches.map((each) => each.name)).toEqual(['main'])
  expect(mirror.app).toEqual(await app.self())
  expect(requests.length).toBeLessThanOrEqual(9)
})

test('every action’s answer in the mirror is what GitHub says afterwards', async () => {
  const filed = await as('maintainer', 'POST', 'issues', { title: 'Work Packet: db', body: 'text' })
  const number = Number(filed.number)
  const said = await as('agent', 'POST', `issues/${number}/comments`, { body: '/status running 10%' })
  const mirror = await repository.read(null, { ...nothing, all: true })
  const main = mirror.branches[0]?.sha ?? ''
  const issue = mirror.issues.find((each) => each.number === number)
  await perform({ kind: 'create-label', name: 'packet', color: 'ededed', description: 'A work packet' }, mirror)
  await perform({ kind: 'create-label', name: 'session', color: 'ededed', description: 'A session' }, mirror)
  await perform({ kind: 'create-label', name: 'status: ready', color: 'ededed', description: 'Ready' }, mirror)
  await perform({ kind: 'create-label', name: 'status: running', color: 'ededed', description: 'Running' }, mirror)
  await perform({ kind: 'set-labels', issue: number, add: ['packet', 'status: ready'], remove: [] }, mirror)
  await perform({ kind: 'set-labels', issue: number, add: ['status: running'], remove: ['status: ready'] }, mirror)
  await perform({ kind: 'comment', issue: number, marker: 'brief', body: marked('Hello', 'brief') }, mirror)
  const briefing = issue?.comments.at(-1)?.id ?? 0
  await perform(
    { kind: 'edit-comment', issue: number, comment: briefing, marker: 'brief', body: marked('Bye', 'brief') },
    mirror,
  )
  await perform({ kind: 'react', issue: number, comment: Number(said.id), content: 'eyes' }, mirror)
  await perform({ kind: 'react', issue: number, comment: Number(said.id), content: '+1' }, mirror)
  await perform({ kind: 'create-branch', branch: 'feature/db', sha: main }, mirror)
  await perform(
    { kind: 'open-session', title: 'Session: a', body: marked('Goal', 'session:a'), marker: 'session:a' },
    mirror,
  )
  const session = mirror.issues.at(-1)
  await perform({ kind: 'pin', issue: session?.number ?? 0, nodeId: session?.nodeId ?? '' }, mirror)
  const text = session?.revisions.at(-1)?.body ?? ''
  await perform({ kind: 'edit-issue-body', issue: session?.number ?? 0, before: text, body: `${text}\nmore` }, mirror)
  await perform(
    {
      kind: 'check',
      name: 'switchyard/scope',
      head: main,
      id: null,
      status: 'completed',
      conclusion: 'failure',
      externalId: 'x',
      title: 'Outside',
      summary: 'one file',
      annotations: [{ path: 'package.json', line: 1, level: 'failure', message: 'outside' }],
    },
    mirror,
  )
  await perform({ kind: 'close-issue', issue: number, reason: 'not_planned' }, mirror)
  const fresh = await repository.read(null, { ...nothing, all: true, checks: [main] })
  expect(settled(mirror)).toEqual(settled(fresh))
  const made = fresh.activity.filter((each) => each.branch === 'feature/db' && each.type === 'branch_creation')
  expect(made).toMatchObject([{ actor: { id: mirror.app.id }, after: main }])
})

test('labels that people moved meanwhile: the mirror ends as GitHub is', async () => {
  const filed = await as('maintainer', 'POST', 'issues', { title: 'Work Packet: db', body: 'text' })
  const number = Number(filed.number)
  const mirror = await repository.read(null, { ...nothing, all: true })
  for (const name of ['status: ready', 'status: running', 'status: done'])
    await perform({ kind: 'create-label', name, color: 'ededed', description: '' }, mirror)
  await perform({ kind: 'set-labels', issue: number, add: ['status: ready'], remove: [] }, mirror)
  await as('maintainer', 'DELETE', `issues/${number}/labels/status: ready`)
  const move: Action = { kind: 'set-labels', issue: number, add: ['status: running'], remove: ['status: ready'] }
  const asked = { kind: 'done', reread: { issues: [number] } }
  expect(await repository.execute(move, mirror)).toEqual(asked)
  expect(settled(mirror)).toEqual(settled(await repository.read(null, { ...nothing, all: true })))

  await as('maintainer', 'DELETE', 'labels/status: done')
  const late: Action = { kind: 'set-labels', issue: number, add: ['status: done'], remove: ['status: running'] }
  const old = { kind: 'outdated', reread: { all: true, issues: [number] } }
  expect(await repository.execute(late, mirror)).toEqual(old)
  const fresh = await repository.read(mirror, { ...nothing, ...old.reread })
  expect(fresh.issues.find((each) => each.number === number)?.labels).toEqual([])
  expect(fresh.labels.map((each) => each.name)).not.toContain('status: done')
})

test('edits, verdicts and who did what come through', async () => {
  const filed = await as('writer', 'POST', 'issues', { title: 'Work Packet: db', body: 'one' })
  const number = Number(filed.number)
  await as('maintainer', 'PATCH', `issues/${number}`, { body: 'two' })
  await as('maintainer', 'PATCH', `issues/${number}`, { title: 'Work Packet: db-users' })
  const said = await as('reader', 'POST', `issues/${number}/comments`, { body: '/accept' })
  const mirror = await repository.read(null, { ...nothing, all: true })
  await perform({ kind: 'react', issue: number, comment: Number(said.id), content: '-1' }, mirror)
  await as('maintainer', 'PATCH', `issues/comments/${said.id}`, { body: 'changed' })
  const [issue] = (await repository.read(mirror, { ...nothing, issues: [number] })).issues
  expect(issue?.revisions.map((each) => [each.editor?.login, each.title, each.body])).toEqual([
    ['writer', 'Work Packet: db', 'one'],
    ['maintainer', 'Work Packet: db-users', 'two'],
  ])
  expect(issue?.comments).toMatchObject([{ author: { login: 'reader' }, verdict: '-1' }])
  expect(issue?.comments[0]?.revisions.map((each) => [each.editor?.login, each.body])).toEqual([
    ['reader', '/accept'],
    ['maintainer', 'changed'],
  ])
})

test('a deleted comment of the App is noticed, a deleted branch is gone, a wrong commit is outdated', async () => {
  const filed = await as('maintainer', 'POST', 'issues', { title: 'Work Packet: db', body: 'text' })
  const number = Number(filed.number)
  const mirror = await repository.read(null, { ...nothing, all: true })
  await perform({ kind: 'comment', issue: number, marker: 'brief', body: marked('Hello', 'brief') }, mirror)
  const id = mirror.issues.find((each) => each.number === number)?.comments[0]?.id
  await as('maintainer', 'DELETE', `issues/comments/${id}`)
  const main = mirror.branches[0]?.sha ?? ''
  await perform({ kind: 'create-branch', branch: 'feature/db', sha: main }, mirror)
  const elsewhere: Action = { kind: 'delete-branch', branch: 'feature/db', sha: 'f'.repeat(40) }
  expect(await repository.execute(elsewhere, mirror)).toMatchObject({ kind: 'outdated' })
  await perform({ kind: 'delete-branch', branch: 'feature/db', sha: main }, mirror)
  await perform({ kind: 'delete-branch', branch: 'feature/db', sha: main }, mirror)
  const fresh = await repository.read(mirror, { ...nothing, issues: [number], refs: true })
  const [issue] = fresh.issues.filter((each) => each.number === number)
  expect(issue?.comments).toEqual([])
  expect(issue?.appCommentDeletedAt).toBeGreaterThanOrEqual(issue?.createdAt ?? Number.POSITIVE_INFINITY)
  expect(fresh.branches.map((each) => each.name)).toEqual(['main'])
})

test('permissions by role', async () => {
  const users = sandbox.forge.world.users
  const asked = ['maintainer', 'writer', 'agent', 'reader', 'outsider'].map(async (login) => {
    const user = users.find((each) => each.login === login)
    return [login, await repository.permission({ id: user?.id ?? 0, login, type: 'User' })]
  })
  const found = Object.fromEntries(await Promise.all(asked))
  expect(found).toMatchObject({ writer: 'write', agent: 'write', reader: 'read' })
  expect(['admin', 'maintain']).toContain(found.maintainer)
  expect(['read', 'none']).toContain(found.outsider)
  expect(await repository.permission(await app.self())).toBe('none')
})

test('whose a login is', async () => {
  const agent = sandbox.forge.world.users.find((each) => each.login === 'agent')
  expect(await repository.account('AGENT')).toBe(agent?.id)
  expect(await repository.account((await app.self()).login)).toBe((await app.self()).id)
  expect(await repository.account('nobody-of-that-name')).toBe('nobody')
})

test('who was assigned, by whom', async () => {
  const { number } = await as('maintainer', 'POST', 'issues', { title: 'Mine', assignees: ['reader'] })
  await as('maintainer', 'DELETE', `issues/${number}/assignees`, { assignees: ['reader'] })
  const { issues } = await repository.read(null, { ...nothing, issues: [Number(number)] })
  const { assignments = [], assignees } = issues.find((each) => each.number === number) ?? {}
  expect(assignees).toEqual([])
  expect(assignments.map(({ added, assignee, actor }) => [added, assignee?.login, actor?.login])).toEqual([
    [true, 'reader', 'maintainer'],
    [false, 'reader', 'maintainer'],
  ])
})

test('git gets an address, and a token for what it does', async () => {
  const service = async (to: 'fetch' | 'push', name: string) => {
    const { url, authorization } = await repository.remote(to)
    expect(url).toBe(sandbox.info().gitUrl)
    const answer = await sandbox.fetch(new Request(`${url}/info/refs?service=${name}`, { headers: { authorization } }))
    await answer.body?.cancel()
    return answer.status
  }
  expect(await service('push', 'git-receive-pack')).toBe(200)
  expect(await service('fetch', 'git-upload-pack')).toBe(200)
  expect(await service('fetch', 'git-receive-pack')).toBe(403)
})

describe('the token handed to git push', () => {
  /** A further repository of the same installation. */
  async function beside(isPrivate: boolean) {
    const { forge } = sandbox
    const [owner] = forge.world.users
    const [installation] = forge.world.installations
    if (!owner || !installation) throw new Error('the sandbox is empty')
    const repo = addRepo(forge, owner, 'other')
    repo.private = isPrivate
    await initBare(forge.bareDir(repo), 'main')
    installation.repoIds.push(repo.id)
    return `acme/${repo.name}`
  }

  async function tried(method: string, repo: string, path: string, body: object) {
    const { authorization } = await repository.remote('push')
    const password = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':')[1]
    const headers = { authorization: `token ${password}` }
    const at = `${sandbox.info().apiUrl}/repos/${repo}/${path}`
    const answer = await sandbox.fetch(new Request(at, { method, headers, body: JSON.stringify(body) }))
    return { status: answer.status, message: ((await answer.json()) as { message?: string }).message }
  }

  test('writes no issue and no check', async () => {
    const refused = { status: 403, message: 'Resource not accessible by integration' }
    expect(await tried('POST', 'acme/app', 'issues', { title: 'No' })).toEqual(refused)
    const run = { name: 'switchyard/scope', head_sha: sandbox.forge.world.repos[0]?.refs['refs/heads/main'] }
    expect(await tried('POST', 'acme/app', 'check-runs', run)).toEqual(refused)
  })

  test.each([
    [false, 403, 403],
    [true, 404, 404],
  ])('reaches no other repository of the installation (private: %s)', async (isPrivate, api, git) => {
    const other = await beside(isPrivate)
    const file = { message: 'no', content: 'bm8=', branch: 'main' }
    expect((await tried('PUT', other, 'contents/x', file)).status).toBe(api)
    const { authorization } = await repository.remote('push')
    const url = `${sandbox.info().url}/${other}.git/info/refs?service=git-receive-pack`
    expect((await sandbox.fetch(new Request(url, { headers: { authorization } }))).status).toBe(git)
  })
})

test('an hour of reading, changing, fetching and pushing takes four tokens', async () => {
  const mints = () => requests.filter((one) => one.endsWith('/access_tokens')).length
  const mirror = await repository.read(null, { ...nothing, all: true })
  const base = mirror.branches[0]?.sha ?? ''
  expect(mints()).toBe(1)
  for (const branch of ['feature/a', 'feature/b', 'feature/c']) {
    await perform({ kind: 'create-branch', branch, sha: base }, mirror)
    await repository.read(mirror, { ...nothing, refs: true })
    await repository.remote('fetch')
    await repository.remote('push')
  }
  expect(mints()).toBe(4)
})

test('a packet’s pull request: opened once, made ready, merged as the tested commit', async () => {
  const filed = await as('maintainer', 'POST', 'issues', { title: 'Work Packet: db', body: 'text', labels: ['packet'] })
  const issue = Number(filed.number)
  const mirror = await repository.read(null, { ...nothing, all: true })
  const base = mirror.branches[0]?.sha ?? ''
  await perform({ kind: 'create-branch', branch: 'feature/db', sha: base }, mirror)
  const content = Buffer.from('export const users = {}\n').toString('base64')
  await as('agent', 'PUT', 'contents/src/users.js', { message: 'users', content, branch: 'feature/db' })
  const pushed = await repository.read(mirror, { ...nothing, refs: true })
  const head = pushed.branches.find((each) => each.name === 'feature/db')?.sha ?? ''
  expect(head).not.toBe(base)
  const last = pushed.activity.at(-1)
  expect(last).toMatchObject({
    branch: 'feature/db',
    before: base,
    after: head,
    type: 'push',
    actor: { login: 'agent' },
  })

  const open: Action = {
    kind: 'open-pull',
    branch: 'feature/db',
    base: 'main',
    title: 'db',
    draft: true,
    body: `Closes #${issue}`,
  }
  await perform(open, pushed)
  const unaware: Mirror = { ...pushed, pulls: [] }
  await perform(open, unaware)
  expect(unaware.pulls[0]?.number).toBe(pushed.pulls[0]?.number)
  const [pull] = pushed.pulls
  if (pull === undefined) throw new Error('no pull request')
  await perform({ kind: 'ready-pull', pull: pull.number, nodeId: pull.nodeId }, pushed)
  await perform({ kind: 'request-review', pull: pull.number, login: 'maintainer' }, pushed)
  const [seen] = (await repository.read(pushed, { ...nothing, issues: [pull.number] })).pulls
  // When GitHub changed it last, and what it closes by its words, is read and not foreseen.
  expect(seen?.closes).toEqual([1])
  const foreseen = { updatedAt: undefined, closes: undefined }
  expect({ ...seen, ...foreseen }).toEqual({ ...pull, ...foreseen })

  await as('maintainer', 'POST', 'git/refs', { ref: 'refs/heads/switchyard/trial/db', sha: base })
  const merged = await as('maintainer', 'POST', 'merges', { base: 'switchyard/trial/db', head: 'feature/db' })
  const trial = String(merged.sha)
  const request = { packet: 'db', baseBranch: 'main', base, head, trial, pull: pull.number, issue, message: 'Merge db' }
  const stale: Action = { kind: 'merge', ...request, trial: base }
  await perform({ kind: 'merge', ...request }, pushed)
  const fresh = await repository.read(pushed, { ...nothing, refs: true, issues: [pull.number, issue] })
  expect(fresh.branches.find((each) => each.name === 'main')?.sha).toBe(trial)
  expect(fresh.pulls[0]).toMatchObject({ state: 'closed', merged: true })
  const done = fresh.issues.find((each) => each.number === issue)
  expect(done).toMatchObject({ state: 'closed', closedByMerge: { pull: pull.number } })
  expect(await repository.execute(stale, fresh)).toMatchObject({ kind: 'outdated', reread: { refs: true } })
})
