/** No secret of the bot appears in a text that people read or in stored data. */
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { makeDataDir } from '../../src/shell/data-dir.ts'
import { failureOf } from '../../src/shell/github/errors.ts'
import { silentLog, withoutTokens } from '../../src/shell/log.ts'
import { openStore } from '../../src/shell/store/store.ts'
import type { Harness } from '../harness/harness.ts'
import { type Scenario, steps } from '../harness/scenario.ts'
import { testHarness } from '../harness/support.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0dXJl'
const installation = 'ghs_plantedInstallationToken0123456789'
const user = 'ghp_plantedUserToken0123456789'
const webhook = 'planted webhook secret, with blanks'

const secrets = [pem, pem.split('\n')[3] ?? '', jwt, installation, user]

describe('hiding secrets in the words of others', () => {
  test.each([
    ['a private key', pem],
    ['a private key on one line', pem.replaceAll('\n', '\\n')],
    ['half a private key', pem.slice(0, 400)],
    ['a JWT', `Bearer ${jwt} is not valid`],
    ['an installation token', `token ${installation}`],
    ['a user token', `https://x-access-token:${user}@github.test/`],
    ['a header of any shape', 'request failed { authorization: "Basic cGxhbnRlZA==" }'],
  ])('the cleaned text does not contain %s', (_name, words) => {
    const clean = withoutTokens(`before ${words} after`)
    expect(clean).toMatch(/^before .*\[hidden\]/)
    for (const secret of [...secrets, 'cGxhbnRlZA==', pem.slice(100, 160)]) expect(clean).not.toContain(secret)
  })

  test('a text without secrets stays as it is', () => {
    const words = 'Resource not accessible by integration: ghost_user pushed eyes.of.beholder (authorization needed)'
    expect(withoutTokens(words)).toBe(words)
  })

  test.each([
    [
      'an answer',
      {
        name: 'HttpError',
        status: 422,
        request: { url: 'https://a.test/x' },
        response: { headers: {}, data: { message: `bad ${installation}`, errors: [{ message: jwt }] } },
      },
    ],
    [
      'an answer of GraphQL',
      { name: 'GraphqlResponseError', errors: [{ message: `bad ${installation} ${jwt}` }], headers: {}, data: null },
    ],
    ['no answer', { name: 'TypeError', message: `fetch failed: authorization: token ${installation} ${jwt}` }],
  ])('the cleaned error does not contain tokens when they come with %s', (_name, shape) => {
    const { message } = failureOf(Object.assign(new Error(''), shape))
    expect(message).toContain('[hidden]')
    for (const secret of [installation, jwt]) expect(message).not.toContain(secret)
  })
})

describe('secrets in the log', () => {
  const log = pathToFileURL(join(import.meta.dirname, '../../src/shell/pino-log.ts')).href
  const program = `
    import { createPinoLog } from ${JSON.stringify(log)}
    const { pem, jwt, installation, user, webhook, format } = JSON.parse(process.env.PLANTED)
    const log = await createPinoLog('debug', format, [pem, webhook])
    const request = { url: 'https://a.test', headers: { authorization: 'token ' + installation } }
    const err = Object.assign(new Error('no: ' + jwt + ' ' + pem), { request, response: { headers: request.headers } })
    log.error({ err, a: { b: { privateKey: pem, token: user, webhookSecret: webhook } } }, 'said ' + installation)
    log.warn({ err: Object.assign(new Error('outer'), { cause: err }), note: 'it is ' + webhook }, 'said ' + pem)
    log.child({ token: user }).info({ headers: request.headers, webhookSecrets: [webhook] }, 'said ' + user)
    log.info({ url: 'https://x:' + user + '@a.test/' }, webhook)
  `

  test.each(['json', 'pretty'])('the log as %s contains no secret that somebody logs by mistake', (format) => {
    const env = { ...process.env, PLANTED: JSON.stringify({ pem, jwt, installation, user, webhook, format }) }
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      env,
      encoding: 'utf8',
    })
    expect(stdout.match(/said/g), stderr).toHaveLength(3)
    for (const secret of [...secrets, webhook]) expect(stdout + stderr).not.toContain(secret)
  })
})

/** Everything in the harness that people read or that is stored. */
async function everythingKept(harness: Harness): Promise<string> {
  const { world } = harness.forge
  const github = JSON.stringify([harness.picture(), world.repos])
  const log = harness.log.map(({ text }) => text).join('\n')
  const [deliveries, trials] = await Promise.all([
    harness.store().undoneDeliveries(),
    harness.store().trials(harness.repo.id),
  ])
  const refusals = await harness.store().refusals(harness.repo.id, 0)
  return [github, log, JSON.stringify([deliveries, trials, refusals])].join('\n')
}

it('a session in which GitHub repeats tokens in its errors shows them nowhere', async () => {
  const harness = await testHarness()
  const scenario: Scenario = { session: 0, alpha: 0, beta: 0, gamma: 0, stranger: 0 }
  const repeat = (status: number) => () => {
    const { tokens } = harness.forge.world
    const live = tokens.filter(({ installationId }) => installationId !== null).map(({ token }) => token)
    return Response.json(
      { message: `Bad: ${[...live, jwt, installation].join(' ')} authorization: bearer planted-credential` },
      { status },
    )
  }
  const routes = [/pulls$/, /labels/, /comments$/, /check-runs/, /git\/refs/, /graphql/i]
  for (const step of steps.slice(0, 8)) {
    for (const [at, route] of routes.entries())
      harness.proxy.trouble({ route, answer: repeat(at % 2 === 0 ? 422 : 502), nth: 2 })
    await step.run(harness, scenario)
    await harness.settle()
    harness.proxy.fix()
    await harness.recover(15 * 60_000)
  }
  expect(harness.proxy.happened()).toBeGreaterThan(3)
  const kept = await everythingKept(harness)
  const info = harness.sandbox.info()
  expect(kept).toContain('[hidden]')
  const planted = [
    installation,
    jwt,
    'planted-credential',
    harness.sandbox.app.webhookSecret,
    harness.sandbox.app.privateKey,
  ]
  const live = harness.forge.world.tokens.map(({ token }) => token)
  for (const secret of [...planted, ...live, ...Object.values(info.tokens)]) expect(kept).not.toContain(secret)
  for (const line of harness.sandbox.app.privateKey.split('\n').filter((one) => one.length > 40))
    expect(kept).not.toContain(line)
}, 120_000)

describe('the data folder', () => {
  const folder = () => {
    const dir = mkdtempSync(join(tmpdir(), 'switchyard-test-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    return dir
  }
  const modeOf = (path: string) => statSync(path).mode & 0o777

  it('only the owner can read a new data folder, and an existing one is closed to others', async () => {
    const fresh = join(folder(), 'deep/data')
    await makeDataDir(fresh)
    const open = join(folder(), 'open')
    mkdirSync(open, { mode: 0o755 })
    await makeDataDir(open)
    expect([modeOf(fresh), modeOf(open)]).toEqual([0o700, 0o700])
  })

  it('a data folder that is a file is refused', async () => {
    const file = join(folder(), 'file')
    writeFileSync(file, '')
    await expect(makeDataDir(file)).rejects.toThrow(/EEXIST|ENOTDIR/)
  })

  it('the database contains no secret', async () => {
    const path = join(folder(), 'switchyard.db')
    const store = await openStore(path, { log: silentLog, now: 0 })
    const { message } = failureOf(new Error(installation))
    await store.refuse(1, 'comment #1 a', {
      target: { kind: 'comment', issue: 1 },
      status: 422,
      message,
      at: 0,
      until: 1,
    })
    await store.close()
    const bytes = ['', '-wal'].map((suffix) => (existsSync(path + suffix) ? readFileSync(path + suffix, 'latin1') : ''))
    expect(bytes.join('')).toContain('[hidden]')
    expect(bytes.join('')).not.toContain(installation)
  })
})
