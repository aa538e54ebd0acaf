import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Bench, makeBench, type Who } from '../../src/testing/bench.ts'

let b: Bench
beforeAll(async () => {
  b = await makeBench()
})
afterAll(() => b.close())
beforeEach(() => void b.heard())

const file = (who: Who, more: object = {}) => b.ok(who, 'POST', 'issues', { title: 'T', body: 'B', ...more })

describe('issues', () => {
  test('opening one sends opened, then labeled and assigned, and makes a missing label', async () => {
    const issue = await file('writer', { labels: ['fresh'], assignees: ['agent', 'outsider'] })
    expect(issue).toMatchObject({ state: 'open', user: { login: 'writer' }, author_association: 'COLLABORATOR' })
    expect(issue.labels).toMatchObject([{ name: 'fresh', color: 'ededed' }])
    expect(issue.assignees.map((a: { login: string }) => a.login)).toEqual(['agent'])
    expect(b.heard()).toEqual(['label.created', 'issues.opened', 'issues.labeled', 'issues.assigned'])
  })

  test('labels and assignees of somebody without the triage role are dropped', async () => {
    const issue = await file('outsider', { labels: ['sneaky'], assignees: ['agent'] })
    expect([issue.labels, issue.assignees, issue.author_association]).toEqual([[], [], 'NONE'])
  })

  test.each([
    [{ title: '' }, 'missing_field'],
    [{ title: 'x'.repeat(257) }, 'custom'],
    [{ title: 'x', body: 'x'.repeat(65_537) }, 'custom'],
  ])('refuses %#', async (body, code) => {
    const answer = await b.call('writer', 'POST', 'issues', body)
    expect(answer.status).toBe(422)
    expect(answer.data).toMatchObject({ message: 'Validation Failed', status: '422', errors: [{ code }] })
  })

  test('a body of exactly 65,536 characters is taken', async () => {
    const answer = await b.call('writer', 'POST', 'issues', { title: 'long', body: 'x'.repeat(65_536) })
    expect(answer.status).toBe(201)
  })

  test('editing keeps the history, says what it was, and the same again says nothing', async () => {
    const { number } = await file('outsider')
    b.heard()
    b.clock.advance(1000)
    await b.ok('maintainer', 'PATCH', `issues/${number}`, { body: 'new' })
    expect(b.events[0]?.payload).toMatchObject({ changes: { body: { from: 'B' } }, sender: { login: 'maintainer' } })
    expect(b.heard()).toEqual(['issues.edited'])
    await b.ok('maintainer', 'PATCH', `issues/${number}`, { body: 'new' })
    expect(b.heard()).toEqual([])
    const stored = b.demo.repo.issues.find((i) => i.number === number)
    expect(stored?.revisions.map((r) => [r.body, r.editorId])).toEqual([
      ['B', b.demo.users.outsider.id],
      ['new', b.demo.users.maintainer.id],
    ])
  })

  test.each<[Who, object, number]>([
    ['outsider', { body: 'mine' }, 200],
    ['reader', { body: 'not mine' }, 403],
    ['nobody', { state: 'closed' }, 401],
    ['writer', { state: 'closed', state_reason: 'not_planned' }, 200],
    ['bot', { title: 'by the App' }, 200],
  ])("%s editing an outsider's issue with %o: %i", async (who, change, status) => {
    const { number } = await file('outsider')
    expect((await b.call(who, 'PATCH', `issues/${number}`, change)).status).toBe(status)
  })

  test('lists by state, label, since and creator, newest first, in pages with links', async () => {
    const label = { labels: ['listed'] }
    const numbers = []
    for (let i = 0; i < 3; i += 1) {
      b.clock.advance(60_000)
      numbers.push((await file('writer', label)).number)
    }
    const since = new Date(b.clock.now() - 30_000).toISOString()
    await b.ok('writer', 'PATCH', `issues/${numbers[0]}`, { state: 'closed' })
    const list = async (query: string) =>
      (await b.ok('reader', 'GET', `issues?${query}`)).map((i: { number: number }) => i.number)
    expect(await list('labels=listed')).toEqual([numbers[2], numbers[1]])
    expect(await list('labels=LISTED&state=all&direction=asc')).toEqual(numbers)
    expect(await list(`labels=listed&state=all&since=${since}`)).toEqual([numbers[2], numbers[0]])
    expect(await list('labels=listed&creator=agent')).toEqual([])
    const page = await b.call('reader', 'GET', 'issues?labels=listed&state=all&per_page=1&page=2')
    expect(page.headers.get('link')).toMatch(/page=1>; rel="prev".*page=3>; rel="next".*page=3>; rel="last"/)
  })

  test('an unknown label, issue or repository is 404', async () => {
    expect((await b.call('writer', 'DELETE', 'issues/1/labels/none')).data.message).toBe('Label does not exist')
    expect((await b.call('writer', 'GET', 'issues/99999')).status).toBe(404)
    expect((await b.call('writer', 'GET', '/repos/acme/none')).data).toEqual({
      message: 'Not Found',
      documentation_url: 'https://docs.github.com/rest',
      status: '404',
    })
  })
})

describe('labels', () => {
  test('a renamed label stays on its issues; a deleted one leaves them', async () => {
    const { number } = await file('writer', { labels: ['before'] })
    await b.ok('writer', 'PATCH', 'labels/before', { new_name: 'status: after', color: '00ff00' })
    expect((await b.ok('reader', 'GET', `issues/${number}`)).labels).toMatchObject([{ name: 'status: after' }])
    await b.ok('writer', 'DELETE', `labels/${encodeURIComponent('status: after')}`)
    expect((await b.ok('reader', 'GET', `issues/${number}/labels`)).length).toBe(0)
  })

  test('a second of the same name in another case is refused', async () => {
    await b.ok('writer', 'POST', 'labels', { name: 'Twice' })
    const again = await b.call('writer', 'POST', 'labels', { name: 'twice' })
    expect(again.data.errors).toEqual([{ resource: 'Label', code: 'already_exists', field: 'name' }])
  })

  test('adding, replacing and removing', async () => {
    const { number } = await file('writer')
    const names = (labels: { name: string }[]) => labels.map((l) => l.name)
    expect(names(await b.ok('bot', 'POST', `issues/${number}/labels`, { labels: ['a', 'b'] }))).toEqual(['a', 'b'])
    expect(names(await b.ok('bot', 'PUT', `issues/${number}/labels`, ['b', 'c']))).toEqual(['b', 'c'])
    expect(names(await b.ok('bot', 'DELETE', `issues/${number}/labels/b`))).toEqual(['c'])
    expect((await b.call('reader', 'POST', `issues/${number}/labels`, ['d'])).status).toBe(403)
    expect((await b.call('bot', 'POST', `issues/${number}/labels`, ['x'.repeat(51)])).status).toBe(422)
  })
})

describe('comments and reactions', () => {
  test('everybody may comment; authors and writers edit; the timeline remembers a deletion', async () => {
    const { number } = await file('writer')
    const comment = await b.ok('outsider', 'POST', `issues/${number}/comments`, { body: 'hello' })
    expect(comment).toMatchObject({ user: { login: 'outsider' }, performed_via_github_app: null })
    expect((await b.call('reader', 'PATCH', `issues/comments/${comment.id}`, { body: 'x' })).status).toBe(403)
    b.heard()
    await b.ok('writer', 'PATCH', `issues/comments/${comment.id}`, { body: 'edited' })
    expect(b.heard()).toEqual(['issue_comment.edited'])
    await b.ok('outsider', 'DELETE', `issues/comments/${comment.id}`)
    const timeline = await b.ok('reader', 'GET', `issues/${number}/timeline`)
    expect(timeline.at(-1)).toMatchObject({ event: 'comment_deleted', actor: { login: 'outsider' } })
  })

  test('what the App writes names the App', async () => {
    const { number } = await file('writer')
    const comment = await b.ok('bot', 'POST', `issues/${number}/comments`, { body: 'hello' })
    expect(comment).toMatchObject({
      user: { login: 'helper[bot]', type: 'Bot' },
      performed_via_github_app: { slug: 'helper' },
    })
  })

  test('a reaction is new once, there the second time, and counted', async () => {
    const { number } = await file('writer')
    const { id } = await b.ok('writer', 'POST', `issues/${number}/comments`, { body: 'hello' })
    const react = () => b.call('bot', 'POST', `issues/comments/${id}/reactions`, { content: '+1' })
    const [first, second] = [await react(), await react()]
    expect([first.status, second.status, second.data.id]).toEqual([201, 200, first.data.id])
    expect((await b.ok('reader', 'GET', `issues/comments/${id}`)).reactions).toMatchObject({ total_count: 1, '+1': 1 })
    expect((await b.call('bot', 'POST', `issues/comments/${id}/reactions`, { content: 'meh' })).status).toBe(422)
    expect((await b.call('reader', 'DELETE', `issues/comments/${id}/reactions/${first.data.id}`)).status).toBe(404)
    expect((await b.call('bot', 'DELETE', `issues/comments/${id}/reactions/${first.data.id}`)).status).toBe(204)
  })

  test('an empty comment is refused, and a locked issue takes none from strangers', async () => {
    const { number } = await file('writer')
    expect((await b.call('writer', 'POST', `issues/${number}/comments`, { body: ' ' })).status).toBe(422)
    expect((await b.call('writer', 'PUT', `issues/${number}/lock`)).status).toBe(204)
    expect((await b.call('outsider', 'POST', `issues/${number}/comments`, { body: 'x' })).status).toBe(403)
    expect((await b.call('writer', 'POST', `issues/${number}/comments`, { body: 'x' })).status).toBe(201)
  })
})

describe('links between issues', () => {
  test('sub-issues and dependencies go by id, and are summed up', async () => {
    const [parent, child] = [await file('writer'), await file('writer')]
    await b.ok('bot', 'POST', `issues/${parent.number}/sub_issues`, { sub_issue_id: child.id })
    await b.ok('bot', 'POST', `issues/${parent.number}/dependencies/blocked_by`, { issue_id: child.id })
    const again = await b.call('bot', 'POST', `issues/${parent.number}/sub_issues`, { sub_issue_id: child.id })
    expect(again.status).toBe(422)
    await b.ok('writer', 'PATCH', `issues/${child.number}`, { state: 'closed' })
    expect(await b.ok('reader', 'GET', `issues/${parent.number}`)).toMatchObject({
      sub_issues_summary: { total: 1, completed: 1, percent_completed: 100 },
      issue_dependencies_summary: { blocked_by: 0, total_blocked_by: 1 },
    })
    expect((await b.ok('reader', 'GET', `issues/${child.number}/parent`)).number).toBe(parent.number)
    expect(b.heard()).toContain('sub_issues.sub_issue_added')
  })
})
