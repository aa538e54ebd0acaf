/** Creates the bot with its real dependencies. */
import { createPrivateKey } from 'node:crypto'
import { join } from 'node:path'
import { decide } from '../core/decide.ts'
import { type Bot, type BotParts, runBot } from './bot.ts'
import { type Clock, systemClock } from './clock.ts'
import { makeDataDir } from './data-dir.ts'
import { createMirrors, type KnownMirror } from './git/mirrors.ts'
import { gitProblem, gitVersion } from './git/version.ts'
import { createGitHubApp, type GitHubApp } from './github/app.ts'
import { explain } from './github/errors.ts'
import { hintsOf } from './github/hints.ts'
import type { Connection } from './github/octokit.ts'
import { createInstalled } from './installed.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics/registry.ts'
import { createTextReader } from './parsing/reader.ts'
import { createProbot } from './probot.ts'
import type { AppPort } from './reconcile/reconciler.ts'
import type { Runner } from './reconcile/trial.ts'
import { createLocalRunner } from './runner/local.ts'
import { openStore } from './store/store.ts'

export interface StartOptions {
  /** The App's number, or its client id. */
  appId: number | string
  privateKey: string
  /** One of the two is required. `webhookSecrets` may have two entries while a secret is being replaced. */
  webhookSecret?: string
  webhookSecrets?: string[]
  /** `https://api.github.com`, or `URL/api/v3`. */
  apiUrl: string
  /** Origin of the web pages and of git. Default: the one that belongs to `apiUrl`. */
  webUrl?: string
  host: string
  /** 0: any free port; null: no socket. */
  port: number | null
  dataDir: string
  /** Returns whether the commands in this repository's configuration may run on this machine. */
  allowLocalRunner(owner: string, repo: string): boolean
  log: Log
  /** Bearer token for reading `/metrics`. '' or missing: anybody may read it. */
  metricsToken?: string
  /** Address of a smee channel that forwards webhooks. '' or missing: none. */
  webhookProxyUrl?: string
  /** Milliseconds a request of a killed process may still take effect. Default: 10 s. */
  underWayMs?: number
  clock?: Clock
  fetch?: typeof fetch
}

/**
 * Starts the bot and resolves when it listens.
 *
 * @throws with a message for people when there is no webhook secret, git is missing or too old, GitHub rejects the App,
 *   the port is taken, or the data folder cannot be created
 */
export async function startBot(options: StartOptions): Promise<Bot> {
  const { log, clock = systemClock, dataDir } = options
  const { webhookSecret = '', webhookSecrets = [webhookSecret] } = options
  const metrics = createMetrics(options.port !== null)
  const connection: Connection = {
    appId: options.appId,
    privateKey: options.privateKey,
    apiUrl: options.apiUrl,
    ...(options.webUrl !== undefined && { webUrl: options.webUrl }),
    log,
    meter: metrics,
    ...(options.fetch && { fetch: options.fetch }),
  }
  const app = createGitHubApp({ ...connection, now: clock.now })
  checkKey(options.privateKey)
  await checkGit()
  await checkApp(app, options.apiUrl, log)
  await makeDataDir(dataDir)
  const store = await openStore(join(dataDir, 'switchyard.db'), { log, now: clock.now() })
  const { host, port, metricsToken, webhookProxyUrl, underWayMs } = options
  const running = {
    webhookSecrets,
    host,
    port,
    log,
    clock,
    metrics,
    ...(metricsToken !== undefined && { metricsToken }),
    ...(webhookProxyUrl !== undefined && { webhookProxyUrl }),
    ...(underWayMs !== undefined && { underWayMs }),
  }
  try {
    const probot = await createProbot(connection, webhookSecrets[0] ?? '')
    return await runBot(running, { ...partsOf(options, portsOf(app, log)), store, probot })
  } catch (error) {
    await store.close()
    throw error
  }
}

/** The dependencies that tests replace. */
function partsOf({ log, dataDir, allowLocalRunner }: StartOptions, ports: Ports): Omit<BotParts, 'store' | 'probot'> {
  const note = (message: string) => log.info({}, message)
  const mirrors = createMirrors(join(dataDir, 'git'), note)
  return {
    ...ports,
    decide,
    explain,
    hintsOf,
    reader: createTextReader(),
    runner: lazyRunner(() => createLocalRunner({ root: join(dataDir, 'jobs'), log: note })),
    openMirror: mirrors.open,
    forgetOthers: (isListed) => mirrors.keepOnly((one) => isListed(one.repoId) || ports.isAsleep(one)),
    allowLocalRunner,
  }
}

function checkKey(privateKey: string): void {
  try {
    createPrivateKey(privateKey)
  } catch (cause) {
    throw new Error('The App’s private key cannot be read. Set PRIVATE_KEY to the whole .pem file from GitHub.', {
      cause,
    })
  }
}

async function checkGit(): Promise<void> {
  const version = await gitVersion().catch((cause) => {
    throw new Error('git cannot be started. Install git 2.38 or later.', { cause })
  })
  const problem = gitProblem(version)
  if (problem) throw new Error(problem)
}

/** GitHub's messages for an App id and a key that do not belong together. */
const WRONG_APP = /json web token|integration|claim|credentials/i

/** Checks that GitHub knows the App. Does not fail when GitHub is unreachable: the bot retries later. */
async function checkApp(app: GitHubApp, apiUrl: string, log: Log): Promise<void> {
  try {
    await app.installations()
  } catch (cause) {
    const outcome = explain(cause)
    const message = 'message' in outcome ? outcome.message : String(cause)
    const isFinal = outcome.kind !== 'later' || WRONG_APP.test(message)
    if (isFinal) throw new Error(`${apiUrl} rejected the App: ${message}\nCheck APP_ID and PRIVATE_KEY.`, { cause })
    log.warn({ apiUrl, message }, 'GitHub is not reachable yet; retrying')
  }
}

export interface Ports {
  app: AppPort
  appUserId: () => number | null
  /** Returns whether the repository is archived or its installation suspended. It still belongs to the App. */
  isAsleep(mirror: KnownMirror): boolean
}

/** Creates the ports to GitHub. They leave out suspended installations and archived repositories, which are read-only. */
export function portsOf(app: GitHubApp, log: Log): Ports {
  let id: number | null = null
  const asleep = { installations: new Set<number>(), repositories: new Set<number>() }
  const installed = createInstalled(log)
  const learnId = async () => {
    id ??=
      (await app.self().catch((err) => void log.warn({ err }, 'Could not read the App’s own account yet')))?.id ?? null
  }
  return {
    appUserId: () => id,
    isAsleep({ repoId, installation }) {
      const { installations, repositories } = asleep
      if (repositories.has(repoId)) return true
      return installation === null ? installations.size > 0 : installations.has(installation)
    },
    app: {
      async installations() {
        const found = await app.installations()
        asleep.installations = new Set(found.filter(({ suspended }) => suspended).map((each) => each.id))
        await learnId()
        installed.update(found)
        return found.filter(({ suspended }) => !suspended).map((installation) => installation.id)
      },
      async repositories(of) {
        const rights = installed.rights(of)
        const all = await app.repositories(of)
        for (const { ref, archived } of all)
          if (archived) asleep.repositories.add(ref.repoId)
          else asleep.repositories.delete(ref.repoId)
        const found = all.filter(({ archived }) => !archived)
        return found.map(({ ref }) => ({ ...ref, ...(rights && { rights }) }))
      },
      repository: app.repository,
    },
  }
}

/** Creates the runner at its first job, because creating it tests the sandbox of this machine. */
function lazyRunner(make: () => Runner): Runner {
  let runner: Runner | null = null
  return {
    run(job) {
      runner ??= make()
      return runner.run(job)
    },
  }
}
