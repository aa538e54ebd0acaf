/** `npm run sandbox`: a GitHub emulator on this machine, the bot connected to it, and the walkthrough. */
import { join, resolve } from 'node:path'
import {
  createMachines,
  hostOption,
  type Info,
  type Machines,
  plainInfo,
  trustLines,
} from '@switchyard/github-emulator'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Bot } from '../shell/bot.ts'
import { createPinoLog } from '../shell/pino-log.ts'
import { createLocalRunner } from '../shell/runner/local.ts'
import { createSandbox, type Sandbox } from './emulator.ts'

interface Options {
  port: number
  dataDir: string
  empty: boolean
  exit: boolean
  import?: string
  limits: boolean
  bot: boolean
  runner: 'local' | 'actions'
  rules: 'none' | 'classic' | 'all'
  host?: string[]
  tls: boolean
}

/** A clean stop that takes longer (ms) is forced. */
const stopTimeoutMs = 900

async function main(): Promise<void> {
  const options = readOptions()
  const machines = options.runner === 'actions' ? machinesIn(options.dataDir) : null
  const sandbox = await createSandbox({
    dataDir: options.dataDir,
    limits: options.limits,
    runner: options.runner,
    untouched: !options.bot,
    tls: options.tls,
    ...(options.host && { hosts: options.host }),
    ...(machines && { workflows: machines.play }),
    ...(options.import !== undefined && { importPath: options.import }),
    onUnknown: (method, path) => console.error(`The sandbox does not support ${method} ${path}`),
  })
  const running: Running = { sandbox, bot: null, machines }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(running, 0))
  if (!options.bot && sandbox.forge.world.apps[0]?.webhookUrl !== '') {
    await sandbox.close()
    throw new Error(`${options.dataDir} holds a sandbox with a connected bot. Choose another folder with --data-dir.`)
  }
  const info = await sandbox.listen(options.port, async (reached) => {
    if (options.bot) running.bot = await connectBot(sandbox, plainInfo(reached).apiUrl)
  })
  console.log(`The sandbox is at ${info.url} (tokens in ${sandbox.layout.info})`)
  const lines = trustLines(info)
  if (lines.length > 0) console.log(`gh and git use it as writer after:\n\n  ${lines.join('\n  ')}\n`)
  if (!options.bot) return console.log(ownBot(plainInfo(info), options.dataDir))
  if (options.empty || options.import !== undefined) return
  const isGood = await walk(sandbox, options)
  if (options.exit) return stop(running, isGood ? 0 : 1)
  console.log(`Continue by hand at ${info.url}. Ctrl+C stops the sandbox; the same command resumes it.`)
}

/** Returns how to start a bot on this GitHub. Its data stays in the sandbox's folder, apart from that of a real bot. */
function ownBot({ url, repo }: Info, dataDir: string): string {
  const { host, port } = new URL(url)
  const settings = `PORT=${Number(port) + 1} SWITCHYARD_DATA_DIR=${join(dataDir, 'bot')}`
  const line = `GHE_PROTOCOL=http GHE_HOST=${host} ${settings} SWITCHYARD_LOCAL_RUNNER=${repo} npm start`
  return `No bot is connected. Start yours in another terminal, in this folder:\n\n  ${line}\n`
}

interface Running {
  sandbox: Sandbox
  bot: Bot | null
  machines: Machines | null
}

/** Workflows run on this machine, like the tests of the local runner. */
function machinesIn(dataDir: string): Machines {
  const runner = createLocalRunner({ root: join(resolve(dataDir), 'workflows'), log: () => {} })
  return createMachines(runner)
}

function readOptions(): Options {
  const command = new Command('sandbox')
    .description('Run a GitHub emulator with Switchyard connected to it. Nothing leaves this machine.')
    .option('--port <number>', 'port on the loopback address; 0 takes any free one', portOf, 3000)
    .option('--data-dir <dir>', 'folder for its data (default: .sandbox; with --no-bot .sandbox-own)')
    .option('--empty', 'do not play the walkthrough', false)
    .option('--exit', 'exit after the walkthrough; the exit code is 0 only if it succeeded', false)
    .option('--import <path>', 'serve a copy of this git repository instead of the demo one')
    .addOption(
      new Option('--runner <where>', 'where the trial merges of a new demo repository are tested')
        .choices(['local', 'actions'])
        .default('local')
        .env('SANDBOX_RUNNER'),
    )
    .addOption(
      new Option('--rules <which>', 'branch rules for the walkthrough: classic protection of main, or rulesets on all')
        .choices(['none', 'classic', 'all'])
        .default('none')
        .env('WALK_RULES'),
    )
    .option('--no-bot', 'connect no bot; set up your own, as on GitHub')
    .option('--tls', 'answer TLS too, with a certificate that is made for the data folder', false)
    .option('--host <name>', 'a further name it is reached by; links have the first', hostOption)
    .option('--limits', "apply GitHub's rate limits to people's tokens too", false)
  const options = command.parse().opts<Omit<Options, 'dataDir'> & { dataDir?: string }>()
  return { ...options, dataDir: options.dataDir ?? (options.bot ? '.sandbox' : '.sandbox-own') }
}

function portOf(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
  return port
}

async function connectBot(sandbox: Sandbox, apiUrl: string): Promise<Bot> {
  const { startBot } = await import('../shell/start.ts')
  const bot = await startBot({
    appId: sandbox.app.id,
    privateKey: sandbox.app.privateKey,
    webhookSecret: sandbox.app.webhookSecret,
    apiUrl,
    host: '127.0.0.1',
    port: 0,
    dataDir: sandbox.layout.bot,
    // The tests that run here come from people of this machine.
    allowLocalRunner: () => true,
    // Emulator and bot are one process. A crash ends every request, so the next start need not wait for any.
    underWayMs: 0,
    log: await createPinoLog(process.env.LOG_LEVEL ?? 'warn', process.stdout.isTTY ? 'pretty' : 'json'),
  })
  sandbox.setWebhookUrl(`${bot.url}/api/github/webhooks`)
  return bot
}

/** The walkthrough module, loaded only when it is played. Resolves to whether it succeeded. */
interface WalkthroughModule {
  playWalkthrough(sandbox: Sandbox, print: (line: string) => void, rules: Options['rules']): Promise<boolean>
}

/** Plays the walkthrough in a new data folder only: existing data would disturb it. */
async function walk(sandbox: Sandbox, options: Options): Promise<boolean> {
  if (sandbox.isNew) {
    const { playWalkthrough }: WalkthroughModule = await import(new URL('./walkthrough/play.ts', import.meta.url).href)
    return playWalkthrough(sandbox, (line) => console.log(line), options.rules)
  }
  const again = `To see it, choose another folder with --data-dir, or delete ${options.dataDir}.`
  console.log(`The walkthrough is not played because this folder was used before. ${again}`)
  return !options.exit
}

async function stop({ sandbox, bot, machines }: Running, code: number): Promise<void> {
  setTimeout(() => process.exit(code), stopTimeoutMs).unref()
  await bot?.close()
  await machines?.close()
  await sandbox.close()
  process.exit(code)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
