/**
 * What the bot answers over HTTP. A webhook is a hint: it is bounded, verified, handed to Probot and answered; the work
 * is done elsewhere.
 *
 * Probot's own server and `createNodeMiddleware` are not used for this: they read a body of any size into memory before
 * they look at the signature, know one secret (and where none is set, "development"), and answer a wrong signature like
 * a body that is no JSON.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Log } from '../log.ts'
import { type Meter, silentMeter } from '../metrics/meter.ts'
import { readBounded } from './body.ts'
import type { Delivery, Intake } from './intake.ts'
import { createIntakeLimit, type IntakeLimit } from './intake-limit.ts'
import { isSigned } from './signature.ts'

/** What `/metrics` shows, and what its readers have to send ('': nothing). */
interface MetricsPage {
  page: { text(): Promise<string>; contentType: string }
  token: string
}

export interface HandlerOptions {
  /** At least one, at most two (while one is being replaced). */
  secrets: readonly string[]
  /** Gets what is verified, to be stored. A throw is answered with 500, so that GitHub shows the delivery as failed. */
  intake: Pick<Intake, 'receive'>
  /** Whether the bot has looked at GitHub once and can do its work. */
  isReady(): boolean
  log: Log
  meter?: Meter
  /** There is no such page without. */
  metrics?: MetricsPage
  /** Bytes; GitHub never sends more than 25 MB. */
  bodyLimit?: number
  /** For bodies in flight. */
  intakeLimit?: IntakeLimit
}

export type Handle = (request: Request) => Promise<Response>

const WEBHOOKS = '/api/github/webhooks'
const BODY_LIMIT = 25 * 1024 * 1024
/** Nothing else is a name to Probot, which takes "*" for all events and "__proto__" for a list of handlers. */
const EVENT = /^[a-z][a-z_]{0,99}$/

/** Makes the handler. Throws when there is no secret: an unsigned webhook endpoint would obey anybody. */
export function createHandler(options: HandlerOptions): Handle {
  const secrets = options.secrets.filter((secret) => secret !== '')
  if (secrets.length === 0) {
    throw new Error('No webhook secret is set. Set WEBHOOK_SECRET to the secret in the settings of your GitHub App.')
  }
  if (secrets.length > 2) throw new Error('At most two webhook secrets may hold at once.')
  const { intakeLimit = createIntakeLimit() } = options
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (request.method === 'POST' && pathname === WEBHOOKS)
      return receive(request, { ...options, secrets, intakeLimit })
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(404, 'not found')
    if (pathname === '/healthz') return answer(200, 'ok')
    if (pathname === '/metrics' && options.metrics) return showMetrics(request, options.metrics)
    if (pathname === '/readyz') return options.isReady() ? answer(200, 'ready') : answer(503, 'starting')
    return answer(404, 'not found')
  }
}

type Receiving = HandlerOptions & { intakeLimit: IntakeLimit }

async function receive(request: Request, options: Receiving): Promise<Response> {
  const guid = request.headers.get('x-github-delivery')
  const event = request.headers.get('x-github-event')
  const signature = request.headers.get('x-hub-signature-256')
  if (!guid || guid.length > 100 || !event || !EVENT.test(event)) {
    return refuse(400, 'X-GitHub-Delivery and X-GitHub-Event are needed')
  }
  if (!signature) return refuse(401, 'X-Hub-Signature-256 is needed')

  const payload = await verified(request, { guid, event, signature }, options)
  if (payload instanceof Response) return payload
  return handOn({ guid, event, payload }, options)
}

/** The payload of a body that is signed, or the answer to one that is refused. */
async function verified(
  request: Request,
  { guid, event, signature }: { guid: string; event: string; signature: string },
  { log, meter = silentMeter, bodyLimit = BODY_LIMIT, intakeLimit, secrets }: Receiving,
): Promise<Record<string, unknown> | Response> {
  const body = await readBounded(request, bodyLimit, intakeLimit)
  if (body.kind === 'too-long') return refuse(413, `a body may have ${bodyLimit} bytes`)
  if (body.kind === 'no-room') {
    meter.delivery('unverified', 'refused')
    return refuse(503, 'too much is being received; send it again', { 'retry-after': '10' })
  }
  try {
    if (!isSigned(body.bytes, signature, secrets)) {
      log.warn({ delivery: guid, event }, 'A delivery with a wrong signature was refused')
      // Its event is whatever the sender wrote.
      meter.delivery('unverified', 'refused')
      return refuse(401, 'the signature does not match')
    }
    return parse(body.bytes) ?? answer(400, 'the body is no JSON object')
  } finally {
    body.release()
  }
}

async function handOn(delivery: Delivery, options: HandlerOptions): Promise<Response> {
  const { log, meter = silentMeter } = options
  const { guid, event } = delivery
  try {
    await options.intake.receive(delivery)
  } catch (err) {
    log.error({ delivery: guid, event, err }, 'A delivery could not be stored')
    meter.delivery(event, 'failed')
    meter.error('delivery')
    return answer(500, 'the delivery could not be stored')
  }
  return answer(202, 'accepted')
}

async function showMetrics(request: Request, { page, token }: MetricsPage): Promise<Response> {
  const given = request.headers.get('authorization') ?? ''
  if (token !== '' && !isSame(given, `Bearer ${token}`)) {
    return answer(401, 'the bearer of SWITCHYARD_METRICS_TOKEN is needed', { 'www-authenticate': 'Bearer' })
  }
  return new Response(await page.text(), { headers: { 'content-type': page.contentType } })
}

/** Compared by hashes, so that how long it takes tells nothing of the token. */
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

/** The connection is given up as well, because the rest of the body may still be on its way. */
const refuse = (status: number, message: string, headers?: Record<string, string>) =>
  answer(status, message, { connection: 'close', ...headers })
