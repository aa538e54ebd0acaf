/**
 * The test bed: the sandbox's GitHub and the real bot in one process, without sockets, on a clock that only moves when
 * it is told. Nothing happens behind a test's back: webhooks wait in the outbox, timers for the clock.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Runner } from '../../shell/ports.ts'
import { createLocalRunner } from '../../shell/runner/local.ts'
import { openStore, type Store } from '../../shell/store/store.ts'
import type { Forge } from '../forge/forge.ts'
import type { Repo, World } from '../forge/model.ts'
import type { Outbox } from '../forge/outbox.ts'
import { noticeRefs } from '../forge/verbs/index.ts'
import type { WorkflowPlayer } from '../forge/verbs/workflows.ts'
import type { RoleName } from '../server/info.ts'
import { createRoutes } from '../server/routes.ts'
import { createSandbox, type Sandbox } from '../server/sandbox.ts'
import { type BedClock, createBedClock } from './clock.ts'
import { type CrashPoint, createCrashes, type Moment } from './crashes.ts'
import { createEffects } from './effects.ts'
import { createHeard, type Heard } from './heard.ts'
import { createResigner } from './jwt.ts'
import { keepLog, type LogLine } from './log.ts'
import { createPeople, type People } from './people.ts'
import { copyBed, forgetBed, forgetMirrors, type Photograph, root } from './photograph.ts'
import { type BotProcess, startProcess } from './process.ts'
import { createScriptedRunner } from './runner.ts'
import { openSeeded } from './seeded.ts'
import { createSeen, pictureOf, type Seen } from './seen.ts'
import { troubles } from './troubles.ts'
import { createWire, type Wire } from './wire.ts'

export interface BedOptions {
  /** Text of `.github/switchyard.yml`; the demo's when left out, no file when null. */
  config?: string | null
  /** `scripted` (a file's line `FAILS: …` makes the tests fail), `real` processes, or one's own. */
  runner?: 'scripted' | 'real' | Runner
  allowLocalRunner?: boolean
  /** Plays GitHub Actions; without it no workflow runs. */
  workflows?: WorkflowPlayer
  /** Where the bot is to die. */
  crashes?: readonly CrashPoint[]
  /** Leaves the bot unstarted until `bed.start()`. */
  asleep?: boolean
  /** Goes on from there; `config` says nothing then. */
  from?: Photograph
}

export interface Bed {
  sandbox: Sandbox
  forge: Forge
  repo: Repo
  clock: BedClock
  outbox: Outbox
  people: People
  /** The same without a single webhook. */
  silently: People
  see: Seen
  heard: Heard
  wire: Wire
  log: readonly LogLine[]
  /** Delivers and lets the bot work until it waits for nothing but a later time. Starts a bot that crashed. */
  settle(): Promise<void>
  /** The same without delivering. */
  rest(): Promise<void>
  /** Lets this time go by, in milliseconds, with all that falls due in it. */
  pass(ms: number): Promise<void>
  /** Lets this time go by, in milliseconds, if anything went wrong since it was asked last. */
  recover(ms: number): Promise<void>
  /** Until the bot has looked at everything by itself. */
  look(): Promise<void>
  /** Kills the bot as SIGKILL would, now; the next `settle` starts another on the same store. */
  crash(): void
  crashes(): { waiting: number; writes: number; lives: number }
  plan(...points: CrashPoint[]): void
  /** Calls `visit` at every moment from now on; the bot waits for it. */
  visit(visit: (moment: Moment) => Promise<void>): void
  /** Lets a frozen process go on. */
  thaw(): void
  /** What stands now outside the bot's memory. */
  photograph(): Promise<Photograph>
  /** Tells one state of the world outside from another: the same as long as nothing changed. */
  version(): string
  /** Stops the bot as SIGTERM would. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Takes away the bot's database and mirrors. The bot must be stopped or dead. */
  loseStore(): Promise<void>
  /** Posts something to the bot's endpoint. */
  post(request: Request): Promise<Response>
  store(): Store
  call<T = unknown>(role: RoleName, method: string, path: string, body?: object): Promise<T>
  picture(): Record<string, unknown>
  /** Checks that nothing is left over, and frees everything. */
  end(options?: { unheard?: 'allowed'; warnings?: 'allowed' }): Promise<void>
  /** Frees everything without checks. */
  dispose(): Promise<void>
}

const hooks = 'http://bot.test/api/github/webhooks'
/** The bot's deadline for one request. */
const requestMs = 30_000
const start = Date.UTC(2026, 4, 4, 9, 0)
const lookMs = 15 * 60_000
const tickMs = 1000
/** A bot that finds no rest in this many steps never will. */
const mostSteps = 20_000

export async function createBed(options: BedOptions = {}): Promise<Bed> {
  const { from } = options
  const dir = from?.dir ?? (await mkdtemp(join(root(), 'bed-')))
  const clock = createBedClock(from?.now ?? start)
  const errors: unknown[] = []
  const unknown: string[] = []
  const log = keepLog()
  const processes: BotProcess[] = []
  let lives = 0
  let changes = 0

  const opening = {
    dataDir: join(dir, 'sandbox'),
    clock,
    ...(options.workflows && { workflows: options.workflows }),
    send: (request: Request) => current().deliver(request),
    onUnknown: (method: string, path: string) => unknown.push(`${method} ${path}`),
    onError: (error: unknown) => errors.push(error),
  }
  const sandbox = from
    ? await createSandbox({ ...opening, outbox: 'manual' })
    : await openSeeded({ ...opening, config: options.config })
  sandbox.setWebhookUrl(hooks)
  const { forge, outbox } = sandbox
  outbox.put(from?.pending ?? [])
  const [repo] = forge.world.repos
  const [app] = forge.world.apps
  if (!repo || !app) throw new Error('the sandbox is empty')
  const touch = forge.touch
  forge.touch = () => {
    changes++
    touch()
  }

  const current = () => processes.at(-1) ?? nobody
  const effects = createEffects()
  const crashes = createCrashes({
    async befall({ how = 'kill', when, at }, by) {
      const hit = processes.find(({ number }) => number === by)
      if (!hit) return false
      if (how === 'stop') {
        void hit.stop()
        return true
      }
      if (how === 'kill') {
        hit.kill()
        return false
      }
      const frozenAt = clock.now()
      hit.freeze()
      const isAlive = await hit.going()
      // It was handed over before the freeze, and its time-out runs on meanwhile.
      if (at === 'request' && when === 'before' && clock.now() - frozenAt > requestMs) throw troubles.timeout()
      return isAlive
    },
  })
  crashes.plan(options.crashes ?? [])
  const resign = createResigner(sandbox.app.id, sandbox.app.privateKey, clock.now)
  const wire = createWire({
    fetch: async (request) => {
      const headers = new Headers(request.headers)
      resign(headers)
      const response = await sandbox.fetch(new Request(request, { headers }))
      // Octokit keeps tokens by the machine's clock, so they must not end by the bed's.
      for (const token of forge.world.tokens)
        if (token.installationId !== null) token.expiresAt = Number.MAX_SAFE_INTEGER
      return response
    },
    fetchFrom: (world, request) => routesOver(world)(request),
    world: () => forge.world,
    around: crashes.around,
    effects,
  })
  const routesOver = (world: World) => {
    const old = { ...forge, world: { ...world, tokens: forge.world.tokens } }
    return createRoutes({ forge: old, outbox, spoolDir: sandbox.layout.spool, limits: false })
  }

  const botDir = join(dir, 'bot')
  await mkdir(botDir, { recursive: true })
  const open = () => openStore(join(botDir, 'switchyard.db'), { now: clock.now() })
  let store = await open()
  const runner = runnerOf(options.runner ?? 'scripted', botDir)

  function boot(): Promise<unknown> {
    const number = ++lives
    const alive = () => processes.filter((each) => each.state() !== 'dead')
    const made = startProcess(number, clock, {
      ...{ appId: sandbox.app.id, privateKey: sandbox.app.privateKey, webhookSecret: sandbox.app.webhookSecret },
      ...{ dataDir: botDir, bareDir: forge.bareDir(repo as Repo), store: crashes.watch(store, number), runner },
      ...{ wire: wire.of(number), effects, log: log.log },
      allowLocalRunner: options.allowLocalRunner ?? true,
      isDead: (holder) => !alive().some((each) => each.holder() === holder),
      pushed: () => noticeRefs(forge, repo as Repo, botUser()),
    })
    processes.push(made)
    return made.started
  }
  const botUser = () => {
    const user = forge.world.users.find(({ id }) => id === app.botUserId)
    if (!user) throw new Error('the App has no account')
    return user
  }

  async function quiet(): Promise<void> {
    for (let calm = 0; calm < 3; calm = processes.every((each) => each.isCalm()) ? calm + 1 : 0) {
      for (const each of processes) await each.calm()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  async function isIdle(): Promise<boolean> {
    for (const each of processes) if (each.state() !== 'frozen' && !(await each.isIdle())) return false
    return true
  }
  const needsBoot = () => !asleep && !['up', 'starting'].includes(current().state())

  async function work(delivering: boolean): Promise<void> {
    for (let steps = 0; steps < mostSteps; steps++) {
      if (needsBoot()) await boot()
      await quiet()
      if (needsBoot()) continue
      if (delivering && current().state() === 'up' && outbox.pending().length > 0) {
        await outbox.deliverAll()
        continue
      }
      if (await isIdle()) return
      if (!clock.runNext()) throw new Error('the bot waits for something that never comes')
    }
    throw new Error(
      `the bot finds no rest: ${wire
        .calls()
        .slice(-5)
        .map(({ route }) => route)
        .join(', ')}`,
    )
  }
  let asleep = options.asleep ?? false

  const call: Bed['call'] = async <T>(role: RoleName, method: string, path: string, body?: object) => {
    const request = new Request(`http://localhost/api/v3/repos/acme/app${path}`, {
      method,
      headers: { authorization: `token ${sandbox.info().tokens[role]}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const response = await sandbox.fetch(request)
    const text = await response.text()
    if (response.status >= 400) throw new Error(`${method} ${path} as ${role}: ${response.status} ${text}`)
    return (text === '' ? null : JSON.parse(text)) as T
  }

  let commits = from?.commits ?? 0
  const people = (silent: boolean): People =>
    createPeople({
      ...{ forge, repo, call },
      user: (role) => {
        const user = forge.world.users.find(({ login }) => login === role)
        if (!user) throw new Error(`there is no ${role}`)
        return user
      },
      commitTime: () => start / 1000 + ++commits,
      async act(what) {
        clock.move(tickMs)
        wire.remember()
        const before = new Set(outbox.pending())
        const result = await what()
        if (silent) for (const each of outbox.pending()) if (!before.has(each)) outbox.drop(each.guid)
        return result
      },
    })

  const see = createSeen(repo, app.botUserId)
  const heard = createHeard(repo, app.botUserId)
  const pass = async (ms: number) => {
    const until = clock.now() + ms
    for (;;) {
      await work(true)
      const next = clock.nextAt()
      if (next === null || next > until) break
      clock.runNext()
    }
    clock.move(Math.max(0, until - clock.now()))
  }

  const mishaps = () => wire.happened() + log.lines.filter(({ level }) => level === 'warn' || level === 'error').length
  let before = 0

  let disposed = false
  const bed: Bed = {
    ...{ sandbox, forge, repo, clock, outbox, see, heard, wire, log: log.lines, call, pass },
    people: people(false),
    silently: people(true),
    settle: () => work(true),
    rest: () => work(false),
    async recover(ms) {
      const after = mishaps()
      const happened = after !== before
      before = after
      if (happened) await pass(ms)
    },
    look: () => pass(lookMs + tickMs),
    crash: () => current().kill(),
    crashes: () => ({ waiting: crashes.waiting(), writes: crashes.writes(), lives }),
    plan: (...points) => crashes.plan(points),
    visit: crashes.visit,
    thaw() {
      for (const each of processes) if (each.state() === 'frozen') each.thaw()
    },
    async photograph() {
      // Saves what is not on disk yet.
      sandbox.setWebhookUrl(hooks)
      const to = await effects.still(() => copyBed(dir))
      return { dir: to, now: clock.now(), pending: outbox.pending(), commits }
    },
    version() {
      const git = wire.calls().filter(({ route, status }) => route.startsWith('GIT ') && status !== 0)
      return [changes, crashes.written(), git.length, clock.now(), ...outbox.pending().map(({ guid }) => guid)].join(
        ' ',
      )
    },
    async stop() {
      asleep = true
      await current().stop()
    },
    async start() {
      asleep = false
      await work(true)
    },
    async loseStore() {
      if (current().state() !== 'dead') throw new Error('stop the bot first')
      await store.close()
      forgetMirrors(dir)
      await rm(botDir, { recursive: true, force: true })
      await mkdir(botDir, { recursive: true })
      store = await open()
    },
    post: opening.send,
    store: () => store,
    picture: () => pictureOf(repo),
    async end({ unheard, warnings } = {}) {
      const left: string[] = []
      await bed.stop()
      for (const { event, action } of outbox.pending()) left.push(`not delivered: ${event}.${action}`)
      for (const each of unknown) left.push(`unknown to the sandbox: ${each}`)
      for (const each of errors) left.push(`the sandbox failed: ${String(each)}`)
      if (wire.waiting() > 0) left.push(`${wire.waiting()} troubles never happened`)
      if (crashes.waiting() > 0) left.push(`${crashes.waiting()} crashes never happened`)
      if (clock.nextAt() !== null) left.push('a timer is still set')
      if (unheard !== 'allowed') left.push(...heard.unheard())
      if (warnings !== 'allowed') {
        for (const { level, text } of log.lines) if (level === 'error' || level === 'warn') left.push(`logged: ${text}`)
      }
      await bed.dispose()
      if (left.length > 0) throw new Error(`left over at the end of the test:\n${left.join('\n')}`)
    },
    async dispose() {
      if (disposed) return
      disposed = true
      asleep = true
      for (const each of processes) each.kill()
      await sandbox.close()
      await store.close()
      forgetBed(dir)
      await rm(dir, { recursive: true, force: true })
    },
  }
  if (!asleep) await bed.settle()
  return bed
}

const nobody: Pick<BotProcess, 'deliver' | 'state' | 'kill' | 'stop'> = {
  deliver: async () => {
    throw new TypeError('fetch failed')
  },
  state: () => 'dead',
  kill: () => {},
  stop: async () => {},
}

function runnerOf(wanted: 'scripted' | 'real' | Runner, botDir: string): Runner {
  if (wanted === 'scripted') return createScriptedRunner(botDir)
  return wanted === 'real' ? createLocalRunner({ root: join(botDir, 'jobs'), log: () => {} }) : wanted
}

export type { LogLine }
