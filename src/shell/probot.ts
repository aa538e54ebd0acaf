/**
 * Switchyard as a Probot app: what Probot hands on is stored, nothing else.
 *
 * Used of Probot: its webhooks, and its client class (github/octokit.ts). Not used: its server and `createNodeMiddleware`
 * (server/handler.ts says why), its secret "development" where none is set, its retries, and `context.octokit`, because
 * what the bot does follows from reading GitHub and never from one event.
 */
import type { EmitterWebhookEvent } from '@octokit/webhooks'
import { pino } from 'pino'
import { Probot } from 'probot'
import { type Connection, octokitClass } from './github/octokit.ts'
import type { Delivery } from './http/handler.ts'

export type Receive = (delivery: Delivery) => Promise<void>

/** The Probot that the bot lives in. Asks nothing of GitHub. Rejects when Probot does not take the App's settings. */
export function createProbot(connection: Connection, secret: string): Promise<Probot> {
  const { appId, privateKey } = connection
  // Silent, because Probot's lines hold whole payloads; what matters of a delivery is logged by those who store it.
  const log = pino({ level: 'silent' })
  return new Probot({ appId, privateKey, secret, log, Octokit: octokitClass(connection) }).ready()
}

/**
 * Loads the app: `store` gets every delivery. Gives what hands a verified delivery to Probot; it rejects with the error
 * of `store`, so that the sender learns of it.
 */
export function loadApp(probot: Probot, store: Receive): Receive {
  probot.onAny(({ id, name, payload }) => store({ guid: id, event: name, payload: { ...payload } }))
  return async ({ guid, event, payload }) => {
    try {
      await probot.webhooks.receive({ id: guid, name: event, payload } as EmitterWebhookEvent)
    } catch (error) {
      throw error instanceof AggregateError ? error.errors[0] : error
    }
  }
}
