/** The page in the sandbox: what it does goes through the API, with that role's rights. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../../src/server/emulator.ts'
import { HELPER } from '../../src/testing/bench.ts'
import { wordsOf } from './browse.ts'

describe('a visitor of the emulator', () => {
  let dir: string
  let sandbox: Emulator
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'whole-'))
    sandbox = await createEmulator({ dataDir: dir, outbox: 'manual', seed: { app: HELPER } })
  })
  afterAll(async () => {
    await sandbox.close()
    await rm(dir, { recursive: true, force: true })
  })

  const origin = 'http://localhost'
  const open = async (path: string) => (await sandbox.fetch(new Request(origin + path))).text()
  async function post(path: string, role: string, fields: Record<string, string>): Promise<Response> {
    const csrf = /name="csrf" value="([^"]+)"/.exec(await open('/'))?.[1] ?? ''
    const body = new URLSearchParams({ csrf, role, ...fields })
    return sandbox.fetch(new Request(origin + path, { method: 'POST', body, headers: { origin } }))
  }
  const repo = () => sandbox.forge.world.repos[0]

  test('files, comments, ticks, edits and closes an issue', async () => {
    const filed = await post('/acme/app/issues', 'writer', { template: 'blank', title: 'Try', body: '- [ ] one' })
    expect(filed.headers.get('location')).toBe('/acme/app/issues/1')
    await post('/acme/app/issues/1/comments', 'reader', { body: 'Hello', next: 'comment' })
    const box = /name="box" value="([^"]+)"/.exec(await open('/acme/app/issues/1'))?.[1] ?? ''
    await post('/acme/app/issues/1/tick', 'writer', { target: 'body', box, checked: 'true' })
    expect(repo()?.issues[0]).toMatchObject({ title: 'Try', body: '- [x] one', state: 'open' })
    const seen = /name="seen" value="([^"]+)"/.exec(await open('/acme/app/issues/1'))?.[1] ?? ''
    await post('/acme/app/issues/1/edit', 'writer', { title: 'Tried', body: 'Done', seen })
    await post('/acme/app/issues/1/comments', 'maintainer', { body: '', next: 'not-planned' })
    expect(repo()?.issues[0]).toMatchObject({
      title: 'Tried',
      body: 'Done',
      state: 'closed',
      stateReason: 'not_planned',
    })
    expect(repo()?.comments.map((comment) => comment.body)).toEqual(['Hello'])
    const words = wordsOf(await open('/acme/app/issues/1'))
    expect(words).toContain('changed the title from Try to Tried')
    expect(words).toContain('closed this')
  })

  test.each(['reader', 'outsider'])('%s may not close it again or edit it', async (role) => {
    const response = await post('/acme/app/issues/1/comments', role, { body: '', next: 'reopen' })
    expect(response.status).toBe(422)
    expect(wordsOf(await response.text())).toContain(`Not done: acting as ${role}`)
    expect(repo()?.issues[0]?.state).toBe('closed')
  })

  test('the webhooks are the ones any client would cause', () => {
    expect(new Set(sandbox.outbox.pending().map((delivery) => `${delivery.event}.${delivery.action}`))).toEqual(
      new Set(['issues.opened', 'issue_comment.created', 'issues.edited', 'issues.closed']),
    )
  })

  test('reviews and merges a pull request', async () => {
    const number = await pullRequest()
    const head = repo()?.pulls[0]?.headSha ?? ''
    const act = (role: string, name: string) =>
      post(`/acme/app/pull/${number}/act`, role, { act: name, head, body: 'Good' })
    expect((await act('maintainer', 'approve')).status).toBe(303)
    expect((await act('writer', 'approve')).status).toBe(422)
    expect((await act('reader', 'ready')).status).toBe(422)
    expect((await act('writer', 'ready')).status).toBe(303)
    expect(repo()?.pulls[0]).toMatchObject({ draft: false, merged: false })
    expect((await act('maintainer', 'merge')).status).toBe(303)
    const words = wordsOf(await open(`/acme/app/pull/${number}`))
    expect(words).toContain('Merged')
    expect(words).toContain('maintainer approved these changes')
    expect(words).toContain('1 changed file with +1 −0')
  })

  /** A draft by the writer; gives its number. */
  async function pullRequest(): Promise<number> {
    const call = async (method: string, path: string, body: object) => {
      const headers = { authorization: `Bearer ${sandbox.info().tokens.writer}`, 'content-type': 'application/json' }
      const url = `${origin}/api/v3/repos/acme/app${path}`
      const response = await sandbox.fetch(new Request(url, { method, headers, body: JSON.stringify(body) }))
      expect(response.status).toBe(201)
      return (await response.json()) as { number: number }
    }
    await call('POST', '/git/refs', { ref: 'refs/heads/feature/x', sha: repo()?.refs['refs/heads/main'] })
    const content = Buffer.from('export const x = 1\n').toString('base64')
    await call('PUT', '/contents/src/x.js', { message: 'Add x', content, branch: 'feature/x' })
    return (await call('POST', '/pulls', { title: 'x', head: 'feature/x', base: 'main', draft: true })).number
  }

  test('the pages of the seeded repository open', async () => {
    for (const path of ['/', '/acme/app/tree/main', '/acme/app/commits', '/acme/app/branches']) {
      expect(wordsOf(await open(path))).toContain('acme / app')
    }
  })
})
