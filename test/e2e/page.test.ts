import { type Small, smallWorld, start } from '@switchyard/github-emulator/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findChromium, launch } from './chromium.ts'
import { type Served, servePage } from './living.ts'

const found = await findChromium()
const here = found.path === null ? `not tried, because ${found.why}` : 'in a real browser'

describe.skipIf(found.path === null)(`the page, ${here}`, () => {
  let browser: Browser
  let small: Small
  let served: Served
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    browser = await launch(found.path ?? '')
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    small = smallWorld()
    furnish(small)
    served = await servePage(small)
    page = await browser.newPage({ baseURL: served.url })
    page.setDefaultTimeout(100_000)
    complaints = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (protocol !== 'data:' && origin !== served.url) complaints.push(`asked for ${request.url()}`)
    })
  })
  afterEach(async () => {
    await page.close()
    await served.close()
    small.dispose()
  })

  test.each([
    '/',
    '/acme/app/issues',
    '/acme/app/issues/2',
    '/acme/app/pull/3',
    '/acme/app/branches',
    '/acme/app/issues/new?template=packet',
    '/tokens',
  ])('%s opens without an error and fits a phone', async (path) => {
    await page.setViewportSize({ width: 390, height: 800 })
    await page.goto(path, { waitUntil: 'load' })
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(complaints).toEqual([])
    expect(width).toBeLessThanOrEqual(390)
  })

  test('the diagram is drawn as a picture', async () => {
    await page.goto('/')
    const picture = page.locator('.diagram img')
    expect(await picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBeGreaterThan(
      50,
    )
    expect(complaints).toEqual([])
  })

  test('a comment is written as the chosen role, and the choice stays', async () => {
    await page.goto('/acme/app/issues/2')
    await page.locator('#comment-role').selectOption('agent')
    await page.getByLabel('Add a comment').fill('/status running 40% *tables* done')
    await page.getByRole('button', { name: 'Comment', exact: true }).click()
    const said = page.locator('#timeline article').last()
    await said.waitFor()
    expect(await said.innerText()).toContain('40% tables done')
    expect(await said.locator('.author').innerText()).toBe('agent')
    expect(await page.locator('#top-role').inputValue()).toBe('agent')
    expect(complaints).toEqual([])
  })

  test('a tick is written into the issue’s text', async () => {
    await page.goto('/acme/app/issues/2')
    await page.getByRole('checkbox', { name: 'Roles table' }).check()
    await expect
      .poll(() => small.repo.issues[1]?.body, { timeout: 60_000 })
      .toBe('- [ ] Users table\n- [x] Roles table')
    await page.reload()
    expect(await page.getByRole('checkbox', { name: 'Roles table' }).isChecked()).toBe(true)
    expect(complaints).toEqual([])
  })

  test('a refused tick is reset and says why', async () => {
    await page.goto('/acme/app/issues/2')
    await page.locator('#top-role').selectOption('reader')
    await page.getByRole('checkbox', { name: 'Roles table' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toContain('acting as reader')
    expect(await page.getByRole('checkbox', { name: 'Roles table' }).isChecked()).toBe(false)
  })

  test('news appear by themselves, and a text being typed stays', async () => {
    await page.goto('/acme/app/issues/2')
    await page.getByLabel('Add a comment').fill('half a thou')
    small.addComment(2, small.bot.id, 'It happened just now.')
    await page.getByText('It happened just now.').waitFor()
    expect(await page.getByLabel('Add a comment').inputValue()).toBe('half a thou')
  })

  test('hostile text has no effect', async () => {
    const attack =
      '<img src=x onerror="document.title=1"><script>document.title=2</script><svg onload="document.title=3">'
    small.addIssue(attack, `${attack}\n\n\`\`\`mermaid\ngraph LR\n  a["${attack.replaceAll('"', "'")}"] --> b\n\`\`\``)
    await page.goto('/acme/app/issues/4')
    expect(await page.title()).toContain('<img src=x')
    expect(complaints.filter((line) => !line.includes('404'))).toEqual([])
  })
})

if (found.path === null) console.warn(`The page was not tried in a browser: ${found.why}.`)

function furnish(world: Small): void {
  const session = world.addLabel('session', '0e8a16')
  const packet = world.addLabel('packet', '1d76db')
  world.commit('main', { 'README.md': '# Demo\n' }, 'First commit')
  world.commit(
    'feature/db-users',
    { 'src/a-file-with-a-very-long-name-that-does-not-fit-a-phone.js': `${'x'.repeat(300)}\n` },
    'Users',
  )
  const graph = '```mermaid\ngraph LR\n  a["db-users"]:::done --> b["api-users"]\n  classDef done fill:#ddf4ff\n```'
  const table = `| # | Branch | Packet | Status | Last check | Progress | Notes |\n|---|---|---|---|---|---|---|\n| 1 | \`feature/db-users\` | db-users | Running | 10:41 | 40% | ${'note '.repeat(20)} |`
  world.addIssue('Session: users', `${table}\n\n${graph}`, { labelIds: [session.id], pinnedAt: start })
  world.addIssue('Work Packet: db-users', '- [ ] Users table\n- [ ] Roles table', { labelIds: [packet.id] })
  world.addPull('db-users: users', 'Closes #2', 'feature/db-users')
}
