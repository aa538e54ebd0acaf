/** Work that strays: pull requests of agents' own, renamed packets, what goes on after delivery, what main lost. */
import { describe, expect, it } from 'vitest'
import { another, done, filed, finish, moves, pushed } from '../support/stories.ts'
import { oneSaying, type World } from '../support/world.ts'

const needs = (w: World, dashboard: number) => w.body(dashboard).split('## ')[1] ?? ''
const tip = (w: World) => w.snapshot.branches[0]?.sha ?? ''
const conclusions = (w: World, head: string) =>
  new Set(w.snapshot.checks.filter((run) => run.headSha === head).map(({ conclusion }) => conclusion))

function merged() {
  const scenario = done()
  scenario.w.comment('maintainer', scenario.n, '/merge')
  scenario.w.settle()
  expect(scenario.w.status(scenario.n)).toBe('merged')
  return scenario
}

/** The agent works on a branch of its own. */
function adopted() {
  const scenario = filed()
  scenario.w.push('agent', 'own/one', ['src/db.js'])
  const pull = scenario.w.openPull('agent', 'own/one', { body: `Closes #${scenario.n}`, closes: [scenario.n] })
  scenario.w.settle()
  return { ...scenario, pull }
}

describe('a merged packet that main takes back', () => {
  it('is lost where no pull request brought it in', () => {
    const { w, n, dashboard } = filed()
    const next = another(w, 'api', { hard: 'db' })
    const commit = w.pushMain({ 'src/db.js': 'x' })
    w.closeIssue('maintainer', n)
    w.issue(n).closer = { pull: null, commit }
    w.settle()
    expect(w.status(n)).toBe('merged')
    w.revert(commit)
    w.settle()
    expect(w.status(n)).not.toBe('merged')
    expect(w.status(next)).toBe('waiting')
    expect(needs(w, dashboard)).toContain('reverts it')
    expect(moves(w)).toBe(0)
  })

  it('is lost after the default branch was renamed', () => {
    const { w, n } = merged()
    const main = w.snapshot.branches[0]
    if (main) main.name = 'trunk'
    w.snapshot.repo.defaultBranch = 'trunk'
    w.settle()
    expect(w.status(n)).toBe('merged')
    const lost = tip(w)
    const by = w.push('maintainer', 'trunk', [])
    w.snapshot.results.reverts = {}
    w.settle()
    const asked = Object.keys(w.snapshot.results.reverts ?? {})
    expect(asked.some((key) => key.endsWith(by))).toBe(true)
    expect(lost).not.toBe(by)
  })

  it('needs nobody any more once it is given up', () => {
    const { w, n, dashboard } = merged()
    w.revert(tip(w))
    w.settle()
    expect(needs(w, dashboard)).toContain('reverts it')
    w.comment('maintainer', n, '/abandon not wanted')
    w.settle()
    expect(needs(w, dashboard)).not.toContain('reverts it')
  })

  it('is told of also while a pull request of it is open', () => {
    const { w, n, dashboard } = pushed()
    const before = tip(w)
    const commit = w.pushMain({ 'src/db.js': 'x' })
    w.closeIssue('maintainer', n)
    w.issue(n).closer = { pull: null, commit }
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(needs(w, dashboard)).toContain('is already merged, but its pull request')
    w.move('maintainer', 'main', before)
    w.settle()
    expect(w.status(n)).not.toBe('merged')
    expect(needs(w, dashboard)).toContain('is no longer on `main`')
  })

  it('by its number in another repository, is delivered still', () => {
    const { w, n } = merged()
    const by = w.pushMain()
    w.snapshot.results.reverts = {}
    w.settle()
    const pull = w.packet(n).work.pull?.number ?? 0
    const [key = ''] = Object.keys(w.snapshot.results.reverts ?? {})
    w.snapshot.results.reverts = { [key]: [{ by, at: w.snapshot.now, commit: null, pull, repo: 'upstream/lib' }] }
    w.settle()
    expect(w.status(n)).toBe('merged')
    w.snapshot.results.reverts = { [key]: [{ by, at: w.snapshot.now, commit: null, pull, repo: 'Acme/App' }] }
    w.settle()
    expect(w.status(n)).not.toBe('merged')
  })
})

describe('an ordinary issue that a packet waits for', () => {
  it('is lost by a revert: nothing starts, and who runs is told', () => {
    const { w, dashboard } = filed()
    const ordinary = w.file('reader', 'A bug', 'It hurts').number
    const running = another(w, 'api', { hard: `#${ordinary}` })
    w.push('maintainer', 'fix', ['z.js'])
    w.openPull('maintainer', 'fix', { body: `Closes #${ordinary}`, closes: [ordinary] })
    w.mergePull('maintainer', 'fix')
    w.settle()
    expect(w.status(running)).toBe('ready')
    w.revert(tip(w))
    w.settle()
    expect(w.status(another(w, 'late', { hard: `#${ordinary}` }))).toBe('waiting')
    expect(needs(w, dashboard)).toContain('is no longer on')
    oneSaying(w, running, 'do not rely on')
    expect(moves(w)).toBe(0)
  })
})

describe('merged into another branch, and its own branch deleted with that', () => {
  it('people are told where it is, and `/start` makes the branch anew', () => {
    const { w, n, branch, dashboard } = done()
    const pull = w.pullOf(branch)
    w.retarget(branch, 'develop')
    const at = w.snapshot.now
    Object.assign(pull ?? {}, { state: 'closed', merged: true, mergedAt: at, closedAt: at, mergeSha: 'f'.repeat(40) })
    w.deleteBranch('maintainer', branch)
    w.settle()
    expect(needs(w, dashboard)).toContain('develop')
    w.comment('writer', n, '/start')
    w.settle()
    expect(w.snapshot.branches.some(({ name }) => name === branch)).toBe(true)
    w.push('agent', branch, ['src/again.js'])
    w.settle()
    expect(w.pullOf(branch)).toMatchObject({ state: 'open', baseRef: 'main' })
  })
})

describe('work that goes on after delivery', () => {
  it('on its branch is told and stands under Needs you until the branch goes', () => {
    const { w, n, branch, dashboard } = merged()
    w.push('agent', branch, ['src/more.js'])
    w.settle()
    oneSaying(w, n, 'more was pushed to its branch')
    expect(needs(w, dashboard)).toContain('more was pushed')
    w.deleteBranch('agent', branch)
    w.settle()
    expect(needs(w, dashboard)).not.toContain('more was pushed')
  })

  it('in its own pull request, when a person brought it in otherwise', () => {
    const { w, n, branch, dashboard } = pushed()
    w.push('maintainer', 'hotfix', ['src/db.js'])
    w.openPull('maintainer', 'hotfix', { body: `Closes #${n}`, closes: [n] })
    w.mergePull('maintainer', 'hotfix')
    w.settle()
    expect(w.status(n)).toBe('merged')
    const left = w.pullOf(branch)
    expect(needs(w, dashboard)).toContain(`pull request ${left?.number}`)
    expect([...conclusions(w, left?.headSha ?? '')]).toEqual(['failure'])
    w.closePull('maintainer', branch)
    w.settle()
    expect(needs(w, dashboard)).not.toContain(`pull request ${left?.number}`)
  })
})

describe('an agent’s own pull request', () => {
  it('that somebody closes does not go unseen', () => {
    const { w, n, branch, dashboard } = adopted()
    w.closePull('writer', 'own/one')
    w.settle()
    expect(needs(w, dashboard)).toContain('writer closed pull request')
    oneSaying(w, n, 'closed pull request', branch)
    w.push('agent', branch, ['src/db.js'])
    w.settle()
    expect(needs(w, dashboard)).not.toContain('closed pull request')
    expect(w.packet(n).work.pull).toMatchObject({ headRef: branch, state: 'open' })
  })

  it('whose branch is deleted does not either', () => {
    const { w, dashboard } = adopted()
    w.deleteBranch('agent', 'own/one')
    w.settle()
    expect(needs(w, dashboard)).toContain('no open pull request')
    expect(moves(w)).toBe(0)
  })

  it('that closes two packets merges for neither, until it closes one', () => {
    const { w, n, dashboard, pull } = adopted()
    const api = another(w, 'api')
    pull.closes = [n, api]
    w.settle()
    finish(w, n)
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect([w.status(n), w.status(api)]).toEqual(['done', 'running'])
    expect(needs(w, dashboard)).toContain('shares pull request')
    pull.closes = [n]
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.status(api)).not.toBe('merged')
  })

  it('for a packet that waits is not its start', () => {
    const { w, n } = pushed()
    const api = another(w, 'api', { hard: 'db' })
    w.push('agent2', 'own/api', ['src/api.js'])
    w.openPull('agent2', 'own/api', { closes: [api] })
    w.settle()
    expect(w.status(api)).toBe('waiting')
    expect(w.said(api).some((body) => body.includes('can start'))).toBe(false)
    finish(w, n)
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(api)).toBe('running')
    oneSaying(w, api, 'can start')
  })

  it('for a stranger’s proposal neither starts nor accepts it', () => {
    const { w } = filed()
    const proposal = another(w, 'prop', {}, 'outsider')
    w.push('agent', 'own/prop', ['src/p.js'])
    w.openPull('agent', 'own/prop', { closes: [proposal] })
    w.settle()
    expect(w.status(proposal)).toBe('proposed')
    expect(w.said(proposal).filter((body) => /can start|record of the accepted text/.test(body))).toEqual([])
  })
})

describe('a pull request of the App', () => {
  it('whose issue was deleted does not pass as having nothing to do with a packet', () => {
    const { w, n, branch } = done()
    const head = w.pullOf(branch)?.headSha ?? ''
    w.deleteIssue(n)
    w.settle()
    expect([...conclusions(w, head)]).toEqual(['failure'])
  })

  it('closed and reopened while its trial ran is tested again, and nobody is blamed', () => {
    const { w, n, branch } = pushed()
    w.stopAtTrials = true
    finish(w, n)
    w.comment('maintainer', n, '/merge')
    w.settle()
    w.retarget(branch, 'develop')
    w.settle()
    w.closePull('writer', branch)
    w.settle()
    Object.assign(w.pullOf(branch) ?? {}, { state: 'open', closedAt: null, closedBy: null })
    w.retarget(branch, 'main')
    w.stopAtTrials = false
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.said(n).some((body) => body.includes('a check is red'))).toBe(false)
  })

  it('merged by the button a moment before one that stands on it, is delivered', () => {
    const { w, n, branch } = pushed({ text: { inScope: '' } })
    const beta = another(w, 'beta', { inScope: '' })
    w.mergeInto('agent2', 'feature/beta', branch)
    w.push('agent2', 'feature/beta', ['beta.js'])
    w.settle()
    for (const one of [branch, 'feature/beta']) {
      w.mergePull('maintainer', one)
      const move = w.snapshot.activity.findLast(({ branch: moved }) => moved === 'main')
      if (move) move.type = 'pr_merge'
    }
    w.settle()
    expect([w.status(n), w.status(beta)]).toEqual(['merged', 'merged'])
  })

  it('whose commit was on a wrong branch first, is delivered by its own merge', () => {
    const { w, n, branch } = filed({ text: { inScope: '' } })
    another(w, 'beta', { inScope: '' })
    const main = tip(w)
    const head = w.push('agent', 'feature/beta', ['src/db.js'])
    w.move('agent', 'feature/beta', main)
    w.move('agent', branch, head)
    w.changed(branch).push(...w.changed('feature/beta'))
    w.settle()
    expect(w.pullOf(branch)?.state).toBe('open')
    w.mergePull('maintainer', branch)
    w.settle()
    expect(w.status(n)).toBe('merged')
  })
})

describe('a packet renamed', () => {
  it('before its first push keeps the branch that its agent was told of', () => {
    const { w, n, dashboard } = filed()
    w.edit('maintainer', n, { title: 'Work Packet: accounts' })
    w.settle()
    expect(needs(w, dashboard)).not.toContain('was deleted')
    w.push('agent', 'feature/db', ['src/db.js'])
    w.settle()
    expect(w.packet(n).work.pull).toMatchObject({ headRef: 'feature/db', state: 'open' })
    finish(w, n)
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.snapshot.branches.map(({ name }) => name)).toEqual(['main'])
  })

  it('there and back, and to a name that another waits for, is who it is', () => {
    const { w, n } = pushed()
    const waits = another(w, 'waits', { hard: 'db' })
    for (const name of ['one', 'two', 'db', 'nobody-yet']) {
      w.edit('maintainer', n, { title: `Work Packet: ${name}` })
      w.settle()
      expect(w.packet(waits).dependencies[0]?.issue).toBe(n)
    }
    const late = another(w, 'late', { hard: 'nobody-yet' })
    expect(w.packet(late).dependencies[0]?.issue).toBe(n)
  })
})
