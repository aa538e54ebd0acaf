/** The base branch's rules and the checks they require, read from GitHub's answers. */
import { describe, expect, test } from 'vitest'
import { type Answer, type FakeGitHub, fakeGitHub, no, ok, ref } from './harness.ts'

type Row = Record<string, unknown>

const rule = (type: string, ruleset_id: number | undefined, parameters?: Row): Row => ({
  type,
  ruleset_source_type: 'Repository',
  ruleset_source: 'acme/app',
  ...(ruleset_id !== undefined && { ruleset_id }),
  ...(parameters && { parameters }),
})
const binds = (id: number, current_user_can_bypass: string | undefined) =>
  ok({ id, name: `set ${id}`, ...(current_user_can_bypass !== undefined && { current_user_can_bypass }) })
const noPermission = no(403, 'Resource not accessible by integration')
const limit = no(403, 'API rate limit exceeded', [], { 'x-ratelimit-remaining': '0' })

/** Rules of `main`, and how far the App may pass each ruleset by. */
function given(rows: Row[], sets: Record<number, Answer> = {}): FakeGitHub {
  const github = fakeGitHub()
  github.on('GET /rules/branches/main', paged(rows))
  for (const [id, answer] of Object.entries(sets)) github.on(`GET /rulesets/${id}`, answer)
  return github
}

/** As GitHub does: by the page, with the address of the next. */
const paged =
  (rows: Row[], key?: string) =>
  ({ query, path }: { query: Row; path: string }) => {
    const [page, size] = [Number(query.page ?? 1), Number(query.per_page ?? 30)]
    const found = rows.slice((page - 1) * size, page * size)
    const next = `<http://github.test/api/v3${path}?per_page=${size}&page=${page + 1}>; rel="next"`
    return ok(key === undefined ? found : { [key]: found }, page * size < rows.length ? { link: next } : {})
  }

const read = (github: FakeGitHub) => github.app.repository(ref).rules('main')
/** Classic protection has its own tests. */
const ofRules = (github: FakeGitHub) => github.work().filter(({ path }) => !path.endsWith('app/branches/main'))
const paths = (github: FakeGitHub) =>
  ofRules(github).map(
    ({ path, query }) => `${path.replace('/repos/acme/app', '')}${query.page ? ` ${query.page}` : ''}`,
  )

describe('rules of a branch', () => {
  test('those of several rulesets, each with what its ruleset says of whom it binds', async () => {
    const squash = { allowed_merge_methods: ['squash'] }
    const github = given(
      [
        rule('pull_request', 1, squash),
        rule('required_linear_history', 1),
        rule('merge_queue', 2),
        rule('required_signatures', 3),
        rule('update', 4),
        rule('required_status_checks', 5, { required_status_checks: [] }),
        rule('workflows', undefined),
      ],
      {
        1: binds(1, 'never'),
        2: binds(2, 'pull_requests_only'),
        3: binds(3, 'always'),
        4: binds(4, 'exempt'),
        5: binds(5, undefined),
      },
    )
    expect(await read(github)).toEqual([
      { type: 'pull_request', parameters: squash, binds: 'yes' },
      { type: 'required_linear_history', parameters: null, binds: 'yes' },
      { type: 'merge_queue', parameters: null, binds: 'direct' },
      { type: 'required_status_checks', parameters: { required_status_checks: [] }, binds: 'unknown' },
      { type: 'workflows', parameters: null, binds: 'unknown' },
    ])
    expect(paths(github)).toEqual(['/rules/branches/main', ...[1, 2, 3, 4, 5].map((id) => `/rulesets/${id}`)])
  })

  test('a type that is not known is kept; those that no merge breaks are left out, and their rulesets not asked', async () => {
    const github = given(
      [rule('deletion', 8), rule('non_fast_forward', 8), rule('creation', 8), rule('moon_phase', 9, { phase: 'full' })],
      { 9: binds(9, 'never') },
    )
    expect(await read(github)).toEqual([{ type: 'moon_phase', parameters: { phase: 'full' }, binds: 'yes' }])
    expect(paths(github)).not.toContain('/rulesets/8')
  })

  test('all pages', async () => {
    const many = Array.from({ length: 230 }, () => rule('tag_name_pattern', 1))
    const github = given([...many, rule('merge_queue', 1)], { 1: binds(1, 'never') })
    expect((await read(github))?.at(-1)).toEqual({ type: 'merge_queue', parameters: null, binds: 'yes' })
    expect(paths(github).slice(0, -1)).toEqual(['', ' 2', ' 3'].map((page) => `/rules/branches/main${page}`))
  })

  test('a rule that came behind a full page which has not changed', async () => {
    const rows = Array.from({ length: 100 }, () => rule('tag_name_pattern', 1))
    const github = given([], { 1: binds(1, 'never') })
    const etag = '"first"'
    github.on('GET /rules/branches/main', ({ query, headers }) => {
      if (query.page === '2') return ok(rows.slice(100))
      return headers['if-none-match'] === etag ? { status: 304, body: '' } : ok(rows.slice(0, 100), { etag })
    })
    expect(await read(github)).toHaveLength(100)
    rows.push(rule('merge_queue', 1))
    expect((await read(github))?.at(-1)?.type).toBe('merge_queue')
  })

  test('what has not changed costs nothing the next time', async () => {
    const github = given([])
    const once =
      (etag: string, body: unknown) =>
      ({ headers }: { headers: Record<string, string> }) =>
        headers['if-none-match'] === etag ? { status: 304, body: '' } : ok(body, { etag })
    github.on('GET /rules/branches/main', once('"rules"', [rule('update', 1)]))
    github.on('GET /rulesets/1', once('"set"', { id: 1, current_user_can_bypass: 'never' }))
    const first = await read(github)
    github.asked.splice(0)
    expect(await read(github)).toEqual(first)
    expect(ofRules(github).map(({ headers }) => headers['if-none-match'])).toEqual(['"rules"', '"set"'])
  })

  test('of more rulesets than are worth asking about, nobody says whom they bind', async () => {
    const ids = Array.from({ length: 12 }, (_, n) => n + 1)
    const github = given(
      ids.map((id) => rule('update', id)),
      Object.fromEntries(ids.map((id) => [id, binds(id, 'never')])),
    )
    const said = (await read(github))?.map((one) => one.binds)
    expect(said).toEqual([...ids.slice(0, 10).map(() => 'yes'), 'unknown', 'unknown'])
    expect(ofRules(github)).toHaveLength(11)
  })
})

describe('what GitHub does not show', () => {
  test.each([
    ['no rules on this plan', noPermission, null],
    ['nothing there', no(404, 'Not Found'), null],
  ])('%s: they cannot be told', async (_, answer, expected) => {
    const github = given([])
    github.on('GET /rules/branches/main', answer)
    expect(await read(github)).toBe(expected)
  })

  test.each([
    ['that is an organization’s', no(404, 'Not Found')],
    ['without the right', noPermission],
  ])('a ruleset %s: its rules are there, and nobody says whom they bind', async (_, answer) => {
    const github = given([rule('update', 1), rule('merge_queue', 2)], { 1: answer, 2: binds(2, 'never') })
    expect((await read(github))?.map((one) => one.binds)).toEqual(['unknown', 'yes'])
  })

  test.each([
    ['a limit', limit],
    ['a second limit', no(403, 'You have exceeded a secondary rate limit.', [], { 'retry-after': '60' })],
    ['a fault', no(500, 'Server Error')],
  ])('%s is no answer: rules that are there are not taken for none', async (_, answer) => {
    const later = { outcome: { kind: 'later' } }
    const github = given([])
    github.on('GET /rules/branches/main', answer)
    await expect(read(github)).rejects.toMatchObject(later)
    await expect(read(given([rule('update', 1)], { 1: answer }))).rejects.toMatchObject(later)
  })
})

describe('commits without a verified signature', () => {
  const sha = (n: number) => String(n).padStart(40, '0')
  const commit = (n: number, verified?: boolean): Row => ({
    sha: sha(n),
    commit: { message: 'work', ...(verified !== undefined && { verification: { verified } }) },
  })
  const unsigned = (commits: Row[], head: string) => {
    const github = fakeGitHub()
    github.on('GET /pulls/13/commits', paged(commits))
    return github.app.repository(ref).unsigned(13, head)
  }

  test.each<[string, Row[], string, number | null]>([
    ['are counted', [commit(1, true), commit(2, false), commit(3)], sha(3), 2],
    ['none', [commit(1, true)], sha(1), 0],
    ['are those of another head', [commit(1, false)], sha(2), null],
    ['on all pages', Array.from({ length: 250 }, (_, n) => commit(n, n < 200)), sha(249), 50],
  ])('%s', async (_, commits, head, count) => {
    expect(await unsigned(commits, head)).toBe(count)
  })
})

describe('required checks that have not passed on a head', () => {
  const head = 'a'.repeat(40)
  const run = (name: string, conclusion: string | null, app = 77): Row => ({ name, conclusion, app: { id: app } })
  const status = (context: string, state: string): Row => ({ context, state })

  function missing(runs: Row[], statuses: Row[], ...wanted: { context: string; app: number | null }[]) {
    const github = fakeGitHub()
    github.on(`GET /commits/${head}/check-runs`, paged(runs, 'check_runs'))
    github.on(`GET /commits/${head}/status`, paged(statuses, 'statuses'))
    return github.app.repository(ref).missing(head, wanted)
  }

  test.each<[string, Row[], Row[], number | null, boolean]>([
    ['a check run that passed', [run('ci', 'success')], [], null, false],
    ['one that was skipped', [run('ci', 'skipped')], [], null, false],
    ['one that failed', [run('ci', 'failure')], [], null, true],
    ['one under way', [run('ci', null)], [], null, true],
    ['nothing at all', [], [], null, true],
    ['a status that passed', [], [status('ci', 'success')], null, false],
    ['a status that is pending', [], [status('ci', 'pending')], null, true],
    ['another name', [run('ci / build', 'success')], [status('lint', 'success')], null, true],
    ['the App that was asked for', [run('ci', 'failure', 5), run('ci', 'success', 7)], [], 7, false],
    ['another App than was asked for', [run('ci', 'success', 5)], [], 7, true],
    ['a status where an App was asked for: GitHub does not tell whose it is', [], [status('ci', 'success')], 7, false],
  ])('%s', async (_, runs, statuses, app, isMissing) => {
    const wanted = { context: 'ci', app }
    expect(await missing(runs, statuses, wanted)).toEqual(isMissing ? [wanted] : [])
  })

  test('are looked for on all pages', async () => {
    const runs = Array.from({ length: 140 }, (_, n) => run(`job ${n}`, 'success'))
    const statuses = Array.from({ length: 140 }, (_, n) => status(`stage ${n}`, 'success'))
    const names = ['job 139', 'stage 139', 'job 140']
    const wanted = names.map((context) => ({ context, app: null }))
    expect(await missing(runs, statuses, ...wanted)).toEqual([{ context: 'job 140', app: null }])
  })

  test('are not asked for twice where nothing changed', async () => {
    const github = fakeGitHub()
    const same = (body: unknown) => (asked: { headers: Record<string, string> }) =>
      asked.headers['if-none-match'] === '"e"' ? { status: 304, body: '' } : ok(body, { etag: '"e"' })
    github.on(`GET /commits/${head}/check-runs`, same({ check_runs: [] }))
    github.on(`GET /commits/${head}/status`, same({ statuses: [] }))
    const repository = github.app.repository(ref)
    const wanted = [{ context: 'ci', app: null }]
    expect(await repository.missing(head, wanted)).toEqual(wanted)
    github.asked.splice(0)
    expect(await repository.missing(head, wanted)).toEqual(wanted)
    expect(github.work().every(({ headers }) => headers['if-none-match'] === '"e"')).toBe(true)
  })

  test('without the right to read statuses it cannot be told', async () => {
    const github = fakeGitHub()
    github.on(`GET /commits/${head}/check-runs`, ok({ check_runs: [run('ci', 'success')] }))
    github.on(`GET /commits/${head}/status`, noPermission)
    const asked = github.app.repository(ref).missing(head, [{ context: 'ci', app: null }])
    await expect(asked).rejects.toMatchObject({ outcome: { kind: 'refused', status: 403 } })
  })
})
