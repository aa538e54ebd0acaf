/** GitHub's own command line and git against an emulator over TLS, as a person with their token. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Emulator, Info, RoleName } from '@switchyard/github-emulator'

/** The version of gh; null where there is none. */
export const ghVersion = ((): string | null => {
  try {
    return /version (\S+)/.exec(execFileSync('gh', ['--version'], { encoding: 'utf8' }))?.[1] ?? null
  } catch {
    return null
  }
})()

export const where =
  ghVersion === null ? 'not tried, because gh is not installed (apt-get install gh)' : `version ${ghVersion}`

export const host = 'github.test'

interface Ran {
  code: number
  out: string
  err: string
}

export interface Machine {
  info: Info
  /** A folder of the person's own with a clone of the repository in it. */
  clone: string
  /** Runs a command in the clone, or in another folder; gives its exit code too. */
  ran(who: RoleName, command: string, args: string[], cwd?: string): Promise<Ran>
  /** Output of `gh ARGS`. @throws Error with both outputs when it fails */
  gh(who: RoleName, ...args: string[]): Promise<string>
  git(who: RoleName, ...args: string[]): Promise<string>
  /** What the REST API says, asked without gh and without TLS. */
  read(path: string): Promise<unknown>
  dispose(): Promise<void>
}

/** Listens, and clones the repository with gh. */
export async function machineOn(emulator: Emulator, known?: Info): Promise<Machine> {
  const info = known ?? (await emulator.listen(0))
  const home = await mkdtemp(join(tmpdir(), 'gh-test-'))
  const clone = join(home, 'app')
  const ran = (who: RoleName, command: string, args: string[], cwd = clone) =>
    new Promise<Ran>((resolve) => {
      const options = { cwd, env: environment(info, who, home), maxBuffer: 10_000_000 }
      const child = execFile(command, args, options, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err }),
      )
      child.stdin?.end()
    })
  const good = async (who: RoleName, command: string, args: string[], cwd?: string) => {
    const { code, out, err } = await ran(who, command, args, cwd)
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${out}${err}`)
    return out
  }
  await mkdir(join(home, 'gh'))
  await writeFile(join(home, 'gitconfig'), '[credential]\n\thelper = !gh auth git-credential\n')
  await good('writer', 'gh', ['repo', 'clone', info.repo, clone], home)
  return {
    info,
    clone,
    ran,
    gh: (who, ...args) => good(who, 'gh', args),
    git: (who, ...args) => good(who, 'git', args),
    read: async (path) => {
      const headers = { authorization: `token ${info.tokens.maintainer}` }
      return (await fetch(`${info.tls?.plainUrl}/api/v3/repos/${info.repo}${path && `/${path}`}`, { headers })).json()
    },
    async dispose() {
      await emulator.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

function environment(info: Info, who: RoleName, home: string): NodeJS.ProcessEnv {
  const author = { NAME: who, EMAIL: `${who}@example.invalid` }
  return {
    PATH: process.env.PATH,
    HOME: home,
    GH_CONFIG_DIR: join(home, 'gh'),
    GH_HOST: host,
    GH_ENTERPRISE_TOKEN: info.tokens[who],
    GH_PROMPT_DISABLED: '1',
    GH_NO_UPDATE_NOTIFIER: '1',
    HTTPS_PROXY: info.tls?.plainUrl,
    SSL_CERT_FILE: info.tls?.ca,
    GIT_SSL_CAINFO: info.tls?.ca,
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
    GIT_CONFIG_SYSTEM: devNull,
    GIT_TERMINAL_PROMPT: '0',
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((part) =>
        Object.entries(author).map(([key, value]) => [`GIT_${part}_${key}`, value]),
      ),
    ),
  }
}
