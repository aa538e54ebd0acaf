import { describe, expect, it } from 'vitest'
import { createMetrics } from '../../../src/shell/metrics/registry.ts'

describe('the page of metrics', () => {
  it('has everything that was counted', async () => {
    const metrics = createMetrics()
    metrics.delivery('issues', 'stored')
    metrics.delivery('issues', 'repeated')
    metrics.lag(1500)
    metrics.request('GET /repos/{owner}/{repo}/labels', 200, 40)
    metrics.budget({ installation: 7, resource: 'core', left: 4990, limit: 5000 })
    metrics.budget({ installation: null, resource: 'core', left: 4000, limit: 5000 })
    metrics.action('comment', 'done')
    metrics.cycle('settled', 700)
    metrics.error('cycle')
    const text = await metrics.text()
    for (const line of [
      'switchyard_deliveries_total{event="issues",result="stored"} 1',
      'switchyard_deliveries_total{event="issues",result="repeated"} 1',
      'switchyard_delivery_lag_seconds_sum 1.5',
      'switchyard_github_requests_total{route="GET /repos/{owner}/{repo}/labels",kind="read",status="200"} 1',
      'switchyard_github_budget_left{installation="7",resource="core"} 4990',
      'switchyard_github_budget_limit{installation="app",resource="core"} 5000',
      'switchyard_actions_total{kind="comment",outcome="done"} 1',
      'switchyard_cycles_total{end="settled"} 1',
      'switchyard_errors_total{kind="cycle"} 1',
    ]) {
      expect(text).toContain(`${line}\n`)
    }
  })

  it('asks for the queue when somebody looks', async () => {
    const metrics = createMetrics()
    expect(await metrics.text()).toContain('switchyard_deliveries_waiting 0\n')
    let queued = 2
    metrics.watch({ repositories: () => ({ idle: 1, queued }), deliveries: async () => 5 })
    expect(await metrics.text()).toContain('switchyard_repositories{state="queued"} 2\n')
    queued = 0
    const text = await metrics.text()
    expect(text).toContain('switchyard_repositories{state="queued"} 0\n')
    expect(text).toContain('switchyard_deliveries_waiting 5\n')
  })

  it('forgets the budget of an installation that is gone', async () => {
    const metrics = createMetrics()
    for (const installation of [7, 8, null]) metrics.budget({ installation, resource: 'core', left: 1, limit: 2 })
    metrics.budget({ installation: 7, resource: 'graphql', left: 1, limit: 2 })
    metrics.installations([8])
    const text = await metrics.text()
    expect(text).not.toContain('installation="7"')
    for (const kept of ['8', 'app']) expect(text).toContain(`left{installation="${kept}",resource="core"} 1`)
  })

  it('goes on when the queue cannot be asked', async () => {
    const metrics = createMetrics()
    metrics.watch({ repositories: () => ({}), deliveries: () => Promise.reject(new Error('closed')) })
    expect(await metrics.text()).toContain('switchyard_deliveries_waiting 0\n')
  })
})
