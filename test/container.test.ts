/** The container is small, unprivileged and watched, as far as reading its files shows. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { silentLog } from '../src/shell/log.ts'
import { NEEDED_NODE } from '../src/shell/node-version.ts'
import { createHandler } from '../src/shell/server/handler.ts'
import { readSettings } from '../src/shell/settings.ts'

const root = new URL('..', import.meta.url)
const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** Instructions with continued lines joined, without comments. */
const steps = textOf('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => ({ name: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1).replaceAll(/\s+/g, ' ') }))
const all = (name: string) => steps.filter((step) => step.name === name).map(({ rest }) => rest)
const environment = Object.fromEntries(
  all('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=') as [string, string])),
)

describe('the image', () => {
  it('has the Node that runs the sources', () => {
    expect(all('FROM')).toEqual([`node:${NEEDED_NODE}-slim`])
  })

  it('has what runs in production, and runs no script of a package', () => {
    const install = all('RUN').find((line) => line.startsWith('npm'))
    expect(install).toMatch(/^npm ci --omit=dev --omit=optional --ignore-scripts/)
  })

  it('copies what is there and what .dockerignore lets through, and nothing else', () => {
    const copied = all('COPY').flatMap((line) => line.split(' ').slice(0, -1))
    const passed = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    expect(copied.sort()).toEqual(passed.sort())
    for (const path of copied) expect(existsSync(new URL(path, root))).toBe(true)
  })

  it('ends as an ordinary user and starts the bot itself, so that signals reach it', () => {
    const user = steps.findIndex(({ name }) => name === 'USER')
    expect(all('USER')).toEqual(['node'])
    expect(steps.slice(user).some(({ name }) => name === 'RUN')).toBe(false)
    expect(all('CMD')).toEqual(['["node", "src/main.ts"]'])
  })

  it('keeps its data where the volume is, and listens where the port is', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----'
    const read = readSettings({ ...environment, APP_ID: '1', PRIVATE_KEY: key, WEBHOOK_SECRET: 's' })
    const settings = { host: '0.0.0.0', port: Number(all('EXPOSE')[0]), dataDir: all('VOLUME')[0], logFormat: 'json' }
    expect(read).toMatchObject({ settings })
  })

  it('is watched by an address that the bot answers', async () => {
    const path = /:\$\{process\.env\.PORT\}(\/\w+)/.exec(all('HEALTHCHECK').join(' '))?.[1] ?? ''
    const handle = createHandler({ secrets: ['s'], onDelivery: async () => {}, isReady: () => true, log: silentLog })
    expect((await handle(new Request(`http://bot.test${path}`))).status).toBe(200)
  })
})

describe('compose.yml', () => {
  const { services, volumes } = parse(textOf('compose.yml'))
  const [[, service] = []] = Object.entries<Record<string, unknown>>(services)

  it('builds the image, keeps the data and shows the port to this machine alone', () => {
    const port = all('EXPOSE')[0]
    expect(service).toMatchObject({ build: '.', env_file: '.env', ports: [`127.0.0.1:${port}:${port}`] })
    expect(service?.volumes).toEqual([`${Object.keys(volumes)[0]}:${all('VOLUME')[0]}`])
  })

  it('gives the bot nothing it does not need', () => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    expect(service?.privileged).toBeUndefined()
  })
})
