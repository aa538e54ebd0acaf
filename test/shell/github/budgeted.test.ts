/** The budget as the client keeps it: GitHub's answers correct it, and nothing goes out that it does not allow. */
import { describe, expect, it } from 'vitest'
import type { Action } from '../../../src/core/actions.ts'
import { explain } from '../../../src/shell/github/errors.ts'
import type { RawComment } from '../../../src/shell/reconcile/mirror.ts'
import { fakeGitHub, maintainer, makeIssue, makeMirror, no, ok, ref, startedAt } from './harness.ts'

const permission = '/collaborators/maintainer/permission'
const granted = { permission: 'write', role_name: 'write', user: { id: maintainer.id } }
const reset = { 'x-ratelimit-reset': String(startedAt / 1000 + 600), 'x-ratelimit-limit': '5000' }
const used = { ...reset, 'x-ratelimit-remaining': '0', 'x-ratelimit-resource': 'core' }

const comment: RawComment = {
  id: 3,
  nodeId: 'IC_3',
  issue: 12,
  url: '',
  createdAt: 1,
  verdict: null,
  eyes: false,
  author: maintainer,
  revisions: [{ at: 1, editor: null, body: '/status done' }],
}
const mirror = () => makeMirror({ issues: [makeIssue(12, { comments: [comment] })] })
const react: Action = { kind: 'react', issue: 12, comment: 3, content: '+1' }
const label: Action = { kind: 'create-label', name: 'packet', color: '000000', description: '' }

describe('the budget of an installation', () => {
  it('is corrected by the headers of an answer, for all its repositories', async () => {
    const github = fakeGitHub()
    github.on(`GET ${permission}`, ok(granted, used))
    await github.app.repository(ref).permission(maintainer)
    const other = github.app.repository({ ...ref, repoId: 71, name: 'other' })
    const failure = await other.permission(maintainer).catch((error: unknown) => error)
    expect(explain(failure)).toMatchObject({ kind: 'later', untried: true })
    expect(github.work()).toHaveLength(1)
  })

  it('is closed by a refusal, and open again after it', async () => {
    const github = fakeGitHub()
    const limited = no(403, 'You have exceeded a secondary rate limit.', [], { 'retry-after': '30' })
    github.on('POST /labels', limited)
    github.on('GRAPHQL', ok({ data: { m0: { clientMutationId: null } } }))
    const repository = github.app.repository(ref)
    expect(await repository.execute(label, mirror())).toMatchObject({ kind: 'later', afterMs: 30_000 })
    expect(await repository.execute(react, mirror())).toMatchObject({ kind: 'later', untried: true, afterMs: 30_000 })
    expect(github.work()).toHaveLength(1)
    github.clock.now += 30_000
    expect(await repository.execute(react, mirror())).toEqual({ kind: 'done' })
  })

  it('holds the 👍 of a report back before that of a command', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', ok({ data: { m0: { clientMutationId: null } } }))
    const repository = github.app.repository(ref)
    const report: Action = { ...react, patient: true }
    let sent = 0
    while ((await repository.execute(report, mirror())).kind === 'done') sent++
    expect(sent).toBe(32)
    expect(await repository.execute(react, mirror())).toEqual({ kind: 'done' })
    expect(await repository.execute(report, mirror())).toMatchObject({ kind: 'later', untried: true })
    expect(github.work()).toHaveLength(33)
  })
})
