import type { TextReader } from '../shell/parsing/reader.ts'
import type { Git } from './git/git.ts'
import type { Api } from './github/api.ts'

/** Parses packets and comments as the bot does. */
export type Reader = Pick<TextReader, 'packet' | 'comment'>

/** What every verb gets besides its input. The command line makes one per command, the MCP server one per process. */
export interface Context {
  /** Folder the command was started in. */
  cwd: string
  /** GitHub with the person's token; opened on the first call. Throws a CliError without a repository or a token. */
  github(): Promise<Api>
  /** The git repository that contains `cwd`. Throws a CliError when there is none. */
  git(): Promise<Git>
  reader: Reader
  /** Prefixes of packet branches, the default one first. */
  prefixes(): Promise<string[]>
  /** Slug of the App when configured; null: detected from its comments and labels. */
  app: string | null
  /** Report what would be done without doing it. */
  dryRun: boolean
  /** Prints a progress line for a person. */
  progress(line: string): void
  now(): number
  /** Resolves after `ms` milliseconds. */
  sleep(ms: number): Promise<void>
}
