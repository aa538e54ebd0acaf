/** The meter that `/metrics` shows, in Prometheus's text format. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { kindOfRoute } from './fetch.ts'
import type { Meter } from './meter.ts'

/** What is asked when somebody looks, rather than counted. */
interface Queue {
  /** Repositories by what their worker does: `idle`, `queued`, `running`, `waiting` (for a later time). */
  repositories(): Record<string, number>
  /** Deliveries that no look has covered yet. */
  deliveries(): Promise<number>
}

export interface Metrics extends Meter {
  /** Where the queue is seen, once there is one. */
  watch(queue: Queue): void
  /** The page. */
  text(): Promise<string>
  contentType: string
}

/** @param withProcess also memory, processor time and the like of this process */
export function createMetrics(withProcess = false): Metrics {
  const registry = new Registry()
  if (withProcess) collectDefaultMetrics({ register: registry })
  const counts = countersOf(registry)
  /** The resources of each installation for which there is a budget. */
  const seen = new Map<string, Set<string>>()
  let queue: Queue | null = null
  queueGauges(registry, () => queue)
  return {
    delivery: (event, result) => counts.deliveries.inc({ event, result }),
    lag: (ms) => counts.lag.observe(ms / 1000),
    request(route, status, ms) {
      counts.requests.inc({ route, kind: kindOfRoute(route), status: String(status) })
      counts.duration.observe({ kind: kindOfRoute(route) }, ms / 1000)
    },
    budget({ installation, resource, left, limit }) {
      const labels = { installation: installation === null ? 'app' : String(installation), resource }
      seen.set(labels.installation, (seen.get(labels.installation) ?? new Set()).add(resource))
      counts.left.set(labels, left)
      counts.limit.set(labels, limit)
    },
    installations(ids) {
      const there = new Set(['app', ...ids.map(String)])
      for (const [gone, resources] of seen) {
        if (there.has(gone)) continue
        for (const resource of resources)
          for (const gauge of [counts.left, counts.limit]) gauge.remove({ installation: gone, resource })
        seen.delete(gone)
      }
    },
    action: (kind, outcome) => counts.actions.inc({ kind, outcome }),
    cycle(end, ms) {
      counts.cycles.inc({ end })
      counts.cycleTime.observe(ms / 1000)
    },
    error: (kind) => counts.errors.inc({ kind }),
    watch(watched) {
      queue = watched
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

const SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900]

function countersOf(registry: Registry) {
  const name = (rest: string) => `switchyard_${rest}`
  const counter = (rest: string, help: string, labelNames: string[]) =>
    new Counter({ name: name(rest), help, labelNames, registers: [registry] })
  const gauge = (rest: string, help: string, labelNames: string[]) =>
    new Gauge({ name: name(rest), help, labelNames, registers: [registry] })
  const seconds = (rest: string, help: string, labelNames: string[] = []) =>
    new Histogram({ name: name(rest), help, labelNames, buckets: SECONDS, registers: [registry] })
  return {
    deliveries: counter('deliveries_total', 'Webhook deliveries, by event and what became of them', [
      'event',
      'result',
    ]),
    lag: seconds('delivery_lag_seconds', 'From the arrival of a delivery until all that follows from it was done'),
    requests: counter('github_requests_total', 'Requests to GitHub, by route, kind and status (0: no answer)', [
      ...['route', 'kind', 'status'],
    ]),
    duration: seconds('github_request_seconds', 'How long GitHub took to answer', ['kind']),
    left: gauge('github_budget_left', 'What GitHub says is left of the limit', ['installation', 'resource']),
    limit: gauge('github_budget_limit', 'The limit that GitHub says holds', ['installation', 'resource']),
    actions: counter('actions_total', 'What the bot tried to do, by kind and outcome', ['kind', 'outcome']),
    cycles: counter('cycles_total', 'Looks at a repository, by how they ended', ['end']),
    cycleTime: seconds('cycle_seconds', 'How long a look at a repository took, with all that was done in it'),
    errors: counter('errors_total', 'What went wrong, by kind; the log has the words', ['kind']),
  }
}

function queueGauges(registry: Registry, queue: () => Queue | null): void {
  new Gauge({
    name: 'switchyard_repositories',
    help: 'Repositories, by what is done for them now',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [state, count] of Object.entries(queue()?.repositories() ?? {})) this.set({ state }, count)
    },
  })
  new Gauge({
    name: 'switchyard_deliveries_waiting',
    help: 'Deliveries that no look has covered yet',
    registers: [registry],
    async collect() {
      this.set(
        (await queue()
          ?.deliveries()
          .catch(() => null)) ?? 0,
      )
    },
  })
}
