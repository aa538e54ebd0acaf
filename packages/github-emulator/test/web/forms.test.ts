import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { smallWorld } from '../../src/testing/small-world.ts'
import { fingerprint } from '../../src/web/text/fingerprint.ts'
import { visitor, wordsOf } from './browse.ts'

const small = smallWorld()
afterAll(small.dispose)
small.commit('main', { 'a.txt': 'a\n' }, 'First')
const head = small.commit('feature/x', { 'a.txt': 'b\n' }, 'Second')
small.addLabel('task', '1d76db')
const bug = small.addLabel('bug', 'd73a4a')
const issue = small.addIssue('Task: x', 'Do it\n\n- [ ] one\n- [ ] two', { labelIds: [bug.id] })
const pull = small.addPull('x', '- [ ] looked at', 'feature/x')
const commentId = small.addComment(1, small.bot.id, '- [ ] allow it\n')

let { post, acts, open, app } = visitor(small)
beforeEach(() => {
  ;({ post, acts, open, app } = visitor(small))
})

/** The id the page gave the box with these words. */
async function boxId(path: string, words: string): Promise<string> {
  const inputs = (await open(path)).match(/<input[^>]*type="checkbox"[^>]*>/g) ?? []
  const input = inputs.find((one) => one.includes(`aria-label="${words}"`))
  return /value="([^"]+)"/.exec(input ?? '')?.[1] ?? 'no such box'
}

describe('what visitors do is done as the role they chose', () => {
  test.each<[string, string, Record<string, string>, unknown[]]>([
    [
      'comment',
      '/issues/1/comments',
      { body: '/help', next: 'comment', role: 'reader' },
      ['comment', 'reader', 1, '/help'],
    ],
    ['close', '/issues/1/comments', { body: '', next: 'close' }, ['closeIssue', 'maintainer', 1, 'completed']],
    [
      'give up',
      '/issues/1/comments',
      { body: '', next: 'not-planned' },
      ['closeIssue', 'maintainer', 1, 'not_planned'],
    ],
    ['reopen', '/issues/1/comments', { body: '', next: 'reopen' }, ['reopenIssue', 'maintainer', 1]],
    [
      'edit',
      '/issues/1/edit',
      { title: ' T ', body: 'a\r\nb', seen: fingerprint(issue.body) },
      ['editIssue', 'maintainer', 1, { title: 'T', body: 'a\nb' }],
    ],
    ['add a label', '/issues/1/labels', { label: 'task' }, ['addLabel', 'maintainer', 1, 'task']],
    ['remove a label', '/issues/1/labels', { label: 'bug' }, ['removeLabel', 'maintainer', 1, 'bug']],
    [
      'approve',
      '/pull/2/act',
      { act: 'approve', body: 'good', head, role: 'writer' },
      ['submitReview', 'writer', 2, { event: 'APPROVE', body: 'good', commitId: head }],
    ],
    ['mark ready', '/pull/2/act', { act: 'ready' }, ['markReady', 'maintainer', 2]],
    ['make a draft', '/pull/2/act', { act: 'draft' }, ['convertToDraft', 'maintainer', 2]],
    ['merge', '/pull/2/act', { act: 'merge', head }, ['mergePull', 'maintainer', 2, head]],
    [
      'file',
      '/issues',
      { template: 'blank', title: 'T', body: 'B' },
      ['createIssue', 'maintainer', { title: 'T', body: 'B', labels: [] }],
    ],
  ])('%s', async (_what, path, fields, call) => {
    const response = await post(`/acme/app${path}`, fields)
    expect(acts.calls).toEqual([call])
    expect(response.status).toBe(303)
  })

  test('a comment with "Close" says it, then closes', async () => {
    await post('/acme/app/issues/1/comments', { body: 'Enough.', next: 'close' })
    expect(acts.calls.map(([name]) => name)).toEqual(['comment', 'closeIssue'])
  })

  test('after a comment the page stands at it', async () => {
    const response = await post('/acme/app/issues/1/comments', { body: 'x', next: 'comment' })
    expect(response.headers.get('location')).toBe('/acme/app/issues/1#issuecomment-77')
  })

  test('the role is remembered, and an unknown one is not taken', async () => {
    const response = await post('/role', { role: 'reader', back: '/acme/app/issues/1' })
    expect(response.headers.get('set-cookie')).toMatch(/sandbox_role=reader;.*HttpOnly; SameSite=Strict/)
    expect(response.headers.get('location')).toBe('/acme/app/issues/1')
    const page = await app.request('/acme/app/issues/1', { headers: { cookie: 'sandbox_role=reader' } })
    expect(await page.text()).toContain('<option value="reader" selected>')
    await post('/acme/app/issues/1/comments', { body: 'x', next: 'comment', role: 'helper[bot]' })
    expect(acts.calls).toEqual([['comment', 'maintainer', 1, 'x']])
  })

  test.each(['//evil.example/', '/\\evil.example', 'https://evil.example/', 'javascript:alert(1)'])(
    '%s is no place to go back to',
    async (back) => {
      expect((await post('/role', { role: 'reader', back })).headers.get('location')).toBe('/')
    },
  )
})

describe('ticks', () => {
  test.each<[string, number, string, string, unknown[]]>([
    ['a box of an issue', 1, 'two', 'body', ['editIssue', 'agent', 1, { body: 'Do it\n\n- [ ] one\n- [x] two' }]],
    ['a box of a comment', 1, 'allow it', String(commentId), ['editComment', 'agent', commentId, '- [x] allow it\n']],
    ['a box of a pull request', 2, 'looked at', 'body', ['editIssue', 'agent', 2, { body: '- [x] looked at' }]],
  ])('%s', async (_what, number, words, target, call) => {
    const box = await boxId(`/acme/app/${number === 2 ? 'pull' : 'issues'}/${number}`, words)
    await post(`/acme/app/issues/${number}/tick`, { target, box, checked: 'true', role: 'agent' })
    expect(acts.calls).toEqual([call])
  })

  test('a tick counts for the text as it is now', async () => {
    const box = await boxId('/acme/app/issues/1', 'two')
    const before = issue.body
    issue.body = '- [ ] zero\n- [x] one\n- [ ] two\n'
    await post('/acme/app/issues/1/tick', { target: 'body', box, checked: 'true' })
    issue.body = before
    expect(acts.calls).toEqual([['editIssue', 'maintainer', 1, { body: '- [ ] zero\n- [x] one\n- [x] two\n' }]])
  })

  test('a box that is gone is said to be gone, and nothing is written', async () => {
    const response = await post('/acme/app/issues/1/tick', { target: 'body', box: '0:abc', checked: 'true' })
    expect([response.status, acts.calls]).toEqual([422, []])
    expect(wordsOf(await response.text())).toContain('no longer has this box')
  })

  test('a comment of another issue cannot be reached through this one', async () => {
    const response = await post(`/acme/app/issues/${pull.number}/tick`, {
      target: String(commentId),
      box: '0:x',
      checked: 'true',
    })
    expect([response.status, acts.calls]).toEqual([422, []])
  })
})

describe('refusals', () => {
  test('an edit of a text that has changed meanwhile is kept, not written', async () => {
    const response = await post('/acme/app/issues/1/edit', { title: 'T', body: 'mine', seen: fingerprint('older') })
    expect([response.status, acts.calls]).toEqual([422, []])
    expect(wordsOf(await response.text())).toContain('Somebody else changed the text')
  })

  test('say why and keep what was typed', async () => {
    acts.answer = { ok: false, status: 403, message: 'Resource not accessible' }
    const response = await post('/acme/app/issues/1/comments', {
      body: 'my long thought',
      next: 'comment',
      role: 'outsider',
    })
    const page = await response.text()
    expect(wordsOf(page)).toContain('Not done: acting as outsider, the emulator answered 403: Resource not accessible.')
    expect(page).toContain('my long thought</textarea>')
  })

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['another site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', {}, { 'sec-fetch-site': 'same-site' }],
    ['another origin', {}, { origin: 'https://evil.example' }],
    ['no origin at all', {}, { origin: 'null' }],
    ['a wrong token', { csrf: 'x' }, {}],
    ['no token', { csrf: '' }, {}],
  ])('a form from %s does nothing', async (_who, fields, headers) => {
    const response = await post('/acme/app/issues/1/comments', { body: 'x', next: 'comment', ...fields }, headers)
    expect([response.status, acts.calls]).toEqual([403, []])
    expect((await post('/tokens', fields, headers)).status).toBe(403)
  })

  test('a body that is too large is not read', async () => {
    const response = await post(
      '/acme/app/issues/1/comments',
      { body: 'x', next: 'comment' },
      { 'content-length': '2000000' },
    )
    expect([response.status, acts.calls]).toEqual([403, []])
  })

  test.each(['/acme/app/issues/99/comments', '/acme/other/issues/1/comments', '/acme/app/pull/2/act'])(
    '%s with nothing known to do is not found',
    async (path) => {
      expect((await post(path, { body: '', act: 'toString' })).status).toBe(404)
    },
  )
})
