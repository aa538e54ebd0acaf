/** A session of 60 packets, on a phone and on a desk. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, launch } from './chromium.ts'
import { type LargePage, serveLarge } from './large.ts'

const found = await findChromium()
const here = found.path === null ? `not tried, because ${found.why}` : 'in a real browser'
const phone = { width: 390, height: 844 }

describe.skipIf(found.path === null)(`sixty packets, ${here}`, () => {
  let browser: Browser
  let large: LargePage

  beforeAll(async () => {
    browser = await launch(found.path ?? '')
    large = await serveLarge()
  }, 300_000)
  afterAll(async () => {
    await browser.close()
    await large.close()
  })

  async function open(viewport: { width: number; height: number }): Promise<Page> {
    const page = await browser.newPage({ baseURL: large.url, viewport })
    await page.goto(large.path)
    return page
  }

  test('the first screen of a phone shows everything that waits for the person, most urgent first', async () => {
    const page = await open(phone)
    const bottomOf = async (text: string) => {
      const box = await page.getByText(text).first().boundingBox()
      return box ? box.y + box.height : Number.POSITIVE_INFINITY
    }
    expect(await page.locator('article h2').first().innerText()).toBe('Needs you')
    for (const text of ['21\u00a0💤\u00a0silent', 'is blocked', 'asks for', 'is out of bounds', 'is blocked (since'])
      expect(await bottomOf(text)).toBeLessThan(phone.height)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
    await page.close()
  })

  test('the first screen of a desktop shows every line that waits for the person', async () => {
    const page = await open({ width: 1280, height: 900 })
    const last = await page.locator('article ul').first().locator('li').last().boundingBox()
    expect((last?.y ?? Number.POSITIVE_INFINITY) + (last?.height ?? 0)).toBeLessThan(900)
    await page.close()
  })
})
