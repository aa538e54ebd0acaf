import { describe, expect, test } from 'vitest'
import { commentId } from '../../../src/core/snapshot/comments.ts'
import { hintsOf } from '../../../src/shell/github/hints.ts'

const app = 500
const person = { sender: { id: 1 } }
const self = { sender: { id: app } }
const sha = 'a'.repeat(40)
const scratch = 'switchyard/trial/users'
const group = `gh-readonly-queue/main/pr-13-${sha}`
const nothing = { all: false, issues: [], refs: false, checks: [] }

describe('what a delivery makes worth reading', () => {
  test.each([
    ['issues', { action: 'edited', issue: { number: 12 } }, { issues: [12] }],
    [
      'issues',
      { action: 'edited', issue: { number: 12, updated_at: '2026-05-01T10:00:00Z' } },
      { issues: [12], announced: [{ number: 12, at: Date.UTC(2026, 4, 1, 10) }] },
    ],
    ['issues', { action: 'edited', issue: { number: 12, updated_at: 'yesterday' } }, { issues: [12] }],
    [
      'issue_comment',
      { action: 'created', issue: { number: 12 }, comment: { id: 5 } },
      { issues: [12], announced: [{ number: 12, comment: 5 }] },
    ],
    ['issue_comment', { action: 'edited', issue: { number: 12 }, comment: { id: 5 } }, { issues: [12] }],
    ['issue_comment', { action: 'deleted', issue: { number: 12 } }, { issues: [12] }],
    ['sub_issues', { sub_issue: { number: 12 }, parent_issue: { number: 3 } }, { issues: [12, 3] }],
    ['pull_request', { action: 'synchronize', pull_request: { number: 13 } }, { issues: [13], refs: true }],
    ['pull_request_review', { pull_request: { number: 13 } }, { issues: [13] }],
    [
      'pull_request_review_comment',
      { action: 'created', pull_request: { number: 13 }, comment: { id: 5 } },
      { issues: [13], announced: [{ number: 13, comment: commentId('line', 5) }] },
    ],
    [
      'pull_request_review_comment',
      { action: 'edited', pull_request: { number: 13 }, comment: { id: 5 } },
      { issues: [13] },
    ],
    ['pull_request_review_thread', { action: 'resolved', pull_request: { number: 13 } }, { issues: [13] }],
    ['push', { ref: 'refs/heads/main' }, { refs: true }],
    ['create', { ref: 'feature/x', ref_type: 'branch' }, { refs: true }],
    ['delete', {}, { refs: true }],
    ['merge_group', { action: 'checks_requested', merge_group: { head_sha: sha } }, { refs: true }],
    ['check_run', { check_run: { head_sha: sha } }, { checks: [sha] }],
    ['check_suite', { check_suite: { head_sha: sha } }, { checks: [sha] }],
    ['workflow_run', { workflow_run: { head_sha: sha } }, { checks: [sha] }],
    ['status', { sha }, { checks: [sha] }],
    ['check_run', { check_run: { head_sha: sha, check_suite: { head_branch: scratch } } }, { trials: [sha] }],
    ['check_suite', { check_suite: { head_sha: sha, head_branch: scratch } }, { trials: [sha] }],
    ['workflow_run', { workflow_run: { head_sha: sha, head_branch: scratch } }, { trials: [sha] }],
    ['status', { sha, branches: [{ name: 'main' }, { name: scratch }] }, { trials: [sha] }],
    ['workflow_run', { workflow_run: { head_sha: sha, head_branch: group } }, { trials: [sha] }],
    ['label', { label: { name: 'packet' } }, { all: true }],
    ['repository', { action: 'renamed' }, { all: true }],
    ['installation', { action: 'created' }, { all: true }],
  ])('%s', (event, payload, hints) => {
    expect(hintsOf(event, { ...payload, ...person }, app)).toEqual({ ...nothing, ...hints })
  })

  test.each([
    ['an event the bot does not use', 'star', {}],
    ['a name every object has', 'constructor', {}],
    ['no object', 'issues', 'text'],
    ['a commit id that is none', 'status', { sha: '../../x' }],
  ])('nothing: %s', (_, event, payload) => {
    expect(hintsOf(event, payload, app)).toBeNull()
  })

  test.each([
    ['a number that is none', { issue: { number: 'twelve' } }],
    ['a negative number', { issue: { number: -1 } }],
    ['no issue', {}],
  ])('a known event without what it should say makes everything worth reading: %s', (_, payload) => {
    expect(hintsOf('issues', payload, app)).toEqual({ ...nothing, all: true })
  })
})

describe('the App’s own doing', () => {
  test.each([
    ['issue_comment', { issue: { number: 12 } }],
    ['issues', { action: 'labeled', issue: { number: 12 } }],
    ['create', {}],
    ['check_run', { check_run: { head_sha: sha } }],
    ['push', { ref: 'refs/heads/switchyard/trial/x' }],
    ['push', { ref: 'refs/heads/feature/x', created: true }],
    ['push', { ref: 'refs/heads/feature/x', deleted: true }],
    ['pull_request', { action: 'opened', pull_request: { number: 13 } }],
    ['pull_request', { action: 'ready_for_review', pull_request: { number: 13 } }],
  ])('%s is known already', (event, payload) => {
    expect(hintsOf(event, { ...payload, ...self }, app)).toBeNull()
  })

  test.each([
    ['workflow_run', { workflow_run: { head_sha: sha, head_branch: scratch } }, { trials: [sha] }],
    ['push', { ref: 'refs/heads/main' }, { refs: true }],
    ['merge_group', { action: 'destroyed' }, { refs: true }],
    ['pull_request', { action: 'closed', pull_request: { number: 13 } }, { issues: [13], refs: true }],
    ['issues', { action: 'closed', issue: { number: 12 } }, { issues: [12] }],
  ])('%s may have consequences', (event, payload, hints) => {
    expect(hintsOf(event, { ...payload, ...self }, app)).toEqual({ ...nothing, ...hints })
  })

  test('is read while the App’s account is not known', () => {
    expect(hintsOf('issue_comment', { issue: { number: 12 }, ...self }, null)).toMatchObject({ issues: [12] })
  })
})
