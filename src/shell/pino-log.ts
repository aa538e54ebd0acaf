/** The log, through pino and in Probot's format. */
import { getTransformStream } from '@probot/pino'
import { type Logger, pino } from 'pino'
import { hiderOf, withoutTokens } from './log.ts'

/** octokit puts the whole request and answer into its errors; the log gets the words alone. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack } = error
  const status = 'status' in error ? { status: error.status } : {}
  return { type: name, message: withoutTokens(message), stack: withoutTokens(stack ?? ''), ...status }
}

/** Fields that must never be printed, wherever somebody logs them by mistake. */
const secrets = ['privateKey', 'webhookSecret', 'webhookSecrets', 'token', 'authorization', 'headers']

/**
 * @param level one of pino's: trace, debug, info, warn, error, fatal, silent
 * @param known the bot's own secrets: hidden wherever they stand, even in what a library throws
 */
export async function createPinoLog(
  level: string,
  logFormat: 'json' | 'pretty',
  known: readonly string[] = [],
): Promise<Logger> {
  const transform = await getTransformStream({ logFormat })
  transform.pipe(process.stdout)
  const redact = { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' }
  return pino(
    { level, name: 'switchyard', redact, serializers: { err: plainError }, hooks: { streamWrite: hiderOf(known) } },
    transform,
  )
}
