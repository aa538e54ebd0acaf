import type { Forge } from '../domain/forge.ts'
import { authenticate, mintInstallationToken } from '../domain/tokens.ts'
import { restApp } from '../rest/app.ts'
import type { HookDelivery } from '../rest/router.ts'
import { markdown } from '../web/text/markdown.ts'
import { type Delivery, type Outbox, webhookHeaders } from '../webhooks/outbox.ts'
import type { Limiter } from './limiter.ts'

export interface RestHandlerOptions {
  forge: Forge
  outbox: Outbox
  onUnknown?(method: string, path: string): void
}

/** A text in an answer says nothing of where it stands, so `#1` in it is no link. */
const UNLINKED = { base: '', version: '', isIssue: () => false, isUser: () => false, isCommit: () => false }

/** REST at `/api/v3`. */
export function restHandler(options: RestHandlerOptions, limiter: Limiter): (request: Request) => Promise<Response> {
  const { forge, outbox } = options
  const app = restApp(forge, (request) => authenticate(forge, request), {
    tokens: { mint: (installation, scope) => mintInstallationToken(forge, installation, scope) },
    deliveries: {
      list: (appId) =>
        outbox
          .kept()
          .filter((one) => one.appId === appId)
          .map((one) => hookDelivery(forge, one)),
      redeliver: (appId, id) => {
        const found = outbox.kept().find((one) => one.appId === appId && one.id === id)
        if (found) void outbox.redeliver(found.guid)
        return found !== undefined
      },
    },
    limiter,
    renderBody: (text) => (text.trim() === '' ? '' : String(markdown(text, UNLINKED))),
    ...(options.onUnknown && { onUnknown: options.onUnknown }),
  })
  return async (request) => app.fetch(request)
}

const hookDelivery = (forge: Forge, delivery: Delivery): HookDelivery => {
  const app = forge.world.apps.find(({ id }) => id === delivery.appId)
  const last = delivery.attempts.at(-1)
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(last?.at ?? delivery.at).toISOString(),
    redelivery: last?.redelivery ?? false,
    duration: last?.seconds ?? 0,
    status: delivery.state === 'delivered' ? 'OK' : delivery.state,
    status_code: last?.status ?? 0,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
    request: { headers: app ? webhookHeaders(app, delivery) : {}, payload: JSON.parse(delivery.body) },
    response: { headers: null, payload: null },
  }
}
