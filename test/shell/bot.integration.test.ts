import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type BotParts, runBot } from '../../src/shell/bot.ts'
import { silentLog } from '../../src/shell/log.ts'
import { createProbot } from '../../src/shell/probot.ts'
import { openStore, type Store } from '../../src/shell/store/store.ts'
import { code, createClock, createGit, createGitHub, decision, packetReading, ref } from './reconcile/fakes.ts'

async function start(parts: Partial<BotParts> = {}) {
  const clock = createClock()
  const { github, reads } = createGitHub()
  const store: Store = parts.store ?? (await openStore(':memory:'))
  let listings = 0
  const bot = await runBot(
    { webhookSecrets: ['s'], host: '127.0.0.1', port: null, log: silentLog, clock },
    {
      probot: await createProbot(
        { appId: 1, privateKey: 'none', apiUrl: 'http://github.test/api/v3', log: silentLog },
        's',
      ),
      app: {
        async installations() {
          listings++
          return [1]
        },
        repositories: async () => [ref],
        repository: () => github,
      },
      reader: {
        packet: async () => packetReading,
        comment: async () => ({ report: null, commands: [], tooCostly: false }),
        code,
        close: async () => {},
      },
      decide: () => decision(),
      runner: { run: async () => [] },
      openMirror: async () => createGit(),
      allowLocalRunner: () => true,
      explain: (error) => ({ kind: 'later', afterMs: 1000, message: String(error) }),
      appUserId: () => 99,
      hintsOf: () => ({ all: false, issues: [4], refs: false, checks: [] }),
      ...parts,
      store,
    },
  )
  const deliver = (event: string, payload: object, guid = 'g1') => {
    const body = JSON.stringify(payload)
    const signature = `sha256=${createHmac('sha256', 's').update(body).digest('hex')}`
    const headers = { 'x-github-delivery': guid, 'x-github-event': event, 'x-hub-signature-256': signature }
    return bot.handle(new Request('http://bot.test/api/github/webhooks', { method: 'POST', body, headers }))
  }
  await clock.advance(200)
  return { bot, clock, reads, store, deliver, listings: () => listings }
}

describe('a delivery', () => {
  it('is answered before its repository is read, and read once however often it comes', async () => {
    const { bot, clock, reads, deliver, store } = await start()
    const answers = [
      await deliver('issues', { repository: { id: 7 } }),
      await deliver('issues', { repository: { id: 7 } }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    expect(reads).toHaveLength(1)
    await clock.advance(200)
    expect(reads.slice(1)).toEqual([{ all: false, issues: [4], refs: false, checks: [] }])
    await deliver('issues', { repository: { id: 7 } })
    await clock.advance(2000)
    expect(reads).toHaveLength(2)
    expect(await store.undoneDeliveries()).toEqual([])
    await bot.close()
  })

  it('that cannot be stored is answered with 500, so that GitHub shows it as failed', async () => {
    const real = await openStore(':memory:')
    const store = { ...real, addDelivery: () => Promise.reject(new Error('disk full')) }
    const { bot, deliver } = await start({ store })
    expect((await deliver('issues', { repository: { id: 7 }, installation: { id: 1 } })).status).toBe(500)
    await bot.close()
  })

  it('about installations lists the repositories again', async () => {
    const { bot, clock, deliver, listings } = await start()
    expect(listings()).toBe(1)
    await deliver('installation_repositories', { action: 'added' })
    await clock.advance(200)
    expect(listings()).toBe(2)
    await bot.close()
  })

  it('that cannot be understood costs a look at everything', async () => {
    const hintsOf = () => {
      throw new Error('odd')
    }
    const { bot, clock, reads, deliver } = await start({ hintsOf })
    await deliver('issues', { repository: { id: 7 } })
    await clock.advance(200)
    expect(reads.map(({ all }) => all)).toEqual([true, true])
    await bot.close()
  })
})

it('is ready when the repositories are listed', async () => {
  const { bot } = await start()
  expect((await bot.handle(new Request('http://bot.test/readyz'))).status).toBe(200)
  await bot.idle()
  await bot.close()
})
