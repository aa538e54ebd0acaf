/** What a run came to, without times and without the ids of the App's own comments. */

import type { Facts } from '../../../src/core/facts.ts'
import { fold } from '../../../src/core/fold/fold.ts'
import { app } from '../../core/support/people.ts'
import { bodyOf, type Truth } from '../world/truth.ts'

const TIMES = /\b\d{1,2}:\d{2}\b|\b\d+ ?(s|min|h|d)\b|\d{4}-\d{2}-\d{2}|\b\d+ (minutes?|hours?|seconds?|days?)\b/g
/**
 * How many were at work at once, and what counts as one round of integration, is counted from the times of labels and of
 * check runs: a status between two looks leaves no label.
 */
const COUNTED_FROM_TIMES = /^- \d+ packets? at once at most$|, \d+ integration rounds?$/gm

export const timeless = (text: string): string =>
  text
    .replace(COUNTED_FROM_TIMES, '')
    .replace(TIMES, 'T')
    .replace(/issuecomment-\d+/g, 'C')

/**
 * What waits longest stands first under "Needs you", and since when it waits is a time. Merges of one second stand by their
 * numbers; in which order they were made can be told from the commit of the base branch.
 */
const ORDERED_BY_TIME = /^## (Needs you|Completed)\n/

function dashboard(body: string): string {
  const sections = timeless(body).split(/^(?=## )/m)
  return sections.map((one) => (ORDERED_BY_TIME.test(one) ? one.split('\n').sort().join('\n') : one)).join('')
}

export function endOf(truth: Truth, facts: Facts | null): Record<string, unknown> {
  const end: Record<string, unknown> = {}
  for (const { name, sha } of truth.branches) end[`branch ${name}`] = sha
  for (const issue of truth.issues) {
    const { number, state, stateReason, pinned } = issue
    end[`issue ${number}`] = { state, stateReason, pinned, labels: issue.labels.toSorted() }
    if (issue.labels.includes('session')) end[`dashboard ${number}`] = dashboard(bodyOf(issue))
    for (const one of issue.comments) if (one.author?.id !== app.id) end[`verdict ${one.id}`] = one.verdict
  }
  for (const pull of truth.pulls) {
    const { number, state, merged, draft, headRef, headSha, body } = pull
    end[`pull ${number}`] = { state, merged, draft, headRef, headSha, body: timeless(body) }
    for (const one of pull.comments) if (one.author?.id !== app.id) end[`verdict ${one.id}`] = one.verdict
    for (const run of truth.checks)
      if (run.headSha === headSha) end[`check ${number} ${run.name}`] = `${run.status} ${run.conclusion}: ${run.title}`
  }
  return facts ? { ...end, ...known(facts) } : end
}

function known(facts: Facts): Record<string, unknown> {
  const { state } = fold(facts)
  return Object.fromEntries(
    state.packets.map((packet) => [
      `packet ${packet.issue}`,
      {
        status: packet.status,
        agent: packet.agent?.login,
        percent: packet.percent,
        decisions: packet.decisions.map(({ question, answer }) => [question, answer?.text, answer?.by]),
        requests: packet.scopeRequests.map(({ path, verdict }) => [path, verdict]),
        grants: packet.grants.map(({ path, by }) => [path, by]),
        dependencies: packet.dependencies.map(({ name, kind, state: how }) => [name, kind, how]),
        redirects: packet.redirects.map(({ text }) => text),
        queued: packet.queued?.head,
        accepted: packet.accepted?.hash,
      },
    ]),
  )
}
