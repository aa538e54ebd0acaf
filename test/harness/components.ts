/** Puts the parts of a harness together: the world, the fault proxy and the processes of the bot. */

import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { noticeRefs } from '@switchyard/github-emulator/testing'
import type { Runner } from '../../src/shell/reconcile/trial.ts'
import { createLocalRunner } from '../../src/shell/runner/local.ts'
import { type BotFolder, openBotFolder } from './bot-folder.ts'
import { type Bots, createBots } from './bots.ts'
import { checkPush } from './check-push.ts'
import { createHarnessClock, type HarnessClock } from './clock.ts'
import { createCrashEffects } from './crash-effects.ts'
import { type Crashes, createCrashes } from './crashes.ts'
import { createEffects, type Effects } from './effects.ts'
import { FaultProxy } from './fault-proxy.ts'
import type { HarnessOptions } from './harness.ts'
import { keepLog } from './log.ts'
import { BotProcess } from './process.ts'
import { createScriptedRunner } from './runner.ts'
import { root } from './saved-state.ts'
import { type HarnessWorld, openWorld, wayIn } from './world.ts'

export const start = Date.UTC(2026, 4, 4, 9, 0)

/** The parts a harness is put together from. */
export interface HarnessComponents {
  dir: string
  clock: HarnessClock
  world: HarnessWorld
  log: ReturnType<typeof keepLog>
  processes: BotProcess[]
  effects: Effects
  crashes: Crashes
  proxy: FaultProxy
  folder: BotFolder
  bots: Bots
}

export async function createComponents(options: HarnessOptions): Promise<HarnessComponents> {
  const { from } = options
  const dir = from?.dir ?? (await mkdtemp(join(root(), 'bed-')))
  const clock = createHarnessClock(from?.now ?? start)
  const processes: BotProcess[] = []
  const send = (request: Request) => bots.current().deliver(request)
  const world = await openWorld({ ...options, dir, clock, send })
  const effects = createEffects()
  const crashes = createCrashes(createCrashEffects(processes, clock))
  crashes.plan(options.crashes ?? [])
  const proxy = new FaultProxy({ ...wayIn(world, clock, effects), around: crashes.around })
  const folder = await openBotFolder(dir, clock.now)
  const log = keepLog(options.onLog)
  const built = { dir, clock, world, log, processes, effects, crashes, proxy, folder }
  const bots = createBots({
    clock,
    outbox: world.sandbox.outbox,
    proxy,
    processes,
    asleep: options.asleep ?? false,
    start: starter(built, runnerOf(options.runner ?? 'scripted', folder.dir), options.allowLocalRunner ?? true),
  })
  return { ...built, bots }
}

function starter(
  parts: Omit<HarnessComponents, 'bots'>,
  runner: Runner,
  allowLocalRunner: boolean,
): (number: number) => BotProcess {
  const { world, clock, processes, crashes, folder, proxy, effects, log } = parts
  const { forge, repo, app, sandbox } = world
  const isHeldByLiving = (holder: string) => processes.some((one) => one.state() !== 'dead' && one.holder() === holder)
  return (number) =>
    new BotProcess(number, clock, {
      appId: sandbox.app.id,
      privateKey: sandbox.app.privateKey,
      webhookSecret: sandbox.app.webhookSecret,
      dataDir: folder.dir,
      bareDir: forge.bareDir(repo),
      store: crashes.watch(folder.store(), number),
      runner,
      wire: proxy.of(number),
      effects,
      log: log.log,
      allowLocalRunner,
      isDead: (holder) => !isHeldByLiving(holder),
      checkPush: (from, sha, branch) =>
        checkPush({ forge, repo, bareDir: forge.bareDir(repo) }, botUser(world, app.botUserId), { from, sha, branch }),
      pushed: () => noticeRefs(forge, repo, botUser(world, app.botUserId)),
    })
}

function botUser({ forge }: HarnessWorld, id: number) {
  const user = forge.world.users.find((each) => each.id === id)
  if (!user) throw new Error('the App has no account')
  return user
}

function runnerOf(wanted: 'scripted' | 'real' | Runner, botDir: string): Runner {
  if (wanted === 'scripted') return createScriptedRunner(botDir)
  return wanted === 'real' ? createLocalRunner({ root: join(botDir, 'jobs'), log: () => {} }) : wanted
}
