/** Starts the bot inside the harness: the real one, with its ways out led through the harness. */
import { join } from 'node:path'
import { decide } from '../../src/core/decide.ts'
import { type Bot, type BotParts, runBot } from '../../src/shell/bot.ts'
import type { Clock } from '../../src/shell/clock.ts'
import { createGitHubApp } from '../../src/shell/github/app.ts'
import { explain } from '../../src/shell/github/errors.ts'
import { hintsOf } from '../../src/shell/github/hints.ts'
import type { Log } from '../../src/shell/log.ts'
import type { Reader } from '../../src/shell/parsing/reader.ts'
import { createTextReader } from '../../src/shell/parsing/reader.ts'
import { createProbot } from '../../src/shell/probot.ts'
import type { GitHub } from '../../src/shell/reconcile/github.ts'
import type { Runner } from '../../src/shell/reconcile/trial.ts'
import { portsOf } from '../../src/shell/start.ts'
import type { Store } from '../../src/shell/store/store.ts'
import type { Effects } from './effects.ts'
import type { Way } from './fault-proxy.ts'
import { mirrorInHarness } from './mirror.ts'
import type { ProcessLifetime } from './process-lifetime.ts'

export interface Starting {
  appId: number
  privateKey: string
  webhookSecret: string
  dataDir: string
  /** Where git finds the repository. */
  bareDir: string
  store: Store
  runner: Runner
  wire: Way
  effects: Effects
  clock: Clock
  log: Log
  life: ProcessLifetime
  allowLocalRunner: boolean
  /** Whether the holder of a lease is gone for good. */
  isDead(holder: string): boolean
  /** Throws as git does when the rules of the branch refuse this push from a repository. */
  checkPush(from: string, sha: string, branch: string): Promise<void>
  /** Git has pushed to the bare repository. */
  pushed(): Promise<void>
}

/** Reads every text at once, without the worker thread; what was read stays known to later lives and harnesses. */
const reader: Reader = {
  ...createTextReader({ inlineBelow: Number.POSITIVE_INFINITY, turnMs: Number.POSITIVE_INFINITY, codeInline: true }),
  close: async () => {},
}

const storeMethods = [
  ...([
    'addDelivery',
    'finishDeliveries',
    'finishOtherDeliveries',
    'undoneDeliveries',
    'trim',
    'saveRepositories',
    'repositories',
  ] as const),
  ...([
    'refuse',
    'refusals',
    'saveTrial',
    'dropTrial',
    'trials',
    'takeLease',
    'keepLease',
    'leaseUntil',
    'releaseLeases',
  ] as const),
  ...(['releaseDeadLeases', 'close'] as const),
]

/** Never resolves when the life ends meanwhile. */
export async function startInHarness(starting: Starting): Promise<Bot> {
  const { life, wire, clock, log, appId, privateKey } = starting
  const apiUrl = 'http://localhost/api/v3'
  const connection = { appId, privateKey, apiUrl, log, fetch: fetchOf(life, wire) }
  const app = createGitHubApp({ ...connection, now: clock.now })
  const ports = portsOf(app, log)
  const parts: BotParts = {
    decide,
    explain,
    hintsOf,
    reader,
    appUserId: ports.appUserId,
    probot: await createProbot(connection, starting.webhookSecret),
    app: life.wrap({ ...ports.app, repository: (ref) => github(starting, ports.app.repository(ref)) }, [
      'installations',
      'repositories',
    ]),
    store: life.wrap(lastingStore(starting), storeMethods),
    runner: life.wrap(starting.runner, ['run']),
    openMirror: ({ repoId }) =>
      life.run(() => mirrorInHarness(starting, join(starting.dataDir, 'git', `${repoId}.git`))),
    allowLocalRunner: () => starting.allowLocalRunner,
  }
  const options = { webhookSecrets: [starting.webhookSecret], host: '127.0.0.1', port: null, log, clock }
  return runBot(options, parts)
}

/**
 * A dead bot asks nothing more, not even the next request of an action that it had begun. Its requests fail: octokit
 * shares one that never ends with every later bot of the process.
 */
const fetchOf =
  (life: ProcessLifetime, wire: Way): typeof fetch =>
  (input, init) =>
    Promise.race([life.run(() => wire.fetch(input, init)), life.crashed])

/** Outlives the bot, and asks the harness who is dead, all its bots being of one process; none leaves a request on its way. */
const lastingStore = ({ store, isDead }: Starting): Store => ({
  ...store,
  releaseDeadLeases: () => store.releaseDeadLeases(isDead, 0),
  close: async () => {},
})

function github({ life, bareDir }: Starting, real: GitHub): GitHub {
  const local = { ...real, remote: async () => ({ url: bareDir, authorization: '' }) }
  return life.wrap(local, [
    'read',
    'permission',
    'rules',
    'queue',
    'missing',
    'configHistory',
    'setup',
    'execute',
    'executeTogether',
    'remote',
  ])
}
