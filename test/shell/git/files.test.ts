import { describe, expect, test } from 'vitest'
import { mirrorOf, origin } from './fixture.ts'

const bounds = { files: 10, size: 100, total: 1000 }
const all = () => true

async function mirrorWith(tree: Parameters<ReturnType<typeof origin>['commit']>[0]) {
  const from = origin()
  const sha = from.commit(tree)
  from.branch('main', sha)
  return { sha, ...(await mirrorOf(from)) }
}

describe('files of a commit', () => {
  test('are read as they are, whatever their names', async () => {
    const odd = 'odd\tname\nwith "quotes".js'
    const { mirror, sha } = await mirrorWith({ 'a.js': 'one\n', 'dir/b.js': '', [odd]: '\0\n' })
    const found = await mirror.files(sha, all, bounds)
    expect(found?.left).toBe(0)
    expect(Object.fromEntries(found?.files.map(({ path, text }) => [path, text]) ?? [])).toEqual({
      'a.js': 'one\n',
      'dir/b.js': '',
      [odd]: '\0\n',
    })
  })

  test('are only those that are wanted; links and submodules are left out', async () => {
    const link = { mode: '120000', text: '/etc/passwd' }
    const module = { mode: '160000', text: 'a'.repeat(40) }
    const { mirror, sha } = await mirrorWith({ 'a.js': 'a', 'b.md': 'b', 'c.js': link, 'd.js': module })
    const found = await mirror.files(sha, (path) => path.endsWith('.js'), bounds)
    expect(found).toEqual({ files: [{ path: 'a.js', text: 'a' }], left: 0 })
  })

  test.each([
    ['their number', { ...bounds, files: 2 }, ['a', 'b']],
    ['their size', { ...bounds, size: 3 }, ['a', 'c']],
    ['the size of all together', { ...bounds, total: 9 }, ['a', 'b', 'c']],
  ])('are bounded by %s, and what is left is counted', async (_, bound, names) => {
    const { mirror, sha } = await mirrorWith({ a: 'aaa', b: 'bbbb', c: 'cc', d: 'ddddd' })
    const found = await mirror.files(sha, all, bound)
    expect(found?.files.map(({ path }) => path)).toEqual(names)
    expect(found?.left).toBe(4 - names.length)
  })

  test('of a commit that is not here are null', async () => {
    const { mirror } = await mirrorWith({ a: 'a' })
    expect(await mirror.files('b'.repeat(40), all, bounds)).toBeNull()
    expect(await mirror.files('main', all, bounds)).toBeNull()
  })

  test('of which none is wanted cost nothing more', async () => {
    const { mirror, sha } = await mirrorWith({ a: 'a' })
    expect(await mirror.files(sha, () => false, bounds)).toEqual({ files: [], left: 0 })
  })
})
