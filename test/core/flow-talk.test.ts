/** What people and agents say in reviews, on lines, and by marking a pull request ready. */
import { describe, expect, test } from 'vitest'
import type { ReviewFact } from '../../src/core/snapshot/snapshot.ts'
import { people, type Who } from './support/people.ts'
import { another, done, finish, moves, pushed } from './support/stories.ts'
import type { World } from './support/world.ts'

function reviewed(w: World, who: Who, branch: string, body: string, state: ReviewFact['state'] = 'COMMENTED') {
  const { comment } = w.review(who, branch, state, { body })
  if (!comment) throw new Error('nothing said')
  return comment
}

function onLine(w: World, who: Who, branch: string, body: string) {
  w.review(who, branch, 'COMMENTED', { lines: { 'src/db.js': body } })
  const comment = w.pullOf(branch)?.lineComments?.at(-1)
  if (!comment) throw new Error('nothing said')
  return comment
}

const SAY = { review: reviewed, line: onLine }

describe('the text of a review and a comment on a line', () => {
  test.each(['review', 'line'] as const)('a report in a %s counts and gets its verdict there', (where) => {
    const { w, n, branch } = pushed()
    const said = SAY[where](w, 'agent', branch, '/status running 61% parser')
    w.settle()
    expect(said.verdict).toBe('+1')
    expect(w.packet(n)).toMatchObject({ status: 'running', talk: { percent: 61 } })
    expect(moves(w)).toBe(0)
  })

  test('a written report in a review counts', () => {
    const { w, n, branch } = pushed()
    reviewed(w, 'agent', branch, '**STATUS: BLOCKED**\nReason: no key')
    w.settle()
    expect(w.status(n)).toBe('blocked')
  })

  test('an approval with /merge merges the packet', () => {
    const { w, n, branch } = done()
    const said = reviewed(w, 'writer', branch, 'Reads well.\n\n/merge', 'APPROVED')
    w.settle()
    expect(said.verdict).toBe('+1')
    expect(w.status(n)).toBe('merged')
  })

  test('a /merge in a review applies to the reviewed head, not to a later one', () => {
    const { w, n, branch } = done()
    const commit = w.pullOf(branch)?.headSha ?? ''
    w.push('agent', branch, ['src/db.js'])
    w.review('writer', branch, 'APPROVED', { body: '/merge', commit })
    w.settle()
    expect(w.status(n)).not.toBe('merged')
  })

  test('a refused command in a review gets its verdict there and one line in the pull request conversation', () => {
    const { w, n, branch } = done()
    const said = reviewed(w, 'outsider', branch, '/merge')
    w.settle()
    expect(said.verdict).toBe('-1')
    expect(w.said(w.pullOf(branch)?.number ?? 0).filter((body) => body.includes('/merge'))).toHaveLength(1)
    expect(w.status(n)).toBe('done')
    expect(moves(w)).toBe(0)
  })

  test('a near miss on a line is answered in the conversation, once', () => {
    const { w, branch } = pushed()
    onLine(w, 'maintainer', branch, '/mrge')
    w.settle()
    expect(w.said(w.pullOf(branch)?.number ?? 0).filter((body) => body.includes('/merge'))).toHaveLength(1)
    expect(moves(w)).toBe(0)
  })

  test('an answer in a review ends a block', () => {
    const { w, n, branch } = pushed()
    w.comment('agent', n, '/status blocked which currency?')
    w.settle()
    reviewed(w, 'maintainer', branch, '/unblock euro', 'CHANGES_REQUESTED')
    w.settle()
    expect(w.packet(n).progress.report?.kind).toBe('running')
    expect(w.said(n).some((body) => body.includes('euro'))).toBe(true)
  })

  test('what an edit adds to a review is heard', () => {
    const { w, n, branch } = pushed()
    const said = reviewed(w, 'maintainer', branch, 'Looks fine')
    w.settle()
    w.editComment('maintainer', said, 'Looks fine\n\n/pause')
    w.settle()
    expect(w.status(n)).toBe('paused')
    expect(moves(w)).toBe(0)
  })

  test('an edit by somebody else silences it', () => {
    const { w, n, branch } = pushed()
    const said = reviewed(w, 'outsider', branch, 'Looks fine')
    w.editComment('writer', said, '/pause')
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  test('/check in a comment counts after a done in a review: ids of two kinds say nothing of what came first', () => {
    const { w, n, branch } = pushed()
    w.tick('agent', n)
    reviewed(w, 'agent', branch, '/status done')
    w.settle()
    const trials = () => w.actions.filter(({ kind }) => kind === 'trial').length
    const before = trials()
    w.pass(5)
    w.comment('maintainer', n, '/check')
    w.settle()
    expect(trials()).toBe(before + 1)
    expect(moves(w)).toBe(0)
    w.pass(5)
    onLine(w, 'maintainer', branch, '/check')
    w.settle()
    expect(trials()).toBe(before + 2)
    expect(moves(w)).toBe(0)
  })

  test('a command on a pull request that is no packet’s says nothing', () => {
    const { w } = pushed()
    w.push('writer', 'topic', ['README.md'])
    w.openPull('writer', 'topic')
    const said = reviewed(w, 'writer', 'topic', '/merge')
    w.settle()
    expect(said.verdict).toBeNull()
  })
})

describe('ready for review says done', () => {
  test.each(['agent', 'writer', 'maintainer'] as const)('marked ready by %s, it is done and tested', (who) => {
    const { w, n, branch } = pushed()
    w.tick('agent', n)
    w.ready(who, branch)
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(w.packet(n).progress.report).toMatchObject({ kind: 'done', text: 'marked ready for review' })
    expect(w.packet(n).work.checks.integration?.conclusion).toBe('success')
    expect(moves(w)).toBe(0)
  })

  test('back to draft, it runs; ready again, it is done again', () => {
    const { w, n, branch } = pushed()
    w.tick('agent', n)
    w.ready('agent', branch)
    w.settle()
    w.ready('agent', branch, false)
    w.settle()
    expect(w.status(n)).toBe('running')
    w.ready('agent', branch)
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(moves(w)).toBe(0)
  })

  test('back to draft after a done in words', () => {
    const { w, n, branch } = done()
    w.ready('agent', branch, false)
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  test('the App’s own ready-marking says nothing', () => {
    const { w, n, branch } = done()
    expect(w.pullOf(branch)?.draft).toBe(false)
    w.comment('agent', n, '/status running 90%')
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  test('another agent says nothing by it', () => {
    const { w, n, branch } = pushed()
    w.tick('agent', n)
    w.ready('agent2', branch)
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  test.each(['reader', 'outsider'] as const)('%s, who opened it, says nothing by it', (who) => {
    const { w, n, branch } = pushed()
    w.tick('agent', n)
    Object.assign(w.pullOf(branch) ?? {}, { author: people[who] })
    w.ready(who, branch)
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  test('the last word counts', () => {
    const { w, n, branch } = pushed()
    w.tick('agent', n)
    w.ready('agent', branch)
    w.comment('agent', n, '/status blocked no key')
    w.settle()
    expect(w.status(n)).toBe('blocked')
    w.ready('agent', branch, false)
    w.settle()
    expect(w.status(n)).toBe('blocked')
  })

  test('it ends no pause of a writer', () => {
    const { w, n, branch } = pushed()
    w.comment('writer', n, '/pause')
    w.ready('agent', branch)
    w.settle()
    expect(w.status(n)).toBe('paused')
  })

  test('with criteria left it is taken out of done, and marked ready again once they are met it is done', () => {
    const { w, n, branch } = pushed()
    w.ready('agent', branch)
    w.settle()
    expect(w.status(n)).toBe('running')
    w.tick('agent', n)
    w.ready('agent', branch, false)
    w.ready('agent', branch)
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(moves(w)).toBe(0)
  })

  test('a review asked for by the agent says done, one asked for by another person does not', () => {
    const { w, n, branch } = pushed()
    w.tick('agent', n)
    w.askReview('maintainer', branch)
    w.settle()
    expect(w.status(n)).toBe('running')
    w.askReview('agent', branch)
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(w.packet(n).progress.report?.text).toBe('asked for a review')
  })

  test('merged by words after it, as after any done', () => {
    const { w, n, branch } = pushed()
    w.tick('agent', n)
    w.ready('agent', branch)
    w.settle()
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(moves(w)).toBe(0)
  })

  test('/check after it tests once more', () => {
    const { w, n, branch } = pushed()
    w.tick('agent', n)
    w.ready('agent', branch)
    w.settle()
    const before = w.actions.filter(({ kind }) => kind === 'trial').length
    w.comment('maintainer', n, '/check')
    w.settle()
    expect(w.actions.filter(({ kind }) => kind === 'trial').length).toBe(before + 1)
    expect(moves(w)).toBe(0)
  })

  test('as what it counted stands written: who is listed no more had said it all the same', () => {
    const { w, n, branch } = pushed()
    w.tick('agent', n)
    w.ready('agent', branch)
    w.settle()
    w.configure('agents: [agent2]\ntest: npm test\n')
    w.permissions.agent = 'none'
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(moves(w)).toBe(0)
  })

  test('who marks a packet ready before anybody reported is its agent', () => {
    const { w, n, branch } = pushed({ config: 'agents: [agent, agent2]\nslots: 3\n' })
    w.tick('agent', n)
    w.ready('agent', branch)
    w.settle()
    expect(w.packet(n).progress.agent?.login).toBe('agent')
    const other = another(w, 'other')
    w.push('agent2', 'feature/other', ['src/other.js'])
    w.settle()
    finish(w, other, 'agent2')
    expect(w.packet(other).progress.agent?.login).toBe('agent2')
  })
})
