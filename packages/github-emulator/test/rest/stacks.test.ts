/** Stacks and merges in the background, as GitHub's REST description and its documentation of stacks say. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Bench, makeBench } from '../../src/testing/bench.ts'
import { advanceMerges, enqueuePull, rebaseStack } from '../../src/testing/index.ts'

const QUEUE = {
  check_response_timeout_minutes: 30,
  grouping_strategy: 'ALLGREEN',
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
  merge_method: 'MERGE',
}

let b: Bench
beforeEach(async () => {
  b = await makeBench()
})
afterEach(() => b.close())

/** Opens a pull request for each name, each on the one before it, the first on main. */
async function chain(...names: string[]): Promise<number[]> {
  let base = 'main'
  const numbers: number[] = []
  for (const name of names) {
    const sha = await b.commit([b.tip(base)], { [`${name}.js`]: `// ${name}\n` }, name)
    await b.ok('writer', 'POST', 'git/refs', { ref: `refs/heads/${name}`, sha })
    numbers.push((await b.ok('writer', 'POST', 'pulls', { title: name, head: name, base })).number)
    base = name
  }
  return numbers
}

async function stacked(...names: string[]): Promise<number[]> {
  const numbers = await chain(...names)
  await b.ok('writer', 'POST', 'stacks', { pull_requests: numbers })
  return numbers
}

const ask = (number = 0, body: object = {}, who: 'writer' | 'bot' = 'writer') =>
  b.call(who, 'PUT', `pulls/${number}/merge-async`, body)
const result = (number = 0, uuid = '') => b.ok('writer', 'GET', `pulls/${number}/merge-async/${uuid}`)

/** Asks for a merge, lets it happen and gives its end. */
async function merge(number = 0, body: object = {}, who: 'writer' | 'bot' = 'writer') {
  const { uuid } = (await ask(number, body, who)).data.details
  await advanceMerges(b.forge)
  return result(number, uuid)
}

test('a stack says what is in it, each pull request where it stands, and a webhook that it joined', async () => {
  const [low, top] = await chain('low', 'top')
  b.heard()
  const stack = await b.ok('writer', 'POST', 'stacks', { pull_requests: [low, top] })
  expect(stack).toMatchObject({ number: 1, base: { ref: 'main' }, open: true })
  expect(b.heard()).toEqual(['pull_request.stacked', 'pull_request.stacked'])
  expect((await b.ok('reader', 'GET', `stacks?pull_request=${top}`))[0].pull_requests).toMatchObject([
    { number: low, state: 'open', merged_at: null, head: { ref: 'low' } },
    { number: top },
  ])
  expect((await b.ok('reader', 'GET', `pulls/${top}`)).stack).toMatchObject({
    number: 1,
    size: 2,
    position: 2,
    base: { ref: 'main', sha: b.tip() },
  })
})

test('only a chain of pull requests makes a stack, and each is in one', async () => {
  const [low = 0, top = 0, more] = await chain('low', 'top', 'more')
  const make = async (numbers: unknown[]) =>
    (await b.call('writer', 'POST', 'stacks', { pull_requests: numbers })).data.message
  expect(await make([top, low])).toContain('Pull requests must form a stack')
  expect(await make([low, 99])).toBe('Validation Failed')
  await b.ok('writer', 'POST', 'stacks', { pull_requests: [low, top] })
  expect(await make([top, more])).toBe(`Pull request #${top} is already part of a stack`)
  expect((await b.ok('writer', 'POST', 'stacks/1/add', { pull_requests: [more] })).pull_requests).toHaveLength(3)
  expect((await b.call('reader', 'POST', 'stacks/1/unstack')).status).toBe(403)
  expect((await b.call('writer', 'POST', 'stacks/1/unstack')).status).toBe(204)
  expect(await b.ok('reader', 'GET', 'stacks')).toEqual([])
})

test('one in a stack is merged by the background alone, and keeps its base', async () => {
  const [low, top] = await stacked('low', 'top')
  const answers = await Promise.all([
    b.call('writer', 'PUT', `pulls/${low}/merge`),
    b.call('writer', 'PATCH', `pulls/${top}`, { base: 'main' }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([403, 422])
  expect(answers[0]?.data.message).toContain('Use the asynchronous merge endpoint instead.')
  expect(JSON.stringify(answers[1]?.data)).toContain('Cannot change the base branch because')
  const pull = b.demo.repo.pulls.find(({ number }) => number === top)
  const context = { forge: b.forge, repo: b.demo.repo, actor: b.demo.users.writer }
  await expect(enqueuePull(context, pull as never, {})).rejects.toThrow('must be enqueued using the asynchronous')
})

test.each([
  ['merge', 1],
  ['squash', 2],
  ['rebase', 2],
])('all up to the one that was asked for lands by %s as %i commits', async (merge_method, count) => {
  const [low, middle, top] = await stacked('low', 'middle', 'top')
  const before = b.tip()
  const end = await merge(middle, { merge_method, sha: b.tip('middle') })
  expect(end).toMatchObject({ status: 'merged', details: { sha: b.tip() } })
  const commits = await b.ok('reader', 'GET', `compare/${before}...main`)
  expect(
    commits.commits.filter((one: { parents: object[] }) => merge_method !== 'merge' || one.parents.length > 1),
  ).toHaveLength(count)
  for (const number of [low, middle]) expect((await b.ok('reader', 'GET', `pulls/${number}`)).merged).toBe(true)
  // What is left is pointed at main, on top of what was merged.
  expect(await b.ok('reader', 'GET', `pulls/${top}`)).toMatchObject({
    base: { ref: 'main' },
    commits: 1,
    merged: false,
  })
  expect((await b.ok('reader', 'GET', 'contents/middle.js')).type).toBe('file')
})

test('a request is pending until its time, and is made once', async () => {
  const [low] = await chain('low')
  b.demo.repo.background = { seconds: 60 }
  const first = await ask(low, { merge_method: 'squash' })
  expect(first).toMatchObject({
    status: 202,
    data: { status: 'pending', details: { expected_head_sha: b.tip('low') } },
  })
  const again = await ask(low)
  expect([again.status, again.data.details.uuid]).toEqual([409, first.data.details.uuid])
  await advanceMerges(b.forge)
  expect((await result(low, first.data.details.uuid)).details.message).toBe('Merge request is in progress.')
  b.clock.advance(60_000)
  await advanceMerges(b.forge)
  expect((await result(low, first.data.details.uuid)).status).toBe('merged')
  expect((await ask(low)).data).toMatchObject({ status: 'merged', details: { sha: b.tip() } })
  b.clock.advance(25 * 3600_000)
  expect((await b.call('writer', 'GET', `pulls/${low}/merge-async/${first.data.details.uuid}`)).status).toBe(404)
})

test('a push before or after the request keeps the pull request from merging', async () => {
  const [low] = await chain('low')
  const other = await ask(low, { sha: b.tip() })
  expect(other).toMatchObject({ status: 400, data: { details: { message: 'Pull request head branch was modified.' } } })
  const { uuid } = (await ask(low)).data.details
  const sha = await b.commit([b.tip('low')], { 'low.js': '// more\n' })
  await b.ok('writer', 'PATCH', 'git/refs/heads/low', { sha })
  await advanceMerges(b.forge)
  expect(await result(low, uuid)).toMatchObject({ status: 'failed', details: { message: other.data.details.message } })
})

test('nothing of a stack lands when the rules keep out one of it, or when it is not linear', async () => {
  const [low, top] = await stacked('low', 'top')
  const before = b.tip()
  const sha = await b.commit([b.tip('low')], { 'low.js': '// more\n' })
  await b.ok('writer', 'PATCH', 'git/refs/heads/low', { sha })
  expect((await merge(top)).details.message).toContain('linear history')
  await rebaseStack({ forge: b.forge, repo: b.demo.repo, actor: b.demo.users.writer }, 1)
  await b.ok('maintainer', 'POST', 'rulesets', {
    name: 'ci',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      {
        type: 'required_status_checks',
        parameters: { strict_required_status_checks_policy: false, required_status_checks: [{ context: 'ci' }] },
      },
    ],
  })
  await b.ok('writer', 'POST', `statuses/${b.tip('top')}`, { state: 'success', context: 'ci' })
  expect((await merge(top)).details.message).toContain('Required status check "ci" is expected.')
  expect(b.tip()).toBe(before)
  await b.ok('writer', 'POST', `statuses/${b.tip('low')}`, { state: 'success', context: 'ci' })
  expect((await merge(top)).status).toBe('merged')
  expect((await b.ok('reader', 'GET', `pulls/${low}`)).merged).toBe(true)
})

test.each([
  ['stacks', 'failed', 'merged'],
  ['all', 'failed', 'failed'],
] as const)(
  'an App whose requests for %s are refused hears it after they were accepted',
  async (refusesApps, ...ends) => {
    const [, top] = await stacked('low', 'top')
    const [alone] = await chain('alone')
    b.demo.repo.background = { refusesApps }
    expect([(await merge(top, {}, 'bot')).status, (await merge(alone, {}, 'bot')).status]).toEqual(ends)
    expect((await merge(top, {}, 'bot')).details.message).toBe('Enqueuer is not authorized to merge')
    expect((await merge(top)).status).toBe('merged')
  },
)

test('a server without background merges and stacks has none of their routes', async () => {
  const [low, top] = await stacked('low', 'top')
  b.demo.repo.background = { isAbsent: true }
  const paths = [
    ['PUT', `pulls/${low}/merge-async`],
    ['GET', 'stacks'],
    ['GET', 'stacks/1'],
    ['POST', 'stacks'],
  ]
  for (const [method = '', path = ''] of paths)
    expect(
      (await b.call('writer', method, path, method === 'POST' ? { pull_requests: [low, top] } : undefined)).status,
    ).toBe(404)
  expect((await b.ok('reader', 'GET', `pulls/${low}`)).stack).toBeUndefined()
  expect((await b.call('writer', 'PUT', `pulls/${low}/merge`)).status).toBe(200)
})

test('a merge queue takes the whole stack, and no method', async () => {
  const [low, top] = await stacked('low', 'top')
  await b.ok('maintainer', 'POST', 'rulesets', {
    name: 'queue',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [{ type: 'merge_queue', parameters: QUEUE }],
  })
  expect((await ask(top, { merge_method: 'squash' })).data).toMatchObject({
    status: 'failed',
    details: { message: 'Custom merge params are not supported when merging via a merge queue' },
  })
  expect((await merge(top)).status).toBe('enqueued')
  expect(b.demo.repo.mergeQueue?.map(({ pull, baseRef }) => [pull, baseRef])).toEqual([
    [low, 'main'],
    [top, 'main'],
  ])
  expect((await ask(top)).data.status).toBe('enqueued')
})
