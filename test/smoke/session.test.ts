/** A whole session, from its first packet to its report, as people see it. */
import { describe, expect, it } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { play, type Scenario } from '../harness/scenario.ts'
import { needs, testHarness } from '../harness/support.ts'

type Look = (harness: Harness, scenario: Scenario) => void

const head = (harness: Harness, name: string) => harness.see.pull(`feature/${name}`)?.headSha ?? ''
const statuses = ({ see }: Harness, { alpha, beta, gamma }: Scenario) => [alpha, beta, gamma].map(see.status).join(' ')

/** By the first words of the step after which to look. */
const looks: Record<string, Look> = {
  'a session is opened': (harness, scenario) => {
    expect(statuses(harness, scenario)).toBe('ready ready waiting')
    expect(harness.see.branches().sort()).toEqual(['feature/alpha', 'feature/beta', 'main'])
    const dashboard = harness.see.issue(scenario.session)
    expect(dashboard.pinnedAt).not.toBeNull()
    expect(dashboard.body).toContain('Goal: a small thing')
    expect(dashboard.body).toContain('```mermaid')
  },
  'a push opens': (harness, scenario) => {
    expect(harness.see.pull('feature/alpha')).toMatchObject({ draft: true, merged: false })
    expect(statuses(harness, scenario)).toBe('running ready waiting')
  },
  'a question is asked': (harness) => {
    expect(needs(harness)).toContain('one or two?')
  },
  'the question is answered': (harness, scenario) => {
    expect(needs(harness)).not.toContain('one or two?')
    expect(harness.see.issue(scenario.session).body).toContain('two, please')
  },
  'another agent is blocked': (harness, scenario) => {
    expect(harness.see.status(scenario.beta)).toBe('blocked')
    expect(harness.heard.on(scenario.beta).filter((body) => body.includes('write access'))).toHaveLength(1)
  },
  'done: the checks run': (harness, scenario) => {
    expect(harness.see.status(scenario.alpha)).toBe('done')
    expect(harness.see.pull('feature/alpha')?.draft).toBe(false)
    expect(harness.see.checks(head(harness, 'alpha'))).toEqual({
      'switchyard/scope': 'success',
      'switchyard/acceptance': 'success',
      'switchyard/dependencies': 'success',
      'switchyard/contract': 'neutral',
      'switchyard/integration': 'success',
    })
  },
  'merged: the dependents': (harness, scenario) => {
    expect(statuses(harness, scenario)).toBe('merged running ready')
    const merge = harness.see.pull('feature/alpha')?.mergeCommitSha ?? ''
    expect(harness.see.head('main')).toBe(merge)
    expect(harness.see.branches()).not.toContain('feature/alpha')
    const notices = harness.heard.on(scenario.beta).filter((body) => body.includes(merge.slice(0, 7)))
    expect(notices).toHaveLength(1)
  },
  'a trial that fails': (harness, scenario) => {
    const check = harness.see.check(head(harness, 'beta'), 'switchyard/integration')
    expect(check?.conclusion).toBe('failure')
    expect(check?.text).toContain('beta adds up')
    expect(harness.see.status(scenario.beta)).toBe('running')
  },
  'out of bounds, and asked': (harness, scenario) => {
    expect(harness.see.status(scenario.gamma)).toBe('drifting')
    expect(harness.see.check(head(harness, 'gamma'), 'switchyard/scope')?.annotations).toEqual(['src/beta/extra.js'])
    expect(needs(harness)).toContain('src/beta/extra.js')
  },
  granted: (harness, scenario) => {
    expect(harness.see.status(scenario.gamma)).toBe('running')
    expect(harness.see.check(head(harness, 'gamma'), 'switchyard/scope')?.conclusion).toBe('success')
  },
  mended: (harness, scenario) => {
    expect(statuses(harness, scenario)).toBe('merged done running')
  },
  'main moves between': (harness, scenario) => {
    expect(statuses(harness, scenario)).toBe('merged merged running')
    expect(harness.see.head('main')).toBe(harness.see.pull('feature/beta')?.mergeCommitSha)
  },
  'a conflict with': (harness, scenario) => {
    expect(harness.see.check(head(harness, 'gamma'), 'switchyard/integration')?.text).toContain('src/shared/value.js')
    expect(harness.see.status(scenario.gamma)).toBe('running')
  },
  'the conflict is solved': (harness, scenario) => {
    expect(statuses(harness, scenario)).toBe('merged merged done')
  },
  'and it is merged': (harness, scenario) => {
    expect(statuses(harness, scenario)).toBe('merged merged merged')
    expect(harness.see.branches()).toEqual(['main'])
  },
  "a stranger's packet waits": (harness, scenario) => {
    expect(harness.see.status(scenario.stranger)).toBe('proposed')
    expect(harness.see.branches()).not.toContain('feature/stranger')
  },
  'it is accepted': (harness, scenario) => {
    expect(harness.see.status(scenario.stranger)).toBe('ready')
  },
  'it is given up': (harness, scenario) => {
    expect(harness.see.status(scenario.stranger)).toBe('abandoned')
    expect(harness.see.issue(scenario.stranger)).toMatchObject({ state: 'closed', stateReason: 'not_planned' })
  },
  'the session ends': (harness, scenario) => {
    expect(harness.see.issue(scenario.session)).toMatchObject({ state: 'closed', pinnedAt: null })
    const [report] = harness.heard.on(scenario.session)
    for (const word of ['alpha', 'beta', 'gamma', 'Deferred', 'not this week', 'Learnings'])
      expect(report).toContain(word)
  },
}

describe('a small session', () => {
  it('the session runs from the first packet to the report', async () => {
    const harness = await testHarness()
    const left = new Set(Object.keys(looks))
    await play(harness, {
      after: (step, scenario) => {
        const name = [...left].find((words) => step.name.startsWith(words))
        if (name === undefined) throw new Error(`nothing looks after: ${step.name}`)
        left.delete(name)
        looks[name]?.(harness, scenario)
      },
    })
    expect([...left]).toEqual([])
    await harness.end({ unheard: 'allowed' })
  })
})
