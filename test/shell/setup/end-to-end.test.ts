/** From nothing to a first packet as a new user goes: `npm start`, the set-up page, GitHub's word, the App installed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { install } from '../../../src/sandbox/forge/demo.ts'
import { createSandbox, type Sandbox } from '../../../src/sandbox/server/sandbox.ts'
import { until } from '../../cli/support/world.ts'

const dir = mkdtempSync(join(tmpdir(), 'setup-'))
const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))
let sandbox: Sandbox
let github = ''
let bot: ChildProcess | null = null
let printed = ''

beforeAll(async () => {
  sandbox = await createSandbox({ dataDir: join(dir, 'sandbox') })
  github = (await sandbox.listen(0)).url
})
afterAll(async () => {
  await stop()
  await sandbox.close()
  rmSync(dir, { recursive: true, force: true })
})

function start(more: Record<string, string> = {}): ChildProcess {
  printed = ''
  const { PATH = '' } = process.env
  const env = { PATH, HOME: dir, GHE_HOST: new URL(github).host, GHE_PROTOCOL: 'http', PORT: '0', ...more }
  const child = spawn(process.execPath, [main], { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  bot = child
  return child
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode)
    else child.once('close', resolve)
  })

async function stop(): Promise<void> {
  if (!bot || bot.exitCode !== null) return
  const end = ended(bot)
  bot.kill('SIGTERM')
  await end
}

const find = (pattern: RegExp) => until(async () => pattern.exec(printed)?.[1])
const call = (path: string, body: object) =>
  sandbox.fetch(
    new Request(`${github}/api/v3/repos/acme/app${path}`, {
      method: 'POST',
      headers: { authorization: `token ${sandbox.info().tokens.maintainer}` },
      body: JSON.stringify(body),
    }),
  )

const packet = `**Objective:** Say hello\n
## Acceptance Criteria
- [ ] It says hello\n
## Boundaries
**In Scope:** src/hello/
`

test('without settings it says what is missing, and in production it ends', async () => {
  const child = start({ NODE_ENV: 'production' })
  expect(await ended(child)).toBe(1)
  expect(printed).toContain('APP_ID is missing')
  expect(printed).not.toContain('/setup')
})

test('half of the settings are a mistake to be mended, not a wish for another App', async () => {
  const child = start({ APP_ID: '5' })
  expect(await ended(child)).toBe(1)
  expect(printed).toContain('WEBHOOK_SECRET is missing')
  expect(printed).not.toContain('/setup')
})

test('the page registers the App, and the bot starts', async () => {
  start()
  const page = await find(/(http:\/\/127\.0\.0\.1:\d+\/setup\?key=[\w-]+)/)
  expect((await fetch(page)).status).toBe(200)
  const wish = new URL(page)
  wish.pathname = '/setup/app'
  for (const [name, value] of Object.entries({ name: 'My Switchyard', url: 'https://bot.example.com' }))
    wish.searchParams.set(name, value)
  const html = await (await fetch(wish)).text()
  const [action = '', manifest = ''] = [/action="([^"]+)"/, /name="manifest" value="([^"]+)"/].map((one) =>
    (one.exec(html)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#39;', "'"),
  )
  const done = await fetch(action, { method: 'POST', body: new URLSearchParams({ manifest }) })
  expect(await done.text()).toContain('my-switchyard')
  await find(/(Switchyard is running)/)
})

test('its key is kept for its owner alone', () => {
  const path = join(dir, '.switchyard/app.env')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).toMatch(/^APP_ID=\d+\nPRIVATE_KEY=\S+\nWEBHOOK_SECRET=\S+\n$/)
  expect(printed).not.toContain('PRIVATE KEY')
})

test('installed, it begins the first packet; and started again it needs no page', async () => {
  await stop()
  const [repo] = sandbox.forge.world.repos
  const app = sandbox.forge.world.apps.find(({ slug }) => slug === 'my-switchyard')
  if (!repo || !app) throw new Error('the App is not there')
  expect(app).toMatchObject({ webhookUrl: 'https://bot.example.com/api/github/webhooks' })
  sandbox.forge.world.installations = []
  install(sandbox.forge, app, repo)
  start()
  const url = await find(/(http:\/\/(?:localhost|127\.0\.0\.1):\d+)/)
  app.webhookUrl = `${url}/api/github/webhooks`
  await until(async () => (await fetch(`${url}/readyz`)).ok || undefined)
  await call('/issues', { title: 'Session: first', body: 'See how it goes.' })
  await call('/issues', { title: 'Work Packet: hello', body: packet })
  await until(async () => repo.refs['refs/heads/feature/hello'])
  const dashboard = repo.issues.find(({ title }) => title === 'Session: first')
  await until(async () => dashboard?.body?.includes('hello') || undefined)
})
