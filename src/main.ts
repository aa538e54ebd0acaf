/** `npm start`: runs the bot with settings from the environment, or offers the set-up page when they are missing. */
import { existsSync } from 'node:fs'
import type { Bot } from './shell/bot.ts'
import { withoutTokens } from './shell/log.ts'
import { nodeProblem } from './shell/node-version.ts'
import type { Settings } from './shell/settings.ts'

async function main(): Promise<void> {
  const problem = nodeProblem(process.versions.node)
  if (problem) return giveUp(problem)
  if (existsSync('.env')) process.loadEnvFile('.env')
  // Import lazily: these modules do not load on an older Node.
  const { readSettings, dataDirOf, environmentProblems } = await import('./shell/settings.ts')
  const { hasNoApp, loadCredentials } = await import('./shell/setup/credentials.ts')
  loadCredentials(dataDirOf(process.env))
  let read = readSettings(process.env)
  if ('problems' in read) {
    const problems = read.problems.map((line) => `- ${line}`).join('\n')
    // The set-up page supplies an App, nothing else. In production, fail fast instead of waiting for interactive set-up.
    const hasWrong = environmentProblems(process.env).length > 0
    if (hasWrong || !hasNoApp(process.env) || process.env.NODE_ENV === 'production')
      return giveUp(`Switchyard cannot start:\n${problems}`)
    await setUp(problems)
    loadCredentials(dataDirOf(process.env))
    read = readSettings(process.env)
  }
  if ('problems' in read) return giveUp(read.problems.join('\n'))
  await run(read.settings)
}

/** Resolves when a person has registered the App in their browser. @param problems the missing settings */
async function setUp(problems: string): Promise<void> {
  const { apiUrlOf, webUrlOf } = await import('./shell/github/addresses.ts')
  const { dataDirOf, portOf } = await import('./shell/settings.ts')
  const { credentialsPath, keepCredentials } = await import('./shell/setup/credentials.ts')
  const { offerSetup } = await import('./shell/setup/run.ts')
  const { env } = process
  const dataDir = dataDirOf(env)
  const keep: Parameters<typeof offerSetup>[0]['keep'] = (registered) => keepCredentials(dataDir, registered)
  const registration = { webUrl: webUrlOf(env), apiUrl: apiUrlOf(env), now: Date.now, keep }
  const offered = await offerSetup(registration, portOf(env) ?? 0)
  console.error(`\nOpen this on this machine to register a GitHub App of your own:\n\n  ${offered.url}\n`)
  console.error(`Or give the settings of an App that you have (docs/install.md) and start again:\n${problems}\n`)
  const { slug, url } = await offered.done
  console.error(`\nThe App ${slug} is registered; its key is in ${credentialsPath(dataDir)}.`)
  console.error(`Install it on a repository: ${url}/installations/new\n`)
}

async function run(settings: Settings): Promise<void> {
  const [{ createPinoLog }, { startBot }, { ignoredSettings }] = await Promise.all([
    import('./shell/pino-log.ts'),
    import('./shell/start.ts'),
    import('./shell/ignored-settings.ts'),
  ])
  const log = await createPinoLog(settings.logLevel, settings.logFormat, [
    settings.privateKey,
    settings.metricsToken,
    ...settings.webhookSecrets,
  ])
  for (const line of ignoredSettings(process.env)) log.warn({}, line)
  // The handlers come before the start, so that a signal in its first moments also ends in "close", which releases leases.
  const { promise: bot, resolve } = Promise.withResolvers<Bot | null>()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'Stopping')
      setTimeout(() => process.exit(1), 10_000).unref()
      bot
        .then((started) => started?.close())
        .then(
          () => process.exit(0),
          (err) => {
            log.error({ err }, 'Shutdown failed')
            process.exit(1)
          },
        )
    })
  }
  try {
    resolve(await startBot({ ...settings, log }))
  } finally {
    resolve(null)
  }
}

function giveUp(message: string): void {
  console.error(withoutTokens(message))
  process.exitCode = 1
}

process.on('unhandledRejection', (error) => {
  giveUp(`Switchyard crashed with an unexpected error: ${error instanceof Error ? error.stack : error}`)
  process.exit(1)
})

await main().catch((error: unknown) => giveUp(error instanceof Error ? error.message : String(error)))
