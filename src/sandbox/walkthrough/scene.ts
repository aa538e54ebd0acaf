/** What the stages share: acting as a person or an agent, and checking the results. */

import type { Info, RoleName } from '@switchyard/github-emulator'
import type { Waited } from '../../cli/verbs/results/agents.ts'
import type { Ticked } from '../../cli/verbs/tick.ts'
import { type CheckRun, type Client, type Comment, createClient, type Issue, type Pull } from './client.ts'
import { createMachine, type Machine, type Worktree } from './machine.ts'
import { expect, until } from './until.ts'

const packetNames = ['db-users', 'api-users', 'tests-users', 'permissions'] as const
export type PacketName = (typeof packetNames)[number]
type IssueName = PacketName | 'session'

export interface Scene {
  client: Client
  info: Info
  /** `switchyard ARGS` as the maintainer in the clone; returns its JSON output. */
  person<T>(args: string[], input?: string): Promise<T>
  /** `switchyard ARGS` as the agent in the packet's worktree; returns its JSON output. */
  agent<T>(name: PacketName, ...args: string[]): Promise<T>
  /** The agent waits while the person acts. Returns the text of the answer when both have finished. */
  answered(name: PacketName, wait: string[], act: () => Promise<unknown>): Promise<string>
  /** Commands typed on the machine since the last call. */
  typed: Machine['typed']
  /** Opens the session or files a packet with the command line, and stores its number. */
  file(name: IssueName, args: string[], input?: string): Promise<number>
  numberOf(name: IssueName): number
  say(who: RoleName, name: IssueName, body: string): Promise<number>
  issue(name: IssueName): Promise<Issue>
  comments(name: IssueName): Promise<Comment[]>
  /** Waits for a comment of the bot that contains `text`. */
  botSays(name: IssueName, text: string): Promise<Comment>
  /** Waits until the packet has exactly this status label. */
  reaches(name: PacketName, status: string): Promise<void>
  /** Waits until the dashboard's text satisfies `isRight`. */
  dashboard(what: string, isRight: (body: string) => boolean): Promise<string>
  /** The worktree of the packet's agent. */
  worktree(name: PacketName): Worktree
  hasBranch(name: PacketName): Promise<boolean>
  pull(name: PacketName): Promise<Pull | null>
  /** Waits until the check on the branch's head has one of the conclusions. */
  check(name: PacketName, check: string, ...conclusions: string[]): Promise<CheckRun>
  tickAll(name: PacketName): Promise<void>
}

export const branchOf = (name: PacketName) => `feature/${name}`

/** @param folder an empty folder for the agents' machine */
export function createScene(info: Info, folder: string): Scene {
  const client = createClient(info)
  const numbers = new Map<IssueName, number>()
  const machine = createMachine(info, folder)
  const numberOf = (name: IssueName): number => {
    const number = numbers.get(name)
    if (number === undefined) throw new Error(`${name} was not filed`)
    return number
  }
  const at = (name: IssueName) => `issues/${numberOf(name)}`
  const scene: Scene = {
    client,
    info,
    numberOf,
    worktree: machine.worktree,
    typed: machine.typed,
    person: (args, input = '') => machine.switchyard('maintainer', args, { input }),
    agent: (name, ...args) => machine.switchyard('agent', args, { at: name }),
    async answered(name, wait, act) {
      const [{ answers }] = await Promise.all([scene.agent<Waited>(name, 'wait', ...wait), act()])
      return answers.map(({ text }) => text).join(' ')
    },
    async file(name, args, input) {
      const { issue } = await scene.person<{ issue: number }>(args, input)
      numbers.set(name, issue)
      return issue
    },
    say: async (who, name, body) => (await client.send<Comment>(who, 'POST', `${at(name)}/comments`, { body })).id,
    issue: (name) => client.get(at(name)),
    comments: (name) => client.get(`${at(name)}/comments?per_page=100`),
    ...waits(client, () => scene),
    hasBranch: async (name) => (await client.find(`branches/${encodeURIComponent(branchOf(name))}`)) !== null,
    async pull(name) {
      const head = `${info.repo.split('/')[0]}:${branchOf(name)}`
      return (await client.get<Pull[]>(`pulls?state=all&head=${encodeURIComponent(head)}`))[0] ?? null
    },
    async tickAll(name) {
      const tick = (nth: number) => scene.agent<Ticked>(name, 'tick', String(nth))
      let { acceptance } = await tick(1)
      for (let nth = 2; nth <= acceptance.length; nth++) acceptance = (await tick(nth)).acceptance
      expect(
        acceptance.every(({ checked }) => checked),
        `a criterion of ${name} is not ticked`,
      )
    },
  }
  return scene
}

/** Checks that are repeated until they succeed. */
function waits(client: Client, scene: () => Scene): Pick<Scene, 'botSays' | 'reaches' | 'dashboard' | 'check'> {
  return {
    botSays: (name, text) =>
      until(`the bot says "${text}" on ${name}`, async () =>
        (await scene().comments(name)).find(({ user, body }) => user.type === 'Bot' && body.includes(text)),
      ),
    async reaches(name, status) {
      await until(`${name} is ${status}`, async () => {
        const { labels } = await scene().issue(name)
        const found = labels.map((label) => label.name).filter((label) => label.startsWith('status: '))
        return found.length === 1 && found[0] === `status: ${status}`
      })
    },
    dashboard: (what, isRight) =>
      until(`on the dashboard: ${what}`, async () => {
        const { body } = await scene().issue('session')
        return body !== null && isRight(body) && body
      }),
    check: (name, check, ...conclusions) =>
      until(`${check} of ${name} ends in ${conclusions.join(' or ')}`, async () => {
        const sha = (await scene().pull(name))?.head.sha
        if (sha === undefined) return null
        const { check_runs } = await client.get<{ check_runs: CheckRun[] }>(`commits/${sha}/check-runs?per_page=100`)
        return check_runs.find(
          (run) => run.name === `switchyard/${check}` && conclusions.includes(run.conclusion ?? ''),
        )
      }),
  }
}

/** Returns the part of the dashboard that lists what waits for a person. */
export function needsYou(body: string): string {
  const [, after = ''] = body.split(/^#+ .*Needs you.*$/im)
  return after.split(/^#+ /m)[0] ?? ''
}
