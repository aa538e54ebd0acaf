/** The compact walkthrough: a whole session in small, with everything that may come between. */
import type { Harness } from './harness.ts'

export interface Scenario {
  session: number
  alpha: number
  beta: number
  gamma: number
  stranger: number
}

export interface Step {
  name: string
  run(harness: Harness, scenario: Scenario): Promise<void>
}

export const packet = (name: string, scope: string, more = '') =>
  [
    `**Objective:** Write ${name}`,
    `## Acceptance Criteria\n- [ ] ${name} is written`,
    `## Boundaries\n**In Scope:** ${scope}`,
    more,
  ].join('\n\n')

const depends = (kind: string) => `## Dependencies\n**${kind}:** alpha - needs its value`

/** Each step ends when the bot waits for nothing but a later time. */
export const steps: Step[] = [
  {
    name: 'a session is opened and three packets are filed',
    async run({ people }, scenario) {
      scenario.session = await people.file('maintainer', 'Session: small', 'Goal: a small thing')
      scenario.alpha = await people.file('maintainer', 'Work Packet: alpha', packet('alpha', 'src/alpha/, src/shared/'))
      const contract = '## Interface Contract\nAssume `alpha` exists.'
      const beta = packet('beta', 'src/beta/, src/shared/', `${depends('Soft')}\n\n${contract}`)
      scenario.beta = await people.file('writer', 'Work Packet: beta', beta)
      const gamma = packet('gamma', 'src/gamma/, src/shared/', depends('Hard'))
      scenario.gamma = await people.file('maintainer', 'Work Packet: gamma', gamma)
    },
  },
  {
    name: 'a push opens a draft pull request',
    async run({ people }) {
      await people.push('agent', 'feature/alpha', { 'src/alpha/a.js': 'export const alpha = 1\n' })
    },
  },
  {
    name: 'a question is asked',
    async run({ people }, { alpha }) {
      await people.comment(
        'agent',
        alpha,
        '**STATUS: RUNNING**\nProgress:\n- half\n\n~40% complete. Question: one or two?',
      )
    },
  },
  {
    name: 'the question is answered',
    async run({ people }, { alpha }) {
      await people.comment('maintainer', alpha, '/decide two, please')
    },
  },
  {
    name: 'another agent is blocked; a stranger cannot unblock it',
    async run({ people }, { beta }) {
      await people.push('agent', 'feature/beta', { 'src/beta/b.js': 'export const beta = 1 // FAILS: beta adds up\n' })
      await people.comment('agent', beta, '/status blocked waiting for alpha to be merged')
      await people.comment('outsider', beta, '/unblock go on')
    },
  },
  {
    name: 'done: the checks run',
    async run({ people }, { alpha }) {
      await people.tick('agent', alpha)
      await people.comment('agent', alpha, '/status done')
    },
  },
  {
    name: 'merged: the dependents are told, one of them begins',
    async run({ people }, { alpha }) {
      await people.comment('maintainer', alpha, '/merge')
    },
  },
  {
    name: 'a trial that fails',
    async run({ people }, { beta }) {
      await people.comment('maintainer', beta, '/unblock alpha is there, use it')
      await people.tick('agent', beta)
      await people.comment('agent', beta, '/status done')
    },
  },
  {
    name: 'out of bounds, and asked for',
    async run({ people }, { gamma }) {
      const files = { 'src/gamma/g.js': 'export const gamma = 1\n', 'src/beta/extra.js': 'export const extra = 1\n' }
      await people.push('agent', 'feature/gamma', files)
      await people.comment('agent', gamma, '/scope add src/beta/extra.js - gamma needs it there')
    },
  },
  {
    name: 'granted',
    async run({ people }, { gamma }) {
      await people.comment('writer', gamma, '/scope allow')
    },
  },
  {
    name: 'mended',
    async run({ people }, { beta }) {
      const files = {
        'src/beta/b.js': 'export const beta = 1\n',
        'src/shared/value.js': "export const value = 'beta'\n",
      }
      await people.push('agent', 'feature/beta', files, { message: 'mend' })
      await people.comment('agent', beta, '/status done')
    },
  },
  {
    name: 'main moves between trial and merge',
    async run({ people }, { beta }) {
      await people.pushMain('maintainer', { 'NOTES.md': 'moved\n' })
      await people.comment('maintainer', beta, '/merge')
    },
  },
  {
    name: 'a conflict with what was merged',
    async run({ people }, { gamma }) {
      await people.push('agent', 'feature/gamma', { 'src/shared/value.js': "export const value = 'gamma'\n" })
      await people.tick('agent', gamma)
      await people.comment('agent', gamma, '/status done')
    },
  },
  {
    name: 'the conflict is solved',
    async run({ people }, { gamma }) {
      const files = {
        'src/gamma/g.js': 'export const gamma = 1\n',
        'src/beta/extra.js': 'export const extra = 1\n',
        'src/shared/value.js': "export const value = 'both'\n",
      }
      await people.push('agent', 'feature/gamma', files, { merge: 'main', message: 'merge main' })
      await people.comment('agent', gamma, '/status done')
    },
  },
  {
    name: 'and it is merged',
    async run({ people }, { gamma }) {
      await people.comment('maintainer', gamma, '/merge')
    },
  },
  {
    name: "a stranger's packet waits",
    async run({ people }, scenario) {
      scenario.stranger = await people.file('outsider', 'Work Packet: stranger', packet('stranger', 'src/stranger/'))
    },
  },
  {
    name: 'it is accepted',
    async run({ people }, { stranger }) {
      await people.comment('maintainer', stranger, '/accept')
    },
  },
  {
    name: 'it is given up',
    async run({ people }, { stranger }) {
      await people.comment('maintainer', stranger, '/abandon not this week')
    },
  },
  {
    name: 'the session ends with a report',
    async run({ people }, { session }) {
      await people.comment('maintainer', session, '/session end')
    },
  },
]

export interface Playing {
  /** Looks at what a step led to; `stop` ends the play there. */
  after?(step: Step, scenario: Scenario): undefined | 'stop' | Promise<undefined | 'stop'>
  /** Milliseconds that go by after a step in which something went wrong, so that the bot may recover. */
  patience?: number
  /** Index of the step to begin with, and what the steps before it left. */
  from?: number
  scenario?: Scenario
}

/** GitHub's limits are by the minute, and the dashboard waits for them; the steps follow each other within seconds. */
export const breath = 65_000

export const newScenario = (): Scenario => ({ session: 0, alpha: 0, beta: 0, gamma: 0, stranger: 0 })

/** Plays all of it. Every step lasts until the bot waits for nothing but a later time. */
export async function play(harness: Harness, playing: Playing = {}): Promise<Scenario> {
  const { after, patience = 0, from = 0, scenario = newScenario() } = playing
  for (const step of steps.slice(from)) {
    await step.run(harness, scenario)
    await harness.settle()
    await harness.recover(patience)
    await harness.pass(breath)
    if ((await after?.(step, scenario)) === 'stop') break
  }
  return scenario
}
