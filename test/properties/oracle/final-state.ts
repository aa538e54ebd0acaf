/** The final state of a run, without times and without the ids of the App's own comments. */

import { deriveState } from '../../../src/core/derive/derive-state.ts'
import { snapshotOf } from '../../../src/core/snapshot/finders.ts'
import type { SnapshotData } from '../../../src/core/snapshot/snapshot.ts'
import { walk } from '../world/objects.ts'
import { isApps, isPull, issueAt, labelsOf, mainOf, type Truth, verdictOf } from '../world/truth.ts'

const TIMES = /\b\d{1,2}:\d{2}\b|\b\d+ ?(s|min|h|d)\b|\d{4}-\d{2}-\d{2}|\b\d+ (minutes?|hours?|seconds?|days?)\b/g
/**
 * How many were at work at once, and what counts as one round of integration, is counted from the times of labels and of
 * check runs: a status between two looks leaves no label.
 */
const COUNTED_FROM_TIMES = /^- \d+ packets? at once at most$|, \d+ integration rounds?$/gm

const timeless = (text: string): string =>
  text
    .replace(COUNTED_FROM_TIMES, '')
    .replace(TIMES, 'T')
    .replace(/issuecomment-\d+/g, 'C')
    .replace(/\b[0-9a-f]{7,40}\b/g, 'H')

/**
 * What waits longest stands first under "Needs you", and since when it waits is a time. Merges of one second stand by their
 * numbers; the commit of the base branch shows their order.
 */
const ORDERED_BY_TIME = /^## (Needs you|Completed)\n/

function dashboard(body: string): string {
  const sections = timeless(body).split(/^(?=## )/m)
  return sections.map((one) => (ORDERED_BY_TIME.test(one) ? one.split('\n').sort().join('\n') : one)).join('')
}

/** On which main a branch began is the moment's; what is on it, and what main holds, is not. */
const workOn = (truth: Truth, sha: string): string[] =>
  messagesOf(truth, walk(truth.bare.objects, [sha], [mainOf(truth)]))
const contentOf = (truth: Truth, sha: string): string[] => [
  truth.bare.objects.commits.get(sha)?.tree ?? '',
  ...messagesOf(truth, walk(truth.bare.objects, [sha], [])),
]
const messagesOf = ({ bare }: Truth, shas: string[]): string[] =>
  shas
    .flatMap((sha) => {
      const commit = bare.objects.commits.get(sha)
      return commit && commit.author.name !== 'Switchyard' ? [commit.message.split('\n')[0] ?? ''] : []
    })
    .sort()

export function finalState(truth: Truth, snapshot: SnapshotData | null): Record<string, unknown> {
  const end: Record<string, unknown> = {}
  for (const [ref, sha] of truth.bare.refsNow)
    if (!ref.startsWith('refs/pull/')) end[ref] = sha === mainOf(truth) ? contentOf(truth, sha) : workOn(truth, sha)
  for (const issue of truth.repo.issues) {
    const { number, state, stateReason, pinnedAt } = issue
    const labels = labelsOf(truth, issue).toSorted()
    if (!isPull(truth, number)) end[`issue ${number}`] = { state, stateReason, pinned: pinnedAt !== null, labels }
    if (labels.includes('session')) end[`dashboard ${number}`] = dashboard(issue.body ?? '')
  }
  for (const one of truth.repo.comments) if (!isApps(one)) end[`verdict ${one.id}`] = verdictOf(one)
  for (const pull of truth.repo.pulls) {
    const { number, merged, draft, headRef, headSha } = pull
    const { state, body } = issueAt(truth, number) ?? {}
    const head = workOn(truth, headSha)
    end[`pull ${number}`] = { state, merged, draft, headRef, head, body: timeless(body ?? '') }
    for (const run of truth.repo.checkRuns)
      if (run.headSha === headSha)
        end[`check ${number} ${run.name}`] = timeless(`${run.status} ${run.conclusion}: ${run.output.title}`)
  }
  return snapshot ? { ...end, ...known(snapshot) } : end
}

function known(snapshot: SnapshotData): Record<string, unknown> {
  const { state } = deriveState(snapshotOf(snapshot))
  return Object.fromEntries(
    state.packets.map((packet) => [
      `packet ${packet.issue}`,
      {
        status: packet.status,
        agent: packet.progress.agent?.login,
        percent: packet.talk.percent,
        decisions: packet.talk.decisions.map(({ question, answer }) => [question, answer?.text, answer?.by]),
        requests: packet.talk.scopeRequests.map(({ path, verdict }) => [path, verdict]),
        grants: packet.work.grants.map(({ path, by }) => [path, by]),
        dependencies: packet.dependencies.map(({ name, kind, state: how }) => [name, kind, how]),
        redirects: packet.talk.redirects.map(({ text }) => text),
        queued: packet.queued !== null,
        accepted: packet.text.accepted?.hash,
      },
    ]),
  )
}
