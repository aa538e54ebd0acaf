/** Puts the real rooms together. */
import { join } from 'node:path'
import { decide } from '../core/decide.ts'
import type { Actor } from '../core/facts.ts'
import { type Bot, runBot } from './bot.ts'
import { openMirror } from './git/mirror.ts'
import { createGitHubApp, type GitHubApp } from './github/app.ts'
import { explain } from './github/errors.ts'
import { hintsOf } from './github/hints.ts'
import type { Log } from './log.ts'
import { type Clock, systemClock } from './loop/clock.ts'
import type { AppPort } from './loop/loop.ts'
import type { Runner } from './ports.ts'
import { createTextReader } from './reading/reader.ts'
import { createLocalRunner } from './runner/local.ts'
import { openStore } from './store/store.ts'

export interface StartOptions {
  appId: number | string
  privateKey: string
  /** One of the two is needed; `webhookSecrets` may hold two while one is being replaced. */
  webhookSecret?: string
  webhookSecrets?: string[]
  /** `https://api.github.com`, or `URL/api/v3`. */
  apiUrl: string
  host: string
  /** 0: any free port; null: no socket. */
  port: number | null
  dataDir: string
  /** Whether the commands of this repository's configuration may run on this machine. */
  allowLocalRunner(owner: string, repo: string): boolean
  log: Log
  clock?: Clock
  fetch?: typeof fetch
}

/**
 * Starts the bot and resolves when it listens. Rejects, with a message for people, without a webhook secret, when
 * GitHub does not accept the App, and when the port or the data folder cannot be had.
 */
export async function startBot(options: StartOptions): Promise<Bot> {
  const { log, clock = systemClock, dataDir } = options
  const { webhookSecret = '', webhookSecrets = [webhookSecret] } = options
  const app = createGitHubApp({
    ...{ appId: Number(options.appId), privateKey: options.privateKey, apiUrl: options.apiUrl },
    ...{ log, now: clock.now, ...(options.fetch && { fetch: options.fetch }) },
  })
  const store = await openStore(join(dataDir, 'switchyard.db'), { log, now: clock.now() })
  const note = (message: string) => log.info({}, message)
  try {
    const self = await introduce(app, options.apiUrl)
    return await runBot(
      { webhookSecrets, host: options.host, port: options.port, log, clock },
      {
        ...{ self, store, decide, explain, hintsOf, app: portOf(app), reader: createTextReader() },
        runner: lazyRunner(() => createLocalRunner({ root: join(dataDir, 'jobs'), log: note })),
        openMirror: ({ repoId }) => openMirror(join(dataDir, 'git', `${repoId}.git`), { log: note }),
        allowLocalRunner: options.allowLocalRunner,
      },
    )
  } catch (error) {
    await store.close()
    throw error
  }
}

async function introduce(app: GitHubApp, apiUrl: string): Promise<Actor> {
  try {
    return await app.self()
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    const hint = 'Check APP_ID and PRIVATE_KEY, and that this machine reaches GitHub.'
    throw new Error(`${apiUrl} did not accept the App: ${said}\n${hint}`, { cause })
  }
}

/** Suspended installations and archived repositories take no writes, so there is nothing to do for them. */
function portOf(app: GitHubApp): AppPort {
  return {
    installations: async () => (await app.installations()).filter(({ suspended }) => !suspended).map(({ id }) => id),
    repositories: async (id) => (await app.repositories(id)).filter(({ archived }) => !archived).map(({ ref }) => ref),
    repository: app.repository,
  }
}

/** The runner tries out this machine when it is made, which is wanted only where something is to be run. */
function lazyRunner(make: () => Runner): Runner {
  let runner: Runner | null = null
  return {
    run(job) {
      runner ??= make()
      return runner.run(job)
    },
  }
}
