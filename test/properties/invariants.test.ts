/** Each invariant can fail: the world is broken on purpose, and that one objects. */
import { describe, expect, it } from 'vitest'
import type { Action } from '../../src/core/actions.ts'
import { app } from '../core/support/people.ts'
import { invariants } from './judge/invariants.ts'
import { type Watching, watchOver } from './judge/watch.ts'
import { type Event, FOREIGN } from './story/events.ts'
import { LOOK, play, SECOND } from './story/play.ts'
import type { Bot, Run } from './world/run.ts'
import * as hub from './world/truth.ts'

const file = (name: number, hard: number[] = []): Event => ({
  ...{ gap: 1, do: 'file', who: 'writer', name, hard, soft: [], foreign: true },
})
const said = (who: 'agent' | 'writer' | 'outsider', on: number, body: string): Event => ({
  ...{ gap: 5, do: 'say', who, on, where: 'issue', body },
})
const push = (on: number): Event => ({ gap: 5, do: 'push', who: 'agent', on, file: 'own', bug: false, forced: false })
const delivered = (on: number): Event[] => [
  push(on),
  { gap: 1, do: 'tick', who: 'agent', on },
  said('agent', on, '/status done'),
  said('writer', on, '/merge'),
]
const STORY: Event[] = [
  file(0),
  file(1),
  said('outsider', 0, '/decide 1 Mine.'),
  said('writer', 0, `/redirect go on ${FOREIGN}`),
  ...delivered(1),
]

/** What is done to the world around one action of the bot. */
type Sabotage = (run: Run, action: Action, perform: () => Promise<unknown>) => Promise<void>

/** Faults of the story, once the last event is past and the bot has come to rest. */
async function faultsOf(sabotage: Sabotage, atRest: (run: Run) => void = () => {}): Promise<string[]> {
  let watching: Watching | null = null
  const run = await play(
    STORY,
    { looks: false },
    {
      begun(begun) {
        begun.between = (_bot: Bot, perform) => async (action, mirror) => {
          let outcome: Awaited<ReturnType<typeof perform>> = { kind: 'done' }
          await sabotage(begun, action, async () => {
            outcome = await perform(action, mirror)
          })
          return outcome
        }
        watching = watchOver(begun)
      },
      step: () => watching?.noteRights(),
    },
  )
  atRest(run)
  await run.advance(LOOK + SECOND)
  await (watching as Watching | null)?.rested(true)
  return run.truth.faults
}

/** Something besides, around actions of one kind. */
const around =
  <K extends Action['kind']>(
    kind: K,
    does: (run: Run, action: Extract<Action, { kind: K }>) => void,
    when: 'before' | 'after' = 'after',
  ): Sabotage =>
  async (run, action, perform) => {
    const isMeant = (one: Action): one is Extract<Action, { kind: K }> => one.kind === kind
    if (when === 'before' && isMeant(action)) does(run, action)
    await perform()
    if (when === 'after' && isMeant(action)) does(run, action)
  }

const unharmed: Sabotage = async (_run, _action, perform) => void (await perform())
const issueOf = (run: Run, name: string) =>
  run.truth.issues.find((one) => one.revisions[0]?.title === `Work Packet: ${name}`) ?? never(name)
const never = (what: string): never => {
  throw new Error(`no ${what}`)
}

const SABOTAGES: [keyof typeof invariants, Sabotage, ((run: Run) => void)?][] = [
  [
    'one status label',
    around('set-labels', ({ truth }, { issue }) => {
      const found = hub.issueAt(truth, issue)
      if (found) hub.setLabel(truth, app, found, 'status: paused', true)
    }),
  ],
  [
    'nothing merges before its hard dependencies are delivered',
    around(
      'merge',
      (run) => {
        const text = issueOf(run, 'b').revisions.at(-1)
        if (text) text.body = text.body.replace(/\*\*Hard:\*\* .*/, '**Hard:** a')
        for (const one of issueOf(run, 'b').revisions) one.body = text?.body ?? ''
      },
      'before',
    ),
  ],
  [
    'the bot moves main only to a tested commit',
    around('merge', ({ truth }, { trial }) => void truth.tested.delete(trial)),
  ],
  [
    'a packet has one branch and one pull request',
    around('open-pull', ({ truth }, { title, body, base }) => {
      const head = { headRef: 'feature/other', headSha: hub.branchAt(truth, 'main')?.sha ?? '', baseRef: base }
      hub.addPull(truth, { ...hub.freshPull, ...head, number: 999, title, body, author: app, draft: true })
    }),
  ],
  [
    'nobody without the right causes a change',
    async (_run, action, perform) => {
      if (action.kind === 'react' && action.content === '-1') Object.assign(action, { content: '+1' })
      await perform()
    },
  ],
  [
    'a refused command never takes effect',
    async (run, action, perform) => {
      const refused = run.truth.issues.flatMap((one) => one.comments).find((one) => one.verdict === '-1')
      if (action.kind === 'comment' && refused)
        Object.assign(action, { body: `${action.body}\n<!-- switchyard:decided:${refused.id} -->` })
      await perform()
    },
  ],
  [
    'the dashboard equals its rendering',
    unharmed,
    ({ truth }) => {
      const last = truth.issues.find((one) => one.labels.includes('session'))?.revisions.at(-1)
      if (last) last.body = last.body.replace('## Progress', '## Progress of all')
    },
  ],
  [
    'at most one comment for an event and purpose',
    around('comment', ({ truth }, { issue, body }) => void hub.addComment(truth, app, issue, body)),
  ],
  [
    'nothing foreign acts in a text of the bot',
    async (_run, action, perform) => {
      if (action.kind === 'comment') Object.assign(action, { body: `${FOREIGN}\n\n${action.body}` })
      await perform()
    },
  ],
  [
    'a fresh look wants nothing',
    unharmed,
    (run) => {
      issueOf(run, 'b').labels = []
    },
  ],
]

describe('an invariant objects', () => {
  it.each(SABOTAGES)('%s', async (name, sabotage, atRest) => {
    const faults = await faultsOf(sabotage, atRest)
    expect(faults.filter((fault) => fault.startsWith(`${name}: `))).not.toEqual([])
  })

  it('each of them has been made to', () => {
    expect(SABOTAGES.map(([name]) => name)).toEqual(Object.keys(invariants))
  })

  it('and none of them where nobody breaks anything', async () => {
    expect(await faultsOf(unharmed)).toEqual([])
  })
})
