import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { fakeGitHub, makeMirror, no, ok } from '../harness.ts'
import { head, perform, routes } from './performing.ts'

describe('check runs', () => {
  const annotation = (n: number) => ({ path: `src/${n}.ts`, line: 1, level: 'failure' as const, message: 'outside' })
  const action: Action = {
    kind: 'check',
    name: 'switchyard/scope',
    head,
    id: null,
    status: 'completed',
    conclusion: 'failure',
    externalId: 'e',
    title: 'Outside',
    summary: 'text',
    annotations: [],
  }
  const run = (more: object = {}) => ({
    id: 31,
    name: 'switchyard/scope',
    head_sha: head,
    status: 'completed',
    conclusion: 'failure',
    external_id: 'e',
    html_url: 'u',
    started_at: null,
    completed_at: '2026-05-01T10:00:00Z',
    output: { title: 'Outside', summary: 'text' },
    app: { id: 3 },
    ...more,
  })
  const none = ok({ total_count: 0, check_runs: [] })

  test('looks for the run before it makes one', async () => {
    const github = fakeGitHub()
    github.on(`GET /commits/${head}/check-runs`, none)
    github.on('POST /check-runs', { status: 201, body: run() })
    const mirror = makeMirror()
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done' })
    expect(routes(github)).toEqual([`GET /commits/${head}/check-runs`, 'POST /check-runs'])
    expect(github.work()[0]?.query).toMatchObject({ app_id: '3' })
    expect(mirror.checks).toMatchObject([{ id: 31, name: 'switchyard/scope', headSha: head, conclusion: 'failure' }])
  })

  test('once for a head; again when it was not heard of the making of one', async () => {
    const github = fakeGitHub()
    github.on(`GET /commits/${head}/check-runs`, none)
    github.on('POST /check-runs', (_, nth) => (nth === 1 ? no(502, 'Server Error') : { status: 201, body: run() }))
    const mirror = makeMirror()
    await perform(github, action, mirror)
    const other: Action = { ...action, name: 'switchyard/dependencies' }
    expect(await perform(github, other, mirror)).toMatchObject({ kind: 'later' })
    github.on(
      `GET /commits/${head}/check-runs`,
      ok({ total_count: 1, check_runs: [run({ id: 32, name: other.name })] }),
    )
    github.on('PATCH /check-runs/32', ok(run({ id: 32, name: other.name })))
    expect(await perform(github, other, mirror)).toEqual({ kind: 'done' })
    expect(routes(github)).toEqual([
      ...[`GET /commits/${head}/check-runs`, 'POST /check-runs', 'POST /check-runs'],
      ...[`GET /commits/${head}/check-runs`, 'PATCH /check-runs/32'],
    ])
  })

  test('a run whose making was not heard of is updated; another App’s run of that name is not ours', async () => {
    const github = fakeGitHub()
    const foreign = run({ id: 30, app: { id: 99 } })
    github.on(`GET /commits/${head}/check-runs`, ok({ total_count: 2, check_runs: [foreign, run()] }))
    github.on('PATCH /check-runs/31', ok(run()))
    await perform(github, action)
    expect(routes(github).at(-1)).toBe('PATCH /check-runs/31')
  })

  test('a run in progress carries no conclusion', async () => {
    const github = fakeGitHub()
    github.on('PATCH /check-runs/31', ok(run({ status: 'in_progress', conclusion: null })))
    await perform(github, { ...action, id: 31, status: 'in_progress', conclusion: null })
    expect(github.work()[0]?.body).not.toHaveProperty('conclusion')
  })

  test('120 annotations go out in portions of 50', async () => {
    const github = fakeGitHub()
    github.on(`GET /commits/${head}/check-runs`, none)
    github.on('POST /check-runs', { status: 201, body: run() })
    github.on('PATCH /check-runs/31', ok(run()))
    await perform(github, { ...action, annotations: Array.from({ length: 120 }, (_, n) => annotation(n)) })
    const sent = github
      .work()
      .slice(1)
      .map(({ method, body }) => {
        const { annotations } = body.output as { annotations: unknown[] }
        return [method, annotations.length]
      })
    expect(sent).toEqual([
      ['POST', 50],
      ['PATCH', 50],
      ['PATCH', 20],
    ])
  })

  test('an annotation that stands there is not sent again', async () => {
    const github = fakeGitHub()
    github.on('GET /check-runs/31/annotations', ok([{ path: 'src/0.ts', start_line: 1, message: 'outside' }]))
    github.on('PATCH /check-runs/31', ok(run()))
    await perform(github, { ...action, id: 31, annotations: [annotation(0), annotation(1)] })
    expect(github.work().at(-1)?.body).toMatchObject({ output: { annotations: [{ path: 'src/1.ts' }] } })
  })
})
