/** Delivered is what is on the base branch now. */
import { describe, expect, it } from 'vitest'
import { another, done, filed, finish, moves, pushed } from '../support/stories.ts'
import { oneSaying, people, type World } from '../support/world.ts'

const needs = (w: World, dashboard: number) => w.body(dashboard).split('## ')[1] ?? ''

function delivered(options: Parameters<typeof done>[0] = {}) {
  const scenario = done(options)
  scenario.w.comment('maintainer', scenario.n, '/merge')
  scenario.w.settle()
  expect(scenario.w.status(scenario.n)).toBe('merged')
  return scenario
}

describe('merged into another branch', () => {
  it('is not delivered: its branch stays, nothing starts on it, and it is said where it went', () => {
    const { w, n, branch, dashboard } = done()
    const next = another(w, 'api', { hard: 'db' })
    const pull = w.pullOf(branch)
    w.retarget(branch, 'develop')
    const at = w.snapshot.now + 1000
    Object.assign(pull ?? {}, { state: 'closed', merged: true, mergedAt: at, closedAt: at, mergeSha: 'f'.repeat(40) })
    w.snapshot.now = at
    w.settle()
    expect(w.status(n)).not.toBe('merged')
    expect(w.status(next)).toBe('waiting')
    expect(w.snapshot.branches.some((one) => one.name === branch)).toBe(true)
    expect(needs(w, dashboard)).toContain('develop')
    expect(moves(w)).toBe(0)
  })

  it('is delivered once that branch has come to main', () => {
    const { w, n, branch } = done()
    const pull = w.pullOf(branch)
    const head = pull?.headSha ?? ''
    w.retarget(branch, 'develop')
    Object.assign(pull ?? {}, {
      state: 'closed',
      merged: true,
      mergedAt: w.snapshot.now,
      closedAt: w.snapshot.now,
      mergeSha: head,
    })
    w.settle()
    expect(w.status(n)).not.toBe('merged')
    w.move('maintainer', 'main', head)
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.issue(n).state).toBe('closed')
  })

  it('a pull request that points elsewhere does not move main, and put back it merges', () => {
    const { w, n, branch, dashboard } = done()
    w.retarget(branch, 'release')
    w.settle()
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.actions.some(({ kind }) => kind === 'merge')).toBe(false)
    expect(needs(w, dashboard)).toContain('release')
    oneSaying(w, n, 'Queued', 'release')
    w.retarget(branch, 'main')
    w.settle()
    expect(w.status(n)).toBe('merged')
  })
})

describe('a hidden line in a pull request of the App', () => {
  it('edited by somebody else, delivers no other packet and takes no branch over', () => {
    const { w, n, branch } = delivered()
    const other = another(w, 'payments', { risk: 'high' })
    const waiting = another(w, 'checkout', { hard: 'payments' })
    const pull = w.pullOf(branch)
    const original = pull?.body ?? ''
    Object.assign(pull ?? {}, {
      body: original.replaceAll(`packet:${n} `, `packet:${other} `),
      editor: people.agent,
      original,
      closes: [other],
    })
    w.settle()
    expect(w.status(other)).toBe('ready')
    expect(w.status(waiting)).toBe('waiting')
    expect(w.status(n)).toBe('merged')
  })

  it('counts for nothing where GitHub does not show what it was', () => {
    const { w, branch } = delivered()
    const other = another(w, 'payments')
    const pull = w.pullOf(branch)
    Object.assign(pull ?? {}, { body: `<!-- switchyard:packet:${other} -->`, editor: people.agent, original: null })
    w.settle()
    expect(w.status(other)).toBe('ready')
  })

  it('edited on an open one, still leaves it to its packet', () => {
    const { w, n, branch } = pushed()
    const other = another(w, 'payments')
    const pull = w.pullOf(branch)
    const original = pull?.body ?? ''
    Object.assign(pull ?? {}, { body: `<!-- switchyard:packet:${other} -->`, editor: people.agent, original })
    w.settle()
    expect(w.packet(n).work.pull?.number).toBe(pull?.number)
    expect(w.packet(other).work.pull).toBeNull()
    expect(w.status(other)).toBe('ready')
  })
})

describe('a main that loses a merged packet', () => {
  it('rewritten: under Needs you, nothing starts on it, who runs is told', () => {
    const { w, n, dashboard } = done()
    const base = w.snapshot.branches[0]?.sha ?? ''
    w.comment('maintainer', n, '/merge')
    w.settle()
    const running = another(w, 'api', { soft: 'db - start with a mock' })
    w.push('agent2', 'feature/api', ['api/a.js'])
    w.settle()
    w.move('maintainer', 'main', base)
    w.settle()
    expect(w.status(n)).not.toBe('merged')
    expect(needs(w, dashboard)).toContain('is no longer on `main`')
    expect(w.status(another(w, 'late', { hard: 'db' }))).toBe('waiting')
    oneSaying(w, running, 'no longer contains it')
    expect(moves(w)).toBe(0)
  })

  it('reverted: the same, and a revert of the revert makes it delivered again', () => {
    const { w, n, dashboard } = delivered()
    const merge = w.snapshot.branches[0]?.sha ?? ''
    const by = w.revert(merge)
    w.settle()
    expect(w.status(n)).not.toBe('merged')
    expect(needs(w, dashboard)).toContain('reverts it')
    oneSaying(w, n, 'reverts it')
    expect(by).not.toBe('')
    expect(moves(w)).toBe(0)
  })

  it('reopened and pushed to again, it has a pull request and merges anew', () => {
    const { w, n, branch } = delivered()
    w.revert(w.snapshot.branches[0]?.sha ?? '')
    w.settle()
    w.reopen('maintainer', n)
    w.settle()
    expect(w.status(n)).not.toBe('merged')
    w.push('agent', branch, ['src/again.js'])
    w.settle()
    expect(w.pullOf(branch)?.state).toBe('open')
    finish(w, n)
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
  })
})

describe('work that came in otherwise', () => {
  it('by a person’s own pull request that closes the packet is delivered, and dependents go on', () => {
    const { w, n } = filed()
    const next = another(w, 'api', { hard: 'db' })
    w.push('maintainer', 'hotfix', ['src/db.js'])
    w.openPull('maintainer', 'hotfix', { body: `Closes #${n}`, closes: [n] })
    w.settle()
    w.mergePull('maintainer', 'hotfix')
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.status(next)).toBe('ready')
  })

  it('by a person’s push whose message closes it is delivered', () => {
    const { w, n } = filed()
    const commit = w.pushMain({ 'src/db.js': 'x' })
    w.closeIssue('maintainer', n)
    w.issue(n).closer = { pull: null, commit }
    w.settle()
    expect(w.status(n)).toBe('merged')
  })

  it('survives that GitHub lists the pull request no more', () => {
    const { w, n, branch } = delivered()
    const next = another(w, 'api', { hard: 'db' })
    w.snapshot.pulls = w.snapshot.pulls.filter((pull) => pull.headRef !== branch)
    w.snapshot.checks = []
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.status(next)).toBe('ready')
    expect(moves(w)).toBe(0)
  })

  it('set on main although GitHub does not show the pull request as merged, is delivered', () => {
    const { w, n, branch } = done()
    w.comment('maintainer', n, '/merge')
    w.settle()
    const pull = w.pullOf(branch)
    Object.assign(pull ?? {}, { state: 'open', merged: false, mergedAt: null, mergeSha: null, closedAt: null })
    Object.assign(w.issue(n), { state: 'open', closedByMerge: null, closer: null })
    w.settle()
    expect(w.status(n)).toBe('merged')
  })
})

describe('a closing word in somebody else’s work', () => {
  function closedByWord() {
    const scenario = pushed()
    const { w } = scenario
    const beta = another(w, 'beta')
    w.push('agent2', 'feature/beta', ['beta/b.js'])
    w.settle()
    w.comment('agent2', beta, '/status running 40%')
    w.settle()
    finish(w, scenario.n)
    w.comment('maintainer', scenario.n, '/merge')
    w.settle()
    const pull = w.snapshot.pulls.find((one) => one.headRef === scenario.branch)
    w.closeIssue('switchyard', beta)
    Object.assign(w.issue(beta), {
      closedBy: people.maintainer,
      closer: { pull: pull?.number ?? 0, commit: pull?.headSha ?? '' },
    })
    return { ...scenario, beta }
  }

  it('does not end the packet: it is open again, and told why', () => {
    const { w, beta } = closedByWord()
    w.settle()
    expect(w.issue(beta).state).toBe('open')
    expect(w.status(beta)).toBe('running')
    oneSaying(w, beta, 'closing word')
    expect(moves(w)).toBe(0)
  })
})

describe('closed by hand', () => {
  it('is told where the agent reads, stands under Needs you, and a report is answered', () => {
    const { w, n, dashboard } = pushed()
    w.closeIssue('maintainer', n)
    w.settle()
    oneSaying(w, n, 'maintainer closed this packet')
    expect(needs(w, dashboard)).toContain('was closed by maintainer')
    const before = w.said(n).length
    w.comment('agent', n, '/status running 60% still going')
    w.settle()
    expect(w.said(n).length).toBe(before + 1)
    expect(w.said(n).at(-1)).toContain('Stop here')
    expect(w.status(n)).toBe('abandoned')
    expect(moves(w)).toBe(0)
  })

  it('reopened, it goes on; closed again, it is told again', () => {
    const { w, n } = pushed()
    w.closeIssue('maintainer', n)
    w.settle()
    w.reopen('maintainer', n)
    w.settle()
    expect(w.status(n)).toBe('running')
    w.pass(1)
    w.closeIssue('writer', n)
    w.settle()
    oneSaying(w, n, 'writer closed this packet')
  })
})
