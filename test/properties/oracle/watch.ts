/** Checks the invariants after each action and whenever the bot is idle; a violation becomes a fault of the run. */
import type { Action } from '../../../src/core/actions.ts'
import { decide } from '../../../src/core/decide.ts'
import { EVERYTHING } from '../../../src/shell/reconcile/hints.ts'
import { createSnapshotBuilder } from '../../../src/shell/reconcile/snapshot.ts'
import { people, type Who } from '../../core/support/people.ts'
import { githubOf } from '../world/github.ts'
import { filesOf } from '../world/objects.ts'
import { reader } from '../world/reader.ts'
import type { Bot, Run } from '../world/run.ts'
import { CONFIG_PATH, mainOf } from '../world/truth.ts'
import { invariants } from './invariants.ts'
import type { Rights, Step } from './step.ts'

export interface Watching {
  /** Called after each event; records the current permissions. */
  noteRights(): void
  /**
   * Called when the bot is idle and was notified of everything or has polled. A full read is expensive, so after
   * notifications alone it happens after one event in three.
   */
  rested(looked: boolean): Promise<void>
}

const WRITES = new Set(['write', 'maintain', 'admin'])

function notedIn({ truth }: Run, { writers, agents }: Rights): void {
  const config = truth.bare.objects.blobs.get(filesOf(truth.bare.objects, mainOf(truth)).get(CONFIG_PATH) ?? '') ?? ''
  const listed = /^agents: \[(.*)\]/.exec(config)?.[1]?.split(', ') ?? []
  for (const who of Object.keys(people) as Who[]) {
    const id = people[who as Exclude<Who, 'ghost'>]?.id
    if (id === undefined) continue
    if (listed.includes(who)) agents.add(id)
    else if (WRITES.has(truth.repo.collaborators[String(id)] ?? '')) writers.add(id)
  }
  for (const issue of truth.repo.issues) for (const id of issue.assigneeIds) agents.add(id)
}

/** @param names which invariants; all when left out */
export function watchOver(run: Run, names: readonly string[] = Object.keys(invariants)): Watching {
  const rights: Rights = { writers: new Set(), agents: new Set() }
  const rightsByRevision = new Map<string, Rights>()
  const note = () => {
    const now: Rights = { writers: new Set(), agents: new Set() }
    for (const each of [rights, now]) notedIn(run, each)
    for (const { id, revisions } of run.truth.repo.comments)
      for (const nth of revisions.keys())
        if (!rightsByRevision.has(`${id} ${nth}`)) rightsByRevision.set(`${id} ${nth}`, now)
  }
  const rightsAt: Step['rightsAt'] = (comment, nth) => rightsByRevision.get(`${comment} ${nth}`) ?? rights
  const { between } = run
  const check = (step: Step) => {
    for (const name of names)
      for (const wrong of invariants[name]?.(step) ?? []) run.truth.faults.push(`${name}: ${wrong}`)
  }
  run.between = (bot, perform) => async (actions, mirror) => {
    const outcomes = await between(bot, perform)(actions, mirror)
    const { truth } = run
    for (const action of actions.slice(0, outcomes.length))
      if (bot.decision) check({ truth, action, state: bot.decision.state, fresh: null, rights, rightsAt })
    return outcomes
  }
  note()
  return {
    noteRights: note,
    async rested(looked) {
      const [bot] = run.bots
      if (!looked && run.truth.turn % 3 !== 0) return
      if (!bot?.snapshot || !bot.decision || !isAtRest(bot)) return
      const fresh = await decideFromFullRead(run, bot.snapshot)
      check({ truth: run.truth, action: null, state: bot.decision.state, fresh, rights, rightsAt })
    },
  }
}

const isJob = (action: Action) => action.kind === 'trial'

const isAtRest = ({ loop, decision }: Bot): boolean => {
  const { queued, running, waiting } = loop.activities()
  return queued + running + waiting === 0 && decision !== null && !decision.actions.some(isJob)
}

/** Decides like a new process with the same query results, at the time of the bot's last decision. */
async function decideFromFullRead(run: Run, snapshot: NonNullable<Bot['snapshot']>) {
  const { now, results, refused, failing, config } = snapshot
  const beside = { now, results, refused, ...(failing ? { failing } : {}), history: config.history }
  const mirror = await githubOf(run.truth).read(null, EVERYTHING)
  return decide(await createSnapshotBuilder(reader)(mirror, beside))
}
