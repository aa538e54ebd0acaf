/** What the stages share: the ways to act as somebody, and to look at what came of it. */
import { join } from 'node:path'
import type { Info, RoleName } from '../server/info.ts'
import { type Checkout, checkOut } from './checkout.ts'
import { type CheckRun, type Client, type Comment, createClient, type Issue, type Pull } from './client.ts'
import { until } from './until.ts'

export const packetNames = ['db-users', 'api-users', 'tests-users', 'permissions'] as const
export type PacketName = (typeof packetNames)[number]
type Room = PacketName | 'session'

export interface Scene {
  client: Client
  info: Info
  /** Files an issue and remembers its number under this name. */
  file(room: Room, who: RoleName, title: string, body: string): Promise<number>
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
  /** An agent's clone of the packet's branch, made at the first use. */
  clone(name: PacketName): Promise<Checkout>
  hasBranch(name: PacketName): Promise<boolean>
  pull(name: PacketName): Promise<Pull | null>
  /** Waits until that check on the branch's head has one of these conclusions. */
  check(name: PacketName, check: string, ...conclusions: string[]): Promise<CheckRun>
  tickAll(name: PacketName): Promise<void>
}

export const branchOf = (name: PacketName) => `feature/${name}`

/** @param folder an empty folder for the agents' clones */
export function createScene(info: Info, folder: string): Scene {
  const client = createClient(info)
  const numbers = new Map<Room, number>()
  const clones = new Map<PacketName, Promise<Checkout>>()
  const remote = { url: info.gitUrl, token: info.tokens.agent, defaultBranch: info.defaultBranch }
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
    async file(room, who, title, body) {
      const { number } = await client.send<Issue>(who, 'POST', 'issues', { title, body })
      numbers.set(room, number)
      return number
    },
    say: async (who, room, body) => (await client.send<Comment>(who, 'POST', `${at(room)}/comments`, { body })).id,
    issue: (room) => client.get(at(room)),
    comments: (room) => client.get(`${at(room)}/comments?per_page=100`),
    clone(name) {
      const made = clones.get(name) ?? checkOut(remote, branchOf(name), join(folder, name))
      clones.set(name, made)
      return made
    },
    ...waits(client, () => scene),
    hasBranch: async (name) => (await client.find(`branches/${encodeURIComponent(branchOf(name))}`)) !== null,
    async pull(name) {
      const head = `${info.repo.split('/')[0]}:${branchOf(name)}`
      return (await client.get<Pull[]>(`pulls?state=all&head=${encodeURIComponent(head)}`))[0] ?? null
    },
    async tickAll(name) {
      const { body } = await scene.issue(name)
      await client.send('agent', 'PATCH', at(name), { body: (body ?? '').replaceAll('- [ ]', '- [x]') })
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
