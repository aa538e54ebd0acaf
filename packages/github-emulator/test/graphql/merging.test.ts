/** What GraphQL says of a pull request that rules hold back, and resolving the conversations on it. */
import { expect, test } from 'vitest'
import { commitTree } from '../../src/domain/objects.ts'
import { protection } from '../../src/domain/protection.ts'
import { writeBlob, writeTree } from '../../src/domain/trees.ts'
import * as verbs from '../../src/domain/verbs/index.ts'
import { firstRepo } from '../../src/server/info.ts'
import { ask, testSandbox } from '../server/support.ts'

async function scene() {
  const sandbox = await testSandbox()
  const { forge } = sandbox
  const repo = firstRepo(forge)
  const user = (login: string) => {
    const found = forge.world.users.find((known) => known.login === login)
    if (!found) throw new Error(`no ${login}`)
    return found
  }
  const of = (login: string) => ({ forge, actor: user(login), repo })
  const main = repo.refs['refs/heads/main'] ?? ''
  const rows = [{ path: 'new.js', mode: '100644', sha: await writeBlob(forge, repo, '1\n') }]
  const tree = await writeTree(forge, repo, main, rows)
  const sha = await commitTree(forge, repo, user('agent'), { tree, parents: [main], message: 'work' })
  await verbs.createRef(of('agent'), 'refs/heads/feature/x', sha)
  const pull = await verbs.openPull(of('agent'), { title: 'x', head: 'feature/x', base: 'main' })
  const nobody = { users: [], teams: [], apps: [] }
  const reviews = { count: 1, dismissStale: true, codeOwners: false, lastPush: false, dismissers: null, bypass: nobody }
  repo.protections = [protection(1, 'main', { reviews, conversations: true })]
  const read = async (fields: string) => {
    const { data } = await ask(
      sandbox,
      'reader',
      `{repository(owner:"acme",name:"app"){pullRequest(number:1){${fields}}}}`,
    )
    return (data as { repository: { pullRequest: Record<string, unknown> } }).repository.pullRequest
  }
  return { sandbox, repo, of, pull, read, sha }
}

const STATE = 'mergeStateStatus reviewDecision'
const THREADS = 'reviewThreads(first:9){nodes{id isResolved resolvedBy{login}}}'

test('the merge state and the decision follow reviews and conversations', async () => {
  const { sandbox, of, pull, read, sha } = await scene()
  expect(await read(STATE)).toEqual({ mergeStateStatus: 'BLOCKED', reviewDecision: 'REVIEW_REQUIRED' })
  const comments = [{ path: 'new.js', body: 'why?', line: 1 }]
  verbs.submitReview(of('writer'), pull, { event: 'REQUEST_CHANGES', body: 'no', comments })
  expect(await read(STATE)).toEqual({ mergeStateStatus: 'BLOCKED', reviewDecision: 'CHANGES_REQUESTED' })
  verbs.submitReview(of('writer'), pull, { event: 'APPROVE' })
  expect(await read(STATE)).toEqual({ mergeStateStatus: 'BLOCKED', reviewDecision: 'APPROVED' })

  const { reviewThreads } = (await read(THREADS)) as { reviewThreads: { nodes: { id: string }[] } }
  const [thread] = reviewThreads.nodes
  expect(thread).toMatchObject({ isResolved: false, resolvedBy: null })
  const resolve = 'mutation($id:ID!){resolveReviewThread(input:{threadId:$id}){thread{isResolved}}}'
  const refused = await ask(sandbox, 'reader', resolve, { id: thread?.id })
  expect(refused.errors).toMatchObject([{ type: 'FORBIDDEN' }])
  expect(await ask(sandbox, 'writer', resolve, { id: thread?.id })).toMatchObject({
    data: { resolveReviewThread: { thread: { isResolved: true } } },
  })
  expect(await read(THREADS)).toMatchObject({ reviewThreads: { nodes: [{ resolvedBy: { login: 'writer' } }] } })
  expect(await read(STATE)).toEqual({ mergeStateStatus: 'CLEAN', reviewDecision: 'APPROVED' })

  const open = 'mutation($id:ID!){unresolveReviewThread(input:{threadId:$id}){thread{isResolved}}}'
  await ask(sandbox, 'agent', open, { id: thread?.id })
  expect(await read(STATE)).toMatchObject({ mergeStateStatus: 'BLOCKED' })
  const signed = 'commits(last:1){nodes{commit{oid signature{isValid wasSignedByGitHub}}}}'
  expect(await read(signed)).toEqual({ commits: { nodes: [{ commit: { oid: sha, signature: null } }] } })
})

test('what GitHub made has a signature', async () => {
  const { repo, of, pull, read } = await scene()
  repo.protections = []
  await verbs.mergePull(of('maintainer'), pull, {})
  expect(await read('mergeCommit{signature{isValid wasSignedByGitHub state}}')).toEqual({
    mergeCommit: { signature: { isValid: true, wasSignedByGitHub: true, state: 'VALID' } },
  })
})
