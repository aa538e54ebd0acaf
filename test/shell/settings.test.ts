import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
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
    [{ ...good, APP_ID: 'Iv1.abc' }, /APP_ID must be a number/],
    [{ ...good, PRIVATE_KEY: '' }, /PRIVATE_KEY is missing/],
    [{ ...good, PRIVATE_KEY: 'hello' }, /PRIVATE_KEY is no private key/],
    [{ ...good, PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere/key.pem' }, /PRIVATE_KEY_PATH cannot be read/],
    [{ ...good, WEBHOOK_SECRET: '' }, /WEBHOOK_SECRET is missing/],
    [{ ...good, PORT: '70000' }, /PORT must be a port/],
  ])('say what is wrong: %#', (env, problem) => {
    expect(problemsOf(env)).toEqual([expect.stringMatching(problem)])
  })

  it('say everything that is missing at once', () => {
    expect(problemsOf({})).toHaveLength(3)
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
