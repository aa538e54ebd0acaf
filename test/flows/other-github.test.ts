/** A whole session on GitHub Enterprise Servers: none has sub-issues or a merge queue, 3.17 has no issue dependencies. */
import { describe, expect, it } from 'vitest'
import { play } from '../harness/scenario.ts'
import { testHarness } from '../harness/support.ts'

describe('a session on GitHub Enterprise Server', () => {
  it.each([
    ['3.17', 1],
    ['3.19', 0],
  ] as const)('%s runs from the first packet to the report', async (kind, withoutDependencies) => {
    const harness = await testHarness({ kind })
    const dashboards: string[] = []
    const scenario = await play(harness, {
      after: (_, { session }) => {
        if (session !== undefined) dashboards.push(harness.see.issue(session).body ?? '')
      },
    })
    const { alpha, beta, gamma, session } = scenario
    expect([alpha, beta, gamma].map(harness.see.status)).toEqual(['merged', 'merged', 'merged'])
    expect(harness.see.issue(session)).toMatchObject({ state: 'closed' })
    const last = dashboards.at(-1) ?? ''
    expect(last.match(/\*\*Sub-issues\*\*: not on this GitHub/g)).toHaveLength(1)
    expect(last.match(/\*\*Issue dependencies\*\*: not on this GitHub/g) ?? []).toHaveLength(withoutDependencies)
    expect(last).not.toContain('Issue.parent')
    const routes = harness.proxy.calls().map(({ route }) => route)
    expect(routes.filter((route) => route.endsWith('/sub_issues'))).toEqual([])
    const said = harness.log.filter(({ text }) => text.startsWith('This GitHub lacks sub-issues'))
    expect(said).toHaveLength(harness.crashes().lives)
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})
