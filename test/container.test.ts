/** The container is small, unprivileged and watched, as far as reading its files shows. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createHandler } from '../src/shell/http/handler.ts'
import { silentLog } from '../src/shell/log.ts'
import { NEEDED_NODE } from '../src/shell/node-version.ts'
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

type Kind = 'dependencies' | 'devDependencies' | 'optionalDependencies'
const manifest: Record<Kind, Record<string, string>> = JSON.parse(textOf('package.json'))

/** What the sources in these folders of `src/` import: names of packages, and paths. Types alone do not count. */
function importsOf(rooms: string[]): { outside: string[]; inside: string[] } {
  const files = rooms.flatMap((room) =>
    room.endsWith('.ts')
      ? [room]
      : readdirSync(new URL(`src/${room}`, root), { recursive: true }).map((path) => `${room}/${path}`),
  )
  const found = files
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => [
      ...textOf(`src/${path}`).matchAll(/^(?:import|export) (?!type\b)[^'=;]*from '([^'\n]+)'|import\('([^']+)'\)/gm),
    ])
    .map(([, one, other]) => one ?? other ?? '')
    .filter((name) => !name.startsWith('node:'))
  const packageOf = (name: string) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name
  const isPath = (name: string) => name.startsWith('.')
  return { outside: [...new Set(found.filter((name) => !isPath(name)).map(packageOf))], inside: found.filter(isPath) }
}

describe('the image', () => {
  it('the image has the Node version that runs the sources', () => {
    expect(all('FROM')).toEqual([`node:${NEEDED_NODE}-slim`])
  })

  it('the image has the production dependencies and runs no package scripts', () => {
    const install = all('RUN').find((line) => line.startsWith('npm'))
    expect(install).toMatch(/^npm ci --omit=dev --omit=optional --ignore-scripts/)
  })

  it('the image has all imports of the bot and nothing that only the sandbox needs', () => {
    const bot = importsOf(['core', 'shell', 'main.ts'])
    expect(bot.outside).toEqual(expect.arrayContaining(['probot', 'kysely', 'remark-gfm']))
    expect(bot.outside.filter((name) => !Object.hasOwn(manifest.dependencies, name))).toEqual([])
    expect(bot.inside.filter((path) => /^\.\.?\/(?:.*\/)?(?:sandbox|cli)\//.test(path))).toEqual([])
    const elsewhere = importsOf(['core', 'shell', 'main.ts', 'cli']).outside
    const sandbox = Object.keys({ ...manifest.devDependencies, ...manifest.optionalDependencies })
    expect(elsewhere.filter((name) => sandbox.includes(name))).toEqual([])
    expect(textOf('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['src/sandbox', 'src/cli']))
  })

  // npm leaves out an optional package without a word when the Node that runs npm is too old for it.
  it('the only optional packages of the image are Node for each machine', () => {
    const optional = Object.keys(manifest.optionalDependencies)
    expect(optional.filter((name) => !/^node-linux-\w+$/.test(name))).toEqual([])
  })

  it('the image copies only files that exist and that .dockerignore admits', () => {
    const copied = all('COPY').flatMap((line) => line.split(' ').slice(0, -1))
    const passed = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    expect(copied.sort()).toEqual(passed.sort())
    for (const path of copied) expect(existsSync(new URL(path, root))).toBe(true)
  })

  it('the image runs the bot directly as an ordinary user, so that signals reach it', () => {
    const user = steps.findIndex(({ name }) => name === 'USER')
    expect(all('USER')).toEqual(['node'])
    expect(steps.slice(user).some(({ name }) => name === 'RUN')).toBe(false)
    expect(all('CMD')).toEqual(['["node", "src/main.ts"]'])
  })

  it('the image keeps its data in the volume and listens on the exposed port', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----'
    const read = readSettings({ ...environment, APP_ID: '1', PRIVATE_KEY: key, WEBHOOK_SECRET: 's' })
    const settings = { host: '0.0.0.0', port: Number(all('EXPOSE')[0]), dataDir: all('VOLUME')[0], logFormat: 'json' }
    expect(read).toMatchObject({ settings })
  })

  it('the health check asks an address that the bot answers', async () => {
    const path = /:\$\{process\.env\.PORT\}(\/\w+)/.exec(all('HEALTHCHECK').join(' '))?.[1] ?? ''
    const handle = createHandler({
      secrets: ['s'],
      intake: { receive: async () => {} },
      notReady: () => null,
      log: silentLog,
    })
    expect((await handle(new Request(`http://bot.test${path}`))).status).toBe(200)
  })
})

describe('compose.yml', () => {
  const { services, volumes } = parse(textOf('compose.yml'))
  const [[, service] = []] = Object.entries<Record<string, unknown>>(services)

  it('it builds the image, keeps the data and exposes the port to this machine alone', () => {
    const port = all('EXPOSE')[0]
    expect(service).toMatchObject({ build: '.', env_file: '.env', ports: [`127.0.0.1:${port}:${port}`] })
    expect(service?.volumes).toEqual([`${Object.keys(volumes)[0]}:${all('VOLUME')[0]}`])
  })

  it('it gives the bot nothing that it does not need', () => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    expect(service?.privileged).toBeUndefined()
  })
})
