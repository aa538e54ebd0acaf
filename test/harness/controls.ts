/** What a test does with the parts of a bed: people, time, crashes, photographs. */

import type { RoleName } from '@switchyard/github-emulator'
import { fullName } from '@switchyard/github-emulator/testing'
import type { Harness } from './harness.ts'
import type { LogLine } from './log.ts'
import type { Parts } from './parts.ts'
import { createPeople, type People } from './people.ts'
import { copyHarness } from './photograph.ts'
import { type HarnessWorld, hooks } from './world.ts'

const lookMs = 15 * 60_000
const tickMs = 1000

export function callIn({ sandbox, forge, repo }: HarnessWorld): Harness['call'] {
  return async <T>(role: RoleName, method: string, path: string, body?: object) => {
    const request = new Request(`http://localhost/api/v3/repos/${fullName(forge, repo)}${path}`, {
      method,
      headers: { authorization: `token ${sandbox.info().tokens[role]}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const response = await sandbox.fetch(request)
    const text = await response.text()
    if (response.status >= 400) throw new Error(`${method} ${path} as ${role}: ${response.status} ${text}`)
    return (text === '' ? null : JSON.parse(text)) as T
  }
}

/** People at work; `silent`: what they do is told to nobody. */
export function peopleIn({ world, clock, proxy }: Parts, commitTime: () => number, silent: boolean): People {
  const { forge, repo, sandbox, user } = world
  const { outbox } = sandbox
  return createPeople({
    forge,
    repo,
    call: callIn(world),
    user,
    commitTime,
    async act(what) {
      clock.move(tickMs)
      proxy.remember()
      const before = new Set(outbox.pending())
      const result = await what()
      if (silent) for (const each of outbox.pending()) if (!before.has(each)) outbox.drop(each.guid)
      return result
    },
  })
}

/** Time that goes by, with all that falls due in it. */
export function passing({ clock, bots, proxy, log }: Parts): Pick<Harness, 'pass' | 'recover' | 'look'> {
  const pass = async (ms: number) => {
    const until = clock.now() + ms
    for (;;) {
      await bots.work(true)
      const next = clock.nextAt()
      if (next === null || next > until) break
      clock.runNext()
    }
    clock.move(Math.max(0, until - clock.now()))
  }
  const mishaps = () => proxy.happened() + log.lines.filter(isWarning).length
  let before = 0
  return {
    pass,
    async recover(ms) {
      const after = mishaps()
      const happened = after !== before
      before = after
      if (happened) await pass(ms)
    },
    look: () => pass(lookMs + tickMs),
  }
}

export const isWarning = ({ level }: LogLine): boolean => level === 'warn' || level === 'error'

export function crashing({
  bots,
  crashes,
  processes,
}: Parts): Pick<Harness, 'crash' | 'crashes' | 'plan' | 'visit' | 'thaw'> {
  return {
    crash: () => bots.current().kill(),
    crashes: () => ({ waiting: crashes.waiting(), writes: crashes.writes(), lives: bots.lives() }),
    plan: (...points) => crashes.plan(points),
    visit: crashes.visit,
    thaw() {
      for (const each of processes) if (each.state() === 'frozen') each.thaw()
    },
  }
}

export function photographing(parts: Parts, commits: () => number): Pick<Harness, 'photograph' | 'version'> {
  const { world, clock, proxy, crashes, effects, dir } = parts
  const { sandbox } = world
  return {
    async photograph() {
      // Saves what is not on disk yet.
      sandbox.setWebhookUrl(hooks)
      const to = await effects.still(() => copyHarness(dir))
      return { dir: to, now: clock.now(), pending: sandbox.outbox.pending(), commits: commits() }
    },
    version() {
      const git = proxy.calls().filter(({ route, status }) => route.startsWith('GIT ') && status !== 0)
      const pending = sandbox.outbox.pending().map(({ guid }) => guid)
      return [world.changes(), crashes.written(), git.length, clock.now(), ...pending].join(' ')
    },
  }
}

/** What a test that ends well leaves none of. */
export function leftovers({ world, proxy, crashes, clock }: Parts): string[] {
  return [
    ...world.sandbox.outbox.pending().map(({ event, action }) => `not delivered: ${event}.${action}`),
    ...world.faults(),
    ...(proxy.waiting() > 0 ? [`${proxy.waiting()} troubles never happened`] : []),
    ...(crashes.waiting() > 0 ? [`${crashes.waiting()} crashes never happened`] : []),
    ...(clock.nextAt() !== null ? ['a timer is still set'] : []),
  ]
}
