/** What is done where rules of the base branch have a say in how a packet gets onto it. */
import { describe, expect, it, test } from 'vitest'
import { actionKey } from '../../../src/core/actions.ts'
import type { BranchRule, RefusedWay } from '../../../src/core/merging/rules.ts'
import { another, complete, done, moves, type Scenario } from '../support/stories.ts'
import { oneSaying, type World } from '../support/world.ts'

const squash: BranchRule = { type: 'pull_request', parameters: { allowed_merge_methods: ['squash'] } }
const approvals: BranchRule = { type: 'pull_request', parameters: { required_approving_review_count: 1 } }
/** "Require branches to be up to date": GitHub then guards the base as well. */
const strict: BranchRule = {
  type: 'required_status_checks',
  parameters: {
    strict_required_status_checks_policy: true,
    required_status_checks: [{ context: 'switchyard/integration' }],
  },
}
const refusedDirect: RefusedWay = { way: 'direct', situation: null, message: 'Not directly.' }
const ci: BranchRule = { type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'ci' }] } }

function ruled(rules: BranchRule[], options: Parameters<typeof done>[0] = {}): Scenario {
  const scenario = done(options)
  scenario.w.rules = { rules, refused: [] }
  return scenario
}

function merge({ w, n }: Scenario): void {
  w.comment('writer', n, '/merge')
  w.settle()
}

const kinds = (w: World, from = 0) => w.actions.slice(from).map(({ kind }) => kind)
const merges = (w: World) => w.actions.flatMap((one) => (one.kind === 'merge' ? [one.method ?? 'direct'] : []))
const needs = (w: World, dashboard: number) => w.body(dashboard).split('Needs you')[1]?.split('\n## ')[0] ?? ''

describe('a head that holds all of main', () => {
  test.each<[string, BranchRule[], boolean, string]>([
    ['no rules', [], false, 'direct'],
    ['a method that rules leave', [squash, strict], false, 'squash'],
    ['a refusal by a rule that is not listed', [strict], true, 'merge'],
  ])('%s', (_, rules, isRefused, way) => {
    const scenario = done()
    scenario.w.rules = { rules, refused: isRefused ? [refusedDirect] : [] }
    merge(scenario)
    expect(merges(scenario.w)).toEqual([way])
    expect(kinds(scenario.w)).not.toContain('update-branch')
    expect(scenario.w.status(scenario.n)).toBe('merged')
    expect(moves(scenario.w)).toBe(0)
  })
})

describe('a head that lacks some of main', () => {
  function behind(rules = [squash, strict], options: Parameters<typeof done>[0] = {}): Scenario {
    const scenario = ruled(rules, options)
    scenario.w.pushMain()
    scenario.w.settle()
    return scenario
  }

  it('gets the base by GitHub’s own merge, whose tree was tested: it is not tested again', () => {
    const scenario = behind()
    const from = scenario.w.actions.length
    merge(scenario)
    const order = kinds(scenario.w, from).filter((kind) => ['trial', 'update-branch', 'merge'].includes(kind))
    expect(order).toEqual(['trial', 'update-branch', 'merge'])
    const [update, last] = scenario.w.actions.filter(({ kind }) => kind === 'update-branch' || kind === 'merge')
    if (update?.kind !== 'update-branch' || last?.kind !== 'merge') throw new Error('not in that order')
    const head = scenario.w.pullOf(scenario.branch)?.headSha
    expect(last).toMatchObject({ method: 'squash', head, base: update.base })
    expect([update.head, update.trial]).not.toContain(head)
    expect(scenario.w.status(scenario.n)).toBe('merged')
    expect(scenario.w.said(scenario.n).join()).not.toContain('has moved to')
  })

  it.each([false, null])('is tested again when GitHub’s merge is not what was tested: %s', (asTested) => {
    const scenario = behind()
    scenario.w.asTested = asTested
    const from = scenario.w.actions.length
    merge(scenario)
    const order = kinds(scenario.w, from).filter((kind) => ['trial', 'update-branch', 'merge'].includes(kind))
    expect(order).toEqual(['trial', 'update-branch', 'trial', 'merge'])
  })

  it('keeps what was said of it: a review, a redirect, and who has to say /merge', () => {
    const scenario = behind([squash, strict], { text: { risk: 'high' } })
    scenario.w.approve('maintainer', scenario.branch)
    merge(scenario)
    expect(kinds(scenario.w)).toContain('update-branch')
    expect(scenario.w.status(scenario.n)).toBe('merged')
  })

  it('is merged no more once somebody pushes after that', () => {
    const scenario = behind()
    const { w, n, branch } = scenario
    w.refuses = (action) => (action.kind === 'merge' ? 'not now' : null)
    merge(scenario)
    expect(kinds(w)).toContain('update-branch')
    w.refuses = () => null
    w.snapshot.refused = {}
    w.push('agent', branch, ['src/more.js'])
    w.settle()
    expect(merges(w)).toHaveLength(1)
    expect(oneSaying(w, n, 'has moved to', 'Comment `/merge` again')).toContain(branch)
  })

  it('is not touched before its turn, and a refusal is told and not repeated', () => {
    const scenario = behind()
    expect(kinds(scenario.w)).not.toContain('update-branch')
    scenario.w.refuses = (action) => (action.kind === 'update-branch' ? 'Cannot update this protected ref.' : null)
    merge(scenario)
    expect(kinds(scenario.w).filter((kind) => kind === 'update-branch')).toHaveLength(1)
    expect(needs(scenario.w, scenario.dashboard)).toContain('Cannot update this protected ref.')
    expect(moves(scenario.w)).toBe(0)
  })
})

describe('where an update of the branch costs the approval', () => {
  const stale: BranchRule = {
    type: 'pull_request',
    parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: true },
  }
  const updates = ({ w }: Scenario) => w.actions.filter(({ kind }) => kind === 'update-branch').length

  /** Approved, behind main, and `/merge` was said. */
  function updatedOnce(): Scenario {
    const scenario = ruled([stale, strict])
    const { w, branch } = scenario
    w.dismisses = true
    w.approve('maintainer', branch)
    w.pushMain()
    w.settle()
    merge(scenario)
    return scenario
  }

  it('the branch is updated once, and the person is asked again, with the reason', () => {
    const scenario = updatedOnce()
    const { w, n, dashboard } = scenario
    expect(updates(scenario)).toBe(1)
    expect(needs(w, dashboard)).toContain('GitHub dismissed the approval of maintainer')
    oneSaying(w, n, 'Queued, but it cannot merge yet', 'approve it again')
    expect(merges(w)).toEqual([])
  })

  it('main moves several times: nothing is updated until the new approval, and once after it', () => {
    const scenario = updatedOnce()
    const { w, n, branch } = scenario
    for (const _ of [1, 2, 3]) {
      w.pushMain()
      w.settle()
    }
    expect(updates(scenario)).toBe(1)
    w.dismisses = false
    w.approve('maintainer', branch)
    w.settle()
    expect(updates(scenario)).toBe(2)
    expect(w.status(n)).toBe('merged')
    expect(w.said(n).filter((text) => text.includes('approve it again'))).toHaveLength(1)
  })

  it('main stands still: the new approval is enough', () => {
    const scenario = updatedOnce()
    scenario.w.approve('maintainer', scenario.branch)
    scenario.w.settle()
    expect(updates(scenario)).toBe(1)
    expect(scenario.w.status(scenario.n)).toBe('merged')
  })

  it('the other packets wait for it, a day at most, and say so', () => {
    const scenario = updatedOnce()
    const { w } = scenario
    const other = another(w, 'other', { inScope: 'lib/' })
    complete(w, other, 'other', ['lib/a.js'])
    w.approve('maintainer', w.packet(other).work.branch)
    w.comment('writer', other, '/merge')
    w.settle()
    expect(w.status(other)).toBe('done')
    oneSaying(w, other, 'Queued, but it cannot merge yet', 'it waits for `db`')
    w.dismisses = false
    w.pass(25 * 60)
    w.settle()
    expect(w.status(other)).toBe('merged')
  })

  it('an approval that GitHub keeps is not asked for again', () => {
    const scenario = ruled([stale, strict])
    scenario.w.approve('maintainer', scenario.branch)
    scenario.w.pushMain()
    scenario.w.settle()
    merge(scenario)
    expect(scenario.w.status(scenario.n)).toBe('merged')
    expect(scenario.w.said(scenario.n).join()).not.toContain('approve it again')
  })
})

describe('what GitHub merged is held against what was tested', () => {
  test.each<[boolean | null, string | null]>([
    [true, null],
    [false, 'is not what was tested'],
    [null, 'could not compare'],
  ])('%s: %s', (asTested, words) => {
    const scenario = ruled([squash, strict])
    scenario.w.asTested = asTested
    merge(scenario)
    const said = oneSaying(scenario.w, scenario.n, 'is merged into `main`')
    expect(/⚠️/.test(said)).toBe(words !== null)
    expect(said).toContain(words ?? 'To remove the local worktree')
    expect(moves(scenario.w)).toBe(0)
  })

  it('a person’s own merge is theirs', () => {
    const scenario = ruled([squash, strict])
    scenario.w.asTested = false
    scenario.w.mergePull('writer', scenario.branch)
    scenario.w.settle()
    expect(oneSaying(scenario.w, scenario.n, 'is merged into `main`')).not.toContain('⚠️')
  })
})

describe('where GitHub guards the head alone', () => {
  const unguarded = (config: string, isRefused = false): Scenario => {
    const scenario = done({ config: `agents: [agent]\n${config}` })
    scenario.w.rules = { rules: isRefused ? [] : [squash], refused: isRefused ? [refusedDirect] : [] }
    merge(scenario)
    return scenario
  }

  it('nothing is merged, by a protection that nobody shows either', () => {
    const { w, n } = unguarded('', true)
    expect(merges(w)).toEqual([])
    oneSaying(w, n, 'I see no rule that asks for it', 'bypass list')
  })

  it.each([true, false])('a maintainer may take that risk; a refused direct update: %s', (isRefused) => {
    const { w } = unguarded('merge-unguarded: true\n', isRefused)
    expect(merges(w)).toEqual([isRefused ? 'merge' : 'squash'])
  })

  it('"up to date" that binds others than the App does not guard its merges', () => {
    const scenario = ruled([squash, { ...strict, binds: 'direct' }])
    merge(scenario)
    expect(merges(scenario.w)).toEqual([])
  })
})

describe('what stands in the way is said before /merge, and after it once', () => {
  test.each<[string, BranchRule[], string | null, string]>([
    ['approvals', [approvals], null, 'require 1 approving review on'],
    ['a required check', [ci], null, 'require the check `ci`'],
    ['nobody may update it', [{ type: 'update' }], null, 'by hand'],
    ['a merge queue', [{ type: 'merge_queue' }], null, 'merge queue'],
    ['pull requests that may be behind', [squash], null, 'require branches to be up to date in a ruleset for `main`'],
    [
      'a linear history that may be behind',
      [{ type: 'required_linear_history' }],
      null,
      'put Switchyard on its bypass list',
    ],
    ['squashing by the configuration alone', [], 'merge-method: squash\n', 'set `merge-method` to `merge`'],
    ['rebasing by the configuration alone', [], 'merge-method: rebase\n', 'while GitHub does the rebase'],
    ['a method that rules refuse', [squash], 'merge-method: merge\n', 'or set `merge-method` to `squash`'],
  ])('%s', (_, rules, config, words) => {
    const scenario = done(config === null ? {} : { config: `agents: [agent]\n${config}` })
    const { w, n, dashboard } = scenario
    w.rules = { rules, refused: [] }
    w.missing = [{ context: 'ci', app: null }]
    w.settle()
    expect(needs(w, dashboard)).toContain('is done but cannot merge')
    expect(needs(w, dashboard)).toContain(words)
    merge(scenario)
    oneSaying(w, n, 'Queued, but it cannot merge yet', words)
    expect(merges(w)).toEqual([])
    w.rules = { rules: config?.includes('merge-method: merge') === false ? [strict] : [], refused: [] }
    w.settle()
    expect(w.status(n)).toBe('merged')
  })

  it.each(['maintainer', 'outsider'] as const)('an approval mends it: %s', (who) => {
    const scenario = ruled([approvals, strict])
    merge(scenario)
    expect(scenario.w.status(scenario.n)).toBe('done')
    scenario.w.approve(who, scenario.branch)
    scenario.w.settle()
    expect(merges(scenario.w)).toEqual(who === 'maintainer' ? ['merge'] : [])
  })

  describe('signed commits', () => {
    function unsigned(count: number, more: BranchRule[] = []): Scenario {
      const scenario = ruled([{ type: 'required_signatures' }, strict, ...more])
      scenario.w.unsigned = count
      scenario.w.settle()
      return scenario
    }

    it('those that lack it are counted', () => {
      const scenario = unsigned(2)
      expect(needs(scenario.w, scenario.dashboard)).toMatch(
        /require signed commits, and 2 of .* have no verified signature/,
      )
      merge(scenario)
      expect(merges(scenario.w)).toEqual([])
    })

    it('all are signed', () => {
      const scenario = unsigned(0)
      merge(scenario)
      expect(merges(scenario.w)).toEqual(['merge'])
    })

    it('main has moved: GitHub alone brings it in, since it signs', () => {
      const scenario = unsigned(0)
      scenario.w.pushMain()
      scenario.w.settle()
      merge(scenario)
      expect(scenario.w.actions).toContainEqual(expect.objectContaining({ kind: 'update-branch', signed: true }))
      expect(merges(scenario.w)).toEqual(['merge'])
    })

    it('what is squashed GitHub signs: it is tried', () => {
      const scenario = unsigned(2, [squash])
      merge(scenario)
      expect(merges(scenario.w)).toEqual(['squash'])
    })
  })
})

it('a refusal of one way does not stand in that of another', () => {
  const scenario = done()
  scenario.w.refuses = (action) => (action.kind === 'merge' && !action.method ? 'no' : null)
  merge(scenario)
  const [refused] = Object.keys(scenario.w.snapshot.refused)
  const tried = scenario.w.actions.find(({ kind }) => kind === 'merge')
  if (tried?.kind !== 'merge') throw new Error('no merge was tried')
  expect(refused).toBe(actionKey(tried))
  expect(actionKey({ ...tried, method: 'squash' })).not.toBe(refused)
})
