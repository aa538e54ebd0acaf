import { describe, expect, it } from 'vitest'
import type { Action } from '../../../src/core/actions.ts'
import { queueOrder } from '../../../src/core/derive/queue.ts'
import type { DependencyState, QueueState } from '../../../src/core/state/packet.ts'
import { another, complete, done, filed, finish, moves, pushed, type Scenario } from '../support/stories.ts'
import { failing, oneSaying, type World } from '../support/world.ts'

const integration = (w: World, branch: string) =>
  w.snapshot.checks.find((one) => one.headSha === w.pullOf(branch)?.headSha && one.name === 'switchyard/integration')

const trials = (w: World) => w.actions.filter((action) => action.kind === 'trial')
const merges = (w: World) => w.actions.flatMap((action) => (action.kind === 'merge' ? [action.packet] : []))
const mainOf = (w: World) => w.snapshot.branches.find((one) => one.name === 'main')?.sha

/** Done, with the trial's outcome given. */
function tested(trial: World['trial']): Scenario {
  const scenario = pushed()
  scenario.w.trial = trial
  finish(scenario.w, scenario.n)
  return scenario
}

describe('the trial merge', () => {
  it('passes: green, and its commit is kept with base and head', () => {
    const { w, branch } = done()
    const run = integration(w, branch)
    const [base, head, trial] = run?.externalId.split(':') ?? []
    expect(run?.conclusion).toBe('success')
    expect([base, head]).toEqual([mainOf(w), w.pullOf(branch)?.headSha])
    expect(trial).toMatch(/^[0-9a-f]{40}$/)
    expect(trials(w)).toHaveLength(1)
  })

  it.each<[string, World['trial'], string]>([
    ['fails: the log is shown', failing('not ok 3 - missing await'), 'missing await'],
    ['conflicts: the files are named', () => ({ state: 'conflict', files: ['src/db.js'] }), 'src/db.js'],
    ['is not allowed', () => ({ state: 'not-run', why: 'not-allowed', detail: '' }), 'operator'],
    ['has no command', () => ({ state: 'not-run', why: 'no-command', detail: '' }), 'no test command'],
    ['breaks', () => ({ state: 'not-run', why: 'error', detail: 'disk full' }), 'runner failed'],
  ])('%s', (_what, trial, words) => {
    const { w, n, branch } = tested(trial)
    const run = integration(w, branch)
    expect(run?.conclusion).toBe('failure')
    expect(`${run?.title}\n${run?.summary}`).toContain(words)
    expect(oneSaying(w, n, 'Back to running')).toContain('switchyard/integration')
    expect(w.status(n)).toBe('running')
    w.comment('writer', n, '/merge')
    w.settle()
    expect(merges(w)).toEqual([])
    expect(moves(w)).toBe(0)
  })

  it.each<[string, World['trial'], boolean]>([
    ['there is no command', () => ({ state: 'not-run', why: 'no-command', detail: '' }), true],
    ['the operator does not allow it', () => ({ state: 'not-run', why: 'not-allowed', detail: '' }), true],
    ['a commit is gone: a report is all it takes', () => ({ state: 'not-run', why: 'gone', detail: '' }), false],
    ['the tests fail: that is the agent’s', failing('not ok'), false],
  ])('asks people to mend it when %s', (_what, trial, asks) => {
    const { w, n, dashboard } = tested(trial)
    expect(w.body(dashboard).includes('could not be tested')).toBe(asks)
    w.trial = () => ({ state: 'running', startedAt: w.snapshot.now, step: 'test' })
    w.stopAtTrials = true
    w.pass(1)
    w.comment('agent', n, '/status done')
    w.settle()
    expect(w.body(dashboard)).not.toContain('could not be tested')
  })

  it('turns red after the label and the word to the agent: whoever sees it red finds the status that goes with it', () => {
    const { w, n } = tested(failing('not ok'))
    const at = (found: (action: Action) => boolean) => w.actions.findIndex(found)
    const red = at((one) => one.kind === 'check' && one.name.endsWith('integration') && one.conclusion === 'failure')
    const label = at((one) => one.kind === 'set-labels' && one.issue === n && one.remove.includes('status: done'))
    const word = at((one) => one.kind === 'comment' && one.body.includes('Back to running'))
    expect([word, label, red].every((index) => index >= 0)).toBe(true)
    expect([label, red, word].toSorted((a, b) => a - b)).toEqual([word, label, red])
  })

  it('shows that it is under way, and settles while it runs', () => {
    const { w, n, branch } = pushed()
    w.trial = () => ({ state: 'running', startedAt: w.snapshot.now, step: 'test' })
    w.stopAtTrials = true
    finish(w, n)
    expect(integration(w, branch)?.status).toBe('in_progress')
    expect(w.status(n)).toBe('done')
  })

  it('that nobody waits for any more is shown as stopped', () => {
    const { w, n, branch } = pushed()
    w.trial = () => ({ state: 'running', startedAt: w.snapshot.now, step: 'test' })
    w.stopAtTrials = true
    finish(w, n)
    w.comment('agent', n, '/status running')
    w.settle()
    expect(integration(w, branch)?.conclusion).toBe('cancelled')
  })

  it('/check runs it again on the same head', () => {
    const { w, n, branch } = done()
    w.trial = failing('flaky')
    w.comment('agent', n, '/check')
    w.settle()
    expect(trials(w)).toHaveLength(2)
    expect(integration(w, branch)?.conclusion).toBe('failure')
    expect(w.status(n)).toBe('running')
  })

  it('a new done on the same head runs a red one again', () => {
    const { w, n } = tested(failing('not ok'))
    w.trial = done().w.trial
    w.comment('agent', n, '/status done')
    w.settle()
    expect(w.status(n)).toBe('done')
  })
})

describe('the merge', () => {
  it('sets main to exactly the tested commit', () => {
    const { w, n, branch } = done()
    const trial = integration(w, branch)?.externalId.split(':')[2]
    w.comment('writer', n, '/merge')
    w.settle()
    expect(mainOf(w)).toBe(trial)
    expect(trials(w)).toHaveLength(1)
  })

  it('after main has moved: tested again, and only then merged', () => {
    const { w, n, branch } = done()
    const first = integration(w, branch)?.externalId.split(':')[2]
    const moved = w.pushMain()
    w.comment('writer', n, '/merge')
    w.settle()
    expect(trials(w)).toHaveLength(2)
    expect(integration(w, branch)?.externalId.startsWith(moved)).toBe(true)
    expect(mainOf(w)).not.toBe(first)
    expect(w.status(n)).toBe('merged')
  })

  it('after main has moved: when it fails there, it does not merge', () => {
    const { w, n } = done()
    w.trial = failing('does not go together')
    const moved = w.pushMain()
    w.comment('writer', n, '/merge')
    w.settle()
    expect(mainOf(w)).toBe(moved)
    expect(w.status(n)).toBe('running')
  })

  it('main moving without a /merge tests nothing', () => {
    const { w } = done()
    w.pushMain()
    w.settle()
    expect(trials(w)).toHaveLength(1)
  })

  it('before done waits for done, and says so once', () => {
    const { w, n } = pushed()
    w.comment('writer', n, '/merge')
    w.settle()
    expect(oneSaying(w, n, 'Queued, but it cannot merge yet')).toContain('merges once its agent has reported done')
    finish(w, n)
    expect(w.status(n)).toBe('merged')
  })

  it('a push after /merge cancels it, with one line', () => {
    const { w, n, branch } = pushed()
    w.comment('writer', n, '/merge')
    w.settle()
    w.push('agent', branch, ['src/more.js'])
    w.settle()
    finish(w, n)
    expect(w.status(n)).toBe('done')
    oneSaying(w, n, 'has moved to', 'Comment `/merge` again')
    w.comment('writer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
  })

  it('a push before the bot has seen the /merge cancels it as well', () => {
    const { w, n, branch } = done()
    w.comment('writer', n, '/merge')
    w.push('agent', branch, ['src/more.js'])
    w.settle()
    expect(merges(w)).toEqual([])
    oneSaying(w, n, 'has moved to')
  })

  it('a red trial after /merge ends it: a new done does not merge without a new word', () => {
    const { w, n, branch } = done()
    w.pushMain()
    w.trial = failing('not ok')
    w.comment('writer', n, '/merge')
    w.settle()
    w.trial = done().w.trial
    w.comment('agent', n, '/status done')
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(w.pullOf(branch)?.merged).toBe(false)
  })

  it('leaves a last comment, no branch, a closed issue', () => {
    const { w, n, branch } = done()
    w.comment('writer', n, '/merge')
    w.settle()
    expect(oneSaying(w, n, 'is merged into `main`')).toContain('git worktree remove')
    expect(w.snapshot.branches.some((one) => one.name === branch)).toBe(false)
    expect(w.issue(n)).toMatchObject({ state: 'closed', stateReason: 'completed' })
    expect(moves(w)).toBe(0)
  })

  it('keeps a branch that got commits after its merge', () => {
    const { w, n, branch } = done()
    w.comment('writer', n, '/merge')
    w.refuses = (action) => (action.kind === 'delete-branch' ? 'try later' : null)
    w.settle()
    w.refuses = () => null
    w.push('agent', branch, ['src/late.js'])
    w.settle()
    expect(w.snapshot.branches.some((one) => one.name === branch)).toBe(true)
  })
})

describe('the queue', () => {
  const link = (issue: number, kind: 'hard' | 'soft'): DependencyState => ({
    name: `p${issue}`,
    kind,
    reason: null,
    state: 'open',
    issue,
    deliveredAt: null,
  })
  const at = (time: number): QueueState => ({ head: '', at: time, by: 'w', comment: time, place: 0 })
  const of = (issue: number, time: number, ...dependencies: DependencyState[]) => ({
    issue,
    dependencies,
    queued: at(time),
  })

  it.each([
    ['who was queued first', [of(1, 30), of(2, 10), of(3, 20)], [2, 3, 1]],
    ['hard dependencies first', [of(1, 10, link(2, 'hard')), of(2, 20)], [2, 1]],
    [
      'soft dependencies before whoever was queued first',
      [of(1, 10, link(2, 'soft')), of(2, 20), of(3, 30)],
      [2, 1, 3],
    ],
    ['hard before soft', [of(1, 10, link(3, 'soft')), of(2, 20), of(3, 30, link(1, 'hard'))], [2, 1, 3]],
    ['a soft cycle is broken at the first', [of(1, 10, link(2, 'soft')), of(2, 20, link(1, 'soft'))], [1, 2]],
    ['a hard cycle comes to an end', [of(1, 10, link(2, 'hard')), of(2, 20, link(1, 'hard'))], [1, 2]],
  ])('%s', (_what, packets, expected) => {
    expect(queueOrder(packets).map((one) => one.issue)).toEqual(expected)
  })

  it('merges in that order, each on the main the one before made', () => {
    const { w, n } = pushed({ text: { soft: 'ui - with a mock', inScope: 'src/' } })
    const ui = another(w, 'ui', { inScope: 'ui/' })
    w.push('agent2', 'feature/ui', ['ui/a.js'])
    w.comment('writer', n, '/merge')
    w.comment('writer', ui, '/merge')
    w.tick('agent', n)
    w.tick('agent', ui)
    w.comment('agent', n, '/status done')
    w.comment('agent2', ui, '/status done')
    w.settle()
    expect(merges(w)).toEqual(['ui', 'db'])
    expect([n, ui].map((issue) => w.status(issue))).toEqual(['merged', 'merged'])
  })

  it('one that cannot merge holds nobody up', () => {
    const { w, n } = done()
    const ui = another(w, 'ui', { inScope: 'ui/' })
    w.push('agent', 'feature/ui', ['ui/a.js'])
    w.comment('writer', ui, '/merge')
    w.settle()
    w.comment('writer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.status(ui)).toBe('running')
  })

  it('goes by who was queued first, not by who was filed first', () => {
    const { w, n } = done()
    const ui = another(w, 'ui', { inScope: 'ui/' })
    complete(w, ui, 'ui', ['ui/a.js'])
    w.comment('writer', ui, '/merge')
    w.comment('writer', n, '/merge')
    w.settle()
    expect(merges(w)).toEqual(['ui', 'db'])
  })
})

describe('a review', () => {
  const risky = () => done({ text: { risk: 'high' } })

  it.each<[string, () => Scenario]>([
    ['its risk is high', risky],
    ['it changes a workflow', () => guarded('.github/workflows/ci.yml')],
    ['it changes the configuration', () => guarded('.github/switchyard.yml')],
    ['it changes what the configuration protects', () => guarded('secrets/key.txt')],
  ])('is needed when %s', (_what, start) => {
    const { w, n, branch, dashboard } = start()
    w.comment('writer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(oneSaying(w, n, 'cannot merge yet')).toContain('approving review')
    expect(w.body(dashboard)).toContain('waits for an approving review')
    w.approve('maintainer', branch)
    w.settle()
    expect(w.status(n)).toBe('merged')
  })

  function guarded(path: string): Scenario {
    const scenario = filed({ config: 'agents: [agent, agent2]\nprotected: [secrets/]\n', text: { inScope: '**' } })
    scenario.w.push('agent', scenario.branch, [path])
    scenario.w.settle()
    finish(scenario.w, scenario.n)
    return scenario
  }

  it.each<[string, (scenario: Scenario) => void]>([
    ['a listed agent', ({ w, branch }) => w.approve('agent2', branch)],
    ['a reader', ({ w, branch }) => w.approve('reader', branch)],
    ['the pusher', pusherApproves],
    [
      'the assignee',
      ({ w, n, branch }) => {
        w.assign(n, 'maintainer')
        w.approve('maintainer', branch)
      },
    ],
    ['a writer, of an earlier head', earlierHead],
  ])('by %s does not do', (_who, approve) => {
    const scenario = risky()
    approve(scenario)
    scenario.w.settle()
    scenario.w.comment('writer', scenario.n, '/merge')
    scenario.w.settle()
    expect(scenario.w.status(scenario.n)).toBe('done')
  })

  function pusherApproves({ w, branch }: Scenario): void {
    w.push('maintainer', branch, ['src/x.js'])
    w.settle()
    w.approve('maintainer', branch)
  }

  function earlierHead({ w, branch }: Scenario): void {
    w.approve('maintainer', branch)
    w.push('agent', branch, ['src/x.js'])
    w.settle()
  }

  it("is asked of the session's opener when the pull request becomes ready", () => {
    const { w, branch } = done()
    expect(w.pullOf(branch)).toMatchObject({ draft: false, requestedReviewers: ['maintainer'] })
  })
})

describe('merge: auto', () => {
  const config = 'agents: [agent, agent2]\nmerge: auto\n'

  it('merges what is done, green and approved without a command', () => {
    const { w, n, branch } = done({ config })
    expect(w.status(n)).toBe('done')
    expect(w.body(1)).toContain('waits for an approving review')
    w.approve('maintainer', branch)
    w.settle()
    expect(w.status(n)).toBe('merged')
  })

  it('takes /merge by a writer as the word, where no review is prescribed', () => {
    const { w, n } = done({ config })
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
  })

  it('waits for the review of what needs one', () => {
    const { w, n, branch } = done({ config, text: { risk: 'high' } })
    expect(w.status(n)).toBe('done')
    w.approve('maintainer', branch)
    w.settle()
    expect(w.status(n)).toBe('merged')
  })

  it('leaves what is red', () => {
    const scenario = pushed({ config })
    scenario.w.trial = failing('not ok')
    finish(scenario.w, scenario.n)
    expect(scenario.w.status(scenario.n)).toBe('running')
  })
})
