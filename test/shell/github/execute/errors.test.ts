import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import type { RawComment } from '../../../../src/shell/reconcile/mirror.ts'
import { type Answer, fakeGitHub, makeIssue, makeMirror, no, ok, startedAt, token } from '../harness.ts'
import { perform } from './performing.ts'

describe('what an error asks for', () => {
  const action: Action = { kind: 'close-issue', issue: 12, reason: 'completed' }
  const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(startedAt / 1000 + 90) }
  const needed = { 'x-accepted-github-permissions': 'issues=write' }

  test.each([
    [
      'secondary limit with a time',
      no(403, 'You have exceeded a secondary rate limit', [], { 'retry-after': '33' }),
      { kind: 'later', afterMs: 33_000 },
    ],
    [
      'secondary limit without one',
      no(403, 'You have exceeded a secondary rate limit'),
      { kind: 'later', afterMs: 60_000 },
    ],
    ['429', no(429, 'Too many requests'), { kind: 'later', afterMs: 60_000 }],
    ['primary limit', no(403, 'API rate limit exceeded', [], reset), { kind: 'later', afterMs: 90_000 }],
    [
      'no permission',
      no(403, 'Resource not accessible by integration', [], needed),
      {
        kind: 'refused',
        status: 403,
        message: 'Resource not accessible by integration: the App needs the permission issues=write',
      },
    ],
    ['suspended', no(403, 'This installation has been suspended'), { kind: 'stop' }],
    ['gone for good', no(410, 'Issues are disabled for this repo'), { kind: 'refused', status: 410 }],
    ['fault', no(500, 'Server Error'), { kind: 'later', afterMs: 1000 }],
  ])('%s', async (_, answer, outcome) => {
    const github = fakeGitHub()
    github.on('PATCH /issues/12', answer)
    expect(await perform(github, action)).toMatchObject(outcome)
  })

  test('404 on an issue is refused while the repository is there, and a stop when it is not', async () => {
    const github = fakeGitHub()
    github.on('PATCH /issues/12', no(404, 'Not Found'))
    github.on('GET ', ok({ id: 70 }))
    expect(await perform(github, action)).toMatchObject({ kind: 'refused', status: 404 })
    github.on('GET ', no(404, 'Not Found'))
    expect((await perform(github, action)).kind).toBe('stop')
  })

  test('an installation that is gone is a stop', async () => {
    const github = fakeGitHub()
    github.on('POST //app/installations/7/access_tokens', no(404, 'Not Found'))
    expect((await perform(github, action)).kind).toBe('stop')
  })

  test('the wait doubles with every failure in a row, to five minutes at most, and starts anew after a success', async () => {
    const github = fakeGitHub()
    const waits: number[] = []
    github.on('PATCH /issues/12', (_, nth) =>
      nth === 12 ? ok({ updated_at: '2026-05-01T10:00:00Z' }) : no(502, 'Bad Gateway'),
    )
    const mirror = makeMirror()
    for (let n = 0; n < 14; n += 1) {
      const outcome = await perform(github, action, mirror)
      if (outcome.kind === 'later') waits.push(outcome.afterMs)
    }
    expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000])
    expect(waits.slice(-3)).toEqual([300_000, 300_000, 1000])
  })

  test('neither outcomes nor logs hold the token or the key', async () => {
    const github = fakeGitHub()
    github.on('PATCH /issues/12', no(500, 'Server Error'))
    const outcome = await perform(github, action)
    const everything = JSON.stringify(outcome) + github.logged.join('\n')
    expect(github.work()[0]?.headers.authorization).toBe(`token ${token}`)
    expect(everything).not.toContain(token)
    expect(everything).not.toMatch(/PRIVATE KEY|eyJ/)
    expect(github.logged.length).toBeGreaterThan(0)
  })
})

describe('what an error of GraphQL asks for', () => {
  const pin: Action = { kind: 'pin', issue: 12, nodeId: 'I_12' }
  const comment: Action = { kind: 'comment', issue: 12, marker: 'brief', body: 'Hello <!-- switchyard:brief -->' }
  const react: Action = { kind: 'react', issue: 12, comment: 8, content: '+1' }
  const labels: Action = { kind: 'set-labels', issue: 12, add: ['new'], remove: ['old'] }
  const actions = [pin, comment, react, labels].map((action) => [action.kind, action] as const)

  const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(startedAt / 1000 + 90) }
  const typed = (type: string | undefined, message: string, headers = {}) =>
    ok({ data: null, errors: [{ ...(type && { type }), message }] }, headers)
  const answers: [string, Answer, object][] = [
    [
      'FORBIDDEN',
      typed('FORBIDDEN', 'Resource not accessible by integration'),
      { kind: 'refused', status: 403, message: 'Resource not accessible by integration' },
    ],
    [
      'RATE_LIMITED until the reset',
      typed('RATE_LIMITED', 'API rate limit exceeded', reset),
      { kind: 'later', afterMs: 90_000 },
    ],
    [
      'RATE_LIMITED without a time',
      typed('RATE_LIMITED', 'API rate limit exceeded'),
      { kind: 'later', afterMs: 60_000 },
    ],
    [
      'a secondary limit among the errors',
      typed(undefined, 'You have exceeded a secondary rate limit', { 'retry-after': '33' }),
      { kind: 'later', afterMs: 33_000 },
    ],
    [
      'a secondary limit over HTTP',
      no(403, 'You have exceeded a secondary rate limit', [], { 'retry-after': '33' }),
      { kind: 'later', afterMs: 33_000 },
    ],
    ['a 502', no(502, 'Bad Gateway'), { kind: 'later', afterMs: 1000 }],
    [
      'a time-out on GitHub’s side',
      typed(undefined, 'Something went wrong while executing your query. This may be the result of a timeout'),
      { kind: 'later', afterMs: 1000 },
    ],
    ['UNPROCESSABLE', typed('UNPROCESSABLE', 'Body is too long'), { kind: 'refused', status: 422 }],
    ['suspended', no(403, 'This installation has been suspended'), { kind: 'stop' }],
  ]
  const table = actions.flatMap(([kind, action]) => answers.map(([name, ...rest]) => [kind, name, action, ...rest]))

  const mirrored = () => {
    const label = (name: string) => ({ nodeId: `L_${name}`, name, color: 'ededed', description: '' })
    const said: RawComment = {
      id: 8,
      nodeId: 'IC_8',
      issue: 12,
      url: '',
      author: null,
      createdAt: 1,
      verdict: null,
      eyes: false,
      revisions: [{ at: 1, editor: null, body: '/accept' }],
    }
    return makeMirror({
      labels: [label('old'), label('new')],
      issues: [makeIssue(12, { labels: ['old'], comments: [said] })],
    })
  }

  test.each(table as [string, string, Action, Answer, object][])('%s: %s', async (_, __, action, answer, outcome) => {
    const github = fakeGitHub()
    github.on('GRAPHQL', answer)
    const mirror = mirrored()
    expect(await perform(github, action, mirror)).toMatchObject(outcome)
    expect(github.work()).toHaveLength(1)
    expect(mirror).toEqual(mirrored())
  })

  test('NOT_FOUND is refused while the repository is there, and a stop when it is not', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', typed('NOT_FOUND', 'Could not resolve to a node with the global id of I_12'))
    github.on('GET ', ok({ id: 70 }))
    expect(await perform(github, pin)).toMatchObject({ kind: 'refused', status: 404 })
    github.on('GET ', no(404, 'Not Found'))
    expect((await perform(github, pin)).kind).toBe('stop')
  })

  test.each(actions.slice(1))('NOT_FOUND for %s: the mirror is old', async (_, action) => {
    const github = fakeGitHub()
    github.on('GRAPHQL', typed('NOT_FOUND', 'Could not resolve to a node'))
    expect(await perform(github, action, mirrored())).toMatchObject({ kind: 'outdated', reread: { issues: [12] } })
  })
})
