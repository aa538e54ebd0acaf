/** The command `github-emulator`: serves GitHub on a local port, with an empty repository and optionally your App. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { parse } from 'yaml'
import { z } from 'zod'
import { slugOf } from './domain/manifests.ts'
import type { SeedApp } from './domain/seed.ts'
import { apiUrlOf, GHES_VERSIONS, type GhesVersion } from './domain/server.ts'
import { type Credentials, createEmulator, type Emulator, type EmulatorOptions } from './server/emulator.ts'
import { writeSecret } from './server/files.ts'
import type { Info } from './server/info.ts'
import { hostOption, trustLines } from './server/trust.ts'

interface Options {
  port: number
  dataDir: string
  app?: string
  import?: string
  limits: boolean
  ghes?: GhesVersion
  gheCom?: boolean
  host?: string[]
  tls: boolean
}

/** The parts of an App's manifest (Probot's `app.yml`) that are needed here. */
const manifest = z.looseObject({
  name: z.string().min(1),
  hook_attributes: z.looseObject({ url: z.url({ protocol: /^https?$/ }) }),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])).default({}),
  default_events: z.array(z.string()).default([]),
})

function readOptions(): Options {
  return new Command('github-emulator')
    .description('GitHub for one machine: API, webhooks, git and web pages. Nothing leaves this machine.')
    .option('--port <number>', 'port on the loopback address; 0 takes any free one', portOf, 3000)
    .option('--data-dir <dir>', 'folder that holds everything it stores', '.github-emulator')
    .option('--app <file>', 'register and install the App of this manifest (app.yml), when the data folder is new')
    .option('--import <path>', 'serve a copy of this git repository, when the data folder is new')
    .option('--tls', 'answer TLS too, with a certificate that is made for this folder', false)
    .option('--host <name>', 'a further name it is reached by; links have the first', hostOption)
    .addOption(
      new Option('--ghes <version>', 'play this GitHub Enterprise Server, without what it lacks').choices(
        GHES_VERSIONS,
      ),
    )
    .addOption(new Option('--ghe-com', 'have the API on a host of its own, as ghe.com has').conflicts('ghes'))
    .option('--limits', "apply GitHub's rate limits to people's tokens too", false)
    .parse()
    .opts<Options>()
}

function portOf(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('It must be 0 to 65535.')
  return port
}

function kindOf({ ghes, gheCom }: Options): Pick<EmulatorOptions, 'kind'> {
  if (gheCom) return { kind: 'ghe.com' }
  return ghes === undefined ? {} : { kind: ghes }
}

/** @throws Error with a message for people when the file cannot be read or is not a manifest */
async function readApp(file: string): Promise<SeedApp> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`Cannot read ${file}. Give the path of your App's manifest with --app.`)
  })
  const { data, error } = manifest.safeParse(parse(text))
  if (!data) {
    const [first] = error.issues
    throw new Error(`${file} is not an App's manifest: ${first?.path.join('.')}: ${first?.message}`)
  }
  return {
    slug: slugOf(data.name),
    permissions: { metadata: 'read', ...data.default_permissions },
    events: data.default_events,
    webhookUrl: data.hook_attributes.url,
  }
}

async function main(): Promise<void> {
  const options = readOptions()
  const app = options.app === undefined ? undefined : await readApp(options.app)
  const emulator = await createEmulator({
    dataDir: options.dataDir,
    limits: options.limits,
    tls: options.tls,
    ...kindOf(options),
    ...(options.host && { hosts: options.host }),
    seed: { ...(app && { app }), ...(options.import !== undefined && { importFrom: options.import }) },
    onUnknown: (method, path) => console.error(`Unknown route: ${method} ${path}`),
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void emulator.close().then(() => process.exit(0)))
  const info = await emulator.listen(options.port)
  console.log(await greeting(emulator, info))
}

async function greeting(emulator: Emulator, info: Info): Promise<string> {
  const { layout, app } = emulator
  const { host } = new URL(info.tls?.plainUrl ?? info.url)
  const environment = `GHE_PROTOCOL=http GHE_HOST=${host}`
  const steps = app
    ? [`Your App: start it with node --env-file=${await writeEnvironment(emulator, app, host)}`]
    : [
        `Your App: start it with ${environment} and let it register itself (Probot offers that on its first page),`,
        '          or start the emulator in a new folder with --data-dir DIR --app app.yml',
      ]
  return [
    `GitHub emulator at ${info.url}`,
    '',
    `API:      ${info.apiUrl} and ${info.graphqlUrl}`,
    `Tokens:   in ${layout.info}, one for each role`,
    `Clone:    git clone ${info.gitUrl} (any user name, a token as password)`,
    ...steps,
    ...clients(info),
    '',
    'Press Ctrl+C to stop. The same command starts it again with everything it has.',
  ].join('\n')
}

/** How gh and git are used over TLS. */
function clients(info: Info): string[] {
  const lines = trustLines(info)
  return lines.length === 0 ? [] : ['', 'gh and git over TLS, as writer:', ...lines.map((line) => `  ${line}`)]
}

/** Writes the environment file that the App is started with and returns its path. */
async function writeEnvironment({ layout, forge }: Emulator, app: Credentials, host: string): Promise<string> {
  const file = join(layout.dir, 'app.env')
  const lines = [
    `APP_ID=${app.id}`,
    `PRIVATE_KEY_PATH=${layout.privateKey}`,
    `WEBHOOK_SECRET=${app.webhookSecret}`,
    'GHE_PROTOCOL=http',
    `GHE_HOST=${host}`,
    ...(forge.kind === 'ghe.com' ? [`GITHUB_API_URL=${apiUrlOf(forge)}`] : []),
  ]
  await writeSecret(file, `${lines.join('\n')}\n`)
  return file
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
