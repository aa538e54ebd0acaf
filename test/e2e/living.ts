/** The page over a small world that answers to what is done, on a real port of this machine. */

import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { type Done, fakeActs, pageApp, type Small } from '@switchyard/github-emulator/testing'
import { PAGES } from '../../src/sandbox/content.ts'

export interface Served {
  url: string
  close(): Promise<void>
}

/** Only the acts that the browser tests use change the world. */
export async function servePage(small: Small): Promise<Served> {
  const idOf = (role: string) => small.roles.find((one) => one.role === role)?.user.id ?? 0
  const done: Done = { ok: true }
  const act = {
    ...fakeActs(),
    comment: async (as: string, _repo: unknown, number: number, body: string): Promise<Done> => ({
      ok: true,
      id: small.addComment(number, idOf(as), body),
    }),
    editIssue: async (
      as: string,
      _repo: unknown,
      number: number,
      change: { title?: string; body?: string },
    ): Promise<Done> => {
      if (as === 'reader') return { ok: false, status: 403, message: 'Must have write access' }
      const issue = small.repo.issues.find((one) => one.number === number)
      if (issue) Object.assign(issue, change, { updatedAt: issue.updatedAt + 1 })
      return done
    },
  }
  const app = pageApp({ forge: small.forge, act, roles: small.roles, content: PAGES })
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${info.port}`,
        close: () => new Promise((closed) => server.close(() => closed())),
      }),
    )
  })
}
