/** What the stages share: the ways to act as somebody, and to look at what came of it. */

import type { Info, RoleName } from '@switchyard/github-emulator'
import type { Waited } from '../../cli/verbs/results/agents.ts'
import type { Ticked } from '../../cli/verbs/tick.ts'
import { type CheckRun, type Client, type Comment, createClient, type Issue, type Pull } from './client.ts'
import { createMachine, type Machine, type Worktree } from './machine.ts'
import { expect, until } from './until.ts'

const packetNames = ['db-users', 'api-users', 'tests-users', 'permissions'] as const
export type PacketName = (typeof packetNames)[number]
type Room = PacketName | 'session'

export interface Scene {
  client: Client
  info: Info
  /** `switchyard ARGS` as the maintainer in the clone; gives what it printed as JSON. */
  person<T>(args: string[], input?: string): Promise<T>
  /** `switchyard ARGS` as the agent in the packet's worktree; gives what it printed as JSON. */
  agent<T>(name: PacketName, ...args: string[]): Promise<T>
  /** The agent waits; meanwhile the person acts. Gives the answer's text, once both are through. */
  answered(name: PacketName, wait: string[], act: () => Promise<unknown>): Promise<string>
  /** What was typed on the machine since the last call. */
  typed: Machine['typed']
  /** Opens the session, or files a packet, by the command line; its number is remembered. */
  file(room: Room, args: string[], input?: string): Promise<number>
  numberOf(room: Room): number
  say(who: RoleName, room: Room, body: string): Promise<number>
  issue(room: Room): Promise<Issue>
  comments(room: Room): Promise<Comment[]>
  /** The bot's comment that has this in it, waited for. */
  botSays(room: Room, text: string): Promise<Comment>
  /** Waits until the packet has exactly this status label. */
  reaches(name: PacketName, status: string): Promise<void>
  /** Waits until the dashboard's text is as wanted. */
  dashboard(what: string, isRight: (body: string) => boolean): Promise<string>
  /** The worktree of the packet's agent. */
  worktree(name: PacketName): Worktree
  hasBranch(name: PacketName): Promise<boolean>
  pull(name: PacketName): Promise<Pull | null>
  /** Waits until that check on the branch's head has one of these conclusions. */
  check(name: PacketName, check: string, ...conclusions: string[]): Promise<CheckRun>
  tickAll(name: PacketName): Promise<void>
}

export const branchOf = (name: PacketName) => `feature/${name}`

/** @param folder an empty folder for the agents' machine */
export function createScene(info: Info, folder: string): Scene {
  const client = createClient(info)
  const numbers = new Map<Room, number>()
  const machine = createMachine(info, folder)
  const numberOf = (room: Room): number => {
    const number = numbers.get(room)
    if (number === undefined) throw new Error(`${room} was not filed`)
    return number
  }
  const at = (room: Room) => `issues/${numberOf(room)}`
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
    async file(room, args, input) {
      const { issue } = await scene.person<{ issue: number }>(args, input)
      numbers.set(room, issue)
      return issue
    },
    say: async (who, room, body) => (await client.send<Comment>(who, 'POST', `${at(room)}/comments`, { body })).id,
    issue: (room) => client.get(at(room)),
    comments: (room) => client.get(`${at(room)}/comments?per_page=100`),
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

/** The looks that are repeated until they show what is wanted. */
function waits(client: Client, scene: () => Scene): Pick<Scene, 'botSays' | 'reaches' | 'dashboard' | 'check'> {
  return {
    botSays: (room, text) =>
      until(`the bot says "${text}" on ${room}`, async () =>
        (await scene().comments(room)).find(({ user, body }) => user.type === 'Bot' && body.includes(text)),
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

/** The part of the dashboard that lists what waits for a person. */
export function needsYou(body: string): string {
  const [, after = ''] = body.split(/^#+ .*Needs you.*$/im)
  return after.split(/^#+ /m)[0] ?? ''
}
