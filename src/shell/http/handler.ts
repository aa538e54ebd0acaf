/**
 * Handles HTTP requests. A webhook is a hint: the handler limits and verifies it, hands it to Probot and answers. The
 * reconciler does the work.
 *
 * Probot's server and `createNodeMiddleware` are not used: they read a body of any size before they check the signature,
 * accept one secret only (by default "development"), and answer a wrong signature like invalid JSON.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Log } from '../log.ts'
import { type Meter, silentMeter } from '../metrics/meter.ts'
import { readBounded } from './body.ts'
import type { Delivery, Intake } from './intake.ts'
import { createIntakeLimit, type IntakeLimit } from './intake-limit.ts'
import { isSigned } from './signature.ts'

/** The page `/metrics`, and the bearer token for it ('': none). */
interface MetricsPage {
  page: { text(): Promise<string>; contentType: string }
  token: string
}

export interface HandlerOptions {
  /** At least one, at most two (while one is being replaced). */
  secrets: readonly string[]
  /** Stores verified deliveries. When it throws, the answer is 500, so that GitHub shows the delivery as failed. */
  intake: Pick<Intake, 'receive'>
  /** Returns why the bot does no work; null when it does. */
  notReady(): string | null
  log: Log
  meter?: Meter
  /** Missing: there is no `/metrics`. */
  metrics?: MetricsPage
  /** Bytes. GitHub: a payload has at most 25 MB. */
  bodyLimit?: number
  /** Limits the memory of all bodies in flight. */
  intakeLimit?: IntakeLimit
}

export type Handle = (request: Request) => Promise<Response>

export const WEBHOOKS = '/api/github/webhooks'
const BODY_LIMIT = 25 * 1024 * 1024
/** Other names are refused: Probot would take "*" for all events and "__proto__" for a list of handlers. */
const EVENT = /^[a-z][a-z0-9_]{0,99}$/

/**
 * Creates the handler.
 *
 * @throws without a secret, because an unverified endpoint would accept webhooks from anybody
 */
export function createHandler(options: HandlerOptions): Handle {
  const secrets = options.secrets.filter((secret) => secret !== '')
  if (secrets.length === 0) {
    throw new Error('Set WEBHOOK_SECRET to the webhook secret in the settings of your GitHub App.')
  }
  if (secrets.length > 2) throw new Error('Set at most two webhook secrets.')
  const { intakeLimit = createIntakeLimit() } = options
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (request.method === 'POST' && pathname === WEBHOOKS)
      return receive(request, { ...options, secrets, intakeLimit })
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(404, 'not found')
    if (pathname === '/healthz') return answer(200, 'ok')
    if (pathname === '/metrics' && options.metrics) return showMetrics(request, options.metrics)
    if (pathname === '/readyz') return showReadiness(options)
    return answer(404, 'not found')
  }
}

function showReadiness({ notReady }: HandlerOptions): Response {
  const reason = notReady()
  return reason === null ? answer(200, 'ready') : answer(503, `not ready: ${reason}`)
}

type Receiving = HandlerOptions & { intakeLimit: IntakeLimit }

async function receive(request: Request, options: Receiving): Promise<Response> {
  const guid = request.headers.get('x-github-delivery')
  const event = request.headers.get('x-github-event')
  const signature = request.headers.get('x-hub-signature-256')
  if (!guid || guid.length > 100 || !event || !EVENT.test(event)) {
    return refuse(400, 'X-GitHub-Delivery and X-GitHub-Event are required')
  }
  if (!signature) return refuse(401, 'X-Hub-Signature-256 is required')

  const payload = await verified(request, { guid, event, signature }, options)
  if (payload instanceof Response) return payload
  return store({ guid, event, payload }, options)
}

/** Returns the payload of a signed body, or the answer to a refused one. */
async function verified(
  request: Request,
  { guid, event, signature }: { guid: string; event: string; signature: string },
  { log, meter = silentMeter, bodyLimit = BODY_LIMIT, intakeLimit, secrets }: Receiving,
): Promise<Record<string, unknown> | Response> {
  const body = await readBounded(request, bodyLimit, intakeLimit)
  if (body.kind === 'too-long') return refuse(413, `the limit for a body is ${bodyLimit} bytes`)
  if (body.kind === 'no-room') {
    meter.delivery('unverified', 'refused')
    return refuse(503, 'too many bodies are being received; retry later', { 'retry-after': '10' })
  }
  try {
    if (!isSigned(body.bytes, signature, secrets)) {
      log.warn({ delivery: guid, event }, 'Refused a delivery with a wrong signature')
      // The event name is not verified either, so it is not counted.
      meter.delivery('unverified', 'refused')
      return refuse(401, 'the signature does not match')
    }
    return parse(body.bytes) ?? answer(400, 'the body is not a JSON object')
  } finally {
    body.release()
  }
}

async function store(delivery: Delivery, options: HandlerOptions): Promise<Response> {
  const { log, meter = silentMeter } = options
  const { guid, event } = delivery
  try {
    await options.intake.receive(delivery)
  } catch (err) {
    log.error({ delivery: guid, event, err }, 'Could not store a delivery')
    meter.delivery(event, 'failed')
    meter.error('delivery')
    return answer(500, 'the delivery could not be stored')
  }
  return answer(202, 'accepted')
}

async function showMetrics(request: Request, { page, token }: MetricsPage): Promise<Response> {
  const given = request.headers.get('authorization') ?? ''
  if (token !== '' && !isSame(given, `Bearer ${token}`)) {
    return answer(401, 'the bearer token SWITCHYARD_METRICS_TOKEN is required', { 'www-authenticate': 'Bearer' })
  }
  return new Response(await page.text(), { headers: { 'content-type': page.contentType } })
}

/** Compares hashes in constant time, so that the duration reveals nothing about the token. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other))

const hashOf = (text: string) => createHash('sha256').update(text).digest()

function parse(body: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

const answer = (status: number, message: string, headers?: Record<string, string>) =>
  new Response(`${message}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } })

/** Closes the connection too, because the rest of the body may still be arriving. */
const refuse = (status: number, message: string, headers?: Record<string, string>) =>
  answer(status, message, { connection: 'close', ...headers })
