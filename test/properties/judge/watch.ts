/** Asks the invariants after each thing the bot did and wherever it rests; what is broken becomes a fault of the run. */
import type { Action } from '../../../src/core/actions.ts'
import { decide } from '../../../src/core/decide.ts'
import { createFactsMaker } from '../../../src/shell/loop/facts.ts'
import { EVERYTHING } from '../../../src/shell/loop/hints.ts'
import { people, type Who } from '../../core/support/people.ts'
import { readTruth } from '../world/read.ts'
import { reader } from '../world/reader.ts'
import type { Bot, Run } from '../world/run.ts'
import { invariants } from './invariants.ts'
import type { Rights, Step } from './step.ts'

export interface Watching {
  /** After each event: who may do what from now on. */
  noteRights(): void
  /**
   * Where the bot rests, and has been told of everything or has looked. Reading all anew costs as much as what the bot
   * did: where it was only told, it is done after one event in three.
   */
  rested(looked: boolean): Promise<void>
}

const WRITES = new Set(['write', 'maintain', 'admin'])
const AGENTS: readonly Who[] = ['agent', 'agent2']

function notedIn({ permissions, truth }: Run, { writers, agents }: Rights): void {
  for (const who of Object.keys(permissions) as Who[]) {
    const id = people[who]?.id
    if (id === undefined) continue
    if (AGENTS.includes(who)) agents.add(id)
    else if (WRITES.has(permissions[who])) writers.add(id)
  }
  for (const issue of truth.issues) for (const one of issue.assignees) agents.add(one.id)
}

/** @param names which invariants; all when left out */
export function watchOver(run: Run, names: readonly string[] = Object.keys(invariants)): Watching {
  const rights: Rights = { writers: new Set(), agents: new Set() }
  const { between } = run
  const ask = (step: Step) => {
    for (const name of names)
      for (const wrong of invariants[name]?.(step) ?? []) run.truth.faults.push(`${name}: ${wrong}`)
  }
  run.between = (bot, perform) => async (action, mirror) => {
    const outcome = await between(bot, perform)(action, mirror)
    if (bot.decision) ask({ truth: run.truth, action, state: bot.decision.state, fresh: null, rights })
    return outcome
  }
  notedIn(run, rights)
  return {
    noteRights: () => notedIn(run, rights),
    async rested(looked) {
      const [bot] = run.bots
      if (!looked && run.truth.turn % 3 !== 0) return
      if (!bot?.facts || !bot.decision || !isAtRest(bot)) return
      const fresh = await decideAnew(run, bot.facts)
      ask({ truth: run.truth, action: null, state: bot.decision.state, fresh, rights })
    },
  }
}

const isJob = (action: Action) => action.kind === 'trial'

const isAtRest = ({ loop, decision }: Bot): boolean => {
  const { queued, running, waiting } = loop.activities()
  return queued + running + waiting === 0 && decision !== null && !decision.actions.some(isJob)
}

/** As a process would that knows nothing yet but what was looked up, at the moment of the bot's last decision. */
async function decideAnew(run: Run, facts: NonNullable<Bot['facts']>) {
  const { now, lookups, refused, failing, config } = facts
  const beside = { now, lookups, refused, ...(failing ? { failing } : {}), history: config.history }
  return decide(await createFactsMaker(reader)(readTruth(run.truth, null, EVERYTHING), beside))
}
