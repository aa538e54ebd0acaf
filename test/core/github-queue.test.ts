import { describe, expect, test } from 'vitest'
import { isPacketFault, queueRunsTests, type RemovalReason, removalReason } from '../../src/core/merging/queue.ts'
import { markersIn } from '../../src/core/records/markers.ts'
import { putOut, putOutOfDone } from '../../src/core/render/comments.ts'

describe('why a pull request left GitHub’s merge queue', () => {
  test.each<[string, RemovalReason]>([
    ['merged', 'merged'],
    ['MERGE', 'merged'],
    ['ALREADY_MERGED', 'merged'],
    ['failed_checks', 'checks'],
    ['failed checks', 'checks'],
    ['CI_FAILURE', 'checks'],
    ['merge_conflict', 'conflict'],
    ['GIT_TREE_INVALID', 'conflict'],
    ['INVALID_MERGE_COMMIT', 'conflict'],
    ['CI_TIMEOUT', 'late'],
    ['checks_timed_out', 'late'],
    ['manual', 'manual'],
    ['', 'other'],
    ['QUEUE_CLEARED', 'other'],
    ['ROLL_BACK', 'other'],
    ['BRANCH_PROTECTIONS', 'other'],
  ])('%j: %s', (reason, leaving) => {
    expect(removalReason(reason)).toBe(leaving)
    expect(isPacketFault(reason)).toBe(leaving === 'checks' || leaving === 'conflict')
  })

  const out = { pull: 13, kind: 'removed' as const, at: 7000, by: null, reason: '', group: 'c'.repeat(40) }
  const left = { out, baseBranch: 'main', repoUrl: 'https://github.test/acme/app', red: [], tail: '' }
  test.each([
    ['failed_checks', 'a required check failed on [ccccccc](https://github.test/acme/app/commit/'],
    ['CI_TIMEOUT', 'a required check did not report in time'],
    ['merge_conflict', 'it conflicts with what is merged before it'],
    ['manual', 'Somebody took #13 out of GitHub'],
    ['BRANCH_PROTECTIONS', 'took #13 out: branch protections.'],
    ['@writer #1 <!-- switchyard:merged -->', 'took #13 out: '],
  ])('%s is said', (reason, words) => {
    const { marker, body } = putOut({ ...left, out: { ...out, reason } })
    expect(marker).toBe('put-out:13:7000')
    expect(body).toContain(words)
    expect(markersIn(body)).toEqual([marker])
    expect(body).not.toMatch(/@writer| #1 /)
  })

  test('what takes a packet out of done names the report that is void, and ends with what the tests printed', () => {
    const red = [{ name: 'switchyard/integration', title: 'Test failed', url: 'https://github.test/r/1' }]
    const { marker, body } = putOutOfDone({ ...left, red, tail: 'not ok 1' }, 99)
    expect(marker).toBe('put-out:13:7000')
    expect(body).toContain('<!-- switchyard:undone:99 -->')
    expect(body).toMatch(/\[switchyard\/integration\]\(https:\/\/github.test\/r\/1\): Test failed\s+```text\nnot ok 1/)
  })
})

describe('whether the queue waits for anything that tests', () => {
  const checks = (...contexts: string[]) => ({
    type: 'required_status_checks',
    parameters: { required_status_checks: contexts.map((context) => ({ context })) },
  })
  test.each([
    [[], false],
    [[checks('switchyard/scope', 'switchyard/contract')], false],
    [[checks('switchyard/scope', 'switchyard/integration')], true],
    [[checks('build')], true],
    [[{ type: 'workflows' }], true],
  ])('%j: %j', (rules, tested) => {
    expect(queueRunsTests(rules)).toBe(tested)
  })
})
