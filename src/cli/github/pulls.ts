/** The pull request of a packet's branch. */

import { markersIn } from '../../core/records/markers.ts'
import { MARKER } from '../../core/records/names.ts'
import type { PacketView } from '../verbs/results/packets.ts'
import type { Api } from './api.ts'

interface ListedPull {
  number: number
  html_url: string
  state: string
  draft?: boolean
  merged_at: string | null
  merge_commit_sha: string | null
  body: string | null
  head: { sha: string }
}

/** `mergedAs`: sha of the commit that merged it. */
export type PullOfBranch = NonNullable<PacketView['pull']> & { head: string; mergedAs: string | null }

/** Returns the pull request of the branch that names this packet, else an open one from the branch. */
export async function pullOfBranch(api: Api, branch: string, issue: number): Promise<PullOfBranch | null> {
  const pulls = await api.ask((rest, at) =>
    rest.pulls.list({ ...at, head: `${api.owner}:${branch}`, state: 'all', per_page: 30 }),
  )
  const own = pulls.find(({ body }) => markersIn(body ?? '').includes(MARKER.packet.of(issue)))
  const pull = own ?? pulls.find(({ state }) => state === 'open')
  if (!pull) return null
  const mergedAs = pull.merged_at === null ? null : pull.merge_commit_sha
  return { number: pull.number, url: pull.html_url, state: stateOf(pull), head: pull.head.sha, mergedAs }
}

function stateOf(pull: ListedPull): PullOfBranch['state'] {
  if (pull.merged_at !== null) return 'merged'
  if (pull.state === 'closed') return 'closed'
  return pull.draft === true ? 'draft' : 'open'
}
