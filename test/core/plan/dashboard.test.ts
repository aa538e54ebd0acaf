import { describe, expect, it } from 'vitest'
import { mergeDashboard, renderDashboard } from '../../../src/core/render/dashboard.ts'
import { another, done, filed, moves, pushed, withSession } from '../support/stories.ts'
import { packetText, type Who, type World } from '../support/world.ts'

const writes = (w: World) => w.actions.filter((action) => action.kind === 'edit-issue-body').length

describe('the dashboard', () => {
  it('without packets has its table and says how to file one', () => {
    const { w, dashboard } = withSession()
    expect(w.body(dashboard)).toContain('| # | Branch | Packet | Status | Last check | Progress | Notes |')
    expect(w.body(dashboard)).toContain('Work Packet: NAME')
  })

  it('keeps what a person wrote, above and below', () => {
    const { w, dashboard } = filed()
    w.edit('writer', dashboard, { body: `Our goal.\n\n${w.body(dashboard)}\n\nLinks: none` })
    w.settle()
    w.comment('writer', dashboard, '/round')
    w.settle()
    expect(w.body(dashboard)).toMatch(/^Our goal\./)
    expect(w.body(dashboard)).toMatch(/Links: none$/)
    expect(w.body(dashboard)).toContain('Round 1')
  })

  it('is written once for a burst of events', () => {
    const { w, n } = pushed()
    const before = writes(w)
    another(w, 'api', { inScope: 'api/' })
    const first = writes(w)
    expect(first - before).toBe(1)
    w.comment('agent', n, '/status running 20%')
    w.comment('agent', n, '/ask Row or id?')
    w.comment('writer', n, '/decide The row.')
    w.file('writer', 'Work Packet: ui', packetText({ inScope: 'ui/' }))
    w.push('agent', 'feature/api', ['api/a.js'])
    w.settle()
    expect(writes(w) - first).toBe(1)
  })

  it('is not written when nothing changed, nor when only time passed', () => {
    const { w } = pushed()
    const before = writes(w)
    expect(moves(w)).toBe(0)
    w.pass(10)
    expect(moves(w)).toBe(0)
    expect(writes(w)).toBe(before)
  })

  it('lists an agent that was not heard of for too long, once it is time', () => {
    const { w, n, dashboard } = pushed({ text: { risk: 'medium' } })
    const at = w.packet(n).progress.staleAt ?? 0
    expect(at - (w.packet(n).progress.lastHeardAt ?? 0)).toBe(30 * 60_000)
    w.pass(29)
    w.settle()
    expect(w.body(dashboard)).not.toContain('has not been heard from')
    w.pass(2)
    w.settle()
    expect(w.body(dashboard)).toContain('has not been heard from')
    expect(w.said(n).some((body) => body.includes('heard'))).toBe(false)
  })

  it.each([
    ['emptied', () => ''],
    ['cut in the middle', (body: string) => body.slice(0, body.length / 2)],
    ['without its markers', (body: string) => body.replaceAll(/<!-- switchyard:dashboard(:end)? -->/g, '')],
    ['doubled', (body: string) => `${body}\n\n${body}`],
  ])('%s, it is put right in one writing', (_what, damage) => {
    const { w, dashboard } = pushed()
    w.edit('writer', dashboard, { body: damage(w.body(dashboard)) })
    w.settle()
    expect(w.body(dashboard)).toContain('| Packet | Status |')
    expect(moves(w)).toBe(0)
  })

  it('says what is broken in the configuration, and the last good one stays in force', () => {
    const { w, dashboard } = filed({ config: 'agents: [agent]\ncapacity: 1\n' })
    w.configure('capcity: 5\n')
    w.history = ['agents: [agent]\ncapacity: 1\n']
    w.settle()
    expect(w.body(dashboard)).toContain('**Configuration**')
    expect(w.body(dashboard)).toContain('Did you mean `capacity`')
    const next = another(w, 'api', { inScope: 'api/' })
    expect(w.status(next)).toBe('waiting')
    w.configure('agents: [agent]\ncapacity: 2\n')
    w.settle()
    expect(w.body(dashboard)).not.toContain('**Configuration**')
    expect(w.status(next)).toBe('ready')
  })

  it('with no good configuration ever, the defaults hold', () => {
    const { w, dashboard } = filed({ config: 'capacity: many\n' })
    expect(w.packet(w.snapshot.issues[1]?.number ?? 0).status).toBe('ready')
    expect(w.body(dashboard)).toContain('**Configuration**')
  })
})

describe('a box on the dashboard', () => {
  const others: Who[] = ['agent', 'triager', 'reader', 'outsider', 'robot']

  it('"merge" ticked by a writer is the command, for the head they saw', () => {
    const { w, n, dashboard } = done()
    w.tickBox('writer', dashboard, `merge:${n}`)
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.body(dashboard)).not.toContain('- [x]')
  })

  it('"accept" ticked by a writer is the command', () => {
    const { w, n, dashboard } = filed({ by: 'outsider' })
    w.tickBox('writer', dashboard, `accept:${n}`)
    w.settle()
    expect(w.status(n)).toBe('ready')
    expect(moves(w)).toBe(0)
  })

  it('"accept" accepts the text that was shown, and no edit that came since', () => {
    const { w, n, dashboard } = filed({ by: 'outsider' })
    w.tickBox('writer', dashboard, `accept:${n}`)
    w.edit('outsider', n, { body: packetText({ objective: 'Mine coins' }) })
    w.settle()
    expect(w.status(n)).toBe('ready')
    expect(w.packet(n).text.packet.objective).toBe('Do the work')
    expect(w.packet(n).text.change).toMatchObject({ by: 'outsider' })
    expect(w.body(dashboard)).not.toContain('- [x]')
  })

  it('"round" ticked by a writer is the command, once', () => {
    const { w, dashboard } = pushed()
    w.tickBox('writer', dashboard, 'round')
    w.settle()
    expect(w.said(dashboard).filter((body) => body.includes('Execution round'))).toHaveLength(1)
    expect(w.body(dashboard)).not.toContain('- [x]')
    expect(moves(w)).toBe(0)
    w.tickBox('writer', dashboard, 'round')
    w.settle()
    expect(w.said(dashboard).filter((body) => body.includes('Execution round'))).toHaveLength(2)
  })

  it.each(others)('ticked by a %s is undone', (who) => {
    const { w, n, dashboard } = done()
    w.tickBox(who, dashboard, `merge:${n}`)
    w.tickBox(who, dashboard, 'round')
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(w.body(dashboard)).not.toContain('- [x]')
    expect(w.said(dashboard).some((body) => body.includes('Execution round'))).toBe(false)
    expect(moves(w)).toBe(0)
  })

  it('ticked by a reader and left by a writer who edits elsewhere is undone', () => {
    const { w, n, dashboard } = done()
    w.tickBox('reader', dashboard, `merge:${n}`)
    w.edit('writer', dashboard, { body: `Note.\n\n${w.body(dashboard)}` })
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(w.body(dashboard)).toMatch(/^Note\./)
  })

  it('in what a person wrote is theirs', () => {
    const { w, dashboard } = filed()
    w.edit('writer', dashboard, { body: `- [x] buy milk\n\n${w.body(dashboard)}` })
    w.settle()
    expect(w.body(dashboard)).toContain('- [x] buy milk')
  })
})

it('equals its rendering after every settling', () => {
  const { w, dashboard } = done()
  const state = w.settle()
  const session = state.sessions.find((one) => one.issue === dashboard)
  if (!session) throw new Error('no session')
  expect(mergeDashboard(session.body, renderDashboard(state, session))).toBe(w.body(dashboard))
})
