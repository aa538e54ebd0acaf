/** Asking for a path that the packet does not have in scope. */
import { clean } from '../../core/clean.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { say } from './report.ts'
import type { Commented } from './results/agents.ts'

export interface RequestScopeInput {
  path: string
  reason: string
  packet?: string
  verdictMs?: number
}

/**
 * `/scope add PATH - REASON` on the packet; a writer grants or denies it.
 *
 * @throws CliError `usage`, `refused-by-bot`, `no-such-packet`, `no-packet-here`
 */
export async function requestScope(input: RequestScopeInput, context: Context): Promise<Commented> {
  const [path, reason] = [clean(input.path), clean(input.reason)]
  if (path === '' || /\s/.test(path))
    throw new CliError('usage', 'Name one path without blanks, such as src/shared/ids.ts.')
  if (reason === '') throw new CliError('usage', `Say why you need ${path}.`)
  return say(`/scope add ${path} - ${reason}`, input, context)
}
