import { expect, it } from 'vitest'
import { systemClock } from '../../src/shell/clock.ts'
import { type Delivery, Intake, type IntakeOptions } from '../../src/shell/http/intake.ts'
import { silentLog } from '../../src/shell/log.ts'
import { silentMeter } from '../../src/shell/metrics/meter.ts'
import { createProbot } from '../../src/shell/probot.ts'
import { pem } from './github/harness.ts'

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

const token = { token: 'ghs_x', expires_at: new Date(Date.now() + 3_600_000).toISOString(), permissions: {} }

const fault = () => json(502, { message: 'Bad Gateway' })
const limit = () =>
  json(403, { message: 'API rate limit exceeded' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' })

async function setUp(answer = fault) {
  const asked: string[] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(String(input))
    asked.push(`${init?.method} ${url.host}${url.pathname}`)
    return url.pathname.endsWith('/access_tokens') ? json(201, token) : answer()
  }
  const connection = { appId: 3, privateKey: pem, apiUrl: 'http://github.test/api/v3', fetch, log: silentLog }
  return { asked, probot: await createProbot(connection, 's') }
}

/** The app, with a store that shows what reaches it. */
function load(probot: IntakeOptions['probot'], addDelivery = async () => true) {
  const seen: Pick<Delivery, 'event' | 'payload'>[] = []
  const intake = new Intake({
    probot,
    store: { addDelivery },
    reconciler: { mark: () => {}, relist: async () => {}, rightsChanged: () => {} },
    hintsOf(event, payload) {
      seen.push({ event, payload: { ...(payload as object) } })
      return null
    },
    appUserId: () => null,
    clock: systemClock,
    log: silentLog,
    meter: silentMeter,
  })
  return { intake, seen }
}

const delivery = (event: string, more: object = {}): Delivery => ({
  guid: 'g1',
  event,
  payload: { action: 'opened', installation: { id: 7 }, ...more },
})

it.each(['issues', 'issue_dependencies', 'error', 'constructor'])(
  'an event called %s reaches the app once and as it came, and asks nothing of GitHub',
  async (event) => {
    const { probot, asked } = await setUp()
    const { intake, seen } = load(probot)
    const { guid, ...rest } = delivery(event, { repository: { id: 1 } })
    await intake.receive({ guid, ...rest })
    expect(seen).toEqual([rest])
    expect(asked).toEqual([])
  },
)

it.each([{}, { installation: null }, { action: 'deleted' }, { action: 7 }])(
  'a payload of another shape reaches the app too: %j',
  async (more) => {
    const { probot } = await setUp()
    const { intake, seen } = load(probot)
    const { guid, ...rest } = delivery('installation', more)
    await intake.receive({ guid, ...rest })
    expect(seen).toEqual([rest])
  },
)

it('the sender learns of the app’s own error', async () => {
  const { probot } = await setUp()
  const full = new Error('disk full')
  await expect(load(probot, () => Promise.reject(full)).intake.receive(delivery('issues'))).rejects.toBe(full)
})

it.each([
  ['a fault', fault],
  ['a limit', limit],
])('a client that Probot makes asks once after %s', async (_, answer) => {
  const { probot, asked } = await setUp(answer)
  const octokit = await probot.auth(7)
  await expect(octokit.request('POST /repos/acme/app/issues/1/comments')).rejects.toMatchObject({
    status: answer().status,
  })
  expect(asked).toEqual([
    'POST github.test/api/v3/app/installations/7/access_tokens',
    'POST github.test/api/v3/repos/acme/app/issues/1/comments',
  ])
})

it('a client that Probot makes calls the configured API alone', async () => {
  const { probot, asked } = await setUp()
  const octokit = await probot.auth(9)
  await expect(octokit.request('GET https://elsewhere.test/app')).rejects.toThrow('refused to call')
  expect(asked.filter((each) => !each.includes('github.test'))).toEqual([])
})

it('a client that Probot makes gets its token from the configured API even when asked for it directly', async () => {
  const { probot, asked } = await setUp()
  const octokit = await probot.auth(8)
  await octokit.auth({ type: 'installation' })
  expect(asked).toEqual(['POST github.test/api/v3/app/installations/8/access_tokens'])
})
