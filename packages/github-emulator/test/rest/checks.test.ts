import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Bench, makeBench } from '../../src/testing/bench.ts'

let b: Bench
beforeAll(async () => {
  b = await makeBench()
})
afterAll(() => b.close())
beforeEach(() => void b.heard())

const note = (path: string) => ({
  path,
  start_line: 1,
  end_line: 1,
  annotation_level: 'warning',
  message: 'outside',
})

describe('check runs', () => {
  test('made, completed, read by branch, annotated bit by bit', async () => {
    const run = await b.ok('bot', 'POST', 'check-runs', {
      name: 'helper/scope',
      head_sha: b.tip(),
      external_id: 'a:b',
      status: 'in_progress',
      output: { title: 'T', summary: 'S', annotations: [note('a.js')] },
    })
    expect(run).toMatchObject({ status: 'in_progress', conclusion: null, app: { slug: 'helper' } })
    await b.ok('bot', 'PATCH', `check-runs/${run.id}`, {
      conclusion: 'failure',
      output: { title: 'T2', summary: 'S2', annotations: [note('b.js')] },
    })
    expect(b.heard()).toEqual(['check_run.created', 'check_run.completed', 'check_suite.completed'])
    const annotations = await b.ok('reader', 'GET', `check-runs/${run.id}/annotations`)
    expect(annotations.map((a: { path: string }) => a.path)).toEqual(['a.js', 'b.js'])
    expect(await b.ok('reader', 'GET', 'commits/main/check-runs')).toMatchObject({
      total_count: 1,
      check_runs: [
        {
          status: 'completed',
          conclusion: 'failure',
          external_id: 'a:b',
          output: { title: 'T2', annotations_count: 2 },
        },
      ],
    })
    expect((await b.ok('reader', 'GET', 'commits/main/check-suites')).check_suites[0].conclusion).toBe('failure')
  })

  test('asked for again by a writer: the suite is queued until its App reports, and the run stays as it was', async () => {
    const run = await b.ok('bot', 'POST', 'check-runs', { name: 'again', head_sha: b.tip(), conclusion: 'failure' })
    const suite = async () => await b.ok('reader', 'GET', `check-suites/${run.check_suite.id}`)
    b.heard()
    expect((await b.call('reader', 'POST', `check-runs/${run.id}/rerequest`)).status).toBe(403)
    expect((await b.call('writer', 'POST', `check-runs/${run.id}/rerequest`)).status).toBe(201)
    expect(b.heard()).toEqual(['check_run.rerequested'])
    expect(await suite()).toMatchObject({ status: 'queued', conclusion: null })
    expect(await b.ok('reader', 'GET', `check-runs/${run.id}`)).toMatchObject({ conclusion: 'failure' })
    await b.ok('bot', 'PATCH', `check-runs/${run.id}`, { status: 'completed', conclusion: 'failure' })
    expect(b.heard()).toEqual(['check_run.completed', 'check_suite.completed'])
    expect(await suite()).toMatchObject({ status: 'completed', conclusion: 'failure' })
    await b.ok('writer', 'POST', `check-suites/${run.check_suite.id}/rerequest`)
    expect(b.heard()).toEqual(['check_suite.rerequested'])
    expect(await suite()).toMatchObject({ status: 'queued' })
  })

  test('the newest of a name is shown, unless all are asked for', async () => {
    const make = (conclusion: string) =>
      b.ok('bot', 'POST', 'check-runs', { name: 'twice', head_sha: b.tip(), conclusion })
    await make('failure')
    const second = await make('success')
    const count = async (query: string) =>
      (await b.ok('bot', 'GET', `commits/${b.tip()}/check-runs?check_name=twice${query}`)).check_runs
    expect((await count('')).map((r: { id: number }) => r.id)).toEqual([second.id])
    expect((await count('&filter=all')).length).toBe(2)
  })

  test.each([
    [{ name: 'x', head_sha: 'f'.repeat(40) }],
    [{ name: 'x' }],
    [{ name: 'x', head_sha: 'tip', status: 'completed' }],
    [{ name: 'x', head_sha: 'tip', conclusion: 'fine' }],
    [{ name: 'x', head_sha: 'tip', output: { summary: 's'.repeat(65_536) } }],
    [
      {
        name: 'x',
        head_sha: 'tip',
        output: { summary: 's', annotations: Array.from({ length: 51 }, () => note('a')) },
      },
    ],
  ])('refuses %#', async (body) => {
    const sent = 'head_sha' in body && body.head_sha === 'tip' ? { ...body, head_sha: b.tip() } : body
    expect((await b.call('bot', 'POST', 'check-runs', sent)).status).toBe(422)
  })

  test('people cannot make them', async () => {
    expect((await b.call('maintainer', 'POST', 'check-runs', { name: 'x', head_sha: b.tip() })).status).toBe(403)
  })
})

describe('statuses', () => {
  test('the newest of each context makes the combined one', async () => {
    const combined = async () => (await b.ok('reader', 'GET', 'commits/main/status')).state
    const set = (state: string, context: string) => b.ok('writer', 'POST', `statuses/${b.tip()}`, { state, context })
    expect(await combined()).toBe('pending')
    await set('failure', 'ci')
    await set('success', 'lint')
    expect(await combined()).toBe('failure')
    await set('success', 'ci')
    expect(await combined()).toBe('success')
    expect((await b.ok('reader', 'GET', 'commits/main/statuses')).length).toBe(3)
    expect(b.heard()).toEqual(['status', 'status', 'status'])
    expect((await b.call('bot', 'POST', `statuses/${b.tip()}`, { state: 'success' })).status).toBe(403)
  })
})
