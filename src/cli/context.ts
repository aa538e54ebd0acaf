import type { TextReader } from '../shell/parsing/reader.ts'
import type { Git } from './git/git.ts'
import type { Api } from './github/api.ts'

/** The product's own reading of packets and comments. */
export type Reader = Pick<TextReader, 'packet' | 'comment'>

/** What every verb gets besides its input. The command line and other programs make one each. */
export interface Context {
  /** Folder the command was given in. */
  cwd: string
  /** GitHub, signed in; made when first asked for. Throws a CliError without a repository or a token. */
  github(): Promise<Api>
  /** The git repository around `cwd`. Throws a CliError where there is none. */
  git(): Promise<Git>
  reader: Reader
  /** What branches of packets stand under, the usual one first. */
  prefixes(): Promise<string[]>
  /** Slug of the App, where somebody said which it is; null: found out from what it wrote. */
  app: string | null
  /** Say what would be done, and do nothing. */
  dryRun: boolean
  /** A line about long work, for a person. */
  progress(line: string): void
  now(): number
  /** Resolves after this many milliseconds. */
  sleep(ms: number): Promise<void>
}
