import { request } from 'node:http'
import { expect, it } from 'vitest'
import { createHandler } from '../../../src/shell/http/handler.ts'
import { listen } from '../../../src/shell/http/server.ts'
import { silentLog } from '../../../src/shell/log.ts'

const MIB = 1024 * 1024

/** Sends `size` bytes that nobody signed; resolves with the status, or null where the connection was cut first. */
function send(url: string, size: number): Promise<number | null> {
  return new Promise((resolve) => {
    const headers = {
      'x-github-delivery': 'g',
      'x-github-event': 'push',
      'x-hub-signature-256': 'sha256=0',
      'content-length': String(size),
    }
    const sending = request(`${url}/api/github/webhooks`, { method: 'POST', headers, agent: false }, (response) => {
      resolve(response.statusCode ?? null)
      response.resume()
      sending.destroy()
    })
    sending.on('error', () => resolve(null))
    const chunk = Buffer.alloc(MIB)
    let left = size / MIB
    const more = (): void => {
      while (left > 0 && !sending.destroyed) {
        left -= 1
        if (!sending.write(chunk)) return void sending.once('drain', more)
      }
      sending.end()
    }
    more()
  })
}

it('60 unsigned bodies of 24 MB at once cost less than 100 MB', async () => {
  const handle = createHandler({
    secrets: ['s'],
    intake: { receive: async () => {} },
    notReady: () => null,
    log: silentLog,
  })
  const server = await listen(handle, '127.0.0.1', 0, silentLog)
  const used = () => process.memoryUsage().rss
  const before = used()
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, used() - before)
  }, 2)
  const answers = await Promise.all(Array.from({ length: 60 }, () => send(server.url, 24 * MIB)))
  clearInterval(watch)
  expect(answers.filter((status) => status === 202)).toEqual([])
  expect(answers.filter((status) => status === 503).length).toBeGreaterThan(20)
  expect(most / MIB).toBeLessThan(100)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  await server.close()
}, 60_000)
