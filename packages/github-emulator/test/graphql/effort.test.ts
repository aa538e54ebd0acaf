/** Queries that take too much to execute, at the boundary. */
import { expect, onTestFinished, test } from 'vitest'
import * as verbs from '../../src/domain/verbs/index.ts'
import { EFFORT } from '../../src/graphql/effort.ts'
import { firstRepo } from '../../src/server/info.ts'
import { ask, testSandbox } from '../server/support.ts'

/** An issue with this many comments of ten characters each. */
async function thread(count: number) {
  const usual = { ...EFFORT }
  onTestFinished(() => void Object.assign(EFFORT, usual))
  const sandbox = await testSandbox()
  const { forge } = sandbox
  const actor = forge.world.users.find(({ login }) => login === 'writer')
  if (!actor) throw new Error('no writer')
  const by = { forge, actor, repo: firstRepo(forge) }
  const issue = verbs.createIssue(by, { title: 'one' })
  for (let n = 0; n < count; n++) verbs.createComment(by, issue, '1234567890')
  const read = (size: number) => {
    const comments = `issue(number: 1) { comments(first: ${size}) { nodes { body } } }`
    return ask(sandbox, 'reader', `{ repository(owner: "acme", name: "app") { ${comments} } }`)
  }
  return { read }
}

test('one row too many is refused with RESOURCE_LIMITS_EXCEEDED for each field of the query', async () => {
  const { read } = await thread(12)
  EFFORT.rows = 10
  const most = await read(10)
  expect(most.errors).toBeUndefined()
  expect(most.data).toMatchObject({
    repository: { issue: { comments: { nodes: Array(10).fill({ body: '1234567890' }) } } },
  })
  expect(await read(11)).toEqual({
    status: 200,
    data: { repository: null },
    errors: [
      {
        type: 'RESOURCE_LIMITS_EXCEEDED',
        path: ['repository'],
        message: 'Resource limits for this query exceeded.',
      },
    ],
  })
})

test('one character too many takes longer than 10 seconds: 502, with nothing of the answer', async () => {
  const { read } = await thread(12)
  EFFORT.characters = 100
  expect((await read(10)).errors).toBeUndefined()
  const late = await read(11)
  expect(late).toMatchObject({ status: 502, data: null })
  expect(late.errors).toEqual([
    { message: expect.stringMatching(/^Something went wrong while executing your query\./) },
  ])
})
