/** Holds what passes by against GitHub's descriptions and keeps what does not fit. */
import type { Exchange, Witness } from '@switchyard/github-emulator/witness'
import { unexplained } from './deviations.ts'
import { type Asked, requestProblems, responseProblems } from './exchange.ts'
import { webhookProblems } from './webhooks.ts'

export interface Watch extends Witness {
  /** A request that goes to no sandbox. */
  request(asked: Asked): void
  /** What did not fit since this was asked last, each kind once. */
  taken(): string[]
}

const ours = /^switchyard/

function createWatch(): Watch {
  const problems = new Set<string>()
  // What looks on must never change what happens, so even its own failure is only noted.
  const note = (look: () => string[]) => {
    try {
      for (const each of unexplained(look())) problems.add(each)
    } catch (error) {
      problems.add(String(error))
    }
  }
  return {
    exchange({ request, sent, status, headers, text }: Exchange) {
      const asked = askedOf(request, sent)
      // The descriptions say nothing of how a diff looks.
      if (asked === null || isDiff(headers)) return
      // Tests send nonsense on purpose; the bot and the command line must not.
      if (ours.test(request.headers.get('user-agent') ?? '')) note(() => requestProblems(asked))
      note(() => responseProblems(asked, status, parsed(text)))
    },
    webhook: (event, action, payload) => note(() => webhookProblems(event, action, payload)),
    request: (asked) => note(() => requestProblems(asked)),
    taken() {
      const all = [...problems]
      problems.clear()
      return all
    },
  }
}

export const isDiff = (headers: Headers): boolean => /\.(diff|patch)\b/.test(headers.get('content-type') ?? '')

/** Everything in this process that is watched. */
export const watch = createWatch()

/** Null for what is not REST. */
export function askedOf(request: Request, sent: string): Asked | null {
  const { pathname, searchParams } = new URL(request.url)
  if (!pathname.startsWith('/api/v3')) return null
  const path = pathname.slice('/api/v3'.length) || '/'
  return { method: request.method, path, query: searchParams, body: parsed(sent) }
}

export function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
