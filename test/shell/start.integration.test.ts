import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { silentLog } from '../../src/shell/log.ts'
import { type StartOptions, startBot } from '../../src/shell/start.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'bot-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

type Answer = (path: string) => Response

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8' } })

function start(answer: Answer, options: Partial<StartOptions> = {}) {
  return startBot({
    appId: '1',
    privateKey: pem,
    webhookSecret: 's',
    apiUrl: 'https://github.test/api/v3',
    dataDir,
    host: '127.0.0.1',
    port: null,
    log: silentLog,
    allowLocalRunner: () => false,
    fetch: async (input) => answer(new URL(String(input)).pathname.replace('/api/v3', '')),
    ...options,
  })
}

const nowhere: Answer = (path) => {
  if (path === '/app') return json(200, { id: 1, slug: 'switchyard' })
  if (path.startsWith('/users/')) return json(200, { id: 9, login: 'switchyard[bot]', type: 'Bot' })
  return json(200, [])
}

describe('starting', () => {
  it('listens, and is ready once GitHub was asked, even where the App is installed nowhere', async () => {
    const bot = await start(nowhere, { port: 0 })
    await bot.idle()
    expect((await fetch(`${bot.url}/readyz`)).status).toBe(200)
    await bot.close()
    await expect(fetch(`${bot.url}/healthz`)).rejects.toThrow()
  })

  it('shows what it asked of GitHub', async () => {
    const bot = await start(nowhere)
    await bot.idle()
    const answer = await bot.handle(new Request('http://bot.test/metrics'))
    expect(await answer.text()).toMatch(
      /requests_total\{route="GET \/app\/installations",kind="read",status="200"\} \d/,
    )
    await bot.close()
  })

  it('waits for a GitHub that is down', async () => {
    const bot = await start(() => json(503, { message: 'Service Unavailable' }))
    const statusOf = async (path: string) => (await bot.handle(new Request(`http://bot.test${path}`))).status
    expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 503])
    await bot.close()
  })

  it.each<[string, Answer, Partial<StartOptions>, RegExp]>([
    ['no secret', nowhere, { webhookSecret: '' }, /Set WEBHOOK_SECRET/],
    ['a key that is none', nowhere, { privateKey: 'hello' }, /private key cannot be read/],
    [
      'a key of another App',
      () => json(401, { message: 'A JSON web token could not be decoded' }),
      {},
      /rejected the App: A JSON web token could not be decoded\nCheck APP_ID and PRIVATE_KEY/,
    ],
    ['a server that is no GitHub', () => json(404, { message: 'Not Found' }), {}, /rejected the App: Not Found/],
  ])('says what is wrong: %s', async (_, answer, options, message) => {
    await expect(start(answer, options)).rejects.toThrow(message)
  })

  it('says that git is missing', async () => {
    vi.stubEnv('PATH', dataDir)
    onTestFinished(() => void vi.unstubAllEnvs())
    await expect(start(nowhere)).rejects.toThrow('git cannot be started. Install git 2.38 or later.')
  })

  it('says when the port is taken', async () => {
    const first = await start(nowhere, { port: 0 })
    const second = start(nowhere, { port: Number(new URL(first.url).port), dataDir: join(dataDir, 'other') })
    await expect(second).rejects.toThrow(/Port \d+ is in use by another program/)
    await first.close()
  })
})
