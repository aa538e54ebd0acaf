/** The context of one command: nothing is opened before it is needed. */

import type { TextReader } from '../shell/parsing/reader.ts'
import { createTextReader } from '../shell/parsing/reader.ts'
import type { Context } from './context.ts'
import { CliError } from './errors.ts'
import { type Git, openGit } from './git/git.ts'
import { type Api, createApi } from './github/api.ts'
import { connectionOf } from './github/connection.ts'
import { prefixesHere } from './prefixes.ts'

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

/** Below node_modules a thread cannot load TypeScript (see bin/switchyard.js): texts are read without one there. */
const isInstalled = import.meta.url.includes('/node_modules/')

/** Close it when done: the reader of texts has threads. */
export async function openContext(options: OpenOptions): Promise<Context & { close(): Promise<void> }> {
  const { cwd, env, now = Date.now } = options
  let [git, github, reader]: [Promise<Git> | null, Promise<Api> | null, TextReader | null] = [null, null, null]
  const openedGit = () => {
    git ??= openGit(cwd, env)
    return git
  }
  let known: Promise<string[]> | null = null
  const gitOrNull = () =>
    openedGit().catch((error: unknown) => {
      if (error instanceof CliError && (error.code === 'not-a-repository' || error.code === 'no-git')) return null
      throw error
    })
  const local = await configured(gitOrNull, options)
  const prefixes = () => {
    known ??= gitOrNull().then(prefixesHere)
    return known
  }
  const reading = async () => {
    const given = await prefixes()
    reader ??= createTextReader({
      prefixes: given,
      ...(isInstalled && { inlineBelow: Number.POSITIVE_INFINITY }),
    })
    return reader
  }
  return {
    cwd,
    app: local,
    dryRun: options.dryRun === true,
    progress: options.progress,
    now,
    git: openedGit,
    github() {
      github ??= connect(gitOrNull, options)
      return github
    },
    reader: {
      packet: async (title, body) => (await reading()).packet(title, body),
      comment: async (body) => (await reading()).comment(body),
    },
    prefixes,
    sleep: options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    close: async () => reader?.close(),
  }
}

/** Which App: said on the command line, in the environment, or kept in this clone (`git config switchyard.app`). */
async function configured(git: () => Promise<Git | null>, { app, env }: OpenOptions): Promise<string | null> {
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
      `${options.cwd} is not in a git repository. Go to a clone, or name the repository with --repo OWNER/NAME.`,
    )
  const origin = remote?.code === 0 ? remote.stdout.trim() : null
  const connection = await connectionOf({ repo: options.repo, env: options.env, origin })
  return createApi({
    ...connection,
    ...(options.fetch && { fetch: options.fetch }),
    ...(options.now && { now: options.now }),
  })
}
