/** `npm start`: the bot, with its settings from the environment. */
import { existsSync } from 'node:fs'
import { nodeProblem } from './shell/node-version.ts'
import { withoutTokens } from './shell/secrets.ts'

async function main(): Promise<void> {
  const problem = nodeProblem(process.versions.node)
  if (problem) return giveUp(problem)
  if (existsSync('.env')) process.loadEnvFile('.env')
  // Only now: what these import may not even load on an older Node.
  const { readSettings } = await import('./shell/settings.ts')
  const read = readSettings(process.env)
  if ('problems' in read) {
    return giveUp(['Switchyard cannot start:', ...read.problems.map((line) => `- ${line}`)].join('\n'))
  }
  const { settings } = read
  const [{ createPinoLog }, { startBot }] = await Promise.all([
    import('./shell/pino-log.ts'),
    import('./shell/start.ts'),
  ])
  const log = await createPinoLog(settings.logLevel, settings.logFormat, [
    settings.privateKey,
    settings.metricsToken,
    ...settings.webhookSecrets,
  ])
  const bot = await startBot({ ...settings, log })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'Stopping')
      setTimeout(() => process.exit(1), 10_000).unref()
      bot.close().then(
        () => process.exit(0),
        (err) => {
          log.error({ err }, 'Stopped badly')
          process.exit(1)
        },
      )
    })
  }
}

function giveUp(message: string): void {
  console.error(withoutTokens(message))
  process.exitCode = 1
}

process.on('unhandledRejection', (error) => {
  giveUp(`Switchyard stopped because of an error nobody foresaw: ${error instanceof Error ? error.stack : error}`)
  process.exit(1)
})

await main().catch((error: unknown) => giveUp(error instanceof Error ? error.message : String(error)))
