/** How a packet gets somewhere, as people and agents would do it; each ends settled. */
import { createWorld, packetText, type Who, type World } from './world.ts'

export interface Scenario {
  w: World
  dashboard: number
  /** The packet's issue. */
  n: number
  branch: string
}

export type Text = Parameters<typeof packetText>[0]

export function withSession(options: { config?: string | null | undefined; name?: string } = {}): {
  w: World
  dashboard: number
} {
  const w = createWorld(options)
  const dashboard = w.file('maintainer', `Session: ${options.name ?? 'users'}`, 'Goal: add users').number
  w.settle()
  return { w, dashboard }
}

/** Filed by a writer, and started where a place is free. */
export function filed(
  options: { config?: string | null | undefined; name?: string; text?: Text; by?: Who } = {},
): Scenario {
  const { w, dashboard } = withSession({ config: options.config })
  const name = options.name ?? 'db'
  const n = w.file(options.by ?? 'writer', `Work Packet: ${name}`, packetText(options.text)).number
  w.settle()
  return { w, dashboard, n, branch: `feature/${name}` }
}

/** Its agent has pushed one file in scope. */
export function pushed(options: Parameters<typeof filed>[0] = {}): Scenario {
  const scenario = filed(options)
  scenario.w.push('agent', scenario.branch, ['src/db.js'])
  scenario.w.settle()
  return scenario
}

/** Criteria ticked, reported done, trial passed. */
export function done(options: Parameters<typeof filed>[0] = {}): Scenario {
  const scenario = pushed(options)
  finish(scenario.w, scenario.n)
  return scenario
}

/** One more packet in the same session. */
export function another(w: World, name: string, text: Text = {}, by: Who = 'writer'): number {
  const { number } = w.file(by, `Work Packet: ${name}`, packetText(text))
  w.settle()
  return number
}

export function finish(w: World, n: number, who: Who = 'agent'): void {
  w.tick(who, n)
  w.comment(who, n, '/status done')
  w.settle()
}

/** From ready to done. */
export function complete(w: World, n: number, name: string, paths: string[], who: Who = 'agent'): void {
  w.push(who, `feature/${name}`, paths)
  w.settle()
  finish(w, n, who)
}

/** What settling once more would do: nothing, when all is as it should be. */
export function moves(w: World): number {
  const before = w.actions.length
  w.settle()
  return w.actions.length - before
}
