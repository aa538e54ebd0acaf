import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type Socket as Connection, createServer as createFront } from 'node:net'
import type { Duplex } from 'node:stream'
import { createAdaptorServer } from '@hono/node-server'
import type { Certificates } from './certificates.ts'
import { isOwnHost, refusalOf } from './guard.ts'

export interface Socket {
  port: number
  close(): Promise<void>
}

export interface SocketOptions {
  /** 0 takes any free one. */
  port: number
  /** Names it is reached by, besides those of the loopback address. */
  hosts: readonly string[]
  /** With them, it answers TLS too, on the same port. */
  certificates?: Certificates
}

const loopback = '127.0.0.1'

/**
 * Serves `fetch` on the loopback address. With certificates the one port takes TLS and plain HTTP, and it is a proxy
 * to itself: `CONNECT NAME:443` reaches it for each of its names. That way clients that know no port, as gh, can be
 * used by people who may not open port 443.
 * @throws Error with a message for people when the port is taken
 */
export async function openSocket(
  fetch: (request: Request) => Promise<Response>,
  { port: wanted, hosts, certificates }: SocketOptions,
): Promise<Socket> {
  let port = wanted
  const names = () => ({ port, hosts, tls: certificates !== undefined })
  const guarded = async (request: Request) => refusalOf(request, names()) ?? fetch(request)
  const options = { fetch: guarded, hostname: loopback, overrideGlobalObjects: false }
  const plain = createAdaptorServer({ ...options, createServer }) as Server
  const secure =
    certificates &&
    (createAdaptorServer({
      ...options,
      createServer: createSecureServer,
      serverOptions: { key: certificates.key, cert: certificates.cert },
    }) as Server)
  const front = secure ? sorting(plain, secure, (host) => isOwnHost(host, names())) : plain
  await new Promise<void>((resolve, reject) => {
    front.once('error', (error: NodeJS.ErrnoException) => reject(friendlier(error, wanted)))
    front.listen(wanted, loopback, resolve)
  })
  const address = front.address()
  if (typeof address === 'object' && address !== null) port = address.port
  return { port, close: () => close(front, secure ? [plain, secure] : [plain]) }
}

/** The first byte of TLS: a record of its handshake. */
const handshake = 22

/** A server that hands each connection to `secure` or `plain`, by its first byte. */
function sorting(plain: Server, secure: Server, isOwn: (host: string) => boolean) {
  const take = (connection: Duplex) => {
    connection.on('error', () => connection.destroy())
    connection.once('readable', () => {
      const first: Buffer | null = connection.read()
      if (first === null) return
      connection.unshift(first)
      const server = first[0] === handshake ? secure : plain
      server.emit('connection', connection)
    })
  }
  plain.on('connect', (request, connection, head) => {
    if (!isOwn(request.url ?? '')) {
      connection.end('HTTP/1.1 403 Forbidden\r\n\r\nThis proxy leads to the emulator only.\n')
      return
    }
    connection.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) connection.unshift(head)
    take(connection)
  })
  return createFront((connection: Connection) => take(connection))
}

function friendlier(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EACCES')
    return new Error(`You may not open port ${port}. Choose another one with --port (0 takes any free one).`)
  if (error.code !== 'EADDRINUSE') return error
  return new Error(`Port ${port} is taken by another program. Choose another one with --port (0 takes any free one).`)
}

function close(front: { close(done: () => void): unknown }, servers: Server[]): Promise<void> {
  return new Promise((resolve) => {
    front.close(() => resolve())
    for (const server of servers) server.closeAllConnections()
  })
}
