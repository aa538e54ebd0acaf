/** `dry-run: true`: what would be done is said, and nothing else happens. */
import { describe, expect, it } from 'vitest'
import { createWorld, packetText } from '../support/world.ts'

const CONFIG = 'agents: [agent]\ntest: npm test\n'
const DRY = `${CONFIG}dry-run: true\n`

function filed(config = DRY) {
  const w = createWorld({ config })
  const session = w.file('maintainer', 'Session: one', '').number
  const db = w.file('maintainer', 'Work Packet: db', packetText()).number
  w.settle()
  return { w, session, db }
}

const kindsOf = (w: ReturnType<typeof createWorld>) => [...new Set(w.actions.map(({ kind }) => kind))]

describe('a dry run', () => {
  it('does nothing but say on each packet and session what it would do', () => {
    const { w, session, db } = filed()
    expect(kindsOf(w)).toEqual(['comment'])
    expect(w.facts.labels).toEqual([])
    expect(w.facts.branches.map(({ name }) => name)).toEqual(['main'])
    expect(w.said(db)).toHaveLength(1)
    expect(w.said(db)[0]).toContain('- make the branch `feature/db`')
    expect(w.said(session)[0]).toContain(`- give #${session} the label \`session\``)
    expect([...w.said(session), ...w.said(db)].join('\n').match(/make the labels/g)).toHaveLength(1)
  })

  it('comes to rest, and keeps its one comment up to date', () => {
    const { w, db } = filed()
    const before = w.actions.length
    w.settle()
    expect(w.actions).toHaveLength(before)
    w.comment('writer', db, '/pause')
    w.settle()
    expect(w.said(db)).toHaveLength(1)
    expect(w.said(db)[0]).toContain('accept a command with 👍')
    expect(new Set(w.actions.slice(before).map(({ kind }) => kind))).toEqual(new Set(['edit-comment']))
  })

  it('mentions nobody and closes nothing by what it quotes', () => {
    const w = createWorld({ config: DRY })
    const evil = w.file(
      'maintainer',
      'Work Packet: db',
      packetText().replace(/\*\*Objective:\*\*.*/, '**Objective:** @outsider closes #1'),
    )
    w.settle()
    expect(w.said(evil.number).join('\n')).not.toMatch(/(^|\s)@outsider|closes #1/m)
  })

  it('is over when the setting goes: everything is done, and the comment says so', () => {
    const { w, db } = filed()
    w.configure(CONFIG)
    w.settle()
    expect(w.status(db)).toBe('ready')
    expect(w.said(db).filter((body) => body.includes('The dry run is over'))).toHaveLength(1)
    expect(w.said(db).join('\n')).not.toContain('I only say what I would do')
  })

  it('begun later leaves what was done as it is', () => {
    const { w, db } = filed(CONFIG)
    const before = w.actions.length
    w.configure(DRY)
    w.push('agent', 'feature/db', ['src/db.js'])
    w.settle()
    expect(new Set(w.actions.slice(before).map(({ kind }) => kind))).toEqual(new Set(['comment']))
    expect(w.said(db).at(-1)).toContain('open a draft pull request from `feature/db` to `main`')
  })
})
