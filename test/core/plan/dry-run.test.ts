/** `dry-run: true`: what would be done is said, and nothing else happens. */
import { describe, expect, it } from 'vitest'
import { words } from '../../../src/core/render/actions.ts'
import { createWorld, packetText, type World } from '../support/world.ts'

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
    expect(w.snapshot.labels).toEqual([])
    expect(w.snapshot.branches.map(({ name }) => name)).toEqual(['main'])
    expect(w.said(db)).toHaveLength(1)
    expect(w.said(db)[0]).toContain('- create the branch `feature/db`')
    expect(w.said(session)[0]).toContain(`- add the label \`session\` to #${session}`)
    expect([...w.said(session), ...w.said(db)].join('\n').match(/create the labels/g)).toHaveLength(1)
  })

  it('comes to rest, and keeps its one comment up to date', () => {
    const { w, db } = filed()
    const before = w.actions.length
    w.settle()
    expect(w.actions).toHaveLength(before)
    w.comment('writer', db, '/pause')
    w.settle()
    expect(w.said(db)).toHaveLength(1)
    expect(w.said(db)[0]).toContain('answer /pause by writer: accepted with 👍')
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
    expect(w.said(db).join('\n')).not.toContain('I change nothing')
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

  it('lists every action that is planned now, and what follows once these are done is not in it', () => {
    const { w, db } = filed()
    const [said = ''] = w.said(db)
    expect(said).toContain('create the branch `feature/db`')
    expect(said).not.toContain('open a draft pull request')
    expect(said).toContain('It does not include what follows from these steps')
  })

  it('opens no session', () => {
    const w = createWorld({ config: DRY })
    const db = w.file('maintainer', 'Work Packet: db', packetText()).number
    w.settle()
    expect(w.snapshot.issues).toHaveLength(1)
    expect(w.said(db)[0]).toContain('- open a session: Session: ')
  })

  it.each<[string, (w: World, db: number) => void]>([
    ['a packet that is filed', () => {}],
    [
      'a first push',
      (w) => {
        w.push('agent', 'feature/db', ['src/db.js'])
      },
    ],
    ['a report', (w, db) => void w.comment('agent', db, '/status running 40% begun')],
    ['a question', (w, db) => void w.comment('agent', db, '/ask which database?')],
    ['a refused command', (w, db) => void w.comment('reader', db, '/merge')],
    ['a packet given up', (w, db) => void w.comment('writer', db, '/abandon not needed')],
  ])('%s: it lists what the same decision does without it', (_, happens) => {
    const real = filed(CONFIG)
    const dry = filed(CONFIG)
    dry.w.configure(DRY)
    dry.w.settle()
    real.w.settle()
    // GitHub takes nothing, so all that is tried was planned at the start; a refused draft is tried as no draft.
    real.w.refuses = () => 'not now'
    const before = real.w.actions.length
    for (const { w, db } of [real, dry]) {
      happens(w, db)
      w.settle()
    }
    const planned = real.w.actions
      .slice(before)
      .filter((action) => action.kind !== 'edit-issue-body' && !(action.kind === 'open-pull' && !action.draft))
    const said = [...dry.w.said(dry.db), ...dry.w.said(dry.session)].join('\n')
    // Commit ids differ from world to world.
    const plain = (text: string) => text.replaceAll(/`[0-9a-f]{7}`/g, 'COMMIT')
    const missing = planned.map(words).filter((line) => !plain(said).includes(plain(line)))
    expect(missing).toEqual([])
  })

  it('names what is broken in the configuration, since no dashboard does', () => {
    const { w, session } = filed()
    w.snapshot.config = { text: 'capacity: [', history: [DRY] }
    w.settle()
    expect(w.said(session).join('\n')).toContain('The configuration is invalid, and the last good one is in force')
  })
})
