/** Broken promises that other packets rely on. */
import { describe, expect, test } from 'vitest'
import { another, complete, filed, finish, moves } from '../support/stories.ts'
import { oneSaying, type World } from '../support/world.ts'

const db = { 'src/db/user.ts': 'export class UserRepository { create() {} }\nexport const other = 1' }
const without = { 'src/db/user.ts': 'export const other = 1' }

/** `db` promises UserRepository; `api` relies on it. */
function two(assumes = 'Assume UserRepository exists.', kind: 'soft' | 'hard' = 'soft') {
  const { w, n, dashboard } = filed({ text: { inScope: 'src/db/', contract: 'Exports `UserRepository` class' } })
  const api = another(w, 'api', { inScope: 'src/api/', contract: assumes, [kind]: 'db' })
  return { w, dashboard, db: n, api }
}

const contractWords = (w: World, issue: number) => w.said(issue).filter((body) => body.startsWith('**Contract:**'))
const queueOf = (w: World, dashboard: number) =>
  w.body(dashboard).split('## Integration queue')[1]?.split('\n## ')[0] ?? ''

describe('before the merge', () => {
  test('both are notified once when a push removes a promised export; the dashboard shows it until it is fixed', () => {
    const { w, db: provider, api, dashboard } = two()
    w.push('agent', 'feature/db', db)
    w.settle()
    expect(queueOf(w, dashboard)).not.toContain('⚠️')
    w.push('agent', 'feature/db', without)
    w.settle()
    oneSaying(
      w,
      api,
      '**Contract:**',
      'the branch of `db`',
      'no longer exports `UserRepository`',
      '`db` promised',
      'this packet relies on',
    )
    oneSaying(w, provider, '**Contract:**', 'this packet promised', '`api` relies on')
    expect(queueOf(w, dashboard)).toContain('`UserRepository`, promised by `db`, is gone; `api` relies on it')
    w.push('agent', 'feature/db', { 'src/db/user.ts': `${without['src/db/user.ts']} // later` })
    w.settle()
    expect(contractWords(w, api)).toHaveLength(1)
    w.push('agent', 'feature/db', db)
    w.settle()
    expect(queueOf(w, dashboard)).not.toContain('⚠️')
    expect(moves(w)).toBe(0)
  })

  test('an incomplete first push notifies nobody', () => {
    const { w, db: provider, api } = two()
    w.push('agent', 'feature/db', without)
    w.settle()
    expect([...contractWords(w, api), ...contractWords(w, provider)]).toEqual([])
  })

  test.each([
    ['relies on something else', 'Assume `other` exists.'],
    ['assumes nothing', 'Exports `Api`'],
  ])('nobody is notified when the other %s', (_, assumes) => {
    const { w, db: provider, api } = two(assumes)
    w.push('agent', 'feature/db', db)
    w.settle()
    w.push('agent', 'feature/db', without)
    w.settle()
    expect([...contractWords(w, api), ...contractWords(w, provider)]).toEqual([])
  })
})

describe('after the merge', () => {
  function merged() {
    const all = two()
    all.w.push('agent', 'feature/db', db)
    all.w.settle()
    finish(all.w, all.db)
    all.w.comment('maintainer', all.db, '/merge')
    all.w.settle()
    expect(all.w.status(all.db)).toBe('merged')
    return all
  }

  test('a packet that removes it is notified and its contract check fails', () => {
    const { w, db: provider, api } = merged()
    const third = another(w, 'third', { inScope: 'src/third/' })
    w.changed('feature/third').push({
      path: 'src/db/user.ts',
      from: null,
      kind: 'modified',
      additions: 1,
      deletions: 1,
      mode: 'file',
    })
    w.push('agent2', 'feature/third', without)
    w.settle()
    oneSaying(w, third, '**Contract:**', '`db` promised', '`api` relies on')
    oneSaying(w, api, '**Contract:**', 'the branch of `third`')
    expect(contractWords(w, provider)).toEqual([])
    finish(w, third, 'agent2')
    const check = w.snapshot.checks.findLast(({ name }) => name === 'switchyard/contract')
    expect(check).toMatchObject({ conclusion: 'failure', title: '1 removed that others rely on' })
    expect(check?.summary).toContain('`UserRepository`, promised by `db`, relied on by `api`')
  })

  test('both are notified when main lacks it', () => {
    const { w, db: provider, api } = merged()
    w.pushMain(without)
    w.settle()
    oneSaying(w, api, '**Contract:**', '`main` at', 'no longer exports `UserRepository`')
    oneSaying(w, provider, '**Contract:**', 'this packet promised')
    expect(moves(w)).toBe(0)
  })

  test('other changes of main notify nobody', () => {
    const { w, db: provider, api } = merged()
    w.pushMain({ 'README.md': 'x' })
    w.settle()
    complete(w, api, 'api', ['src/api/a.js'])
    expect([...contractWords(w, api), ...contractWords(w, provider)]).toEqual([])
  })
})
