/** Serves the set-up page until an App is registered. */

import { type Listening, listen } from '../http/server.ts'
import { silentLog } from '../log.ts'
import type { Registered } from './convert.ts'
import { Setup, type SetupOptions } from './handler.ts'

export interface Offered {
  /** The page with its key, for the terminal. */
  url: string
  /** Resolves once an App is registered and kept, and the page is closed. */
  done: Promise<Registered>
  close(): Promise<void>
}

/** Listens on the loopback address alone, whatever HOST says. Rejects when the port cannot be had. */
export async function offerSetup(options: SetupOptions, port: number): Promise<Offered> {
  const setup = new Setup(options)
  let host = ''
  const server: Listening = await listen((request) => setup.handle(host)(request), '127.0.0.1', port, silentLog)
  host = new URL(server.url).host
  return {
    url: `${server.url}/setup?key=${setup.key}`,
    done: setup.done.then(async (registered) => {
      await server.close()
      return registered
    }),
    close: server.close,
  }
}
