/** A webhook over HTTP: a signed one is taken, a forged one is not. */
import { createHmac } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { createHandler } from '../../src/shell/http/handler.ts'
import type { Delivery } from '../../src/shell/http/intake.ts'
import { listen } from '../../src/shell/http/server.ts'
import { silentLog } from '../../src/shell/log.ts'

const body = JSON.stringify({ action: 'opened', repository: { id: 7 } })

it('a webhook signed with the secret is passed on, and any other is refused', async () => {
  const taken: Delivery[] = []
  const intake = { receive: async (delivery: Delivery) => void taken.push(delivery) }
  const handle = createHandler({ secrets: ['secret'], intake, notReady: () => null, log: silentLog })
  const server = await listen(handle, '127.0.0.1', 0, silentLog)
  onTestFinished(() => server.close())
  const send = async (secret: string) => {
    const headers = {
      'x-github-delivery': `signed with ${secret}`,
      'x-github-event': 'issues',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    }
    return (await fetch(`${server.url}/api/github/webhooks`, { method: 'POST', body, headers })).status
  }
  expect(await send('guess')).toBe(401)
  expect(taken).toEqual([])
  expect(await send('secret')).toBe(202)
  expect(taken).toHaveLength(1)
})
