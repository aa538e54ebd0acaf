/** Keeps what the set-up page got from GitHub, in a file that the next start reads. */
import { existsSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDataDir } from '../data-dir.ts'
import type { Registered } from './convert.ts'

export const credentialsPath = (dataDir: string): string => join(dataDir, 'app.env')

/** For the owner of the data folder alone; there as a whole or not at all. Rejects when it cannot be written. */
export async function keepCredentials(
  dataDir: string,
  { appId, privateKey, webhookSecret }: Registered,
): Promise<void> {
  await makeDataDir(dataDir)
  const path = credentialsPath(dataDir)
  const key = Buffer.from(privateKey).toString('base64')
  const text = `APP_ID=${appId}\nPRIVATE_KEY=${key}\nWEBHOOK_SECRET=${quoted(webhookSecret)}\n`
  await writeFile(`${path}.new`, text, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** GitHub's secrets are hexadecimal; whatever else comes is no line of its own. */
function quoted(secret: string): string {
  if (/^[\w.~+/=-]+$/.test(secret)) return secret
  throw new Error('GitHub’s webhook secret has characters that cannot be kept in a file. Register the App by hand.')
}

const OF_THE_APP = ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET']

/** Whether nothing of the App is set: half of it is a mistake to fix, and never mixed with another App's. */
export const hasNoApp = (env: Record<string, string | undefined>): boolean => OF_THE_APP.every((name) => !env[name])

/** Puts what was kept into `process.env`, where nothing of an App stands there already. */
export function loadCredentials(dataDir: string): void {
  const path = credentialsPath(dataDir)
  if (!hasNoApp(process.env) || !existsSync(path)) return
  for (const name of OF_THE_APP) delete process.env[name]
  process.loadEnvFile(path)
}
