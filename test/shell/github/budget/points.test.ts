/** The points that the budget counts for a document are those that GitHub's formula gives. */
import { costOf as emulated } from '@switchyard/github-emulator/testing'
import { getOperationAST, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { Budget } from '../../../../src/shell/github/budget/budget.ts'
import { costOf } from '../../../../src/shell/github/budget/cost.ts'
import { pointsOf } from '../../../../src/shell/github/budget/points.ts'
import * as documents from '../../../../src/shell/github/read/documents.ts'
import { fitted } from '../../../../src/shell/github/read/fit.ts'
import { Lacks } from '../../../../src/shell/github/read/lacks.ts'

const numbers = documents.numbersDocument(
  Array.from({ length: 20 }, (_, n) => n + 1),
  true,
)
const nested = (repositories: number) =>
  `{ viewer { repositories(first: ${repositories}) { nodes { issues(first: 50) { nodes { labels(last: 60) { nodes { id } } } } } } } }`

describe('by GitHub’s own example', () => {
  // 1 + 100 + 5,000 requests; 100 + 5,000 + 300,000 nodes.
  test('100 repositories, 50 issues, 60 labels', () =>
    expect(pointsOf(nested(100))).toEqual({ points: 51, nodes: 305_100 }))

  test.each([
    [2, 1],
    [3, 2],
  ])('%i repositories are rounded to %i points', (repositories, points) =>
    expect(pointsOf(nested(repositories)).points).toBe(points),
  )
})

test.each([
  ['no list at all', '{ viewer { login } }'],
  ['fragments in fragments', `${nested(10)} fragment A on User { ...B } fragment B on User { login }`],
  ['20 numbers with branches', numbers],
  ['the same with shorter pages', fitted(numbers, { divisor: 8, lacks: new Lacks() })],
  ['the whole', documents.wholeDocument()],
  ['branches of closed pull requests', documents.closedDocument(20)],
  ['the queue', documents.queueDocument([1, 2, 3])],
  ...Object.entries(documents.pageDocuments),
  ...Object.entries(documents.listDocuments),
])('the emulator counts the same: %s', (_, text) => {
  const document = parse(text)
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  const { cost, nodeCount } = emulated(document, operation, {})
  expect(pointsOf(text)).toEqual({ points: cost, nodes: nodeCount })
  expect(nodeCount).toBeLessThanOrEqual(500_000)
})

test('the budget of the hour is used up before GitHub says so', async () => {
  const budget = new Budget(() => 0)
  const cost = costOf({ method: 'POST', url: '/graphql', query: nested(100) })
  let sent = 0
  while (budget.wait(cost, 'command') === 0) await budget.run(cost, async () => sent++)
  // Half of the 5,000 points are there at once.
  expect(sent).toBe(Math.floor(2500 / 51))
})

test('what is no GraphQL costs a point', () => {
  expect(costOf({ method: 'POST', url: '/graphql', query: 'query {' })).toMatchObject({ queries: 1, points: 1 })
})
