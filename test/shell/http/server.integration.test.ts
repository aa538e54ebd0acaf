import { request } from 'node:http'
import { expect, it } from 'vitest'
import { createHandler } from '../../../src/shell/http/handler.ts'
import { listen } from '../../../src/shell/http/server.ts'
import { silentLog } from '../../../src/shell/log.ts'

it('answers 413 on a socket while the sender is still sending, and stays up', async () => {
  const handle = createHandler({
    secrets: ['s'],
    intake: { receive: async () => {} },
    notReady: () => null,
    log: silentLog,
    bodyLimit: 1000,
  })
  const server = await listen(handle, '127.0.0.1', 0, silentLog)
  const status = await new Promise((resolve, reject) => {
    const headers = { 'x-github-delivery': 'g', 'x-github-event': 'push', 'x-hub-signature-256': 'sha256=0' }
    const sending = request(`${server.url}/api/github/webhooks`, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode)
      sending.destroy()
    })
    sending.on('error', reject)
    sending.write(Buffer.alloc(4000))
  })
  expect(status).toBe(413)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  await server.close()
})
