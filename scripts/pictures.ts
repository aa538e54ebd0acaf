/**
 * Takes the pictures of the documentation: `node scripts/pictures.ts [URL]`; `--large` takes those of the session of 60
 * packets alone, on a phone and on a desk, running and ended.
 * With the address of a running sandbox it shows that one; without, it starts one in a throwaway folder, waits for the
 * walkthrough and ends it again.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { findChromium, launch } from '../test/e2e/chromium.ts'
import { serveLarge } from '../test/e2e/large.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'docs', 'pictures')
/** The walkthrough plays in about a minute; a slow machine gets ten. */
const patience = 600_000

async function main(): Promise<void> {
  const found = await findChromium()
  if (found.path === null) throw new Error(`No pictures: ${found.why}.`)
  await mkdir(folder, { recursive: true })
  await takeLarge(found.path)
  const given = process.argv[2]
  if (given === '--large') return
  if (given !== undefined) return takeAll(given, found.path)
  const sandbox = await startSandbox()
  try {
    await takeAll(sandbox.url, found.path)
  } finally {
    await sandbox.stop()
  }
}

/** What the sandbox prints goes to the terminal, so that one sees how far it is. */
async function startSandbox(): Promise<{ url: string; stop(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'pictures-'))
  const args = [join(root, 'src', 'sandbox', 'main.ts'), '--port', '0', '--data-dir', dir]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  const stop = async () => {
    await ended(child)
    await rm(dir, { recursive: true, force: true })
  }
  try {
    return { url: await addressOf(child, join(dir, 'sandbox.json')), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function addressOf(child: ChildProcess, file: string): Promise<string> {
  const until = Date.now() + 60_000
  while (Date.now() < until && child.exitCode === null) {
    const text = await readFile(file, 'utf8').catch(() => null)
    if (text !== null) return (JSON.parse(text) as { url: string }).url
    await pause(200)
  }
  throw new Error('The sandbox did not start.')
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

async function takeAll(url: string, chromium: string): Promise<void> {
  const browser = await launch(chromium)
  try {
    const page = await browser.newPage({ baseURL: url, viewport: { width: 1280, height: 900 }, colorScheme: 'light' })
    await takeDashboard(page)
    await takePull(page)
  } finally {
    await browser.close()
  }
}

/** The first screen of a phone, and the report at the end; the other pictures of it are for looking at, and not kept. */
async function takeLarge(chromium: string): Promise<void> {
  const browser = await launch(chromium)
  const [running, ended] = [await serveLarge(), await serveLarge({ ended: true })]
  const phone = { width: 390, height: 844 }
  try {
    const page = await browser.newPage({ viewport: phone, colorScheme: 'light', deviceScaleFactor: 1 })
    await page.goto(running.url + running.path)
    await settled(page)
    await page.screenshot({ path: join(folder, 'phone.png') })
    console.log('docs/pictures/phone.png')
    await page.setViewportSize({ width: 900, height: 900 })
    await page.goto(ended.url + ended.path)
    await settled(page)
    await page
      .locator('#timeline article')
      .last()
      .screenshot({ path: join(folder, 'report.png') })
    console.log('docs/pictures/report.png')
  } finally {
    await browser.close()
    await running.close()
    await ended.close()
  }
}

/** The fullest moment: several packets under way, and something that needs a person. */
async function takeDashboard(page: Page): Promise<void> {
  await page.goto('/')
  await page.locator('#pinned table tbody tr').nth(2).waitFor({ timeout: patience })
  await page.locator('#pinned', { hasText: /Status[\s\S]*(Blocked|Drifting)/ }).waitFor({ timeout: patience })
  await settled(page)
  await page.screenshot({ path: join(folder, 'dashboard.png'), fullPage: true })
  console.log('docs/pictures/dashboard.png')
}

/** The first pull request that was merged: it has a verdict of every check. */
async function takePull(page: Page): Promise<void> {
  const until = Date.now() + patience
  while (Date.now() < until) {
    const path = await pullWithChecks(page)
    if (path !== null) {
      await settled(page)
      // Down to the checks; the diff below them would be most of the picture.
      const clip = { x: 0, y: 0, width: 1280, height: 1400 }
      await page.screenshot({ path: join(folder, 'pull-request.png'), fullPage: true, clip })
      console.log('docs/pictures/pull-request.png')
      return
    }
    await pause(1_000)
  }
  throw new Error('No pull request got a verdict of its checks.')
}

async function pullWithChecks(page: Page): Promise<string | null> {
  await page.goto('/')
  const base = await page.locator('nav a', { hasText: 'Pull requests' }).getAttribute('href')
  await page.goto(`${base}?state=closed`)
  const row = page.locator('.rows .row', { has: page.locator('.mark[aria-label="Checks passed"]') }).first()
  const path = (await row.count()) === 0 ? null : await row.locator('.row-title').getAttribute('href')
  if (path !== null) await page.goto(path)
  return path
}

/** Pictures in the page are drawn, and it is scrolled to its top. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => {}))))
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
