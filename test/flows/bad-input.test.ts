/** Whatever comes in, the bot goes on, and people are told what is wrong and how to mend it. */
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Bed } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { needs, startPacket, testBed } from '../harness/support.ts'

const config = '.github/switchyard.yml'
const good = 'agents: [agent]\ntest: node --test\ncapacity: 1\n'

describe('the configuration', () => {
  it('that is broken is told on the dashboard with its line, and the last good one holds', async () => {
    const bed = await testBed({ config: good })
    await startPacket(bed, 'one')
    await bed.people.pushMain('maintainer', { [config]: 'agents: [agent]\ncapacitty: 5\n' })
    const two = await startPacket(bed, 'two')
    expect(needs(bed)).toContain('line 2')
    expect(needs(bed)).toContain('Did you mean `capacity`?')
    expect(bed.see.status(two)).toBe('waiting')
    await bed.people.pushMain('maintainer', { [config]: good.replace('1', '2') })
    await bed.settle()
    expect(needs(bed)).not.toContain('capacitty')
    expect(bed.see.status(two)).toBe('ready')
    bed.heard.on(two)
    await bed.end()
  })

  it('that was never good leaves the defaults', async () => {
    const bed = await testBed({ config: 'capacity: [' })
    const one = await startPacket(bed, 'one')
    expect(bed.see.status(one)).toBe('ready')
    expect(needs(bed)).toContain('line 1')
    await bed.end()
  })

  it('that is not there leaves the defaults and says nothing', async () => {
    const bed = await testBed({ config: null })
    const one = await startPacket(bed, 'one')
    expect(bed.see.status(one)).toBe('ready')
    expect(needs(bed)).not.toContain('switchyard.yml')
    await bed.end()
  })
})

describe('a packet nobody can read', () => {
  it('is told once what is wrong, holds nobody up, and starts when it is mended', async () => {
    const bed = await testBed()
    const bad = await bed.people.file('maintainer', 'Work Packet: bad', '## Boundaries\n**In Scope:** src/bad/\n')
    const fine = await startPacket(bed, 'fine')
    expect(bed.see.status(bad)).toBe('invalid')
    expect(bed.see.status(fine)).toBe('ready')
    const said = bed.heard.on(bad)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/objective/i)
    expect(said[0]).toMatch(/criteri/i)
    await bed.people.edit('maintainer', bad, { body: packet('bad', 'src/bad/') })
    await bed.settle()
    expect(bed.see.status(bad)).toBe('ready')
    const [edited] = bed.see.said(bad)
    expect(edited?.revisions.length).toBe(2)
    bed.heard.on(bad)
    await bed.end()
  })

  it('with an empty body is told as well', async () => {
    const bed = await testBed()
    const bad = await bed.people.file('maintainer', 'Work Packet: nothing', '')
    await bed.settle()
    expect(bed.see.status(bad)).toBe('invalid')
    expect(bed.heard.on(bad)).toHaveLength(1)
    await bed.end()
  })

  it('that would take minutes to read is refused at once', async () => {
    const bed = await testBed()
    const bad = await bed.people.file('maintainer', 'Work Packet: hostile', '> '.repeat(30_000))
    const fine = await startPacket(bed, 'fine')
    expect(bed.see.status(bad)).toBe('invalid')
    expect(bed.see.status(fine)).toBe('ready')
    expect(bed.heard.on(bad).join()).toMatch(/unread/)
    await bed.end()
  })
})

describe('commands', () => {
  it.each([
    ['a near miss', '/statsu running', '-1', /Did you mean/],
    ['a command without what it needs', '/ask', '-1', /\/ask/],
  ])('%s is answered once with the usage', async (_, text, _verdict, words) => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await bed.people.comment('writer', one, text)
    await bed.settle()
    const said = bed.heard.on(one)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(words)
    await bed.look()
    await bed.end()
  })

  it.each(['/usr/bin/node fails', '/shrug', 'see /status for more', '`/merge`', '> /merge'])(
    '%s is none of ours',
    async (text) => {
      const bed = await testBed()
      const one = await startPacket(bed, 'one')
      const comment = await bed.people.comment('maintainer', one, text)
      await bed.settle()
      expect(bed.see.verdict(comment)).toEqual([])
      await bed.end()
    },
  )

  it('in a comment that was deleted before it was read runs nothing', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    const comment = await bed.people.comment('maintainer', one, '/pause')
    await bed.people.deleteComment('maintainer', comment)
    await bed.settle()
    expect(bed.see.status(one)).toBe('ready')
    await bed.end()
  })

  it('stays done when the comment is deleted afterwards', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    const comment = await bed.people.comment('agent', one, '/ask tabs or spaces?')
    await bed.settle()
    const answer = await bed.people.comment('maintainer', one, '/decide tabs')
    await bed.settle()
    await bed.people.deleteComment('maintainer', answer)
    await bed.people.deleteComment('maintainer', comment)
    await bed.settle()
    expect(bed.see.dashboard()?.body).toContain('tabs')
    bed.heard.all()
    await bed.end()
  })
})

async function deliver(
  bed: Bed,
  { secret = bed.sandbox.app.webhookSecret, body = '{}', guid = 'g-1', event = 'issues' },
) {
  const headers = {
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }
  return bed.post(new Request('http://bot.test/api/github/webhooks', { method: 'POST', body, headers }))
}

describe('a delivery', () => {
  it('with a wrong signature is refused and nothing of it is kept', async () => {
    const bed = await testBed()
    const before = await bed.store().undoneDeliveries()
    const answer = await deliver(bed, { secret: 'wrong' })
    expect(answer.status).toBe(401)
    expect(await bed.store().undoneDeliveries()).toEqual(before)
    const again = await deliver(bed, { body: JSON.stringify({ repository: { id: bed.repo.id } }) })
    expect(again.status).toBe(202)
    bed.wire.reset()
    await bed.settle()
    expect(bed.wire.calls().length).toBeGreaterThan(0)
    await bed.end({ warnings: 'allowed' })
  })

  it('larger than GitHub ever sends is refused', async () => {
    const bed = await testBed()
    const answer = await deliver(bed, { body: 'x'.repeat(25 * 1024 * 1024 + 1) })
    expect(answer.status).toBe(413)
    await bed.end()
  })

  it('of a repository that nobody knows costs one listing', async () => {
    const bed = await testBed()
    bed.wire.reset()
    const answer = await deliver(bed, { body: JSON.stringify({ repository: { id: 987_654_321 } }) })
    expect(answer.status).toBe(202)
    await bed.settle()
    expect(new Set(bed.wire.calls().map(({ route }) => route))).toEqual(
      new Set(['GET /app/installations', 'GET /installation/repositories']),
    )
    await bed.end()
  })
})

describe('what people do by hand', () => {
  it('emptying the dashboard brings it back whole', async () => {
    const bed = await testBed()
    await startPacket(bed, 'one')
    const dashboard = bed.see.dashboard()
    await bed.people.edit('maintainer', dashboard?.number ?? 0, { body: null })
    await bed.settle()
    expect(bed.see.dashboard()?.body).toContain('feature/one')
    await bed.end()
  })

  it('a branch of that name that somebody made is taken only on a writer’s word', async () => {
    const bed = await testBed()
    await bed.people.branch('writer', 'feature/one')
    const sha = await bed.people.push('writer', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.settle()
    const one = await bed.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
    await bed.settle()
    expect(bed.see.status(one)).toBe('invalid')
    expect(bed.see.pull('feature/one')).toBeNull()
    expect(bed.heard.on(one).join()).toContain('A writer adopts it with `/start`')
    await bed.people.comment('maintainer', one, '/start')
    await bed.settle()
    expect(bed.see.head('feature/one')).toBe(sha)
    expect(bed.see.pull('feature/one')).not.toBeNull()
    bed.heard.on(one)
    await bed.end()
  })

  it('closing the pull request is not undone, and nothing stops', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.settle()
    const pull = bed.see.pull('feature/one')?.number ?? 0
    await bed.people.closePull('maintainer', pull)
    await bed.settle()
    await bed.look()
    const two = await startPacket(bed, 'two')
    expect(bed.see.issue(pull).state).toBe('closed')
    expect(bed.repo.pulls).toHaveLength(1)
    expect(bed.see.status(two)).toBe('ready')
    bed.heard.on(one)
    await bed.end()
  })

  it('taking the status label off, or putting another on, is put right', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await bed.people.unlabel('maintainer', one, 'status: ready')
    await bed.settle()
    expect(bed.see.status(one)).toBe('ready')
    await bed.people.label('maintainer', one, 'status: merged')
    await bed.settle()
    expect(bed.see.labels(one)).toEqual(['packet', 'status: ready'])
    await bed.end()
  })

  it('renaming or deleting a label of the repository is put right', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await bed.people.renameLabel('maintainer', 'status: ready', 'idle')
    await bed.settle()
    await bed.look()
    expect(bed.see.status(one)).toBe('ready')
    await bed.people.deleteLabel('maintainer', 'status: ready')
    await bed.settle()
    await bed.look()
    expect(bed.see.status(one)).toBe('ready')
    await bed.end()
  })

  it.each(['deleted', 'transferred'])(
    'an issue that is %s is gone from the dashboard, and the others go on',
    async (how) => {
      const bed = await testBed()
      const one = await startPacket(bed, 'one')
      const two = await startPacket(bed, 'two')
      if (how === 'deleted') await bed.people.deleteIssue('maintainer', one)
      else await bed.people.transferIssue('maintainer', one, otherRepository(bed))
      await bed.settle()
      await bed.look()
      expect(bed.see.dashboard()?.body).not.toContain('feature/one')
      expect(bed.see.dashboard()?.body).toContain('feature/two')
      await bed.people.comment('agent', two, '/status running 10% on')
      await bed.settle()
      expect(bed.see.status(two)).toBe('running')
      await bed.end()
    },
  )
})

function otherRepository({ forge, repo }: Bed) {
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

describe('one packet in trouble', () => {
  it('never stops the others', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    const refusal = () => Response.json({ message: 'Validation Failed', errors: [{ code: 'custom' }] }, { status: 422 })
    bed.wire.trouble({ route: 'POST /repos/{owner}/{repo}/pulls', answer: refusal, times: 2 })
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.settle()
    expect(needs(bed)).toContain('Validation Failed')
    const two = await startPacket(bed, 'two')
    await bed.people.push('agent', 'feature/two', { 'src/two/a.js': '1\n' })
    await bed.settle()
    expect(bed.see.status(two)).toBe('running')
    expect(bed.see.pull('feature/two')).not.toBeNull()
    await bed.pass(2 * 3600_000)
    expect(bed.see.pull('feature/one')).not.toBeNull()
    expect(bed.see.status(one)).toBe('running')
    bed.heard.all()
    await bed.end({ warnings: 'allowed' })
  })
})
