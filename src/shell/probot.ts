/**
 * Creates the Probot instance that the app is loaded into (http/intake.ts).
 *
 * The bot uses Probot's webhooks and its client class (github/octokit.ts). It does not use its server and
 * `createNodeMiddleware` (http/handler.ts says why), its default secret "development", its retries, or `context.octokit`:
 * the bot acts on what it reads from GitHub, never on a single event.
 */
import { pino } from 'pino'
import { Probot } from 'probot'
import { type Connection, octokitClass } from './github/octokit.ts'

/**
 * Creates the Probot instance. Sends no request.
 *
 * @throws when Probot rejects the App's settings
 */
export function createProbot(connection: Connection, secret: string): Promise<Probot> {
  const { appId, privateKey } = connection
  // Silent, because Probot logs whole payloads. The intake logs each delivery.
  const log = pino({ level: 'silent' })
  return new Probot({ appId, privateKey, secret, log, Octokit: octokitClass(connection) }).ready()
}
