import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TrialFact } from '../../../src/core/snapshot/queries.ts'
import { isDead, makeHolder } from '../../../src/shell/store/holder.ts'
import { openStore } from '../../../src/shell/store/store.ts'

const hints = { all: false, issues: [4], refs: false, checks: [] }
const delivery = (guid: string, receivedAt = 1000) => ({ guid, event: 'issues', repo: 7, hints, receivedAt })

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'store-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('deliveries', () => {
  it('keeps one row for a GUID that comes twice', async () => {
    const store = await openStore(':memory:')
    expect(await store.addDelivery(delivery('a'))).toBe(true)
    expect(await store.addDelivery(delivery('a', 2000))).toBe(false)
    expect(await store.undoneDeliveries()).toEqual([{ guid: 'a', repo: 7 }])
  })

  it('finishes what came before a look, for that repository alone', async () => {
    const store = await openStore(':memory:')
    await store.addDelivery(delivery('before', 1000))
    await store.addDelivery(delivery('after', 3000))
    await store.addDelivery({ ...delivery('other', 1000), repo: null })
    await store.finishDeliveries(7, 2000)
    expect((await store.undoneDeliveries()).map((row) => row.guid)).toEqual(['after', 'other'])
    await store.finishDeliveries(null, 2000)
    expect((await store.undoneDeliveries()).map((row) => row.guid)).toEqual(['after'])
  })

  it('finishes those of repositories that nobody works on, up to the listing', async () => {
    const store = await openStore(':memory:')
    await store.addDelivery(delivery('listed', 1000))
    await store.addDelivery({ ...delivery('gone', 1000), repo: 8 })
    await store.addDelivery({ ...delivery('gone later', 3000), repo: 8 })
    await store.addDelivery({ ...delivery('of none', 1000), repo: null })
    await store.finishOtherDeliveries([7], 2000)
    expect((await store.undoneDeliveries()).map((row) => row.guid)).toEqual(['listed', 'gone later', 'of none'])
  })

  it('forgets old ones when trimmed', async () => {
    const store = await openStore(':memory:')
    await store.addDelivery(delivery('old', 0))
    await store.addDelivery(delivery('new', 8 * 24 * 3600_000))
    await store.trim(8 * 24 * 3600_000)
    expect(await store.addDelivery(delivery('old'))).toBe(true)
    expect(await store.addDelivery(delivery('new'))).toBe(false)
  })
})

describe('what is remembered between runs', () => {
  it('keeps the newest results of trials for each repository', async () => {
    const store = await openStore(':memory:')
    const result: TrialFact = { state: 'conflict', files: [] }
    await store.saveTrial(8, { key: 'other', result }, 1)
    for (let n = 0; n < 520; n += 1) await store.saveTrial(7, { key: `b:h${n}:1`, result }, 1000 + n)
    const newest = Array.from({ length: 500 }, (_, n) => `b:h${n + 20}:1`)
    expect((await store.trials(7)).map(({ key }) => key)).toEqual(newest)
    await store.trim(2000)
    await store.dropTrial(7, 'b:h519:1')
    expect((await store.trials(7)).map(({ key }) => key)).toEqual(newest.slice(0, -1))
    expect(await store.trials(8)).toHaveLength(1)
    await store.close()
  })

  it('reads back repositories, refusals and trials from the same file', async () => {
    const path = join(dir, 'sub', 'bot.db')
    const first = await openStore(path)
    const refs = [{ repoId: 7, installationId: 1, owner: 'acme', name: 'app' }]
    const target = { kind: 'pin' as const, issue: 1 }
    const conflict: TrialFact = { state: 'conflict', files: ['a.ts'] }
    await first.saveRepositories([{ ...refs[0], repoId: 6, name: 'gone' } as (typeof refs)[0]])
    await first.saveRepositories(refs)
    await first.refuse(7, 'pin #1', { target, status: 403, message: 'no', at: 10, until: 100 })
    await first.refuse(7, 'pin #1', { target, status: 404, message: 'gone', at: 20, until: 200 })
    await first.saveTrial(7, { key: 'b:h:1', result: conflict }, 5)
    await first.close()

    const second = await openStore(path)
    expect(await second.repositories()).toEqual(refs)
    expect(await second.refusals(7, 150)).toEqual({
      'pin #1': { target, status: 404, message: 'gone', at: 20, until: 200 },
    })
    expect(await second.refusals(7, 200)).toEqual({})
    expect(await second.trials(7)).toEqual([{ key: 'b:h:1', result: conflict }])
    await second.dropTrial(7, 'b:h:1')
    expect(await second.trials(7)).toEqual([])
    await second.close()
  })

  it('leaves out a refusal that an earlier version kept without its target: the action is tried again', async () => {
    const path = join(dir, 'old.db')
    await (await openStore(path)).close()
    const { DatabaseSync } = await import('node:sqlite')
    const db = new DatabaseSync(path)
    db.exec(
      "INSERT INTO refusal (repo, action_key, status, message, at, until) VALUES (7, 'comment #1 card', 403, 'no', 10, 100)",
    )
    db.close()
    const store = await openStore(path)
    expect(await store.refusals(7, 50)).toEqual({})
    await store.close()
  })

  it('moves a broken file aside and begins anew', async () => {
    const path = join(dir, 'bot.db')
    writeFileSync(
      path,
      'this is no database, but long enough to be read as the header of one, and then some more of it',
    )
    const store = await openStore(path, { now: 42 })
    expect(await store.repositories()).toEqual([])
    await store.close()
    expect(existsSync(`${path}.broken-42`)).toBe(true)
  })

  it('moves the file of another version aside', async () => {
    const path = join(dir, 'bot.db')
    const { DatabaseSync } = await import('node:sqlite')
    const other = new DatabaseSync(path)
    other.exec('create table delivery (something text)')
    other.close()
    const store = await openStore(path, { now: 42 })
    expect(await store.undoneDeliveries()).toEqual([])
    await store.close()
    expect(readdirSync(dir)).toContain('bot.db.broken-42')
  })
})

describe('leases', () => {
  it('go to one holder at a time', async () => {
    const path = join(dir, 'bot.db')
    const [a, b] = [await openStore(path), await openStore(path)]
    expect(await a.takeLease(7, 'a', 0, 60)).toEqual({ held: true, until: 60, fence: 1 })
    expect(await b.takeLease(7, 'b', 10, 60)).toEqual({ held: false, until: 60, by: 'a' })
    expect(await a.takeLease(7, 'a', 30, 60)).toEqual({ held: true, until: 90, fence: 1 })
    expect(await b.takeLease(7, 'b', 90, 60)).toEqual({ held: true, until: 150, fence: 2 })
    expect(await a.takeLease(7, 'a', 100, 60)).toEqual({ held: false, until: 150, by: 'b' })
    await b.releaseLeases('b')
    expect(await a.takeLease(7, 'a', 101, 60)).toEqual({ held: true, until: 161, fence: 3 })
    await a.close()
    await b.close()
  })

  it('of a process that was killed are free at once, others are not', async () => {
    const store = await openStore(':memory:')
    const killed = spawnSync(process.execPath, ['-e', '']).pid
    const own = makeHolder()
    const [host, pid, began] = own.split(' ')
    const holders = [own, `${host} ${killed} 1 x`, `${host} ${pid} ${began}0 x`, 'elsewhere 1 1 x']
    for (const [repo, holder] of holders.entries()) await store.takeLease(repo, holder, 0, 60)
    await store.releaseDeadLeases(isDead, 1)
    const free = await Promise.all(holders.map((_, repo) => store.takeLease(repo, 'next', 1, 60)))
    expect(free.map(({ held }) => held)).toEqual([false, true, began !== '', false])
  })
})
