/**
 * The Probot that the app is loaded into (http/intake.ts): what Probot hands on is stored, nothing else.
 *
 * Used of Probot: its webhooks, and its client class (github/octokit.ts). Not used: its server and `createNodeMiddleware`
 * (http/handler.ts says why), its secret "development" where none is set, its retries, and `context.octokit`, because
 * what the bot does follows from reading GitHub and never from one event.
 */
import { pino } from 'pino'
import { Probot } from 'probot'
import { type Connection, octokitClass } from './github/octokit.ts'

/** The Probot that the bot lives in. Asks nothing of GitHub. Rejects when Probot does not take the App's settings. */
export function createProbot(connection: Connection, secret: string): Promise<Probot> {
  const { appId, privateKey } = connection
  // Silent, because Probot's lines hold whole payloads; what matters of a delivery is logged by those who store it.
  const log = pino({ level: 'silent' })
  return new Probot({ appId, privateKey, secret, log, Octokit: octokitClass(connection) }).ready()
}
