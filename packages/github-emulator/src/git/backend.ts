import { spawn } from 'node:child_process'
import { basename, dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BodyTooLarge } from './body.ts'
import { gitEnvironment } from './environment.ts'

export interface BackendCall {
  /** The bare repository. */
  dir: string
  /** The path after the repository's name, such as `info/refs`. */
  path: string
  query: string
  method: string
  headers: Headers
  /** The request's body, already bounded; null for none. */
  body: AsyncIterable<Uint8Array> | null
  /** The name for the reflog. */
  who: { login: string; id: number } | null
}

/** A git process that takes longer than this is stopped. */
const longest = 5 * 60_000
const longestHeader = 16_384

/** Runs `git http-backend` for one request and streams its answer. Stops the process when the reader stops. */
export async function callBackend(call: BackendCall): Promise<Response> {
  const child = spawn('git', ['http-backend'], {
    env: gitEnvironment(cgiEnvironment(call)),
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: longest,
    killSignal: 'SIGKILL',
  })
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  failed.catch(() => {})
  const feed = call.body === null ? Promise.resolve(child.stdin.end()) : pipeline(call.body, child.stdin)
  // A backend that refuses does not read to the end; what it answers counts, not the broken pipe.
  feed.catch((error: unknown) => {
    if (error instanceof BodyTooLarge) child.kill('SIGKILL')
  })
  const chunks = child.stdout[Symbol.asyncIterator]()
  const { head, rest } = await Promise.race([readHead(chunks), failed])
  const body = Readable.toWeb(Readable.from(remaining(rest, chunks, () => child.kill('SIGKILL'))))
  return new Response(body as ReadableStream, responseInit(head))
}

function cgiEnvironment(call: BackendCall): Record<string, string> {
  const protocol = call.headers.get('git-protocol')
  return {
    GIT_PROJECT_ROOT: dirname(call.dir),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${basename(call.dir)}/${call.path}`,
    QUERY_STRING: call.query,
    REQUEST_METHOD: call.method,
    CONTENT_TYPE: call.headers.get('content-type') ?? '',
    REMOTE_ADDR: '127.0.0.1',
    ...(call.who && {
      REMOTE_USER: call.who.login,
      GIT_COMMITTER_NAME: call.who.login,
      GIT_COMMITTER_EMAIL: `${call.who.id}+${call.who.login}@users.noreply.sandbox.invalid`,
    }),
    ...(protocol !== null && /^[\w=:.-]{1,100}$/.test(protocol) && { GIT_PROTOCOL: protocol }),
  }
}

async function readHead(chunks: AsyncIterator<Buffer>): Promise<{ head: string; rest: Buffer }> {
  let seen = Buffer.alloc(0)
  while (seen.length < longestHeader) {
    const { value, done } = await chunks.next()
    if (done) break
    seen = Buffer.concat([seen, value])
    const end = seen.indexOf('\r\n\r\n')
    if (end >= 0) return { head: seen.toString('latin1', 0, end), rest: seen.subarray(end + 4) }
  }
  return { head: 'Status: 500 Internal Server Error', rest: Buffer.alloc(0) }
}

async function* remaining(rest: Buffer, chunks: AsyncIterator<Buffer>, stop: () => void): AsyncGenerator<Buffer> {
  try {
    if (rest.length > 0) yield rest
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  } finally {
    stop()
  }
}

function responseInit(head: string): ResponseInit {
  const headers = new Headers()
  let status = 200
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim()
    const value = line.slice(colon + 1).trim()
    if (/^status$/i.test(name)) status = Number.parseInt(value, 10)
    else if (colon > 0) headers.set(name, value)
  }
  return { status, headers }
}
