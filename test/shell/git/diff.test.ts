import { describe, expect, test } from 'vitest'
import { mirrorOf, origin } from './fixture.ts'

const missing = 'f'.repeat(40)
const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}\n`).join('')

describe('diff', () => {
  test('names each change since the merge base, with kinds, counts and modes', async () => {
    const from = origin()
    const root = from.commit({
      'kept.ts': 'a\n',
      'old.ts': lines(20),
      'gone.ts': 'x\ny\n',
      'kind.ts': 'plain\n',
      'run.sh': 'echo\n',
    })
    const main = from.commit({ 'kept.ts': 'main went on\n' }, [root])
    const head = from.commit(
      {
        'kept.ts': 'a\nb\n',
        'new/name.ts': `${lines(20)}one more\n`,
        'kind.ts': { mode: '120000', text: 'kept.ts' },
        'run.sh': { mode: '100755', text: 'echo\n' },
        'picture.png': 'PNG\0\0\0',
        vendor: { mode: '160000', text: root },
        link: { mode: '120000', text: '../outside' },
      },
      [root],
    )
    from.branch('main', main)
    from.branch('feature/a', head)
    const { mirror } = await mirrorOf(from)
    const diff = await mirror.diff(main, head)
    expect(diff).toMatchObject({ mergeBase: root, ahead: 1, behind: 1 })
    const plain = { from: null, additions: 0, deletions: 0, mode: 'file' }
    expect(Object.fromEntries(diff.files.map((file) => [file.path, file]))).toEqual({
      'gone.ts': { ...plain, path: 'gone.ts', kind: 'removed', deletions: 2 },
      'kept.ts': { ...plain, path: 'kept.ts', kind: 'modified', additions: 1 },
      'kind.ts': { ...plain, path: 'kind.ts', kind: 'type-changed', additions: 1, deletions: 1, mode: 'symlink' },
      link: { ...plain, path: 'link', kind: 'added', additions: 1, mode: 'symlink' },
      'new/name.ts': { ...plain, path: 'new/name.ts', from: 'old.ts', kind: 'renamed', additions: 1 },
      'picture.png': { ...plain, path: 'picture.png', kind: 'added' },
      'run.sh': { ...plain, path: 'run.sh', kind: 'modified' },
      vendor: { ...plain, path: 'vendor', kind: 'added', additions: 1, mode: 'submodule' },
    })
  })

  test('odd file names stay whole', async () => {
    const from = origin()
    const root = from.commit({ a: 'a\n' })
    const utf8 = Buffer.from('ünïcode 🚂.ts').toString('latin1')
    const names = ['new\nline', 'quo"te', "apo'strophe", 'tab\there', ':colon', '-dash', ' ', 'not\xffutf8', utf8]
    const head = from.commit({ a: 'a\n', ...Object.fromEntries(names.map((name) => [name, 'one\ntwo\n'])) }, [root])
    from.branch('main', head)
    const { mirror } = await mirrorOf(from)
    const { files } = await mirror.diff(root, head)
    const decoded = names.map((name) => Buffer.from(name, 'latin1').toString('utf8'))
    expect(files.map((file) => file.path).sort()).toEqual(decoded.sort())
    expect(new Set(files.map((file) => file.additions))).toEqual(new Set([2]))
  })

  test('a renamed file with odd names keeps its counts', async () => {
    const from = origin()
    const root = from.commit({ 'a\tb\n': lines(20) })
    const head = from.commit({ ':c\td': `${lines(20)}more\n` }, [root])
    from.branch('main', head)
    const { mirror } = await mirrorOf(from)
    const { files } = await mirror.diff(root, head)
    expect(files).toEqual([
      { path: ':c\td', from: 'a\tb\n', kind: 'renamed', additions: 1, deletions: 0, mode: 'file' },
    ])
  })

  test.each([
    ['a commit that is not here', missing],
    ['a branch name instead of a commit', 'main'],
    ['something that git could take for an option', '--output=/dev/full'],
  ])('%s: nothing is known', async (_, head) => {
    const from = origin()
    const main = from.commit({ a: 'a\n' })
    from.branch('main', main)
    const { mirror } = await mirrorOf(from)
    expect(await mirror.has(head)).toBe(false)
    expect(await mirror.diff(main, head)).toEqual({ mergeBase: null, ahead: 0, behind: 0, files: [] })
  })

  test('no common ancestor: no files, but the counts', async () => {
    const from = origin()
    const main = from.commit({ a: 'a\n' })
    const other = from.commit({ b: 'b\n' }, [], 1_600_000_000)
    from.branch('main', main)
    from.branch('other', other)
    const { mirror } = await mirrorOf(from)
    expect(await mirror.diff(main, other)).toEqual({ mergeBase: null, ahead: 1, behind: 1, files: [], unrelated: true })
  })
})
