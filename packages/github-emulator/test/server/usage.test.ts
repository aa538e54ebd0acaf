import { expect, test } from 'vitest'
import { mintInstallationToken } from '../../src/domain/tokens.ts'
import type { Measured } from '../../src/server/faults.ts'
import { usageOf } from '../../src/server/usage.ts'
import { testSandbox } from './support.ts'

const call = (more: Partial<Measured> = {}): Measured => ({
  method: 'GET',
  path: '/api/v3/repos/acme/app',
  status: 200,
  at: 0,
  isApp: true,
  isWrite: false,
  creations: 0,
  isRefused: false,
  ...more,
})

test('only what an App asked of the API is counted', () => {
  const calls = [call(), call({ isApp: false }), call({ path: '/acme/app.git/info/refs' }), call({ status: 304 })]
  expect(usageOf(calls)).toMatchObject({ requests: 2, unchanged: 1, writes: 0, points: 2 })
})

test('points are those of the busiest minute; GraphQL has an account of its own', () => {
  const write = { method: 'POST', isWrite: true }
  const calls = [
    call({ ...write, at: 0 }),
    call({ ...write, at: 59_000 }),
    call({ at: 61_000 }),
    call({ ...write, path: '/api/graphql', at: 61_000 }),
    call({ at: 130_000 }),
  ]
  expect(usageOf(calls)).toMatchObject({ requests: 5, writes: 3, points: 10 })
})

test('what an installation does is known by its token, and a mutation by its text', async () => {
  const sandbox = await testSandbox()
  const [installation] = sandbox.forge.world.installations
  const [issue] = await file(sandbox, 'maintainer')
  if (!installation) throw new Error('no installation')
  const { token } = mintInstallationToken(sandbox.forge, installation)
  const graphql = (query: string) =>
    sandbox.fetch(request('graphql', token, { query, variables: { id: issue.node_id, body: 'mutation' } }))
  await graphql('query($id: ID!) { node(id: $id) { id } }')
  const answer = await graphql(
    'mutation($id: ID!, $body: String!) { addComment(input: {subjectId: $id, body: $body}) { clientMutationId } }',
  )
  expect(await answer.json()).not.toHaveProperty('errors')
  await sandbox.fetch(request('v3/repos/acme/app/labels', token, { name: 'x' }))
  expect(usageOf(sandbox.meter.calls())).toMatchObject({ requests: 3, writes: 2, creations: 1, refused: 0 })
})

type Emulator = Awaited<ReturnType<typeof testSandbox>>

async function file(sandbox: Emulator, who: 'maintainer'): Promise<[{ node_id: string }]> {
  const filing = request('v3/repos/acme/app/issues', sandbox.info().tokens[who], { title: 'a' })
  return [(await (await sandbox.fetch(filing)).json()) as { node_id: string }]
}

const request = (path: string, token: string, body: object) =>
  new Request(`http://localhost/api/${path}`, {
    method: 'POST',
    headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
