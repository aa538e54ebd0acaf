/** The sandbox's webhooks, held against GitHub's description. */
import { type Json, type OnObject, openSchemas, type Schemas } from './schemas.ts'

let opened: Schemas | undefined

export const hooks = (): Schemas => {
  opened ??= openSchemas('openapi-webhooks/generated/api.github.com.json')
  return opened
}

/** The schema of a payload; undefined when GitHub sends no such webhook. */
function webhookSchema(event: string, action: string | null): Json | undefined {
  const name = (action === null ? event : `${event}-${action}`).replaceAll('_', '-')
  const webhook = hooks().at('#/webhooks')?.[name] as { post: Json } | undefined
  const body = webhook?.post.requestBody as { content: Record<string, { schema: Json }> } | undefined
  return body?.content['application/json']?.schema
}

export function webhookProblems(event: string, action: string | null, payload: unknown, onObject?: OnObject): string[] {
  const label = action === null ? event : `${event}.${action}`
  const schema = webhookSchema(event, action)
  if (schema === undefined) return [`GitHub sends no webhook ${label}`]
  return hooks()
    .problems(schema, payload, onObject)
    .map((problem) => `webhook ${label}: ${problem}`)
}
