import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { staysInside } from '../../../src/shell/git/export.ts'
import { folder, mirrorOf, origin, type Tree } from './fixture.ts'

async function exported(tree: Tree) {
  const from = origin()
  const sha = from.commit(tree)
  from.branch('main', sha)
  const { mirror, dir: mirrorDir } = await mirrorOf(from)
  const dir = join(folder(), 'tree')
  await mirror.exportTree(sha, dir)
  return { dir, mirrorDir }
}

const link = (text: string) => ({ mode: '120000', text })

describe('exportTree', () => {
  test('writes files with their executable bits, and nothing of a repository', async () => {
    const { dir, mirrorDir } = await exported({
      'run.sh': { mode: '100755', text: 'echo\n' },
      'src/a.ts': 'a\n',
      vendor: { mode: '160000', text: 'a'.repeat(40) },
    })
    expect(statSync(join(dir, 'run.sh')).mode & 0o111).toBe(0o111)
    expect(statSync(join(dir, 'src/a.ts')).mode & 0o111).toBe(0)
    expect(readdirSync(join(dir, 'vendor'))).toEqual([])
    expect(readdirSync(dir).sort()).toEqual(['run.sh', 'src', 'vendor'])
    expect(readdirSync(mirrorDir).filter((name) => /index|scratch/.test(name))).toEqual([])
  })

  test('export-ignore and export-subst change nothing', async () => {
    const { dir } = await exported({
      '.gitattributes': 'a export-ignore\nb export-subst\n',
      a: 'a\n',
      b: '$Format:%H$\n',
    })
    expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('a\n')
    expect(readFileSync(join(dir, 'b'), 'utf8')).toBe('$Format:%H$\n')
  })

  test('odd names keep their bytes', async () => {
    const names = ['new\nline', 'quo"te', '-dash', 'not\xffutf8', '\\back', '*']
    const { dir } = await exported(Object.fromEntries(names.map((name) => [name, 'x\n'])))
    const found = readdirSync(dir, { encoding: 'buffer' }).map((name) => name.toString('latin1'))
    expect(found.sort()).toEqual(names.sort())
  })

  test('a link that stays inside is a link, one that leads out is a text file', async () => {
    const { dir } = await exported({
      'src/a.ts': 'a\n',
      'src/inside': link('../src/a.ts'),
      'src/dangling': link('nothing'),
      absolute: link('/etc/passwd'),
      up: link('../../secret'),
      'deep/er/out': link('../../../secret'),
      'deep/er/root': link('../..'),
      'deep/er/sly': link('root/../secret'),
    })
    expect(readFileSync(join(dir, 'src/inside'), 'utf8')).toBe('a\n')
    expect(readlinkSync(join(dir, 'src/dangling'))).toBe('nothing')
    expect(readlinkSync(join(dir, 'deep/er/root'))).toBe('../..')
    for (const [path, target] of [
      ['absolute', '/etc/passwd'],
      ['up', '../../secret'],
      ['deep/er/out', '../../../secret'],
      ['deep/er/sly', 'root/../secret'],
    ] as const) {
      expect(lstatSync(join(dir, path)).isFile()).toBe(true)
      expect(readFileSync(join(dir, path), 'utf8')).toBe(target)
    }
  })

  test('nothing is written through a link', async () => {
    const outside = folder()
    const { dir } = await exported({ 'd/file': 'inside\n', e: link(outside) })
    expect(existsSync(join(outside, 'file'))).toBe(false)
    expect(readFileSync(join(dir, 'd/file'), 'utf8')).toBe('inside\n')
  })

  test.each(['.git', '.GIT', '..'])('a tree that holds %j is refused', async (name) => {
    const from = origin()
    const blob = from.git(['hash-object', '-w', '--stdin'], '[core]\n')
    const inner = from.git(['mktree'], `100644 blob ${blob}\tconfig\n`)
    const tree = from.git(['mktree'], `040000 tree ${inner}\t${name}\n`)
    const sha = from.git(['-c', 'user.name=agent', 'commit-tree', '-m', 'm', tree])
    from.branch('main', sha)
    const { mirror } = await mirrorOf(from)
    const dir = join(folder(), 'tree')
    await expect(mirror.exportTree(sha, dir)).rejects.toThrow('not allowed')
    expect(existsSync(dir)).toBe(false)
  })
})

describe('staysInside', () => {
  test.each([
    ['link', 'file', true],
    ['link', './a//b', true],
    ['a/link', '..', true],
    ['a/link', '../b', true],
    ['a/b/link', './../../c', true],
    ['link', '..', false],
    ['a/link', '../..', false],
    ['a/b/link', 'x/../y', false],
    ['a/b/link', '../x/..', false],
    ['link', '/etc/passwd', false],
    ['link', '', false],
  ])('%s to %s: %s', (path, target, inside) => {
    expect(staysInside(path, target)).toBe(inside)
  })
})
