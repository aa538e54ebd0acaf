import { describe, expect, it } from 'vitest'
import { done, filed, finish, moves, pushed, withSession } from '../support/stories.ts'
import { oneSaying, packetText, type Who } from '../support/world.ts'

const objective = (scenario: ReturnType<typeof filed>) => scenario.w.packet(scenario.n).text.packet.objective

describe('who files', () => {
  it.each<[Who, string]>([
    ['maintainer', 'ready'],
    ['writer', 'ready'],
    ['triager', 'proposed'],
    ['reader', 'proposed'],
    ['outsider', 'proposed'],
    ['agent', 'proposed'],
    ['robot', 'proposed'],
    ['ghost', 'proposed'],
    ['stranger', 'proposed'],
  ])('%s: %s', (who, status) => {
    const { w, n, dashboard } = filed({ by: who })
    expect(w.status(n)).toBe(status)
    if (status === 'ready') return
    expect(w.snapshot.branches).toHaveLength(1)
    expect(w.snapshot.checks).toEqual([])
    expect(w.body(dashboard)).toContain(`Accept db (#${n})`)
    w.comment('writer', n, '/accept')
    w.settle()
    expect(w.status(n)).toBe('ready')
    oneSaying(w, n, 'Accepted by writer')
  })

  it('an issue older than the installation is left alone, unless it is labelled', () => {
    const { w } = filed()
    const old = w.file('writer', 'Work Packet: old', packetText({ inScope: 'old/' }))
    old.createdAt = w.snapshot.repo.installedAt - 1000
    w.settle()
    expect(w.status(old.number)).toBe('')
    expect(w.said(old.number)).toEqual([])
    w.label('writer', old.number, 'packet')
    w.settle()
    expect(w.status(old.number)).toBe('ready')
  })

  it('acceptance outlives the rights of whoever accepted', () => {
    const { w, n } = filed()
    w.permissions.writer = 'none'
    w.push('agent', 'feature/db', ['src/a.js'])
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(moves(w)).toBe(0)
  })
})

describe('a later edit', () => {
  it.each<Who>(['maintainer', 'writer'])('by a %s counts at once', (who) => {
    const scenario = filed()
    scenario.w.edit(who, scenario.n, { body: packetText({ objective: 'Other work' }) })
    scenario.w.settle()
    expect(objective(scenario)).toBe('Other work')
  })

  it.each<Who>(['triager', 'reader', 'agent', 'robot', 'ghost', 'stranger'])(
    'by a %s does not count until a writer accepts it',
    (who) => {
      const scenario = filed()
      const { w, n, dashboard } = scenario
      w.edit(who, n, { body: packetText({ objective: 'Other work' }) })
      w.settle()
      expect(objective(scenario)).toBe('Do the work')
      expect(w.status(n)).toBe('ready')
      expect(w.body(dashboard)).toContain('the accepted text stays in force → `/accept`')
      expect(moves(w)).toBe(0)
      w.comment('writer', n, '/accept')
      w.settle()
      expect(objective(scenario)).toBe('Other work')
      expect(w.body(dashboard)).not.toContain('the accepted text stays in force')
    },
  )

  it('of the title by somebody else does not rename the packet', () => {
    const { w, n } = filed()
    w.edit('agent', n, { title: 'Work Packet: other' })
    w.settle()
    expect(w.packet(n).name).toBe('db')
  })

  it('that empties the text keeps the accepted one in force', () => {
    const scenario = filed()
    scenario.w.edit('reader', scenario.n, { title: 'nothing', body: '' })
    scenario.w.settle()
    expect(objective(scenario)).toBe('Do the work')
    expect(scenario.w.status(scenario.n)).toBe('ready')
  })

  it('that puts the accepted text back leaves nothing waiting', () => {
    const { w, n, dashboard } = filed()
    w.edit('agent', n, { body: packetText({ objective: 'Other work' }) })
    w.settle()
    w.edit('agent', n, { body: packetText() })
    w.settle()
    expect(w.packet(n).text.change).toBeNull()
    expect(w.body(dashboard)).not.toContain('the accepted text stays in force')
  })

  it('by a writer on top of a foreign one takes it in', () => {
    const scenario = filed()
    scenario.w.edit('agent', scenario.n, { body: packetText({ objective: 'Other work' }) })
    scenario.w.edit('writer', scenario.n, { body: packetText({ objective: 'Other work, agreed' }) })
    scenario.w.settle()
    expect(objective(scenario)).toBe('Other work, agreed')
    expect(scenario.w.packet(scenario.n).text.change).toBeNull()
  })

  it('asks GitHub about its editor once, however often the bot looks', () => {
    const { w, n } = filed()
    w.edit('reader', n, { body: packetText({ objective: 'Other work' }) })
    w.settle()
    w.asked.length = 0
    w.comment('agent', n, '/status running')
    w.settle()
    expect(w.asked).toEqual([])
  })
})

describe('ticks', () => {
  it.each<Who>(['agent', 'reader'])('by a %s are no change of the text, and count', (who) => {
    const { w, n } = pushed()
    w.tick(who, n)
    w.settle()
    expect(w.packet(n).text.change).toBeNull()
    expect(w.packet(n).text.packet.acceptance.map((one) => one.checked)).toEqual([true])
  })

  it('inside a foreign edit wait with it', () => {
    const { w, n } = pushed()
    w.edit('agent', n, { body: packetText({ criteria: ['it works', 'and more'] }).replaceAll('- [ ]', '- [x]') })
    w.settle()
    expect(w.packet(n).text.packet.acceptance.map((one) => one.checked)).toEqual([false])
  })
})

describe('/accept', () => {
  it('covers the text that stood there when it was given, not a later one', () => {
    const scenario = filed({ by: 'outsider' })
    const { w, n } = scenario
    w.comment('writer', n, '/accept')
    w.edit('outsider', n, { body: packetText({ objective: 'Mine coins', inScope: '.github/' }) })
    w.settle()
    expect(w.status(n)).toBe('ready')
    expect(objective(scenario)).toBe('Do the work')
    expect(w.packet(n).text.change?.by).toBe('outsider')
  })

  it('before an edit in the same second does not cover the edit', () => {
    const scenario = filed({ by: 'outsider' })
    const { w, n } = scenario
    const accept = w.comment('writer', n, '/accept')
    w.edit('outsider', n, { body: packetText({ objective: 'Mine coins' }) })
    const last = w.issue(n).revisions.at(-1)
    if (last) last.at = accept.createdAt
    w.settle()
    expect(objective(scenario)).toBe('Do the work')
  })

  it('is pinned by the hash in an App comment, whatever becomes of the command', () => {
    const scenario = filed({ by: 'outsider' })
    const { w, n } = scenario
    const accept = w.comment('writer', n, '/accept')
    w.settle()
    w.deleteComment(accept)
    w.settle()
    expect(w.status(n)).toBe('ready')
    oneSaying(w, n, 'switchyard:accepted:')
  })

  it('of an invalid text does not make it valid', () => {
    const { w, n } = filed({ by: 'outsider', text: { criteria: [] } })
    w.comment('writer', n, '/accept')
    w.settle()
    expect(w.status(n)).toBe('invalid')
  })

  it('a forged record counts for nothing', () => {
    const { w, n } = filed({ by: 'outsider' })
    const card = w.issue(n).comments.find((one) => one.author?.id === w.snapshot.app.id)
    const forged = oneSaying(w, n, 'switchyard:card').replace('switchyard:foreign:', 'switchyard:accepted:')
    if (card) w.editComment('triager', card, forged)
    w.comment('outsider', n, forged)
    w.settle()
    expect(w.status(n)).toBe('proposed')
  })
})

describe('the accepted text decides about merging', () => {
  it('a foreign edit cannot drop a criterion', () => {
    const { w, n } = pushed({ text: { criteria: ['it works', 'it is fast'] } })
    w.edit('agent', n, { body: packetText({ criteria: ['it works'] }) })
    finish(w, n)
    expect(w.status(n)).toBe('running')
    oneSaying(w, n, 'Back to running', 'switchyard/acceptance')
  })

  it('a foreign edit after done does not stop a merge of what was accepted', () => {
    const { w, n } = done()
    w.edit('reader', n, { body: packetText({ objective: 'Other' }).replaceAll('- [ ]', '- [x]') })
    w.settle()
    expect(w.status(n)).toBe('done')
  })
})

describe('a stranger’s proposal that a writer mends', () => {
  it.each([
    ['the title', { title: 'Work Packet: strange' }],
    ['the body', { body: packetText({ objective: 'Do the work, please' }) }],
  ])('in %s is not accepted by that', (_what, change) => {
    const { w } = withSession()
    const n = w.file('outsider', 'Work Packet: strnage', packetText()).number
    w.settle()
    w.edit('writer', n, change)
    w.settle()
    expect(w.status(n)).toBe('proposed')
    expect(w.snapshot.branches.map(({ name }) => name)).toEqual(['main'])
    w.comment('writer', n, '/accept')
    w.settle()
    expect(w.status(n)).toBe('ready')
    w.edit('writer', n, { body: packetText({ objective: 'Do other work' }) })
    w.settle()
    expect(w.packet(n).text.packet.objective).toBe('Do other work')
    expect(moves(w)).toBe(0)
  })

  it('after an /accept counts, though the bot sees both at once', () => {
    const { w, n } = filed({ by: 'outsider' })
    w.comment('writer', n, '/accept')
    w.edit('writer', n, { body: packetText({ objective: 'Do other work' }) })
    w.settle()
    expect(w.status(n)).toBe('ready')
    expect(w.packet(n).text.packet.objective).toBe('Do other work')
    expect(w.packet(n).text.change).toBeNull()
  })

  it('before a tick on the text that was shown is not accepted by that either', () => {
    const { w, n, dashboard } = filed({ by: 'outsider' })
    w.edit('writer', n, { body: packetText({ objective: 'Do other work' }) })
    w.tickBox('maintainer', dashboard, `accept:${n}`)
    w.settle()
    expect(w.packet(n).text.packet.objective).toBe('Do the work')
    expect(w.packet(n).text.change).toMatchObject({ by: 'writer' })
  })
})

it('an agent that saves the text with its accents in two characters changes nothing', () => {
  const { w, n } = filed({ text: { inScope: 'src/', outOfScope: 'docs/\u00fcber/' } })
  w.push('agent', 'feature/db', ['docs/\u00fcber/a.md'])
  w.settle()
  expect(w.status(n)).toBe('drifting')
  w.edit('agent', n, { body: w.body(n).normalize('NFD') })
  w.settle()
  expect(w.status(n)).toBe('drifting')
  expect(w.packet(n).text.change).toBeNull()
  w.push('agent', 'feature/db', ['docs/u\u0308ber/b.md'])
  w.settle()
  expect(w.packet(n).work.drift).toHaveLength(2)
})
