/** The operator's settings, read from environment variables with Probot's names. */
import { readFileSync } from 'node:fs'

export interface Settings {
  appId: number
  privateKey: string
  webhookSecrets: string[]
  apiUrl: string
  host: string
  port: number
  dataDir: string
  allowLocalRunner(owner: string, repo: string): boolean
  logLevel: string
  logFormat: 'json' | 'pretty'
  /** Bearer token for reading `/metrics`; '': anybody may read it. */
  metricsToken: string
}

type Environment = Record<string, string | undefined>

/**
 * Reads the settings.
 *
 * @returns the settings, or a line for each problem, for the person who starts the bot
 */
export function readSettings(env: Environment): { settings: Settings } | { problems: string[] } {
  const problems: string[] = []
  const appId = Number(env.APP_ID)
  if (!env.APP_ID) problems.push('APP_ID is missing: the number on the settings page of your GitHub App.')
  else if (!Number.isSafeInteger(appId) || appId <= 0) problems.push(`APP_ID must be a number, not "${env.APP_ID}".`)
  const privateKey = readKey(env, problems)
  if (!env.WEBHOOK_SECRET) {
    problems.push('WEBHOOK_SECRET is missing: without it anybody could send the bot made-up events.')
  }
  // The old secret is accepted too, so that a secret can be replaced without losing deliveries.
  const webhookSecrets = [env.WEBHOOK_SECRET ?? '', env.SWITCHYARD_OLD_WEBHOOK_SECRET ?? ''].filter((s) => s !== '')
  const port = portOf(env)
  if (port === null) problems.push(`PORT must be a port, not "${env.PORT}".`)
  if (problems.length > 0 || port === null) return { problems }
  return {
    settings: {
      appId,
      privateKey,
      webhookSecrets,
      port,
      apiUrl: apiUrlOf(env),
      host: env.HOST || 'localhost',
      dataDir: dataDirOf(env),
      allowLocalRunner: localRunnerRule(env.SWITCHYARD_LOCAL_RUNNER),
      metricsToken: env.SWITCHYARD_METRICS_TOKEN ?? '',
      logLevel: env.LOG_LEVEL || 'info',
      logFormat: (env.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json')) === 'pretty' ? 'pretty' : 'json',
    },
  }
}

/** Reads the private key as Probot does: the key itself (with `\n` for newlines, or in base64), or a file with it. */
function readKey(env: Environment, problems: string[]): string {
  const text = env.PRIVATE_KEY || readKeyFile(env.PRIVATE_KEY_PATH, problems)
  if (text === null) return ''
  if (text === '') {
    problems.push('PRIVATE_KEY is missing: the App’s private key, or PRIVATE_KEY_PATH, the file that holds it.')
    return ''
  }
  const plain = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8')
  if (plain.includes('-----BEGIN')) return plain.replaceAll('\\n', '\n')
  problems.push('PRIVATE_KEY is no private key: it begins with "-----BEGIN RSA PRIVATE KEY-----".')
  return ''
}

/** Returns null when the file cannot be read, after adding a problem; '' without a path. */
function readKeyFile(path: string | undefined, problems: string[]): string | null {
  if (!path) return ''
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    problems.push(`PRIVATE_KEY_PATH cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

/** Returns the address of GitHub's web pages. */
export const webUrlOf = (env: Environment): string =>
  env.GHE_HOST ? `${env.GHE_PROTOCOL || 'https'}://${env.GHE_HOST}` : 'https://github.com'

export const dataDirOf = (env: Environment): string => env.SWITCHYARD_DATA_DIR || '.switchyard'

/** Returns the port to listen on, or null when PORT is not a port number. */
export function portOf(env: Environment): number | null {
  const port = Number(env.PORT || 3000)
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null
}

/** Returns the address of the REST API. GitHub Enterprise serves it under the host's own name. */
export function apiUrlOf(env: Environment): string {
  return env.GHE_HOST ? `${env.GHE_PROTOCOL || 'https'}://${env.GHE_HOST}/api/v3` : 'https://api.github.com'
}

function localRunnerRule(text: string | undefined): Settings['allowLocalRunner'] {
  const allowed = new Set(list(text).map((name) => name.toLowerCase()))
  return (owner, repo) => allowed.has('*') || allowed.has(`${owner}/${repo}`.toLowerCase())
}

function list(text: string | undefined): string[] {
  const parts = (text ?? '').split(',').map((part) => part.trim())
  return parts.filter((part) => part !== '')
}
