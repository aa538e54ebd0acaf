/** Errors of the command line: a message for a person and a code for a program. */

/** 1: the command failed; 2: it was used incorrectly. */
export type ExitCode = 1 | 2

export type ErrorCode =
  | 'usage'
  | 'not-a-repository'
  | 'no-origin'
  | 'no-git'
  | 'git-failed'
  | 'no-token'
  | 'bad-token'
  | 'no-network'
  | 'rate-limited'
  | 'not-allowed'
  | 'github-refused'
  | 'github-down'
  | 'no-such-repository'
  | 'no-such-packet'
  | 'no-such-session'
  | 'no-packet-here'
  | 'which-app'
  | 'not-read-yet'
  | 'not-accepted'
  | 'not-started'
  | 'held-by-another'
  | 'worktree-exists'
  | 'no-worktree'
  | 'dirty'
  | 'would-lose-work'
  | 'conflict'
  | 'bad-packet'
  | 'duplicate'
  | 'declined'
  | 'bad-file'
  | 'refused-by-bot'
  | 'nothing-asked'
  | 'timed-out'
  | 'over'
  | 'internal'

/** An error that a person can fix. `message` says where, what, and how to fix it, and contains no secret. */
export class CliError extends Error {
  readonly code: ErrorCode
  readonly exit: ExitCode
  /** Further facts for a program, such as the files in conflict. */
  readonly details: Record<string, unknown>

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.name = 'CliError'
    this.code = code
    this.exit = code === 'usage' ? 2 : 1
    this.details = details
  }
}
