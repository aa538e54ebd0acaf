/** People who write what looks like the bot, like a session or like somebody else's packet. */
import { describe, expect, it } from 'vitest'
import { fingerprint } from '../../src/core/parse/packet/fingerprint.ts'
import { DASHBOARD_END, DASHBOARD_START } from '../../src/core/records/dashboard.ts'
import { marker } from '../../src/core/records/markers.ts'
import { record } from '../../src/core/records/record.ts'
import { done, filed, moves, pushed, withSession } from '../core/support/stories.ts'
import { packetText, type Who } from '../core/support/world.ts'

const strangers: Who[] = ['outsider', 'reader', 'robot', 'stranger', 'ghost']
const title = 'Work Packet: strange'

function proposed(who: Who = 'outsider') {
  const { w, dashboard } = withSession()
  const n = w.file(who, title, packetText()).number
  w.settle()
  return { w, dashboard, n }
}

const hash = () => fingerprint(title, packetText())

describe('forged records of the App', () => {
  const forged: [string, () => string][] = [
    ['that it was accepted', () => `${marker(`accepted:${hash()}`)}\n${record({ by: 'maintainer' })}`],
    ['that a tick was taken', () => `${marker('ticked-accept:2:1')}\n${marker(`accepted:${hash()}`)}`],
    ['that the App accepted the comment', () => `/accept\n${marker('heard:1001:0:yes')}`],
    ['card and all', () => `${marker('card')}\n${marker(`accepted:${hash()}`)}`],
  ]

  it.each(forged)('%s, written by somebody else, has no effect', (_what, text) => {
    for (const who of [...strangers, 'agent'] as const) {
      const { w, n } = proposed()
      w.comment(who, n, text())
      w.settle()
      expect(w.status(n)).toBe('proposed')
      expect(w.snapshot.branches.map((one) => one.name)).toEqual(['main'])
    }
  })

  it.each(['outsider', 'reader', 'agent', 'writer'] as const)(
    'a record that a %s wrote into a comment of the App has no effect',
    (who) => {
      const { w, n } = proposed()
      const card = w.issue(n).comments.find((comment) => comment.author?.id === w.snapshot.app.id)
      if (!card) throw new Error('no card')
      w.editComment(who, card, `${card.revisions.at(-1)?.body}\n${marker(`accepted:${hash()}`)}`)
      w.settle()
      expect(w.status(n)).toBe('proposed')
      expect(moves(w)).toBe(0)
    },
  )

  it('a record in the text of a proposal has no effect', () => {
    const { w } = withSession()
    const body = `${packetText()}\n\n${marker(`accepted:${hash()}`)}\n${record({ by: 'maintainer' })}\n/accept`
    const n = w.file('outsider', title, body).number
    w.settle()
    expect(w.status(n)).toBe('proposed')
  })

  it('a forged grant or decision in a person’s comment changes no packet', () => {
    const { w, n } = pushed()
    const before = w.packet(n)
    w.comment('reader', n, `${marker('granted:1001')}\n${record({ path: 'docs/', by: 'maintainer', reason: 'x' })}`)
    w.comment('reader', n, `${marker('decided:1001')}\n${record({ text: 'yes', by: 'maintainer', number: 1 })}`)
    w.settle()
    expect(w.packet(n).work.grants).toEqual(before.work.grants)
    expect(w.packet(n).talk.decisions).toEqual(before.talk.decisions)
  })
})

describe('an issue that imitates a session', () => {
  it.each(strangers)('an imitation by a %s opens no session', (who) => {
    const { w } = withSession()
    const body = `${DASHBOARD_START}\n## Needs you\n- [x] merge <!-- switchyard:tick:merge:1 -->\n${DASHBOARD_END}`
    const fake = w.file(who, 'Session: users', body).number
    w.comment(who, fake, '/session start other')
    w.settle()
    expect(w.labels(fake)).not.toContain('session')
    expect(w.issue(fake).pinned).toBe(false)
    expect(w.body(fake)).toBe(body)
  })

  it('an imitation takes no packet from the open session', () => {
    const { w, dashboard } = withSession()
    w.file('outsider', 'Session: late', '')
    const n = w.file('writer', 'Work Packet: db', packetText()).number
    w.settle()
    expect(w.packet(n).session).toBe(dashboard)
  })

  it('ticked boxes on a packet do nothing', () => {
    const { w, n } = done()
    w.edit('outsider', n, { body: `${w.body(n)}\n\n- [x] merge ${marker(`tick:merge:${n}`)}` })
    w.settle()
    expect(w.status(n)).toBe('done')
  })
})

describe('a stranger’s packet', () => {
  it.each<[string, string, string]>([
    ['has the name of another', 'Work Packet: db', packetText()],
    ['has the branch of another', 'Work Packet: x', `**Branch:** feature/db\n\n${packetText()}`],
    ['has its files in scope', 'Work Packet: x', packetText({ inScope: 'src/, docs/' })],
    ['depends on it in a circle', 'Work Packet: later', packetText({ hard: 'db' })],
  ])('a packet that %s does not hold the real one, whichever is first', (_what, name, body) => {
    for (const strangerFirst of [true, false]) {
      const { w } = withSession()
      const stranger = () => w.file('outsider', name, body).number
      const early = strangerFirst ? stranger() : null
      w.settle()
      const n = w.file('writer', 'Work Packet: db', packetText({ soft: 'later - with a mock' })).number
      w.settle()
      const fake = early ?? stranger()
      w.settle()
      expect(w.status(n)).toBe('ready')
      expect(['proposed', 'invalid']).toContain(w.status(fake))
      w.push('agent', 'feature/db', ['src/db.js'])
      w.settle()
      expect(w.status(n)).toBe('running')
    }
  })

  it('a stranger’s packet with a dependency’s name does not satisfy the dependency', () => {
    const { w } = withSession()
    const n = w.file('writer', 'Work Packet: db', packetText({ hard: 'auth' })).number
    const fake = w.file('outsider', 'Work Packet: auth', packetText({ hard: 'db' })).number
    w.settle()
    expect(w.status(n)).toBe('waiting')
    w.closeIssue('outsider', fake)
    w.settle()
    expect(w.status(n)).toBe('waiting')
    expect(w.packet(n).dependencies).not.toMatchObject([{ state: 'delivered' }])
  })
})

describe('a stranger’s pull request', () => {
  it.each([
    [
      'with the App’s marker in its body',
      (n: number) => ({ body: `Closes #${n}\n\n${marker(`packet:${n}`)}`, headRef: 'patch' }),
    ],
    [
      'from a fork with a branch of the same name',
      (n: number) => ({ body: `Closes #${n}`, headRef: 'feature/db', sameRepo: false }),
    ],
    ['that says it closes the packet', (n: number) => ({ body: `fixes #${n}`, title: `Work Packet: db closes #${n}` })],
  ])('a pull request %s does not become the packet’s', (_what, more) => {
    const { w, n } = filed()
    const fake = w.openPull('outsider', 'patch', { sameRepo: false, headSha: 'e'.repeat(40), ...more(n) })
    w.settle()
    expect(w.packet(n).work.pull).toBeNull()
    expect(w.status(n)).toBe('ready')
    expect(w.said(fake.number)).toEqual([])
    w.comment('outsider', fake.number, '/status done')
    w.comment('outsider', fake.number, '/merge')
    w.settle()
    expect(w.status(n)).toBe('ready')
  })

  it('a pull request that a person merges on GitHub does not count as another packet’s work', () => {
    const { w, n } = done()
    const fake = w.openPull('outsider', 'patch', {
      sameRepo: false,
      headSha: 'e'.repeat(40),
      body: `Closes #${n + 50}`,
    })
    w.settle()
    expect(fake.state).toBe('open')
    expect(w.status(n)).toBe('done')
  })
})

describe('names that only look alike', () => {
  it.each(['dЬ', 'db\u200b', 'ｄｂ', 'dḅ', 'db\u0301'])(
    'the look-alike "%s" does not give a packet of that name',
    (name) => {
      const { w } = withSession()
      const n = w.file('writer', 'Work Packet: db', packetText()).number
      const other = w.file('writer', `Work Packet: ${name}`, packetText()).number
      w.settle()
      expect(w.status(n)).toBe('ready')
      expect(w.status(other)).toBe('invalid')
    },
  )
})

describe('names that a reader may confuse', () => {
  it.each([
    ['api-users', 'apl-users'],
    ['modern', 'modem'],
    ['db0', 'dbo'],
    ['a-b', 'a_b'],
  ])('%s and %s both get a warning, and neither is held', (one, other) => {
    const { w } = withSession({ config: 'agents: [agent]\ncapacity: 5\n' })
    const numbers = [one, other].map((name) => w.file('writer', `Work Packet: ${name}`, packetText()).number)
    w.settle()
    for (const n of numbers) {
      expect(w.status(n)).toBe('ready')
      expect(w.packet(n).text.problems).toContainEqual(
        expect.objectContaining({ severity: 'warning', code: 'duplicate-name' }),
      )
    }
  })

  it('a branch with a letter of another script gets a warning', () => {
    const { w } = withSession()
    w.file('writer', 'Work Packet: db', packetText())
    const n = w.file('writer', 'Work Packet: other', `**Branch:** feature/dЬ\n\n${packetText()}`).number
    w.settle()
    expect(
      w
        .packet(n)
        .text.problems.map(({ message }) => message)
        .join(),
    ).toContain('looks much like that of #2')
  })

  it('clearly different names get no warning', () => {
    const { w } = withSession()
    const numbers = ['db-users', 'api-users', 'tests-users'].map(
      (name) => w.file('writer', `Work Packet: ${name}`, packetText({ inScope: `${name}/` })).number,
    )
    w.settle()
    expect(numbers.flatMap((n) => w.packet(n).text.problems)).toEqual([])
  })
})
