import { describe, expect, it } from 'vitest'
import { another, complete, done, moves, withSession } from '../support/stories.ts'
import { oneSaying } from '../support/world.ts'

describe('a hard dependency', () => {
  it('holds until it is merged; the dependent then starts from the new main', () => {
    const { w, n } = done()
    const api = another(w, 'api', { hard: 'db', inScope: 'api/' })
    expect(w.packet(api).waits).toEqual([{ kind: 'dependency', name: 'db', state: 'open', issue: n }])
    w.comment('writer', n, '/merge')
    w.settle()
    expect(w.status(api)).toBe('ready')
    const main = w.snapshot.branches.find((one) => one.name === 'main')?.sha
    expect(w.snapshot.branches.find((one) => one.name === 'feature/api')?.sha).toBe(main)
    expect(oneSaying(w, api, 'can start')).toContain('look at what `db` delivered')
  })

  it('named by number is the same', () => {
    const { w, n } = done()
    const api = another(w, 'api', { hard: `#${n}`, inScope: 'api/' })
    expect(w.status(api)).toBe('waiting')
    w.comment('writer', n, '/merge')
    w.settle()
    expect(w.status(api)).toBe('ready')
  })

  it('that nobody has filed yet is waited for by name', () => {
    const { w, dashboard } = withSession()
    const api = another(w, 'api', { hard: 'auth' })
    expect(w.status(api)).toBe('waiting')
    expect(w.body(dashboard)).toContain('waits for auth (not filed yet)')
    const auth = another(w, 'auth', { inScope: 'auth/' })
    expect(w.packet(api).waits).toEqual([{ kind: 'dependency', name: 'auth', state: 'open', issue: auth }])
    complete(w, auth, 'auth', ['auth/a.js'])
    w.comment('writer', auth, '/merge')
    w.settle()
    expect(w.status(api)).toBe('ready')
  })

  it('that was given up waits for a decision, said once', () => {
    const { w, n, dashboard } = done()
    const api = another(w, 'api', { hard: 'db', inScope: 'api/' })
    w.comment('writer', n, '/abandon not this week')
    w.settle()
    expect(w.status(api)).toBe('waiting')
    expect(oneSaying(w, api, 'writer abandoned')).toContain('not this week')
    expect(w.body(dashboard)).toContain('/waive db')
    w.comment('writer', api, '/waive db')
    w.settle()
    expect(w.status(api)).toBe('ready')
    expect(moves(w)).toBe(0)
  })

  it('closed by hand is not delivered', () => {
    const { w, n } = done()
    const api = another(w, 'api', { hard: 'db', inScope: 'api/' })
    w.closeIssue('maintainer', n)
    w.settle()
    expect(w.status(api)).toBe('waiting')
    expect(w.packet(api).waits).toEqual([{ kind: 'dependency', name: 'db', state: 'abandoned', issue: n }])
  })

  it('that is deleted is one nobody has filed', () => {
    const { w, n } = done()
    const api = another(w, 'api', { hard: 'db', inScope: 'api/' })
    w.deleteIssue(n)
    w.settle()
    expect(w.packet(api).waits).toEqual([{ kind: 'dependency', name: 'db', state: 'not-filed', issue: null }])
  })
})

describe('a dependency on an ordinary issue', () => {
  it('is delivered when a merged pull request closed it, not when it was closed', () => {
    const { w } = withSession()
    const bug = w.file('reader', 'A bug', 'It breaks.')
    const api = another(w, 'api', { hard: `#${bug.number}` })
    expect(w.packet(api).waits).toEqual([
      { kind: 'dependency', name: `#${bug.number}`, state: 'open', issue: bug.number },
    ])
    w.closeIssue('maintainer', bug.number)
    w.settle()
    expect(w.status(api)).toBe('waiting')
    bug.closedByMerge = { pull: 99, at: w.snapshot.now }
    w.settle()
    expect(w.status(api)).toBe('ready')
  })

  it('that does not exist is not filed', () => {
    const { w } = withSession()
    const api = another(w, 'api', { hard: '#999' })
    expect(w.packet(api).waits).toEqual([{ kind: 'dependency', name: '#999', state: 'not-filed', issue: null }])
    expect(moves(w)).toBe(0)
  })
})

describe('a soft dependency', () => {
  it('holds nobody up, and is named in the briefing and told when it is merged', () => {
    const { w, n } = done()
    const api = another(w, 'api', { soft: 'db - start with a mock', inScope: 'api/' })
    expect(w.status(api)).toBe('ready')
    expect(oneSaying(w, api, 'can start')).toContain('`db` is not merged yet')
    w.comment('writer', n, '/merge')
    w.settle()
    expect(oneSaying(w, api, 'is merged as')).toContain('replace the mock')
    expect(moves(w)).toBe(0)
  })
})

describe('a cycle', () => {
  it('is printed as a path on each of its packets, and ends when one is changed', () => {
    const { w } = withSession()
    const a = another(w, 'a', { hard: 'c', inScope: 'a/' })
    const b = another(w, 'b', { hard: 'a', inScope: 'b/' })
    const c = another(w, 'c', { hard: 'b', inScope: 'c/' })
    expect([a, b, c].map((n) => w.status(n))).toEqual(['invalid', 'invalid', 'invalid'])
    oneSaying(w, a, 'a → c → b → a')
    oneSaying(w, b, 'b → a → c → b')
    w.comment('writer', a, '/depends drop c')
    w.settle()
    expect([a, b, c].map((n) => w.status(n))).toEqual(['ready', 'waiting', 'waiting'])
  })

  it('of soft dependencies is none', () => {
    const { w } = withSession()
    const a = another(w, 'a', { soft: 'b - with a mock', inScope: 'a/' })
    const b = another(w, 'b', { soft: 'a - with a mock', inScope: 'b/' })
    expect([a, b].map((n) => w.status(n))).toEqual(['ready', 'ready'])
  })

  it('made by /depends is found as well', () => {
    const { w } = withSession()
    const a = another(w, 'a', { inScope: 'a/' })
    const b = another(w, 'b', { hard: 'a', inScope: 'b/' })
    w.comment('writer', a, '/depends on b')
    w.settle()
    expect([a, b].map((n) => w.status(n))).toEqual(['invalid', 'invalid'])
  })
})
