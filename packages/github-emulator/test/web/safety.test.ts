import { afterAll, describe, expect, test } from 'vitest'
import { minute, smallWorld, start } from '../../src/testing/small-world.ts'
import { dangers, elementsOf, visitor, wordsOf } from './browse.ts'

const attacks = [
  '<script>alert(1)</script>',
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '<svg onload=alert(1)>',
  '</textarea><script>alert(1)</script>',
  '</title><script>alert(1)</script>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1)) ![x](data:text/html,x)',
  '<style>*{display:none}</style><base href="https://evil.example/"><iframe srcdoc="<script>alert(1)</script>">',
  '<form action="https://evil.example/"><input name=csrf><button>x</button></form>',
  '```mermaid\ngraph LR\n  a["<img src=x onerror=alert(1)>"] --> b["</svg><script>alert(1)</script>"]\n  click a "javascript:alert(1)"\n```',
]

describe('text from strangers is inert everywhere', () => {
  const small = smallWorld()
  afterAll(small.dispose)
  const { open } = visitor(small)
  const all = attacks.join('\n\n')
  const attack = attacks.join(' ')
  small.commit('main', { 'a.txt': 'a\n' }, 'First')
  const evilBranch = `feature/<img-src=x-onerror=alert(1)>`
  const head = small.commit(
    evilBranch,
    { '<script>alert(1)<\u2215script>.md': all, 'a.txt': `${all}\n` },
    attacks[0] ?? '',
  )
  const evil = small.addLabel(attack.slice(0, 50), '"onmouseover=')
  evil.description = attack
  const task = small.addLabel('task', '1d76db')
  const plan = small.addLabel('plan', '0e8a16')
  small.addIssue(`Plan: ${attack}`, all, { labelIds: [plan.id, evil.id], pinnedAt: start })
  small.addIssue(`Task: ${attack}`, all, { labelIds: [task.id, evil.id] })
  small.addComment(2, small.bot.id, all)
  small.addPull(attack, all, evilBranch)
  small.addComment(3, small.bot.id, all)
  small.repo.reviews.push({
    id: 1,
    pull: 3,
    userId: small.bot.id,
    body: all,
    state: 'COMMENTED',
    commitId: attack,
    submittedAt: start,
  })
  small.repo.events.push(
    { id: 2, issue: 2, kind: 'renamed', actorId: null, at: start, previousTitle: attack, currentTitle: attack },
    { id: 3, issue: 2, kind: 'labeled', actorId: null, at: start, label: attack },
  )
  small.repo.checkRuns.push({
    id: 4,
    suiteId: 1,
    appId: 1,
    name: attack,
    headSha: head,
    externalId: '',
    detailsUrl: 'javascript:alert(1)',
    status: 'completed',
    conclusion: 'failure',
    startedAt: start,
    completedAt: start + minute,
    output: { title: attack, summary: all, text: all },
    annotations: [
      { path: attack, start_line: 1, end_line: 1, annotation_level: 'failure', message: attack, title: attack },
    ],
  })
  small.repo.statuses.push({
    id: 5,
    sha: head,
    state: 'failure',
    context: attack,
    description: attack,
    targetUrl: 'javascript:alert(1)',
    userId: 1,
    createdAt: start,
  })

  test.each([
    '/',
    '/acme/app/issues',
    '/acme/app/issues/1',
    '/acme/app/issues/2',
    '/acme/app/pulls',
    '/acme/app/pull/3',
    '/acme/app/commits',
    `/acme/app/commits?branch=${encodeURIComponent(evilBranch)}`,
    `/acme/app/commit/${head}`,
    '/acme/app/branches',
    `/acme/app/tree/${head}`,
    `/acme/app/blob/${head}/a.txt`,
    `/acme/app/issues?label=${encodeURIComponent(attack)}`,
    '/tokens',
  ])('%s', async (path) => {
    expect(dangers(await open(path))).toEqual([])
  })

  test('what was written is still there to be read', async () => {
    const words = wordsOf(await open('/acme/app/pull/3'))
    expect(words).toContain("'><img src=x onerror=alert(1)>")
    expect(words).toContain('<script>alert(1)<\u2215script>.md')
    expect(words).toContain(evilBranch)
  })

  test('an address is inert on the page that does not find it', async () => {
    const page = await open('/acme/app/tree/%3Cscript%3Ealert(1)%3C%2Fscript%3E?a=%22%3E%3Cscript%3E', 404)
    expect(dangers(page)).toEqual([])
  })

  test('a refusal shows what was typed without running it', async () => {
    const { post, acts } = visitor(small)
    acts.answer = { ok: false, status: 403, message: attack }
    const response = await post('/acme/app/issues/2/comments', { body: all, next: 'comment' })
    expect(response.status).toBe(422)
    expect(dangers(await response.text())).toEqual([])
  })

  test('no form of a stranger is taken into the page', async () => {
    const forms = elementsOf(await open('/acme/app/issues/2')).filter((node) => node.tagName === 'form')
    expect(forms.map((form) => String(form.properties.action)).filter((action) => !action.startsWith('/'))).toEqual([])
  })
})

test('what the tests call dangerous is found', () => {
  const page = '<img src=x onerror=alert(1)><script>1</script><a href="JavaScript:alert(1)">x</a><iframe></iframe>'
  expect(dangers(page)).toHaveLength(4)
})

describe('headers', () => {
  const small = smallWorld()
  afterAll(small.dispose)
  const { app } = visitor(small)

  test('only the script with this answer’s nonce may run, and nobody may frame the page', async () => {
    const [first, second] = [await app.request('/'), await app.request('/')]
    const policy = first.headers.get('content-security-policy') ?? ''
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect(await first.text()).toContain(`<script nonce="${nonce}" src="/assets/page.js" defer>`)
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(second.headers.get('content-security-policy')).not.toBe(policy)
    expect(first.headers.get('x-frame-options')).toBe('DENY')
    expect(first.headers.get('x-content-type-options')).toBe('nosniff')
  })
})
