/** Finds the packets that this machine may take, in the order in which they should start. */
import { dispatchPlan } from '../../core/dispatch/plan.ts'
import type { Context } from '../context.ts'
import { readIssues } from '../github/issue.ts'
import { packetRead } from '../github/packet.ts'
import { nextPackets } from '../verbs/next.ts'

export interface CandidateOptions {
  /** Include packets that a person would start by hand. */
  any: boolean
  /** Logins: the `Agent:` of a packet must be one of these. */
  agents: readonly string[]
}

export interface Candidate {
  name: string
  issue: number
}

/** Returns the packets that are ready, accepted, dispatched by command, and assigned to nobody else. */
export async function candidates({ any, agents }: CandidateOptions, context: Context): Promise<Candidate[]> {
  const { ready } = await nextPackets({}, context)
  const free = ready.filter(
    ({ assignees }) => assignees.length === 0 || assignees.some((login) => isOne(login, agents)),
  )
  if (free.length === 0) return []
  const api = await context.github()
  const around = await readIssues(
    api,
    free.map(({ issue }) => issue),
  )
  const taken: Candidate[] = []
  for (const { issue } of free) {
    const raw = around.issues.find((one) => one.number === issue)
    const read = raw && (await packetRead(raw, around, context))
    if (!read || read.inForce.accepted === null) continue
    const { watched } = dispatchPlan(read.reading.packet, around.config).adapter
    const isWatched = watched === 'always' || (any && watched === 'any')
    const agent = read.reading.packet.agent ?? null
    if (isWatched && (agent === null || isOne(agent, agents))) taken.push({ name: read.name, issue })
  }
  return taken
}

const bare = (login: string): string => login.replace(/\[bot\]$/, '').toLowerCase()

const isOne = (login: string, agents: readonly string[]): boolean => agents.some((one) => bare(one) === bare(login))
