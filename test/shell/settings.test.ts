import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ignoredSettings } from '../../src/shell/ignored-settings.ts'
import { withoutTokens } from '../../src/shell/log.ts'
import { nodeProblem } from '../../src/shell/node-version.ts'
import { readSettings } from '../../src/shell/settings.ts'

const key = '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----'
const good = { APP_ID: '12', PRIVATE_KEY: key, WEBHOOK_SECRET: 's,1' }

function settingsOf(env: Record<string, string>) {
  const read = readSettings(env)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.settings
}

const problemsOf = (env: Record<string, string>) => {
  const read = readSettings(env)
  return 'problems' in read ? read.problems : []
}

describe('the settings', () => {
  it('need three things and have defaults for the rest', () => {
    expect(settingsOf(good)).toMatchObject({
      appId: 12,
      privateKey: key,
      webhookSecrets: ['s,1'],
      apiUrl: 'https://api.github.com',
      host: 'localhost',
      port: 3000,
      dataDir: '.switchyard',
      logLevel: 'info',
    })
  })

  it.each([
    ['newlines written out', key.replaceAll('\n', '\\n')],
    ['base64', Buffer.from(key).toString('base64')],
  ])('take the key with %s', (_, PRIVATE_KEY) => {
    expect(settingsOf({ ...good, PRIVATE_KEY }).privateKey).toBe(key)
  })

  it('take the key from a file', () => {
    const dir = mkdtempSync(join(tmpdir(), 'settings-'))
    writeFileSync(join(dir, 'key.pem'), key)
    expect(settingsOf({ ...good, PRIVATE_KEY: '', PRIVATE_KEY_PATH: join(dir, 'key.pem') }).privateKey).toBe(key)
    rmSync(dir, { recursive: true })
  })

  it('know GitHub Enterprise and a second secret', () => {
    const env = { ...good, GHE_HOST: 'git.example.com', SWITCHYARD_OLD_WEBHOOK_SECRET: 'old' }
    expect(settingsOf(env)).toMatchObject({ apiUrl: 'https://git.example.com/api/v3', webhookSecrets: ['s,1', 'old'] })
  })

  it.each([
    ['', false],
    ['acme/app', true],
    ['other/app, ACME/App', true],
    ['acme/ap', false],
    ['*', true],
  ])('with the local runner for %j, acme/app is allowed: %j', (SWITCHYARD_LOCAL_RUNNER, allowed) => {
    expect(settingsOf({ ...good, SWITCHYARD_LOCAL_RUNNER }).allowLocalRunner('acme', 'app')).toBe(allowed)
  })

  it.each([
    [{ ...good, APP_ID: '' }, /APP_ID is missing/],
    [{ ...good, APP_ID: 'Iv1.abc' }, /APP_ID must be the number of your GitHub App, or its client ID/],
    [{ ...good, APP_ID: '-3' }, /APP_ID must be the number/],
    [{ ...good, APP_ID: key }, /APP_ID must be the number/],
    [{ ...good, PRIVATE_KEY: '' }, /PRIVATE_KEY is missing/],
    [{ ...good, PRIVATE_KEY: 'hello' }, /PRIVATE_KEY is no private key/],
    [{ ...good, PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere/key.pem' }, /PRIVATE_KEY_PATH cannot be read/],
    [{ ...good, WEBHOOK_SECRET: '' }, /WEBHOOK_SECRET is missing/],
    [{ ...good, PORT: '70000' }, /PORT must be a port/],
    [{ ...good, LOG_LEVEL: 'silly' }, /LOG_LEVEL must be one of trace, debug, info/],
    [{ ...good, LOG_FORMAT: 'nonsense' }, /LOG_FORMAT must be json or pretty, not "nonsense"/],
    [{ ...good, GHE_HOST: 'http://127.0.0.1:4210' }, /GHE_HOST must be the name of the server alone/],
    [{ ...good, GHE_HOST: 'git.example.com/api/v3' }, /GHE_HOST must be the name/],
    [{ ...good, GHE_HOST: 'user@git.example.com' }, /GHE_HOST must be the name/],
    [{ ...good, GHE_HOST: 'git.example.com', GHE_PROTOCOL: 'ftp' }, /GHE_PROTOCOL must be https or http, not "ftp"/],
    [{ ...good, GHE_HOST: 'git.example.com', GHE_PROTOCOL: 'https://' }, /GHE_PROTOCOL must be/],
    [{ ...good, WEBHOOK_PROXY_URL: 'smee.io/abc' }, /WEBHOOK_PROXY_URL must be the address of a smee channel/],
    [{ ...good, WEBHOOK_PROXY_URL: 'ftp://smee.io/abc' }, /WEBHOOK_PROXY_URL must be/],
  ])('say what is wrong: %#', (env, problem) => {
    expect(problemsOf(env)).toEqual([expect.stringMatching(problem)])
  })

  it.each(['Iv23liAbCdEfGhIjKlMn', 'Iv1.8a61f9b3a7aba766', ' 12 '])('take %j as the id of the App', (APP_ID) => {
    expect(String(settingsOf({ ...good, APP_ID }).appId)).toBe(APP_ID.trim())
  })

  it.each([
    [{ GHE_HOST: 'localhost:4210', GHE_PROTOCOL: 'http' }, { apiUrl: 'http://localhost:4210/api/v3' }],
    [{ GHE_HOST: '[::1]:4210', GHE_PROTOCOL: '' }, { apiUrl: 'https://[::1]:4210/api/v3' }],
    [
      { LOG_LEVEL: 'silent', LOG_FORMAT: 'pretty' },
      { logLevel: 'silent', logFormat: 'pretty' },
    ],
    [{ LOG_LEVEL: '', LOG_FORMAT: '', GHE_PROTOCOL: '' }, { logLevel: 'info' }],
    [{ WEBHOOK_PROXY_URL: 'https://smee.io/abc' }, { webhookProxyUrl: 'https://smee.io/abc' }],
  ])('take %j', (env, expected) => {
    expect(settingsOf({ ...good, ...env })).toMatchObject(expected)
  })

  it('keep the help of each problem when what looks like a secret is hidden', () => {
    const wrong = { APP_ID: key, PRIVATE_KEY: 'hello', WEBHOOK_SECRET: '', LOG_LEVEL: 'x', LOG_FORMAT: 'x', PORT: 'x' }
    const more = { GHE_HOST: 'https://x', GHE_PROTOCOL: 'x', WEBHOOK_PROXY_URL: 'x' }
    const problems = problemsOf({ ...wrong, ...more })
    expect(problems).toHaveLength(9)
    for (const line of problems.filter((one) => !one.startsWith('APP_ID'))) expect(withoutTokens(line)).toBe(line)
    expect(withoutTokens(problems[0] ?? '')).toBe(
      'APP_ID must be the number of your GitHub App, or its client ID (Iv23…). It is "[hidden]".',
    )
    expect(problemsOf({ ...good, PRIVATE_KEY: 'hello' })).toEqual([
      expect.stringContaining('give the whole .pem file from GitHub, from its line "BEGIN … KEY" on'),
    ])
  })

  it('say everything that is missing at once', () => {
    expect(problemsOf({})).toHaveLength(3)
  })
})

describe('settings of Probot that have no effect', () => {
  const probots = {
    WEBHOOK_PATH: '/hook',
    SENTRY_DSN: 'https://secret@sentry.io/1',
    REDIS_URL: 'redis://:secret@redis:1',
    GH_ORG: 'acme',
    LOG_LEVEL_IN_STRING: 'true',
    LOG_MESSAGE_KEY: 'message',
    NO_SMEE_SETUP: 'true',
  }

  it('are said, one line each, without their values', () => {
    const lines = ignoredSettings({ ...probots, LOG_LEVEL: 'debug' })
    expect(lines.map((line) => line.split(' is set and not used: ')[0])).toEqual(Object.keys(probots))
    expect(lines.join()).not.toMatch(/secret|acme|hook,/)
  })

  it('are not mentioned when they say what the bot does anyway', () => {
    const same = { WEBHOOK_PATH: '/api/github/webhooks', LOG_LEVEL_IN_STRING: 'false', LOG_MESSAGE_KEY: 'msg' }
    expect(ignoredSettings({ ...same, SENTRY_DSN: '' })).toEqual([])
  })

  it('are all that Probot reads and this bot does not', () => {
    const lib = fileURLToPath(new URL('../../node_modules/probot/lib/', import.meta.url))
    const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'))
    const read = files.flatMap((path) => readFileSync(join(lib, path), 'utf8').match(/(?<=\benv\.)[A-Z_]+/g) ?? [])
    const settings = readFileSync(fileURLToPath(new URL('../../src/shell/settings.ts', import.meta.url)), 'utf8')
    // Of hosts and of GitHub Actions, and Node's own.
    const notProbots = ['PROJECT_DOMAIN', 'GITHUB_EVENT_NAME', 'GITHUB_EVENT_PATH', 'GITHUB_TOKEN', 'NODE_ENV']
    const unused = [...new Set(read)].filter((name) => !settings.includes(name) && !notProbots.includes(name))
    expect(unused.toSorted()).toEqual(Object.keys(probots).toSorted())
  })
})

it.each([
  ['24.21.0', true],
  ['24.22.1', true],
  ['25.0.0', true],
  ['24.20.9', false],
  ['22.99.0', false],
])('Node %s is enough: %j', (version, enough) => {
  expect(nodeProblem(version) === null).toBe(enough)
})
