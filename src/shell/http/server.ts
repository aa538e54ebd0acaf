/** Serves the handler on a socket. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { Log } from '../log.ts'
import type { Handle } from './handler.ts'

export interface Listening {
  url: string
  /** Stops accepting requests and waits for those under way, at most one second. */
  close(): Promise<void>
}

/**
 * Serves `handle` on `host`:`port`.
 *
 * @param port 0: any free port
 * @throws when the port is taken
 */
export async function listen(handle: Handle, host: string, port: number, log: Log): Promise<Listening> {
  const server = createServer({ connectionsCheckingInterval: 5_000 }, (incoming, outgoing) => {
    respond(handle, incoming, outgoing).catch((err) => {
      log.error({ err }, 'Could not answer a request')
      if (!outgoing.headersSent) outgoing.writeHead(500)
      outgoing.end()
    })
  })
  // GitHub gives up after 10 s. A slower sender only holds the connection open.
  server.requestTimeout = 15_000
  server.headersTimeout = 10_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(friendlier(error, port)))
    server.listen(port, host, resolve)
  })
  return { url: urlOf(server, host), close: () => close(server) }
}

function friendlier(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error
  return new Error(`Port ${port} is in use by another program. Set PORT to another one.`, { cause: error })
}

async function respond(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const response = await handle(toRequest(incoming))
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.end(await response.text())
}

function toRequest(incoming: IncomingMessage): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers.set(name, Array.isArray(value) ? value.join(', ') : (value ?? ''))
  }
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD'
  const path = incoming.url?.startsWith('/') ? incoming.url : '/'
  return new Request(`http://localhost${path}`, {
    method: incoming.method ?? 'GET',
    headers,
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' }),
  })
}

function urlOf(server: Server, host: string): string {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const last = setTimeout(() => server.closeAllConnections(), 1000)
  await closed
  clearTimeout(last)
}
