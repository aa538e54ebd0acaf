import { describe, expect, it } from 'vitest'
import { Budget } from '../../../../src/shell/github/budget/budget.ts'
import { costOf, FREE, isOfApp } from '../../../../src/shell/github/budget/cost.ts'

const setup = () => {
  const clock = { now: 1_000_000 }
  return { clock, budget: new Budget(() => clock.now) }
}
const creation = { ...FREE, mutations: 1, creations: 1 }
const read = { ...FREE, reads: 1 }
const query = { ...FREE, queries: 1, points: 1 }
const headers = (left: number, reset: number, resource = 'core') => ({
  'x-ratelimit-remaining': String(left),
  'x-ratelimit-limit': '5000',
  'x-ratelimit-reset': String(reset),
  'x-ratelimit-resource': resource,
})

describe('what requests cost', () => {
  it.each([
    ['GET', '/repos/a/b/issues/1', read],
    ['PATCH', '/repos/a/b/issues/1', { ...FREE, writes: 1 }],
    ['POST', '/repos/a/b/issues/1/comments', { ...FREE, writes: 1, creations: 1 }],
    ['POST', '/repos/a/b/pulls?x=1', { ...FREE, writes: 1, creations: 1 }],
    ['POST', '/repos/a/b/check-runs', { ...FREE, writes: 1 }],
  ])('%s %s', (method, url, cost) => expect(costOf({ method, url })).toEqual(cost))

  it.each([
    ['query { viewer { login } }', query],
    [
      'mutation { a: addReaction(input: {}) { x } b: addReaction(input: {}) { x } }',
      { ...creation, mutations: 2, creations: 2 },
    ],
    ['mutation { pinIssue(input: {}) { x } }', { ...FREE, mutations: 1 }],
  ])('%s', (text, cost) => expect(costOf({ method: 'POST', url: '/graphql', query: text })).toEqual(cost))

  it.each([
    ['/app/installations/1/access_tokens', true],
    ['http://localhost/api/v3/app', true],
    ['/repos/app/app', false],
    ['/applications', false],
  ])('%s is the App’s own business: %s', (url, own) => expect(isOfApp({ method: 'GET', url })).toBe(own))
})

describe('a budget', () => {
  it('keeps room for commands when the rest has used its share', async () => {
    const { budget } = setup()
    while (budget.wait(creation, 'rest') === 0) await budget.run(creation, async () => {})
    expect(budget.wait(creation, 'command')).toBe(0)
  })

  it('sends nothing that would go over, and says how long it takes', async () => {
    const { budget, clock } = setup()
    let sent = 0
    const send = async () => void sent++
    while (budget.wait(creation, 'command') === 0) await budget.run(creation, send)
    expect(sent).toBe(40)
    const refusal = await budget.run(creation, send).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ outcome: { kind: 'later', untried: true, afterMs: 1500 } })
    clock.now += 1500
    await budget.run(creation, send)
    expect(sent).toBe(41)
  })

  it('has at most 100 requests under way', async () => {
    const { budget } = setup()
    const gates: (() => void)[] = []
    const all = Array.from({ length: 130 }, () =>
      budget.run(read, () => new Promise<void>((resolve) => gates.push(resolve))),
    )
    await new Promise((resolve) => setImmediate(resolve))
    expect(gates).toHaveLength(100)
    while (gates.length > 0) {
      gates.splice(0).map((open) => open())
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(all)
  })

  it('counts REST and GraphQL apart, as the headers do', () => {
    const { budget, clock } = setup()
    budget.correct(headers(0, clock.now / 1000 + 600))
    expect(budget.wait(read, 'command')).toBeGreaterThan(0)
    expect(budget.wait(query, 'command')).toBe(0)
    budget.correct(headers(0, clock.now / 1000 + 600, 'graphql'))
    expect(budget.wait(query, 'command')).toBeGreaterThan(0)
  })

  it.each([
    {},
    { 'x-ratelimit-remaining': 'many', 'x-ratelimit-limit': '5000', 'x-ratelimit-reset': '1' },
    headers(0, 2000, 'search'),
  ])('is left alone by headers that say nothing of it: %j', (said) => {
    const { budget } = setup()
    budget.correct(said)
    expect(budget.wait(read, 'command')).toBe(0)
  })

  it('takes what is still under way off what the server says is left', async () => {
    const { budget, clock } = setup()
    const open = Promise.withResolvers<void>()
    const others = [budget.run(read, () => open.promise), budget.run(read, () => open.promise)]
    await budget.run(read, async () => budget.correct(headers(2, clock.now / 1000)))
    expect(budget.wait(read, 'command')).toBeGreaterThan(0)
    open.resolve()
    await Promise.all(others)
  })

  it('is closed for as long as GitHub said', () => {
    const { budget, clock } = setup()
    budget.close('all', 60_000)
    expect(budget.wait(read, 'command')).toBe(60_000)
    expect(budget.wait(query, 'command')).toBe(60_000)
    clock.now += 60_000
    budget.close('core', 5_000)
    expect(budget.wait(read, 'command')).toBe(5_000)
    expect(budget.wait(query, 'command')).toBe(0)
  })
})
