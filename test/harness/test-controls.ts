/** What a test does with the parts of a harness: people, time, crashes, saved states. */

import type { RoleName } from '@switchyard/github-emulator'
import { fullName } from '@switchyard/github-emulator/testing'
import type { HarnessComponents } from './components.ts'
import type { Harness } from './harness.ts'
import type { LogLine } from './log.ts'
import { createPeople, type People } from './people.ts'
import { copyHarness } from './saved-state.ts'
import { type HarnessWorld, hooks } from './world.ts'

const lookMs = 15 * 60_000
const tickMs = 1000

export function callerOf({ sandbox, forge, repo }: HarnessWorld): Harness['call'] {
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

/** Returns people who act on GitHub. @param silent their actions send no webhooks */
export function peopleOf(
  { world, clock, proxy }: HarnessComponents,
  commitTime: () => number,
  silent: boolean,
): People {
  const { forge, repo, sandbox, user } = world
  const { outbox } = sandbox
  return createPeople({
    forge,
    repo,
    call: callerOf(world),
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

/** Returns controls that advance the time and run what becomes due. */
export function timeControls({
  clock,
  bots,
  proxy,
  log,
}: HarnessComponents): Pick<Harness, 'pass' | 'recover' | 'look'> {
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

export function crashControls({
  bots,
  crashes,
  processes,
}: HarnessComponents): Pick<Harness, 'crash' | 'crashes' | 'plan' | 'visit' | 'thaw'> {
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

export function stateControls(
  parts: HarnessComponents,
  commits: () => number,
): Pick<Harness, 'photograph' | 'version'> {
  const { world, clock, proxy, crashes, effects, dir } = parts
  const { sandbox } = world
  return {
    async photograph() {
      // This writes to disk what is not there yet.
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

/** Returns what must not be left at the end of a successful test. */
export function leftovers({ world, proxy, crashes, clock }: HarnessComponents): string[] {
  return [
    ...world.sandbox.outbox.pending().map(({ event, action }) => `not delivered: ${event}.${action}`),
    ...world.faults(),
    ...(proxy.waiting() > 0 ? [`${proxy.waiting()} troubles never happened`] : []),
    ...(crashes.waiting() > 0 ? [`${crashes.waiting()} crashes never happened`] : []),
    ...(clock.nextAt() !== null ? ['a timer is still set'] : []),
  ]
}
