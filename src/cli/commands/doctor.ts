/** `switchyard doctor`: for the operator, with the App's key. It needs no clone and no token of a person. */
import { existsSync } from 'node:fs'
import { type Command, Option } from 'commander'
import type { Examination } from '../../shell/doctor/examine.ts'
import { silentLog } from '../../shell/log.ts'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'
import { examinationReport, examinationText } from '../print/doctor.ts'
import { styleFor } from '../print/style.ts'
import { type Invocation, versionOf, withExamples } from './run.ts'

interface DoctorOptions {
  json?: boolean
  scratch?: boolean
}

export function doctorCommand(program: Command, session: Invocation): void {
  const command = program
    .command('doctor')
    .description(
      "examine a server and a repository with the App's key: what it grants and allows, and what the bot does about the rest",
    )
    .argument('<owner/name>', 'repository on which the App is installed')
    .addOption(new Option('--scratch', 'make a scratch branch and a scratch issue without asking, and remove them'))
    .addOption(new Option('--no-scratch', 'change nothing; some questions stay open'))
    .addOption(new Option('--json', 'print JSON, for a bug report; implies --no-scratch unless --scratch is given'))
  withExamples(command, [
    'switchyard doctor acme/app',
    'switchyard doctor acme/app --scratch',
    'switchyard doctor acme/app --scratch --json > doctor.json',
  ])
  command.action(async (name: string, options: DoctorOptions) => {
    const examination = await examineRepository(session.io, name, options)
    const { io } = session
    const text = options.json
      ? JSON.stringify(examinationReport(examination, versionOf()))
      : examinationText(examination, styleFor(io.isTerminal), io.columns)
    io.out(`${text}\n`)
    const isLame = examination.answers.some(({ verdict, instead }) => verdict === 'does not' && instead === null)
    session.exit = isLame || examination.left.length > 0 ? 1 : 0
  })
}

async function examineRepository(io: Io, name: string, options: DoctorOptions): Promise<Examination> {
  const [owner = '', repo = '', ...more] = name.split('/')
  if (owner === '' || repo === '' || more.length > 0)
    throw new CliError('usage', `Name the repository as OWNER/NAME, not "${name}".`)
  const settings = await readSettings(io)
  const [{ examine }, { DoctorError }] = await Promise.all([
    import('../../shell/doctor/examine.ts'),
    import('../../shell/doctor/visit.ts'),
  ])
  const connection = {
    ...settings,
    log: silentLog,
    ...(io.fetch && { fetch: io.fetch }),
    ...(io.now && { now: io.now }),
  }
  const mayScratch = await consent(io, name, options)
  try {
    return await examine({
      connection,
      at: { owner, repo },
      mayScratch,
      sleep: io.sleep ?? ((ms) => new Promise((done) => setTimeout(done, ms))),
      progress: (title) => io.isTerminal && io.err(`${title} …\n`),
    })
  } catch (error) {
    if (error instanceof DoctorError) throw new CliError('github-refused', error.message)
    throw error
  }
}

/** The settings of the bot, from the same places: the environment, `.env`, or what the set-up page has kept. */
async function readSettings(io: Io): Promise<{ appId: number | string; privateKey: string; apiUrl: string }> {
  const { readSettings: read, dataDirOf } = await import('../../shell/settings.ts')
  const { loadCredentials } = await import('../../shell/setup/credentials.ts')
  if (io.env === process.env) {
    if (existsSync('.env')) process.loadEnvFile('.env')
    loadCredentials(dataDirOf(process.env))
  }
  // The doctor receives no webhooks.
  const settings = read({ ...io.env, WEBHOOK_SECRET: io.env.WEBHOOK_SECRET || 'unused' })
  if ('settings' in settings) return settings.settings
  throw new CliError('usage', ["Give the App's settings, as for `npm start`:", ...settings.problems].join('\n'))
}

async function consent(io: Io, name: string, { scratch, json }: DoctorOptions): Promise<boolean> {
  if (scratch !== undefined) return scratch
  if (json || !io.canAsk) return false
  const question = `May it make a scratch branch (its push may start workflows) and a scratch issue on ${name}, and remove them? [y/N] `
  return /^y(es)?$/i.test(await io.ask(question))
}
