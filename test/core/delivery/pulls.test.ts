/** Every open packet with commits has one open pull request, or a person is told why not. */
import { describe, expect, it } from 'vitest'
import { another, done, filed, finish, moves, pushed } from '../support/stories.ts'
import { oneSaying, type World } from '../support/world.ts'

const needs = (w: World, dashboard: number) => w.body(dashboard).split('## ')[1] ?? ''
const openOf = (w: World, branch: string) =>
  w.snapshot.pulls.filter((pull) => pull.headRef === branch && pull.state === 'open')

describe('a pull request that was closed', () => {
  it('stands under Needs you; a push opens another, which merges', () => {
    const { w, n, branch, dashboard } = pushed()
    w.closePull('writer', branch)
    w.settle()
    expect(needs(w, dashboard)).toContain('no open pull request')
    expect(openOf(w, branch)).toEqual([])
    w.push('agent', branch, ['src/more.js'])
    w.settle()
    expect(openOf(w, branch)).toHaveLength(1)
    finish(w, n)
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
  })

  it.each(['/start', '/check'])('%s opens another without a push', (command) => {
    const { w, n, branch } = pushed()
    w.closePull('writer', branch)
    w.settle()
    w.comment('writer', n, command)
    w.settle()
    expect(openOf(w, branch)).toHaveLength(1)
    expect(moves(w)).toBe(0)
  })

  it('makes `/merge` say at once that it goes nowhere', () => {
    const { w, n, branch } = done()
    w.closePull('writer', branch)
    w.settle()
    w.comment('maintainer', n, '/merge')
    w.settle()
    oneSaying(w, n, 'cannot merge yet', 'no open pull request')
  })

  it('and opened by the agent itself from the same branch, is the packet’s', () => {
    const { w, n, branch } = pushed()
    w.closePull('writer', branch)
    w.settle()
    const again = w.openPull('agent', branch, { body: `Closes #${n}`, closes: [n] })
    finish(w, n)
    expect(w.packet(n).work.pull?.number).toBe(again.number)
    expect(
      w.snapshot.checks.some(
        (run) => run.headSha === again.headSha && run.conclusion === 'neutral' && run.name !== 'switchyard/contract',
      ),
    ).toBe(false)
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
  })
})

describe('a branch', () => {
  it('that is gone is told; pushed again, it has an open pull request', () => {
    const { w, n, branch, dashboard } = pushed()
    const head = w.packet(n).work.branchSha ?? ''
    w.deleteBranch('writer', branch)
    w.settle()
    expect(needs(w, dashboard)).toContain('was deleted')
    w.snapshot.branches.push({ name: branch, sha: head })
    w.snapshot.activity.push({
      id: 999_999,
      branch,
      before: '0'.repeat(40),
      after: head,
      at: w.snapshot.now + 1000,
      actor: w.snapshot.activity.findLast((move) => move.after === head)?.actor ?? null,
      type: 'branch_creation',
    })
    w.snapshot.now += 1000
    w.settle()
    expect(openOf(w, branch)).toHaveLength(1)
    expect(w.status(n)).toBe('running')
  })

  it('that is gone is made anew by `/start`', () => {
    const { w, n, branch } = pushed()
    w.deleteBranch('writer', branch)
    w.settle()
    w.comment('writer', n, '/start')
    w.settle()
    expect(w.snapshot.branches.some(({ name }) => name === branch)).toBe(true)
    expect(moves(w)).toBe(0)
  })

  it('set back to main and pushed anew has another pull request', () => {
    const { w, n, branch } = pushed()
    w.move('agent', branch, w.snapshot.branches[0]?.sha ?? '')
    w.settle()
    expect(openOf(w, branch)).toEqual([])
    w.push('agent', branch, ['src/new.js'])
    w.settle()
    expect(openOf(w, branch)).toHaveLength(1)
    expect(w.status(n)).toBe('running')
  })

  it('of a packet that ended, with an open pull request, is not the next one’s', () => {
    const { w, n, branch } = pushed()
    const next = another(w, 'db')
    w.closeIssue('writer', n)
    w.settle()
    oneSaying(w, next, 'still has an open pull request')
    w.closePull('writer', branch)
    w.settle()
    expect(w.status(next)).not.toBe('invalid')
    expect(moves(w)).toBe(0)
  })

  it('in or above another’s, or alike but for case, is a problem until that is gone', () => {
    const { w, n } = filed({ name: 'api' })
    for (const branch of ['feature/api/users', 'feature/API']) {
      const other = another(w, `p${branch.length}`, { branch })
      expect(w.status(other)).toBe('invalid')
      oneSaying(w, other, 'cannot be made beside')
    }
    w.comment('maintainer', n, '/abandon')
    w.settle()
    w.deleteBranch('maintainer', 'feature/api')
    w.settle()
    const waiting = w.snapshot.issues.filter((issue) => issue.labels.includes('status: ready'))
    expect(waiting.length).toBeGreaterThan(0)
  })
})

describe('an agent’s own branch', () => {
  it('is adopted together with its pull request, announced once, and merged', () => {
    const { w, n } = filed()
    w.push('agent', 'copilot/fix-7', ['src/db.js'])
    const pull = w.openPull('agent', 'copilot/fix-7', { body: `Closes #${n}`, closes: [n] })
    w.settle()
    expect(w.packet(n)).toMatchObject({ work: { branch: 'copilot/fix-7' }, status: 'running' })
    oneSaying(w, n, 'Works on', 'copilot/fix-7', 'feature/db')
    w.comment('agent', pull.number, '/status running 80% nearly')
    w.settle()
    expect(w.packet(n).talk.percent).toBe(80)
    finish(w, n)
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.snapshot.branches.some(({ name }) => name === 'copilot/fix-7')).toBe(true)
    expect(moves(w)).toBe(0)
  })

  it('two of them: the newest counts, and the person is asked', () => {
    const { w, n, branch, dashboard } = pushed()
    w.push('agent', 'copilot/fix-7', ['src/db.js'])
    const second = w.openPull('agent', 'copilot/fix-7', { closes: [n] })
    w.settle()
    expect(w.packet(n).work.pull?.number).toBe(second.number)
    expect(needs(w, dashboard)).toContain('2 open pull requests')
    w.closePull('writer', branch)
    w.settle()
    expect(needs(w, dashboard)).not.toContain('2 open pull requests')
  })

  it.each(['reader', 'outsider'] as const)('of a %s is nobody’s packet', (who) => {
    const { w, n } = filed()
    w.push(who, 'theirs', ['src/db.js'])
    w.openPull(who, 'theirs', { closes: [n] })
    w.settle()
    expect(w.packet(n).work.pull).toBeNull()
  })

  it('of a fork is nobody’s packet', () => {
    const { w, n } = filed()
    w.push('agent', 'theirs', ['src/db.js'])
    w.openPull('agent', 'theirs', { closes: [n], sameRepo: false })
    w.settle()
    expect(w.packet(n).work.pull).toBeNull()
  })
})

describe('nothing to merge', () => {
  it('an empty commit is red, told, and not merged', () => {
    const { w, n, branch, dashboard } = filed()
    w.push('agent', branch, [])
    w.nothing.add(branch)
    w.settle()
    finish(w, n)
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).not.toBe('merged')
    oneSaying(w, n, 'Back to running')
    expect(needs(w, dashboard)).toContain('is empty')
    expect(moves(w)).toBe(0)
  })

  it('done without a push is told, and `/merge` is answered', () => {
    const { w, n, dashboard } = filed()
    finish(w, n)
    expect(needs(w, dashboard)).toContain('none of its own commits was pushed')
    w.comment('maintainer', n, '/merge')
    w.settle()
    oneSaying(w, n, 'cannot merge yet')
    expect(w.status(n)).not.toBe('merged')
  })
})

describe('another’s commits in a branch', () => {
  it('hold it up until the other is merged, and both are told', () => {
    const { w, n } = pushed({ text: { risk: 'high', inScope: '' } })
    const beta = another(w, 'beta', { inScope: '', soft: 'db - start with a mock' })
    w.mergeInto('agent2', 'feature/beta', 'feature/db')
    w.push('agent2', 'feature/beta', ['beta.js'])
    w.settle()
    finish(w, beta, 'agent2')
    w.comment('maintainer', beta, '/merge')
    w.settle()
    expect(w.status(beta)).toBe('done')
    expect(w.status(n)).toBe('running')
    oneSaying(w, n, 'has commits of this packet')
    oneSaying(w, beta, 'Queued', 'contains unmerged commits')
    finish(w, n)
    w.approve('maintainer', 'feature/db')
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.status(beta)).toBe('merged')
  })

  it('merged by hand all the same: the other, not done, is not delivered', () => {
    const { w, n } = pushed({ text: { inScope: '' } })
    const beta = another(w, 'beta', { inScope: '' })
    w.mergeInto('agent2', 'feature/beta', 'feature/db')
    w.settle()
    w.mergePull('maintainer', 'feature/beta')
    w.settle()
    expect(w.status(beta)).toBe('merged')
    expect(w.status(n)).not.toBe('merged')
    expect(w.issue(n).state).toBe('open')
  })
})

describe('a pull request that stands on a merged branch', () => {
  it('is pointed at main before the branch goes', () => {
    const { w, n, branch } = done()
    w.push('writer', 'follow-up', ['more.js'])
    const follow = w.openPull('writer', 'follow-up', { baseRef: branch })
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(follow).toMatchObject({ state: 'open', baseRef: 'main' })
    expect(w.snapshot.branches.some(({ name }) => name === branch)).toBe(false)
  })
})

describe('a packet’s former name', () => {
  it('stays its name for whoever waits for it', () => {
    const { w, n } = pushed()
    const next = another(w, 'api', { hard: 'db' })
    w.edit('maintainer', n, { title: 'Work Packet: accounts' })
    w.settle()
    expect(w.packet(next).dependencies[0]).toMatchObject({ issue: n, state: 'open' })
    finish(w, n)
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(next)).toBe('ready')
    oneSaying(w, n, 'is merged into', 'worktrees/agent-db')
  })

  it('also when another packet takes that name later', () => {
    const { w, n } = pushed()
    const next = another(w, 'api', { hard: 'db' })
    w.edit('maintainer', n, { title: 'Work Packet: accounts' })
    w.settle()
    another(w, 'db', { branch: 'feature/db2' })
    expect(w.packet(next).dependencies[0]?.issue).toBe(n)
  })
})
