/** Creates the log with pino, in Probot's format. */
import { getTransformStream } from '@probot/pino'
import { type Logger, pino } from 'pino'
import { hiderOf, withoutTokens } from './log.ts'

/** Octokit attaches the whole request and response to its errors; only the message and stack are logged. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack } = error
  const status = 'status' in error ? { status: error.status } : {}
  return { type: name, message: withoutTokens(message), stack: withoutTokens(stack ?? ''), ...status }
}

/** Fields that are hidden even if somebody logs them by mistake. */
const secrets = ['privateKey', 'webhookSecret', 'webhookSecrets', 'token', 'authorization', 'headers']

/**
 * @param level one of pino's: trace, debug, info, warn, error, fatal, silent
 * @param known the bot's own secrets, which are hidden everywhere, even in errors of libraries
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
