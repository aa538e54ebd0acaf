import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { fakeGitHub, makeMirror, no, ok, self } from '../harness.ts'
import { head, main, perform, routes } from './performing.ts'

describe('branches', () => {
  const create: Action = { kind: 'create-branch', branch: 'feature/x', sha: main }
  const remove: Action = { kind: 'delete-branch', branch: 'feature/x', sha: main }
  const exists = no(422, 'Reference already exists')
  const at = (sha: string) => ok({ ref: 'refs/heads/feature/x', object: { sha } })

  test('a branch is made; the App’s making of it is known before GitHub lists it', async () => {
    const github = fakeGitHub()
    github.on('POST /git/refs', { status: 201, body: {} })
    const mirror = makeMirror()
    expect(await perform(github, create, mirror)).toEqual({ kind: 'done' })
    expect(mirror.branches.at(-1)).toEqual({ name: 'feature/x', sha: main })
    expect(mirror.activity).toMatchObject([{ branch: 'feature/x', type: 'branch_creation', actor: self, after: main }])
    expect(mirror.activity[0]?.id).toBeLessThan(0)
  })

  test.each([
    ['at the wished commit', main, { kind: 'done', reread: { refs: true } }],
    ['elsewhere', head, { kind: 'outdated', reread: { refs: true } }],
  ])('a branch that is there already, %s', async (_, sha, outcome) => {
    const github = fakeGitHub()
    github.on('POST /git/refs', exists)
    github.on('GET /git/ref/heads/feature/x', at(sha))
    expect(await perform(github, create)).toEqual(outcome)
  })

  test('a commit GitHub does not have: look again', async () => {
    const github = fakeGitHub()
    github.on('POST /git/refs', no(422, 'Object does not exist'))
    expect(await perform(github, create)).toEqual({ kind: 'outdated', reread: { refs: true } })
  })

  test('a branch is deleted only where it was seen', async () => {
    const github = fakeGitHub()
    github.on('GET /git/ref/heads/feature/x', at(head))
    github.on('DELETE /git/refs/heads/feature/x', { status: 204, body: '' })
    expect(await perform(github, remove)).toEqual({ kind: 'outdated', reread: { refs: true } })
    github.on('GET /git/ref/heads/feature/x', at(main))
    const mirror = makeMirror({ branches: [{ name: 'feature/x', sha: main }] })
    expect(await perform(github, remove, mirror)).toEqual({ kind: 'done' })
    expect(mirror.branches).toEqual([])
    expect(routes(github).filter((each) => each.startsWith('DELETE'))).toHaveLength(1)
  })

  test.each([
    ['before it was looked at', no(404, 'Not Found'), no(500, 'never asked')],
    ['in between', at(main), no(422, 'Reference does not exist')],
  ])('a branch that went away %s is done', async (_, looked, deleted) => {
    const github = fakeGitHub()
    github.on('GET /git/ref/heads/feature/x', looked)
    github.on('DELETE /git/refs/heads/feature/x', deleted)
    expect(await perform(github, remove)).toEqual({ kind: 'done' })
  })
})
