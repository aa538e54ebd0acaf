/** REST and GraphQL under one roof: GitHub counts their creations together and their points apart. */
import { expect, test } from 'vitest'
import { mintInstallationToken } from '../../src/domain/tokens.ts'
import * as verbs from '../../src/domain/verbs/index.ts'
import { firstRepo } from '../../src/server/info.ts'
import { testClock, testSandbox } from './support.ts'

const minute = 60_000
const addComment = 'mutation($id:ID!){addComment(input:{subjectId:$id,body:"said"}){clientMutationId}}'
const addLabels = 'mutation($id:ID!){addLabelsToLabelable(input:{labelableId:$id,labelIds:[]}){clientMutationId}}'

async function scene() {
  const clock = testClock()
  const sandbox = await testSandbox({ clock })
  const { forge } = sandbox
  const repo = firstRepo(forge)
  const [writer] = forge.world.users.filter((user) => user.login === 'writer')
  const [installation] = forge.world.installations
  if (!writer || !installation) throw new Error('not the demo')
  const issue = verbs.createIssue({ forge, actor: writer, repo }, { title: 'one' })
  const call = async (method: string, path: string, body?: object, token?: string) => {
    const bearer = token ?? mintInstallationToken(forge, installation).token
    const headers = { authorization: `bearer ${bearer}`, 'content-type': 'application/json' }
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    const response = await sandbox.fetch(new Request(`http://localhost${path}`, init))
    const answer = (await response.json()) as { message?: string; errors?: unknown; data?: unknown }
    return { ...answer, status: response.status, wait: response.headers.get('retry-after') }
  }
  const id = await call('POST', '/api/graphql', { query: '{repository(owner:"acme",name:"app"){issue(number:1){id}}}' })
  const variables = (id.data as { repository: { issue: { id: string } } }).repository.issue
  const rest = (method: string, path: string, body?: object) => call(method, `/api/v3/repos/acme/app/${path}`, body)
  const graphql = (query: string, token?: string) => call('POST', '/api/graphql', { query, variables }, token)
  const said = (number: number) => rest('POST', `issues/${number}/comments`, { body: 'said' })
  return { sandbox, clock, graphql, rest, said: () => said(issue.number) }
}

/** Does it so often, and says how often it was refused. */
async function refusals(times: number, work: () => Promise<{ status: number }>): Promise<number> {
  let refused = 0
  for (let n = 0; n < times; n += 1) if ((await work()).status === 403) refused += 1
  return refused
}

test('comments made through REST and through GraphQL are the same 80 a minute', async () => {
  const { clock, graphql, said, sandbox } = await scene()
  expect(await refusals(40, said)).toBe(0)
  expect(await refusals(40, () => graphql(addComment))).toBe(0)
  clock.forward(20_000)
  for (const answer of [await graphql(addComment), await said()]) {
    expect(answer).toMatchObject({ status: 403, wait: '40', message: expect.stringContaining('secondary rate limit') })
  }
  expect(await graphql(addLabels)).toMatchObject({ status: 200 })
  expect(await graphql(addComment, sandbox.info().tokens.writer)).toMatchObject({ status: 200 })
  clock.forward(40_000)
  expect((await graphql(addComment)).errors).toBeUndefined()
})

test('500 an hour, too; the wait is then to the end of the hour', async () => {
  const { clock, graphql, said } = await scene()
  for (let n = 0; n < 10; n += 1) {
    expect(await refusals(50, n % 2 === 0 ? said : () => graphql(addComment))).toBe(0)
    clock.forward(minute)
  }
  expect(await graphql(addComment)).toMatchObject({ status: 403, wait: '3000' })
  clock.forward(50 * minute)
  expect((await said()).status).toBe(201)
})

test('points are counted apart: 900 of REST do not touch the 2,000 of GraphQL', async () => {
  const { clock, graphql, rest } = await scene()
  expect(await refusals(901, () => rest('GET', 'labels'))).toBe(1)
  // 1 point went into asking for the issue's id; a mutation costs 5.
  expect(await refusals(399, () => graphql(addLabels))).toBe(0)
  expect(await refusals(5, () => graphql('{viewer{login}}'))).toBe(1)
  clock.forward(minute)
  expect(await refusals(1, () => graphql('{viewer{login}}'))).toBe(0)
})
