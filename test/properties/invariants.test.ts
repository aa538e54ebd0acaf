/** Each invariant can fail: the world is broken on purpose, and that one objects. */
import { addLabels, createComment, openPull } from '@switchyard/github-emulator/testing'
import { describe, expect, it } from 'vitest'
import type { Action } from '../../src/core/actions.ts'
import type { Outcome } from '../../src/shell/reconcile/github.ts'
import { invariants } from './oracle/invariants.ts'
import { type Watching, watchOver } from './oracle/watch.ts'
import { type Event, UNTRUSTED } from './scenario/events.ts'
import { LOOK, play, SECOND } from './scenario/play.ts'
import type { Bot, Run } from './world/run.ts'
import * as hub from './world/truth.ts'

const file = (name: number, hard: number[] = []): Event => ({
  gap: 1,
  do: 'file',
  who: 'writer',
  name,
  hard,
  soft: [],
  foreign: true,
})
const said = (who: 'agent' | 'writer' | 'outsider', on: number, body: string): Event => ({
  gap: 5,
  do: 'say',
  who,
  on,
  where: 'issue',
  body,
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
  said('writer', 0, `/redirect go on ${UNTRUSTED}`),
  push(0),
  ...delivered(1),
]

/** What is done to the world around actions of the bot. */
type Sabotage = (run: Run, actions: readonly Action[], perform: () => Promise<unknown>) => Promise<void>

/** Faults of the story, once the last event is past and the bot has come to rest. */
async function faultsOf(sabotage: Sabotage, atRest: (run: Run) => void = () => {}): Promise<string[]> {
  let watching: Watching | null = null
  const run = await play(
    STORY,
    { looks: false },
    {
      begun(begun) {
        begun.between = (_bot: Bot, perform) => async (actions, mirror) => {
          let outcomes: Outcome[] = []
          await sabotage(begun, actions, async () => {
            outcomes = await perform(actions, mirror)
          })
          return outcomes
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
    does: (run: Run, action: Extract<Action, { kind: K }>) => unknown,
    when: 'before' | 'after' = 'after',
  ): Sabotage =>
  async (run, actions, perform) => {
    const isOfKind = (one: Action): one is Extract<Action, { kind: K }> => one.kind === kind
    const chosen = actions.filter(isOfKind)
    if (when === 'before') for (const one of chosen) await does(run, one)
    await perform()
    if (when === 'after') for (const one of chosen) await does(run, one)
  }

const unharmed: Sabotage = async (_run, _actions, perform) => void (await perform())
const issueOf = (run: Run, name: string) =>
  run.truth.repo.issues.find((one) => one.title === `Work Packet: ${name}`) ?? never(name)
const never = (what: string): never => {
  throw new Error(`no ${what}`)
}

const SABOTAGES: [keyof typeof invariants, Sabotage, ((run: Run) => void)?][] = [
  [
    'a packet has one status label',
    around('set-labels', ({ truth }, { issue }) => {
      const [found, by] = [hub.issueAt(truth, issue), hub.userOf(truth, 'switchyard')]
      if (found) addLabels({ forge: truth.forge, actor: by, repo: truth.repo }, found, ['status: paused'])
    }),
  ],
  ['only work on main counts as delivered', around('merge', ({ truth }) => void truth.work.clear())],
  [
    'nothing merges before its hard dependencies are delivered',
    around(
      'merge',
      (run) => {
        const issue = issueOf(run, 'b')
        issue.body = (issue.body ?? '').replace(/\*\*Hard:\*\* .*/, '**Hard:** a')
        for (const one of issue.revisions) one.body = issue.body
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
    around('open-pull', async ({ truth }, { title, body, base }) => {
      await hub.pushRef(truth, 'writer', 'refs/heads/feature/other', hub.headOf(truth, 'feature/b') ?? null)
      await openPull(
        { forge: truth.forge, actor: hub.userOf(truth, 'switchyard'), repo: truth.repo },
        {
          head: 'feature/other',
          base,
          title,
          body,
        },
      )
    }),
  ],
  [
    'work has a pull request, or the dashboard says that it has none',
    unharmed,
    ({ truth }) => {
      truth.repo.pulls = truth.repo.pulls.filter(({ headRef }) => headRef !== 'feature/a')
    },
  ],
  [
    'nobody without permission causes a change',
    around(
      'react',
      (_run, action) => void (action.content === '-1' && Object.assign(action, { content: '+1' })),
      'before',
    ),
  ],
  [
    'a refused command never takes effect',
    around(
      'comment',
      (run, action) => {
        const refused = run.truth.repo.comments.find((one) => hub.verdictOf(one) === '-1')
        if (refused) Object.assign(action, { body: `${action.body}\n<!-- switchyard:decided:${refused.id} -->` })
      },
      'before',
    ),
  ],
  [
    'the dashboard equals its rendering',
    unharmed,
    ({ truth }) => {
      const [last] = hub.sessionsIn(truth)
      if (last) last.body = (last.body ?? '').replace('## Progress', '## Progress of all')
    },
  ],
  [
    'there is at most one comment per event and purpose',
    around('comment', ({ truth }, { issue, body }) => {
      const on = hub.issueAt(truth, issue)
      if (on) createComment({ forge: truth.forge, actor: hub.userOf(truth, 'switchyard'), repo: truth.repo }, on, body)
    }),
  ],
  [
    'untrusted text has no effect in the bot’s texts',
    around(
      'comment',
      (_run, action) => void Object.assign(action, { body: `${UNTRUSTED}\n\n${action.body}` }),
      'before',
    ),
  ],
  [
    'a full read leaves nothing to do',
    unharmed,
    (run) => {
      issueOf(run, 'b').labelIds = []
    },
  ],
]

describe('invariants', () => {
  it.each(SABOTAGES)('the invariant fails when it is broken: %s', async (name, sabotage, atRest) => {
    const faults = await faultsOf(sabotage, atRest)
    expect(faults.filter((fault) => fault.startsWith(`${name}: `))).not.toEqual([])
  })

  it('a case breaks each invariant', () => {
    expect(SABOTAGES.map(([name]) => name)).toEqual(Object.keys(invariants))
  })

  it('no invariant fails when nobody breaks anything', async () => {
    expect(await faultsOf(unharmed)).toEqual([])
  })
})
