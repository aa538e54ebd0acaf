/** What is reported on a trial commit, read from GitHub's answers. */
import { describe, expect, test } from 'vitest'
import { failingPart } from '../../../src/shell/github/read/failure-text.ts'
import { fakeGitHub, no, ok, ref } from './harness.ts'

const sha = 'c'.repeat(40)
const branch = 'switchyard/trial/users'
const at = '2026-05-01T10:00:00Z'

const run = (id: number, more: object = {}) => ({
  id,
  name: 'CI',
  workflow_id: 5,
  event: 'push',
  head_branch: branch,
  head_sha: sha,
  status: 'completed',
  conclusion: 'success',
  html_url: `https://github.test/runs/${id}`,
  created_at: at,
  updated_at: at,
  ...more,
})
const job = (id: number, conclusion: string) => ({
  id,
  name: 'build',
  status: 'completed',
  conclusion,
  html_url: `https://github.test/jobs/${id}`,
  started_at: at,
  completed_at: at,
})
const check = (id: number, slug: string, app: number) => ({ ...job(id, 'success'), name: slug, app: { id: app, slug } })
const status = (context: string, state: string, login: string) => ({
  context,
  state,
  target_url: null,
  created_at: at,
  creator: { login },
})

function reports(answers: { runs?: object[]; checks?: object[]; statuses?: object[] }) {
  const github = fakeGitHub()
  github.on('GET /actions/runs', ok({ workflow_runs: answers.runs ?? [] }))
  github.on(`GET /commits/${sha}/check-runs`, ok({ check_runs: answers.checks ?? [] }))
  github.on(`GET /commits/${sha}/statuses`, ok(answers.statuses ?? []))
  return { github, reports: github.app.repository(ref).reports(branch, sha) }
}

describe('a look', () => {
  test('takes only runs that the push of the scratch branch started, of each workflow the newest', async () => {
    const { reports: found } = reports({
      runs: [
        run(4, { conclusion: 'failure' }),
        run(3),
        run(9, { event: 'pull_request', conclusion: 'failure' }),
        run(8, { head_branch: 'feature/users', conclusion: 'failure' }),
        run(7, { name: 'e2e', workflow_id: 6, status: 'queued', conclusion: null }),
      ],
    })
    expect((await found.read(false)).map(({ source, name, state }) => [source, name, state])).toEqual([
      ['workflow', 'CI', 'failed'],
      ['workflow', 'e2e', 'pending'],
    ])
  })

  test.each([
    ['cancelled', 'interrupted'],
    ['stale', 'interrupted'],
    ['startup_failure', 'interrupted'],
    ['action_required', 'pending'],
    ['timed_out', 'failed'],
    ['neutral', 'skipped'],
  ])('a workflow run, a job and a check that ended as %s are %s, with that word', async (conclusion, state) => {
    const { github, reports: found } = reports({
      runs: [run(4, { conclusion })],
      checks: [{ ...check(1, 'ci-app', 77), conclusion }],
    })
    github.on('GET /actions/runs/4/jobs', ok({ jobs: [job(40, conclusion)] }))
    const read = (await found.read(true)).map((each) => [each.source, each.state, each.word])
    expect(read).toEqual(['workflow', 'job', 'check'].map((source) => [source, state, conclusion]))
  })

  test("takes other Apps' check runs, neither its own nor those that a workflow's token can write", async () => {
    const { reports: found } = reports({
      checks: [check(1, 'ci-app', 77), check(2, 'switchyard', 3), check(3, 'github-actions', 15368)],
    })
    expect((await found.read(false)).map(({ name }) => name)).toEqual(['ci-app'])
  })

  test("another App's check behind a hundred jobs of workflows is seen", async () => {
    const { github, reports: found } = reports({})
    const jobs = Array.from({ length: 100 }, (_, n) => check(n, 'github-actions', 15368))
    github.on(`GET /commits/${sha}/check-runs`, ({ query }) =>
      ok({ check_runs: query.page === '2' ? [{ ...check(200, 'scan', 77), conclusion: 'failure' }] : jobs }),
    )
    expect(await found.read(false)).toMatchObject([{ name: 'scan', state: 'failed' }])
  })

  test('takes the newest status of a context, with who set it', async () => {
    const { reports: found } = reports({
      statuses: [
        status('build', 'error', 'agent'),
        status('build', 'success', 'writer'),
        status('lint', 'pending', 'writer'),
      ],
    })
    const read = (await found.read(false)).map(({ name, state, by }) => [name, state, by])
    expect(read.toSorted()).toEqual([
      ['build', 'failed', 'agent'],
      ['lint', 'pending', 'writer'],
    ])
  })

  test('reads jobs when names are required, and asks with the last ETag', async () => {
    const { github, reports: found } = reports({ runs: [run(4)] })
    github.on('GET /actions/runs/4/jobs', ok({ jobs: [job(40, 'neutral')] }, { etag: '"j1"' }))
    expect(await found.read(true)).toContainEqual(
      expect.objectContaining({ source: 'job', name: 'build', state: 'skipped' }),
    )
    github.on('GET /actions/runs/4/jobs', (asked) => ({
      status: asked.headers['if-none-match'] === '"j1"' ? 304 : 500,
      body: '',
    }))
    expect(await found.read(true)).toContainEqual(expect.objectContaining({ source: 'job', name: 'build' }))
  })

  test('is refused where the App may not read workflows', async () => {
    const { github, reports: found } = reports({})
    github.on('GET /actions/runs', no(403, 'Resource not accessible by integration'))
    await expect(found.read(false)).rejects.toMatchObject({ outcome: { kind: 'refused', status: 403 } })
  })
})

test('the push is found in the activity of the branch', async () => {
  const { github, reports: found } = reports({})
  github.on(
    'GET /activity',
    ok([
      { after: 'd'.repeat(40), timestamp: '2026-05-01T11:00:00Z' },
      { after: sha, timestamp: at },
    ]),
  )
  expect(await found.pushedAt()).toBe(Date.parse(at))
  expect(github.work().at(-1)?.query.ref).toBe(`refs/heads/${branch}`)
})

describe('the text of a failure', () => {
  const failing = () => {
    const made = reports({ runs: [run(4, { conclusion: 'failure' })] })
    made.github.on('GET /actions/runs/4/jobs', ok({ jobs: [job(40, 'failure'), job(41, 'success')] }))
    return made
  }

  test('is the log that GitHub leads to, read without a token', async () => {
    const { github, reports: found } = failing()
    const address = 'http://github.test/logs/40'
    github.on('GET /actions/jobs/40/logs', { status: 302, body: '', headers: { location: address } })
    github.on('GET //logs/40', ok('log text'))
    await found.read(false)
    expect(await found.failureText('https://github.test/runs/4')).toContain('log text')
    const read = github.asked.find(({ path }) => path === '/logs/40')
    expect(read?.headers).not.toHaveProperty('authorization')
  })

  test('is what was annotated when the log is gone, and nothing when that is, too', async () => {
    const { github, reports: found } = failing()
    github.on('GET /actions/jobs/40/logs', no(410, 'Gone'))
    const note = { path: 'src/a.js', start_line: 3, annotation_level: 'failure', message: 'no such name' }
    github.on('GET /check-runs/40/annotations', ok([note]))
    await found.read(false)
    expect(await found.failureText('https://github.test/runs/4')).toBe('src/a.js:3: no such name')
    github.on('GET /check-runs/40/annotations', no(404, 'Not Found'))
    expect(await found.failureText('https://github.test/runs/4')).toBe('')
  })
})

test('what went wrong stands before the last word of the runner, and what follows is left out', () => {
  const time = '2026-05-01T10:00:00.0000000Z'
  const lines = [
    '##[group]Run npm test',
    'shell: bash',
    '##[endgroup]',
    'not ok 1',
    '##[error]Process completed with exit code 1.',
    'Post job cleanup.',
  ]
  const log = lines.map((line) => `${time} ${line}`).join('\n')
  expect(failingPart(log)).toBe('shell: bash\nnot ok 1\nProcess completed with exit code 1.')
})
