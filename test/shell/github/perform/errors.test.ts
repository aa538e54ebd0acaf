import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { fakeGitHub, makeMirror, no, ok, startedAt, token } from '../harness.ts'
import { perform } from './performing.ts'

describe('what an error asks for', () => {
  const action: Action = { kind: 'add-labels', issue: 12, labels: ['packet'] }
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
    github.on('POST /issues/12/labels', answer)
    expect(await perform(github, action)).toMatchObject(outcome)
  })

  test('404 on an issue is refused while the repository is there, and a stop when it is not', async () => {
    const github = fakeGitHub()
    github.on('POST /issues/12/labels', no(404, 'Not Found'))
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
    github.on('POST /issues/12/labels', (_, nth) => (nth === 12 ? ok([]) : no(502, 'Bad Gateway')))
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
    github.on('POST /issues/12/labels', no(500, 'Server Error'))
    const outcome = await perform(github, action)
    const everything = JSON.stringify(outcome) + github.logged.join('\n')
    expect(github.work()[0]?.headers.authorization).toBe(`token ${token}`)
    expect(everything).not.toContain(token)
    expect(everything).not.toMatch(/PRIVATE KEY|eyJ/)
    expect(github.logged.length).toBeGreaterThan(0)
  })
})
