/** The contract check on the pull request. */
import { describe, expect, test } from 'vitest'
import { another, filed, finish, moves } from '../support/stories.ts'
import { oneSaying, type World } from '../support/world.ts'

const checkOf = (w: World, branch: string) => {
  const head = w.pullOf(branch)?.headSha
  return w.snapshot.checks.find((one) => one.name === 'switchyard/contract' && one.headSha === head)
}

type Files = Record<string, string | null>

/** A packet with this contract that has pushed these files and says it is done. */
function doneWith(contract: string | undefined, files: Files, soft?: string) {
  const scenario = filed({ text: { inScope: 'src/db/', contract, soft } })
  scenario.w.push('agent', scenario.branch, files)
  scenario.w.settle()
  finish(scenario.w, scenario.n)
  return { ...scenario, check: checkOf(scenario.w, scenario.branch) }
}

const promise = 'Exports `UserRepository` class'

describe('the contract check', () => {
  test('passes when every promise is kept, and names the files', () => {
    const { check, w, n } = doneWith(promise, { 'src/db/user.ts': 'export class UserRepository {}' })
    expect(check).toMatchObject({ conclusion: 'success', title: '1 promise kept' })
    expect(check?.summary).toContain('`UserRepository` in `src/db/user.ts`')
    expect(w.status(n)).toBe('done')
  })

  test('fails when a promise is missing, names the files it read, and ends done until it is fixed', () => {
    const { w, n, branch, check } = doneWith(promise, { 'src/db/user.ts': 'class UserRepository {}' })
    expect(check).toMatchObject({ conclusion: 'failure', title: '1 promised but not exported' })
    expect(check?.summary).toContain('- `UserRepository`')
    expect(check?.summary).toContain('1 file among `src/db/`')
    expect(w.status(n)).toBe('running')
    oneSaying(w, n, 'switchyard/contract', 'promised but not exported')
    w.push('agent', branch, { 'src/db/user.ts': 'export class UserRepository {}' })
    w.comment('agent', n, '/status done')
    w.settle()
    expect(checkOf(w, branch)?.conclusion).toBe('success')
    expect(w.status(n)).toBe('done')
    expect(moves(w)).toBe(0)
  })

  test('fails when a signature differs, and shows both', () => {
    const { check } = doneWith('Exports `find(id: string): Promise<User>`', {
      'src/db/user.ts': 'export async function find(id: number): Promise<User> {}',
    })
    expect(check).toMatchObject({ conclusion: 'failure', title: '1 exported differently than promised' })
    expect(check?.summary).toContain('promised `find(id: string): Promise<User>`')
    expect(check?.summary).toContain('in `src/db/user.ts` it is `find(id: number): Promise<User>`')
  })

  test('reads unchanged files in scope and changed files outside it', () => {
    const { w, n, branch } = filed({ text: { inScope: 'src/db/', contract: 'Exports `A1` and `B2`' } })
    w.push('agent', branch, { 'src/db/old.ts': 'export const A1 = 1' })
    w.push('agent', branch, { 'lib/new.ts': 'export const B2 = 1' })
    w.settle()
    finish(w, n)
    expect(checkOf(w, branch)).toMatchObject({ conclusion: 'success', title: '2 promises kept' })
  })

  test.each<[string, string | undefined, Files, string]>([
    ['no contract', undefined, { 'src/db/a.ts': '' }, 'No interface contract'],
    [
      'only words',
      'Exports:\n- every method gives a promise',
      { 'src/db/a.ts': '' },
      'Nothing in this contract can be checked',
    ],
    [
      'only assumptions',
      'Assume UserRepository exists',
      { 'src/db/a.ts': '' },
      'Nothing in this contract can be checked',
    ],
    [
      'no TypeScript or JavaScript',
      promise,
      { 'src/db/a.py': 'class UserRepository: pass' },
      'Nothing in this contract can be checked',
    ],
  ])('is neutral for %s', (_, contract, files, title) => {
    const { check, w, n } = doneWith(contract, files)
    expect(check).toMatchObject({ conclusion: 'neutral', title })
    expect(w.status(n)).toBe('done')
  })

  test('lists what cannot be checked', () => {
    const { check } = doneWith(`Exports:\n- \`UserRepository\` class\n- every method gives a promise`, {
      'src/db/user.ts': 'export class UserRepository {}',
    })
    expect(check?.summary).toContain('Text that I cannot check:\n\n- every method gives a promise')
  })

  test('shows foreign text as text', () => {
    const { check } = doneWith('Exports:\n- @everyone fixes #1 <b>now</b>', { 'src/db/user.ts': 'export const a = 1' })
    expect(check?.summary).toContain('- @<!-- -->everyone fixes #<!-- -->1 &lt;b&gt;now&lt;/b&gt;')
  })

  test('is neutral when the code could not be read', () => {
    const { w, n, branch } = filed({ text: { inScope: 'src/db/', contract: promise } })
    const head = w.push('agent', branch, { 'src/db/user.ts': '' })
    w.snapshot.results.exports[`${head}\nsrc/db/\nsrc/db/user.ts`] = null
    w.settle()
    finish(w, n)
    expect(checkOf(w, branch)).toMatchObject({ conclusion: 'neutral' })
    expect(checkOf(w, branch)?.summary).toContain('the code could not be read')
  })
})

describe('a mock that is to be replaced', () => {
  const says = 'Assume UserRepository exists. Replace the mock `src/db/mock.ts` when db is merged.'
  const using = { 'src/db/mock.ts': 'export const m = 1', 'src/db/route.ts': "import { m } from './mock.ts'" }
  const test2 = { 'src/db/mock.ts': 'export const m = 1', 'src/db/route.test.ts': "import { m } from './mock.ts'" }

  test('fails while it is still imported', () => {
    const { check } = doneWith(says, using)
    expect(check).toMatchObject({ conclusion: 'failure', title: 'The mock is still in use' })
    expect(check?.summary).toContain('`src/db/mock.ts` is still imported by `src/db/route.ts`')
  })

  test('may stay for tests', () => {
    const { check } = doneWith(says, test2)
    expect(check?.conclusion).toBe('neutral')
    expect(check?.summary).toContain('`src/db/mock.ts` is no longer imported')
  })

  test('may stay while the work it replaces is not merged', () => {
    const scenario = filed({ name: 'auth', text: { inScope: 'src/auth/' } })
    const n = another(scenario.w, 'api', { inScope: 'src/db/', contract: says, soft: 'auth' })
    scenario.w.push('agent', 'feature/api', using)
    scenario.w.settle()
    finish(scenario.w, n)
    const check = checkOf(scenario.w, 'feature/api')
    expect(check?.conclusion).toBe('neutral')
    expect(check?.summary).toContain('it may stay until `auth` is merged')
  })

  test('without a path is only mentioned', () => {
    const { check } = doneWith('Assume UserRepository exists. Replace the mock later.', using)
    expect(check?.conclusion).toBe('neutral')
    expect(check?.summary).toContain('Name the path of the mock')
  })
})
