/** Which way a merge takes, by rules, settings and configuration. */
import { describe, expect, it, test } from 'vitest'
import { type MergeRoute, mergeRoute, type RouteInput } from '../../src/core/merging/route.ts'
import {
  allowedMethods,
  type BranchRule,
  type MergeMethod,
  requiredChecks,
  type Way,
} from '../../src/core/merging/rules.ts'
import { mergeBlockWords } from '../../src/core/render/rules.ts'

const pulls = (...methods: string[]): BranchRule => ({
  type: 'pull_request',
  parameters: methods.length > 0 ? { allowed_merge_methods: methods } : {},
})
const linear: BranchRule = { type: 'required_linear_history' }
const checks = (...names: unknown[]): BranchRule => ({
  type: 'required_status_checks',
  parameters: { required_status_checks: names.map((context) => ({ context })) },
})
const bound = (rule: BranchRule, binds: NonNullable<BranchRule['binds']>): BranchRule => ({ ...rule, binds })

interface Case extends Partial<Omit<RouteInput, 'rules' | 'config'>> {
  rules?: BranchRule[] | null
  refused?: Way[]
  config?: Partial<RouteInput['config']>
}

function route({ rules = [], refused: ways = [], config, ...rest }: Case): MergeRoute {
  const refused = ways.map((way) => ({ way, situation: way === 'direct' ? null : 'now', message: `no ${way}` }))
  const fact = rules === null && ways.length === 0 ? null : { rules: rules ?? [], refused }
  const settings = { runner: 'local', 'merge-method': undefined, ...config } as const
  return mergeRoute({
    rules: fact,
    allowed: null,
    config: settings,
    baseBranch: 'main',
    pull: 13,
    situation: 'now',
    ...rest,
  })
}

const direct: MergeRoute = { way: 'direct' }
const pull = (method: MergeMethod): MergeRoute => ({ way: 'pull', method })

describe('by which way', () => {
  test.each<[string, Case, MergeRoute]>([
    ['no rules', {}, direct],
    ['rules that cannot be told', { rules: null }, direct],
    ['rules that keep no update out', { rules: [{ type: 'copilot_code_review' }] }, direct],
    ['pull requests alone', { rules: [pulls()] }, pull('merge')],
    ['pull requests, which the App may pass by without one', { rules: [bound(pulls(), 'unknown')] }, direct],
    ['the App may pass it by with a pull request alone', { rules: [bound(pulls('rebase'), 'direct')] }, pull('merge')],
    ['a refusal, whatever is listed', { refused: ['direct'] }, pull('merge')],
    ['a refusal, and nothing is known', { rules: null, refused: ['direct'] }, pull('merge')],
    ['merge commits are refused too', { refused: ['direct', 'merge'] }, pull('squash')],
    ['only rebasing is left', { refused: ['direct', 'merge', 'squash'] }, pull('rebase')],
    ['another situation', { refused: ['direct', 'merge'], situation: 'later' }, pull('merge')],
    [
      'a linear history that may not bind the App, after a refusal',
      { rules: [bound(linear, 'unknown')], refused: ['direct'] },
      pull('squash'),
    ],
    [
      'a queue that may not bind the App, before a refusal',
      { rules: [bound({ type: 'merge_queue' }, 'unknown')] },
      direct,
    ],
    [
      'a queue that may not bind the App, after one',
      { rules: [bound({ type: 'merge_queue' }, 'unknown')], refused: ['direct'] },
      { way: 'queue', isGuess: true },
    ],
    [
      'a queue that refuses it as well',
      { rules: [bound({ type: 'merge_queue' }, 'unknown')], refused: ['direct', 'queue'] },
      pull('merge'),
    ],
    ['a linear history', { rules: [linear] }, pull('squash')],
    ['methods of two rulesets', { rules: [pulls('squash', 'rebase'), pulls('merge', 'rebase')] }, pull('rebase')],
    [
      'a list of methods that is none',
      { rules: [{ type: 'pull_request', parameters: { allowed_merge_methods: 'x' } }] },
      pull('merge'),
    ],
    ['settings without merge commits', { allowed: ['rebase', 'squash'] }, pull('squash')],
    ['squash is configured', { config: { 'merge-method': 'squash' } }, pull('squash')],
    ['merge is configured and allowed', { config: { 'merge-method': 'merge' }, allowed: ['merge'] }, direct],
    ['signed commits', { rules: [{ type: 'required_signatures' }] }, pull('merge')],
    ['signed commits in a line', { rules: [{ type: 'required_signatures' }, linear] }, pull('squash')],
    ['checks, which nothing reports on the trial commit', { rules: [checks('ci')] }, pull('merge')],
    ['checks that workflows report on it', { rules: [checks('ci')], config: { runner: 'actions' } }, direct],
    [
      'checks of the bot itself',
      { rules: [checks('ci', 'switchyard/scope')], config: { runner: 'actions' } },
      pull('merge'),
    ],
    ['a merge queue', { rules: [{ type: 'merge_queue' }, linear] }, { way: 'queue' }],
    [
      'a merge queue the App may pass by in pull requests',
      { rules: [bound({ type: 'merge_queue' }, 'direct')] },
      pull('merge'),
    ],
  ])('%s', (_, given, way) => {
    expect(route(given)).toEqual(way)
  })

  test.each<[string, Case, string]>([
    ['nobody may update it', { rules: [{ type: 'update' }] }, 'merge #13 by hand'],
    [
      'every way was refused',
      { refused: ['direct', 'merge', 'squash', 'rebase'] },
      '`no squash` (a squash); `no rebase` (a rebase). Meet what it asks for',
    ],
    ['the configured way was refused', { refused: ['squash'], config: { 'merge-method': 'squash' } }, '`no squash`'],
    ['rules that leave no method', { rules: [pulls('merge'), linear] }, 'allow no way to merge'],
    [
      'a method that settings refuse',
      { config: { 'merge-method': 'squash' }, allowed: ['merge'] },
      'the settings of the repository',
    ],
    [
      'a method that rules refuse',
      { config: { 'merge-method': 'merge' }, rules: [linear] },
      'the rules for `main` do not',
    ],
    [
      'rebasing, which GitHub cannot sign',
      { config: { 'merge-method': 'rebase' }, rules: [{ type: 'required_signatures' }] },
      'set `merge-method` to `merge` or `squash`',
    ],
  ])('none: %s', (_, given, why) => {
    const found = route(given)
    expect(found.way === 'none' && mergeBlockWords(found.block)).toContain(why)
  })
})

it('methods come in GitHub’s order, and every rule has a say', () => {
  expect(allowedMethods([])).toEqual(['merge', 'squash', 'rebase'])
  expect(allowedMethods([pulls('rebase', 'squash', 'merge'), linear])).toEqual(['squash', 'rebase'])
})

it('required checks are read once each, and what is none is left out', () => {
  const own = {
    type: 'required_status_checks',
    parameters: { required_status_checks: [{ context: 'a', integration_id: 7 }, null, {}] },
  }
  expect(requiredChecks([checks('a', 5, 'b'), checks('a'), own])).toEqual([
    { context: 'a', app: null },
    { context: 'b', app: null },
    { context: 'a', app: 7 },
  ])
})
