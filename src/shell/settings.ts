/** The operator's settings, read from environment variables with Probot's names. */
import { readFileSync } from 'node:fs'
import { addressProblems, apiUrlOf, webUrlOf } from './github/addresses.ts'

export interface Settings {
  /** The App's number, or its client id (`Iv23…`). */
  appId: number | string
  privateKey: string
  webhookSecrets: string[]
  /** Address of the REST API. */
  apiUrl: string
  /** Origin of the web pages and of git. */
  webUrl: string
  host: string
  port: number
  dataDir: string
  allowLocalRunner(owner: string, repo: string): boolean
  logLevel: string
  logFormat: 'json' | 'pretty'
  /** Bearer token for reading `/metrics`; '': anybody may read it. */
  metricsToken: string
  /** Address of a smee channel that forwards webhooks; '': none. */
  webhookProxyUrl: string
}

type Environment = Record<string, string | undefined>

/**
 * Reads the settings.
 *
 * @returns the settings, or a line for each problem, for the person who starts the bot
 */
export function readSettings(env: Environment): { settings: Settings } | { problems: string[] } {
  const problems: string[] = []
  const appId = readAppId(env, problems)
  const privateKey = readKey(env, problems)
  if (!env.WEBHOOK_SECRET) {
    problems.push('WEBHOOK_SECRET is missing: without it anybody could send the bot made-up events.')
  }
  // The old secret is accepted too, so that a secret can be replaced without losing deliveries.
  const webhookSecrets = [env.WEBHOOK_SECRET ?? '', env.SWITCHYARD_OLD_WEBHOOK_SECRET ?? ''].filter((s) => s !== '')
  const port = portOf(env)
  problems.push(...environmentProblems(env))
  if (problems.length > 0 || port === null) return { problems }
  return {
    settings: {
      appId,
      privateKey,
      webhookSecrets,
      port,
      apiUrl: apiUrlOf(env),
      webUrl: webUrlOf(env),
      host: env.HOST || 'localhost',
      dataDir: dataDirOf(env),
      allowLocalRunner: localRunnerRule(env.SWITCHYARD_LOCAL_RUNNER),
      metricsToken: env.SWITCHYARD_METRICS_TOKEN ?? '',
      logLevel: env.LOG_LEVEL || 'info',
      logFormat: LOG_FORMATS.find((one) => one === env.LOG_FORMAT) ?? (process.stdout.isTTY ? 'pretty' : 'json'),
      webhookProxyUrl: env.WEBHOOK_PROXY_URL ?? '',
    },
  }
}

const LOG_LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']
const LOG_FORMATS = ['json', 'pretty'] as const
/** A host name or address, with or without a port. */
const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

/** Returns a line for each setting that has a wrong value, whichever App the bot runs as. */
export function environmentProblems(env: Environment): string[] {
  const { GHE_HOST, GHE_PROTOCOL, LOG_LEVEL, LOG_FORMAT, WEBHOOK_PROXY_URL } = env
  const wrong = (value: string | undefined, isRight: (value: string) => boolean) => !!value && !isRight(value)
  const host = 'the name of the server alone, such as git.example.com, without https:// and without a path'
  const own = [
    portOf(env) === null && `PORT must be a port, not "${env.PORT}".`,
    wrong(GHE_HOST, (value) => HOST_NAME.test(value)) && `GHE_HOST must be ${host}. It is "${GHE_HOST}".`,
    wrong(GHE_PROTOCOL, (value) => ['https', 'http'].includes(value)) &&
      `GHE_PROTOCOL must be https or http, not "${GHE_PROTOCOL}".`,
    wrong(LOG_LEVEL, (value) => LOG_LEVELS.includes(value)) &&
      `LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${LOG_LEVEL}".`,
    wrong(LOG_FORMAT, (value) => LOG_FORMATS.some((one) => one === value)) &&
      `LOG_FORMAT must be ${LOG_FORMATS.join(' or ')}, not "${LOG_FORMAT}".`,
    wrong(WEBHOOK_PROXY_URL, isWebAddress) &&
      'WEBHOOK_PROXY_URL must be the address of a smee channel, such as https://smee.io/abc123.',
  ].filter((line) => line !== false)
  // A host that is no host has no address to check.
  return [...own, ...(own.some((line) => line.startsWith('GHE_')) ? [] : addressProblems(env))]
}

const isWebAddress = (text: string): boolean =>
  URL.canParse(text) && ['https:', 'http:'].includes(new URL(text).protocol)

/** GitHub: a client id takes the place of the App's number in its JWT. */
const CLIENT_ID = /^Iv\d{1,3}\.?[A-Za-z0-9]{10,40}$/

function readAppId({ APP_ID }: Environment, problems: string[]): number | string {
  const id = (APP_ID ?? '').trim()
  if (CLIENT_ID.test(id)) return id
  const number = Number(id)
  if (id === '')
    problems.push('APP_ID is missing: the App ID or the client ID on the settings page of your GitHub App.')
  else if (!Number.isSafeInteger(number) || number <= 0)
    problems.push(`APP_ID must be the number of your GitHub App, or its client ID (Iv23…). It is "${APP_ID}".`)
  return number
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
  // Not the whole first line: what looks like a key is hidden before it is printed.
  problems.push('PRIVATE_KEY is no private key: give the whole .pem file from GitHub, from its line "BEGIN … KEY" on.')
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

export const dataDirOf = (env: Environment): string => env.SWITCHYARD_DATA_DIR || '.switchyard'

/** Returns the port to listen on, or null when PORT is not a port number. */
export function portOf(env: Environment): number | null {
  const port = Number(env.PORT || 3000)
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null
}

function localRunnerRule(text: string | undefined): Settings['allowLocalRunner'] {
  const allowed = new Set(list(text).map((name) => name.toLowerCase()))
  return (owner, repo) => allowed.has('*') || allowed.has(`${owner}/${repo}`.toLowerCase())
}

function list(text: string | undefined): string[] {
  const parts = (text ?? '').split(',').map((part) => part.trim())
  return parts.filter((part) => part !== '')
}
