import { describe, expect, it } from 'vitest'
import { another, complete, done, moves, withSession } from '../support/stories.ts'
import { oneSaying, packetText } from '../support/world.ts'

describe('names', () => {
  it('are unique in a session: the one filed first keeps it', () => {
    const { w } = withSession()
    const first = another(w, 'db')
    const second = another(w, 'DB', { inScope: 'lib/' })
    expect([w.status(first), w.status(second)]).toEqual(['ready', 'invalid'])
    oneSaying(w, second, 'of this session is called `db` already.')
    w.closeIssue('writer', first)
    w.settle()
    // Where file names know no case, the two branches would be one.
    oneSaying(w, second, 'cannot be made beside the branch `feature/db`')
    w.deleteBranch('writer', 'feature/db')
    w.settle()
    expect(w.status(second)).toBe('ready')
  })

  it('may come again once the first is merged, with a branch and a pull request of its own', () => {
    const { w, n } = done()
    w.comment('writer', n, '/merge')
    w.settle()
    const again = another(w, 'db')
    expect(w.status(again)).toBe('ready')
    complete(w, again, 'db', ['src/more.js'])
    expect([w.status(n), w.status(again)]).toEqual(['merged', 'done'])
    expect(w.snapshot.pulls).toHaveLength(2)
  })
})

describe('the branch', () => {
  const named = (branch: string) => `**Branch:** \`${branch}\`\n\n${packetText()}`

  it.each(['main', 'feature/..', 'hotfix/x', 'feature/a b'])('%s is not for a packet', (branch) => {
    const { w } = withSession()
    const n = w.file('writer', 'Work Packet: db', named(branch)).number
    w.settle()
    expect(w.status(n)).toBe('invalid')
    expect(w.packet(n).text.problems.map((one) => one.code)).toContain('bad-branch')
    expect(w.snapshot.branches).toHaveLength(1)
  })

  it('is an existing one on the word of a writer only', () => {
    const { w } = withSession()
    w.snapshot.branches.push({ name: 'feature/live', sha: 'f'.repeat(40) })
    const n = w.file('writer', 'Work Packet: db', named('feature/live')).number
    w.settle()
    expect(w.status(n)).toBe('invalid')
    w.comment('writer', n, '/start')
    w.settle()
    expect(w.status(n)).toBe('ready')
  })

  it('of another packet belongs to that one', () => {
    const { w } = withSession()
    another(w, 'db')
    const n = w.file('writer', 'Work Packet: api', named('feature/db')).number
    w.settle()
    expect(w.packet(n).text.problems.map((one) => one.code)).toContain('branch-taken')
  })

  it('that exists already is adopted on the word of a writer only', () => {
    const { w } = withSession()
    w.push('agent', 'feature/db', ['src/a.js'])
    const n = another(w, 'db')
    expect(w.status(n)).toBe('invalid')
    oneSaying(w, n, 'exists already and I did not make it')
    w.comment('agent', n, '/start')
    w.settle()
    expect(w.status(n)).toBe('invalid')
    w.comment('writer', n, '/start')
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(w.pullOf('feature/db')?.author?.login).toBe('switchyard[bot]')
    oneSaying(w, n, 'can start')
    expect(moves(w)).toBe(0)
  })

  it('that was made by hand after the packet was filed is not taken over either', () => {
    const { w } = withSession({ config: 'agents: [agent]\ncapacity: 1\n' })
    another(w, 'first', { inScope: 'first/' })
    const n = another(w, 'db')
    w.push('agent', 'feature/db', ['src/a.js'])
    w.settle()
    expect(w.status(n)).toBe('invalid')
  })

  it('does not make somebody else’s pull request the packet’s', () => {
    const { w } = withSession()
    w.push('maintainer', 'feature/live', ['ops/a.sh'])
    const pull = w.openPull('maintainer', 'feature/live')
    const text = `**Branch:** \`feature/live\`\n\n${packetText({ outOfScope: 'ops/' })}`
    const n = w.file('outsider', 'Work Packet: db', text).number
    w.settle()
    expect(w.packet(n).work.pull).toBeNull()
    const results = w.snapshot.checks.filter((one) => one.headSha === pull.headSha).map((one) => one.conclusion)
    expect(new Set(results)).toEqual(new Set(['neutral']))
  })

  it('that has a pull request already is adopted with it', () => {
    const { w } = withSession()
    w.push('writer', 'feature/db', ['src/a.js'])
    const pull = w.openPull('writer', 'feature/db')
    const n = another(w, 'db')
    expect(w.status(n)).toBe('invalid')
    w.comment('writer', n, '/start')
    w.settle()
    expect(w.packet(n).work.pull?.number).toBe(pull.number)
    expect(w.snapshot.pulls).toHaveLength(1)
    expect(w.status(n)).toBe('running')
  })

  it('that somebody deletes is made again', () => {
    const { w } = withSession()
    const n = another(w, 'db')
    w.snapshot.branches = w.snapshot.branches.filter((one) => one.name !== 'feature/db')
    w.settle()
    expect(w.status(n)).toBe('ready')
    expect(moves(w)).toBe(0)
  })
})
