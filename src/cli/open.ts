/** Opens the context of one command. Git, GitHub and the parser are opened on first use. */

import type { TextReader } from '../shell/parsing/reader.ts'
import { createTextReader } from '../shell/parsing/reader.ts'
import type { Context } from './context.ts'
import { CliError } from './errors.ts'
import { prefixesHere } from './git/branches.ts'
import { type Git, openGit } from './git/git.ts'
import { type Api, createApi } from './github/api.ts'
import { connectionOf } from './github/connection.ts'

export interface OpenOptions {
  cwd: string
  env: NodeJS.ProcessEnv
  repo?: string | undefined
  app?: string | undefined
  dryRun?: boolean | undefined
  progress(line: string): void
  fetch?: typeof fetch
  now?: () => number
  sleep?: (ms: number) => Promise<void>
}

/** Worker threads cannot load TypeScript below node_modules (see bin/switchyard.js), so texts are parsed inline there. */
const isInstalled = import.meta.url.includes('/node_modules/')

/** Opens a context. Close it when done: the parser owns worker threads. */
export async function openContext(options: OpenOptions): Promise<Context & { close(): Promise<void> }> {
  const { cwd, env, now = Date.now } = options
  let [git, github, reader]: [Promise<Git> | null, Promise<Api> | null, TextReader | null] = [null, null, null]
  const openedGit = () => {
    git ??= openGit(cwd, env)
    return git
  }
  let prefixList: Promise<string[]> | null = null
  const gitOrNull = () =>
    openedGit().catch((error: unknown) => {
      if (error instanceof CliError && (error.code === 'not-a-repository' || error.code === 'no-git')) return null
      throw error
    })
  const app = await configuredApp(gitOrNull, options)
  const prefixes = () => {
    prefixList ??= gitOrNull().then(prefixesHere)
    return prefixList
  }
  const openedReader = async () => {
    const known = await prefixes()
    reader ??= createTextReader({
      prefixes: known,
      ...(isInstalled && { inlineBelow: Number.POSITIVE_INFINITY }),
    })
    return reader
  }
  return {
    cwd,
    app,
    dryRun: options.dryRun === true,
    progress: options.progress,
    now,
    git: openedGit,
    github() {
      github ??= connect(gitOrNull, options)
      return github
    },
    reader: {
      packet: async (title, body) => (await openedReader()).packet(title, body),
      comment: async (body) => (await openedReader()).comment(body),
    },
    prefixes,
    sleep: options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    close: async () => reader?.close(),
  }
}

/** The App's slug from the command line, the environment, or `git config switchyard.app`; null when none is set. */
async function configuredApp(git: () => Promise<Git | null>, { app, env }: OpenOptions): Promise<string | null> {
  if (app || env.SWITCHYARD_APP) return app || env.SWITCHYARD_APP || null
  const answer = await (await git())?.attempt(['config', '--get', 'switchyard.app'])
  return answer?.stdout.trim() || null
}

async function connect(git: () => Promise<Git | null>, options: OpenOptions): Promise<Api> {
  const opened = await git()
  const remote = await opened?.attempt(['remote', 'get-url', 'origin'])
  if (opened === null && options.repo === undefined)
    throw new CliError(
      'not-a-repository',
      `${options.cwd} is not in a git repository. Change to a clone, or name the repository with --repo OWNER/NAME.`,
    )
  const origin = remote?.code === 0 ? remote.stdout.trim() : null
  const connection = await connectionOf({ repo: options.repo, env: options.env, origin })
  return createApi({
    ...connection,
    ...(options.fetch && { fetch: options.fetch }),
    ...(options.now && { now: options.now }),
  })
}
