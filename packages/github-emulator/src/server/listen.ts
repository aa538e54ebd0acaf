import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { refusalOf } from './guard.ts'

export interface Socket {
  port: number
  close(): Promise<void>
}

const host = '127.0.0.1'

/**
 * Serves `fetch` on the loopback address. Port 0 takes any free one.
 * @throws Error with a message for people when the port is taken
 */
export async function openSocket(fetch: (request: Request) => Promise<Response>, wanted: number): Promise<Socket> {
  let port = wanted
  const guarded = async (request: Request) => refusalOf(request, port) ?? fetch(request)
  const server = createAdaptorServer({ fetch: guarded, hostname: host, overrideGlobalObjects: false }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(friendlier(error, wanted)))
    server.listen(wanted, host, resolve)
  })
  const address = server.address()
  if (typeof address === 'object' && address !== null) port = address.port
  return { port, close: () => close(server) }
}

function friendlier(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error
  return new Error(`Port ${port} is taken by another program. Choose another one with --port (0 takes any free one).`)
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
