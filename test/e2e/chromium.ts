/** Finds a Chromium for playwright-core, or gets Debian's where that is possible. */
import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const run = promisify(execFile)
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type Found = { path: string } | { path: null; why: string }

/** `CHROMIUM_PATH`, the usual places, the search path; else apt-get, for root on Debian. Never throws. */
export async function findChromium(): Promise<Found> {
  const known = await firstExecutable()
  if (known) return { path: known }
  if (process.env.CHROMIUM_PATH)
    return { path: null, why: `CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, which cannot be run` }
  const problem = await install()
  const installed = await firstExecutable()
  return installed
    ? { path: installed }
    : { path: null, why: problem ?? 'Chromium was installed, yet it cannot be found' }
}

/** Starts it without a window. Throws when it does not start. */
export const launch = (path: string): Promise<Browser> => chromium.launch({ executablePath: path, args: flags })

async function firstExecutable(): Promise<string | null> {
  const chosen = process.env.CHROMIUM_PATH
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter).filter(Boolean)]
  const places = chosen ? [chosen] : folders.flatMap((folder) => names.map((name) => join(folder, name)))
  for (const place of places) if (await isExecutable(place)) return place
  return null
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

/** Null when it worked, else why it did not. */
async function install(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'there is no Chromium, and only root can install it (apt-get install chromium)'
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  if (!/^ID(_LIKE)?=.*debian/m.test(release)) return 'there is no Chromium, and this is no Debian to install it on'
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await run('apt-get', ['update'], { env, timeout: 120_000 })
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      env,
      timeout: 300_000,
      maxBuffer: 1e8,
    })
    return null
  } catch (error) {
    return `there is no Chromium, and apt-get could not install it: ${error instanceof Error ? error.message.split('\n')[0] : error}`
  }
}
