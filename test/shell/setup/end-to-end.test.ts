/** From nothing to a first packet as docs/install.md has a new user try it: two programs, and forms of their pages. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../cli/support/world.ts'
import { open, send } from './support/forms.ts'
import { type Program, run } from './support/programs.ts'

const dir = mkdtempSync(join(tmpdir(), 'setup-'))
const data = join(dir, 'github')
const programs: Program[] = []
const start = (...args: Parameters<typeof run>): Program => {
  const program = run(...args)
  programs.push(program)
  return program
}
const bot = (env: Record<string, string>): Program => start('main.ts', [], dir, env)

afterAll(async () => {
  for (const program of programs.reverse()) await program.stop()
  rmSync(dir, { recursive: true, force: true })
})

test.each<[string, Record<string, string>, string]>([
  ['no settings in production', { NODE_ENV: 'production' }, 'APP_ID is missing'],
  ['half of the settings', { APP_ID: '5' }, 'WEBHOOK_SECRET is missing'],
])('with %s it says what is missing, and ends', async (_, env, words) => {
  const program = bot({ PORT: '0', ...env })
  expect(await program.ended).toBe(1)
  expect(program.printed()).toContain(words)
  expect(program.printed()).not.toContain('/setup')
})

describe('a new user', () => {
  let github = ''
  /** What the sandbox says to start the bot with. */
  let line: Record<string, string> = {}
  let running: Program
  let installPage = ''

  beforeAll(async () => {
    const sandbox = start('sandbox/main.ts', ['--no-bot', '--port', '0', '--data-dir', data], dir)
    const said = await sandbox.find(/^ +(.*) npm start$/m)
    line = Object.fromEntries(said.split(' ').map((one) => one.split(/=(.*)/, 2)))
    github = `${line.GHE_PROTOCOL}://${line.GHE_HOST}`
  })

  const { tokens }: { tokens: Record<string, string> } = { tokens: {} }
  async function get<T>(path: string): Promise<T> {
    tokens.maintainer ??= JSON.parse(readFileSync(join(data, 'sandbox.json'), 'utf8')).tokens.maintainer
    const headers = { authorization: `token ${tokens.maintainer}` }
    return (await fetch(`${github}/api/v3/repos/acme/app${path}`, { headers })).json() as Promise<T>
  }

  test('is told what to open first, and registers an App', async () => {
    running = bot(line)
    const address = await running.find(/(http:\/\/127\.0\.0\.1:\d+\/setup\?key=[\w-]+)/)
    await running.find(/(WEBHOOK_SECRET is missing)/)
    expect(running.printed().indexOf(address)).toBeLessThan(running.printed().indexOf('APP_ID is missing'))
    const registration = await open(address)
    // A GitHub on this machine reaches the bot as it is.
    expect(registration.html).toContain(`value="http://localhost:${line.PORT}"`)
    const manifest = await send(registration, '/setup/app', { 'Name of the App': 'My Switchyard' })
    const created = await send(await send(manifest, github), '/settings/apps')
    expect(created.url).toContain('/setup/done?code=')
    expect(created.html).toContain('my-switchyard')
    installPage = /href="([^"]+)"/.exec(created.html)?.[1] ?? ''
    await running.find(/(Switchyard is running)/)
  })

  test('has its key kept, for themselves alone', () => {
    const path = join(line.SWITCHYARD_DATA_DIR ?? '', 'app.env')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).toMatch(/^APP_ID=\d+\nPRIVATE_KEY=\S+\nWEBHOOK_SECRET=\S+\n$/)
    expect(running.printed()).not.toContain('PRIVATE KEY')
  })

  test('finds the name taken when they go back', async () => {
    const body = new URLSearchParams({ manifest: JSON.stringify(manifestOf('my-switchyard')) })
    const again = await open(`${github}/settings/apps/new`, { method: 'POST', body, headers: { origin: 'null' } })
    expect([again.status, again.html]).toEqual([422, expect.stringContaining('Another App is called my-switchyard')])
  })

  test('installs it, and merges the pull request that it offers', async () => {
    expect((await open(github)).html).toContain('href="/apps/my-switchyard/installations/new"')
    const refused = await send(await open(installPage), '/apps', { role: 'writer' })
    expect(refused.html).toContain('writer does not administer the repositories of acme')
    const installed = await send(await open(installPage), '/apps', { role: 'maintainer' })
    expect(installed.html).toContain('Installed on <a href="/acme/app">acme/app</a>.')
    const offer = await until(async () =>
      (await get<{ number: number; head: { ref: string } }[]>('/pulls')).find(
        ({ head }) => head.ref === 'switchyard/setup',
      ),
    )
    expect((await get<unknown[]>('/labels')).length).toBeGreaterThan(10)
    const merged = await send(
      await open(`${github}/acme/app/pull/${offer.number}`),
      `/acme/app/pull/${offer.number}/act`,
      {
        act: 'merge',
      },
    )
    expect(merged.html).toContain('Merged')
  })

  test('files a packet by the form, which begins', async () => {
    const filed = await send(await open(`${github}/acme/app/issues/new?template=packet`), '/acme/app/issues', {
      Title: 'Work Packet: hello',
      'Packet name': 'hello',
      Objective: 'Say hello',
      'Acceptance criteria': '- [ ] It says hello',
      'In scope': 'src/hello/',
    })
    const number = /issues\/(\d+)$/.exec(filed.url)?.[1]
    await until(async () => {
      const { labels } = await get<{ labels: { name: string }[] }>(`/issues/${number}`)
      return labels.some(({ name }) => name === 'status: ready')
    })
    const said = await until(async () => (await get<{ body: string }[]>(`/issues/${number}/comments`))[0])
    expect(said.body).toContain('feature/hello')
  })

  test('needs no page when the bot is started again', async () => {
    await running.stop()
    running = bot(line)
    await running.find(/(Switchyard is running)/)
    expect(running.printed()).not.toContain('/setup')
  })
})

const manifestOf = (name: string) => ({
  name,
  url: 'http://localhost',
  redirect_url: 'http://localhost/back',
  hook_attributes: { url: 'http://localhost/hook' },
})
