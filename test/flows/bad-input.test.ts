/** The bot survives any input, and people learn what is wrong and how to fix it. */
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { needs, startPacket, testHarness } from '../harness/support.ts'

const config = '.github/switchyard.yml'
const good = 'agents: [agent]\ntest: node --test\ncapacity: 1\n'

describe('an unusual configuration', () => {
  it('a broken configuration is shown on the dashboard with its line, and the last good one stays in force', async () => {
    const harness = await testHarness({ config: good })
    await startPacket(harness, 'one')
    await harness.people.pushMain('maintainer', { [config]: 'agents: [agent]\ncapacitty: 5\n' })
    const two = await startPacket(harness, 'two')
    expect(needs(harness)).toContain('line 2')
    expect(needs(harness)).toContain('Did you mean `capacity`?')
    expect(harness.see.status(two)).toBe('waiting')
    await harness.people.pushMain('maintainer', { [config]: good.replace('1', '2') })
    await harness.settle()
    expect(needs(harness)).not.toContain('capacitty')
    expect(harness.see.status(two)).toBe('ready')
    harness.heard.on(two)
    await harness.end()
  })

  it('a configuration that was never good gives the defaults', async () => {
    const harness = await testHarness({ config: 'capacity: [' })
    const one = await startPacket(harness, 'one')
    expect(harness.see.status(one)).toBe('ready')
    expect(needs(harness)).toContain('line 1')
    await harness.end()
  })

  it('a missing configuration gives the defaults without a notice', async () => {
    const harness = await testHarness({ config: null })
    const one = await startPacket(harness, 'one')
    expect(harness.see.status(one)).toBe('ready')
    expect(needs(harness)).not.toContain('switchyard.yml')
    await harness.end()
  })
})

describe('an unreadable packet', () => {
  it('one comment explains what is wrong, other packets continue, and the packet starts when it is fixed', async () => {
    const harness = await testHarness()
    const bad = await harness.people.file('maintainer', 'Work Packet: bad', '## Boundaries\n**In Scope:** src/bad/\n')
    const fine = await startPacket(harness, 'fine')
    expect(harness.see.status(bad)).toBe('invalid')
    expect(harness.see.status(fine)).toBe('ready')
    const said = harness.heard.on(bad)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/objective/i)
    expect(said[0]).toMatch(/criteri/i)
    await harness.people.edit('maintainer', bad, { body: packet('bad', 'src/bad/') })
    await harness.settle()
    expect(harness.see.status(bad)).toBe('ready')
    const [edited] = harness.see.said(bad)
    expect(edited?.revisions.length).toBe(2)
    harness.heard.on(bad)
    await harness.end()
  })

  it('an empty body is reported, too', async () => {
    const harness = await testHarness()
    const bad = await harness.people.file('maintainer', 'Work Packet: nothing', '')
    await harness.settle()
    expect(harness.see.status(bad)).toBe('invalid')
    expect(harness.heard.on(bad)).toHaveLength(1)
    await harness.end()
  })

  it('a text that would take minutes to parse is refused at once', async () => {
    const harness = await testHarness()
    const bad = await harness.people.file('maintainer', 'Work Packet: hostile', '> '.repeat(30_000))
    const fine = await startPacket(harness, 'fine')
    expect(harness.see.status(bad)).toBe('invalid')
    expect(harness.see.status(fine)).toBe('ready')
    expect(harness.heard.on(bad).join()).toMatch(/was not read/)
    await harness.end()
  })
})

describe('commands in comments', () => {
  it.each([
    ['a near miss', '/statsu running', '-1', /Did you mean/],
    ['a command without what it needs', '/ask', '-1', /\/ask/],
  ])('%s gets one answer with the usage', async (_, text, _verdict, words) => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await harness.people.comment('writer', one, text)
    await harness.settle()
    const said = harness.heard.on(one)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(words)
    await harness.look()
    await harness.end()
  })

  it.each(['/usr/bin/node fails', '/shrug', 'see /status for more', '`/merge`', '> /merge'])(
    'the text %s is not a command',
    async (text) => {
      const harness = await testHarness()
      const one = await startPacket(harness, 'one')
      const comment = await harness.people.comment('maintainer', one, text)
      await harness.settle()
      expect(harness.see.verdict(comment)).toEqual([])
      await harness.end()
    },
  )

  it('a command in a comment that was deleted before it was read does nothing', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    const comment = await harness.people.comment('maintainer', one, '/pause')
    await harness.people.deleteComment('maintainer', comment)
    await harness.settle()
    expect(harness.see.status(one)).toBe('ready')
    await harness.end()
  })

  it('a command keeps its effect when its comment is deleted afterwards', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    const comment = await harness.people.comment('agent', one, '/ask tabs or spaces?')
    await harness.settle()
    const answer = await harness.people.comment('maintainer', one, '/decide tabs')
    await harness.settle()
    await harness.people.deleteComment('maintainer', answer)
    await harness.people.deleteComment('maintainer', comment)
    await harness.settle()
    expect(harness.see.dashboard()?.body).toContain('tabs')
    harness.heard.all()
    await harness.end()
  })
})

async function deliver(
  harness: Harness,
  { secret = harness.sandbox.app.webhookSecret, body = '{}', guid = 'g-1', event = 'issues' },
) {
  const headers = {
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }
  return harness.post(new Request('http://bot.test/api/github/webhooks', { method: 'POST', body, headers }))
}

describe('an unusual delivery', () => {
  it('a delivery with a wrong signature is refused and not stored', async () => {
    const harness = await testHarness()
    const before = await harness.store().undoneDeliveries()
    const answer = await deliver(harness, { secret: 'wrong' })
    expect(answer.status).toBe(401)
    expect(await harness.store().undoneDeliveries()).toEqual(before)
    const again = await deliver(harness, { body: JSON.stringify({ repository: { id: harness.repo.id } }) })
    expect(again.status).toBe(202)
    harness.proxy.reset()
    await harness.settle()
    expect(harness.proxy.calls().length).toBeGreaterThan(0)
    await harness.end({ warnings: 'allowed' })
  })

  it('a delivery larger than GitHub ever sends is refused', async () => {
    const harness = await testHarness()
    const answer = await deliver(harness, { body: 'x'.repeat(25 * 1024 * 1024 + 1) })
    expect(answer.status).toBe(413)
    await harness.end()
  })

  it('a delivery of an unknown repository costs one listing', async () => {
    const harness = await testHarness()
    harness.proxy.reset()
    const answer = await deliver(harness, { body: JSON.stringify({ repository: { id: 987_654_321 } }) })
    expect(answer.status).toBe(202)
    await harness.settle()
    expect(new Set(harness.proxy.calls().map(({ route }) => route))).toEqual(
      new Set(['GET /app/installations', 'GET /installation/repositories']),
    )
    await harness.end()
  })
})

describe('changes that people make by hand', () => {
  it('an emptied dashboard is restored', async () => {
    const harness = await testHarness()
    await startPacket(harness, 'one')
    const dashboard = harness.see.dashboard()
    await harness.people.edit('maintainer', dashboard?.number ?? 0, { body: null })
    await harness.settle()
    expect(harness.see.dashboard()?.body).toContain('feature/one')
    await harness.end()
  })

  it('a branch with a packet’s name that somebody made is adopted only when a writer says so', async () => {
    const harness = await testHarness()
    await harness.people.branch('writer', 'feature/one')
    const sha = await harness.people.push('writer', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    const one = await harness.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
    await harness.settle()
    expect(harness.see.status(one)).toBe('invalid')
    expect(harness.see.pull('feature/one')).toBeNull()
    expect(harness.heard.on(one).join()).toContain('A writer adopts it with `/start`')
    await harness.people.comment('maintainer', one, '/start')
    await harness.settle()
    expect(harness.see.head('feature/one')).toBe(sha)
    expect(harness.see.pull('feature/one')).not.toBeNull()
    harness.heard.on(one)
    await harness.end()
  })

  it('a closed pull request stays closed, and other packets continue', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    const pull = harness.see.pull('feature/one')?.number ?? 0
    await harness.people.closePull('maintainer', pull)
    await harness.settle()
    await harness.look()
    const two = await startPacket(harness, 'two')
    expect(harness.see.issue(pull).state).toBe('closed')
    expect(harness.repo.pulls).toHaveLength(1)
    expect(harness.see.status(two)).toBe('ready')
    harness.heard.on(one)
    await harness.end()
  })

  it('a status label that somebody removed or added is corrected', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await harness.people.unlabel('maintainer', one, 'status: ready')
    await harness.settle()
    expect(harness.see.status(one)).toBe('ready')
    await harness.people.label('maintainer', one, 'status: merged')
    await harness.settle()
    expect(harness.see.labels(one)).toEqual(['packet', 'status: ready'])
    await harness.end()
  })

  it('a repository label that somebody renamed or deleted is restored', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await harness.people.renameLabel('maintainer', 'status: ready', 'idle')
    await harness.settle()
    await harness.look()
    expect(harness.see.status(one)).toBe('ready')
    await harness.people.deleteLabel('maintainer', 'status: ready')
    await harness.settle()
    await harness.look()
    expect(harness.see.status(one)).toBe('ready')
    await harness.end()
  })

  it.each(['deleted', 'transferred'])(
    'an issue that is %s leaves the dashboard, and the other packets continue',
    async (how) => {
      const harness = await testHarness()
      const one = await startPacket(harness, 'one')
      const two = await startPacket(harness, 'two')
      if (how === 'deleted') await harness.people.deleteIssue('maintainer', one)
      else await harness.people.transferIssue('maintainer', one, otherRepository(harness))
      await harness.settle()
      await harness.look()
      expect(harness.see.dashboard()?.body).not.toContain('feature/one')
      expect(harness.see.dashboard()?.body).toContain('feature/two')
      await harness.people.comment('agent', two, '/status running 10% on')
      await harness.settle()
      expect(harness.see.status(two)).toBe('running')
      await harness.end()
    },
  )
})

function otherRepository({ forge, repo }: Harness) {
  const other = {
    ...structuredClone(repo),
    id: forge.newId(),
    name: 'other',
    issues: [],
    comments: [],
    pulls: [],
    refs: {},
  }
  forge.world.repos.push(other)
  return other
}

describe('a packet that fails', () => {
  it('other packets continue', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    const refusal = () => Response.json({ message: 'Validation Failed', errors: [{ code: 'custom' }] }, { status: 422 })
    harness.proxy.trouble({ route: 'POST /repos/{owner}/{repo}/pulls', answer: refusal, times: 2 })
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    expect(needs(harness)).toContain('Validation Failed')
    const two = await startPacket(harness, 'two')
    await harness.people.push('agent', 'feature/two', { 'src/two/a.js': '1\n' })
    await harness.settle()
    expect(harness.see.status(two)).toBe('running')
    expect(harness.see.pull('feature/two')).not.toBeNull()
    await harness.pass(2 * 3600_000)
    expect(harness.see.pull('feature/one')).not.toBeNull()
    expect(harness.see.status(one)).toBe('running')
    harness.heard.all()
    await harness.end({ warnings: 'allowed' })
  })
})
