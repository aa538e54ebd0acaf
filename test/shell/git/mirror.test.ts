import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openMirror } from '../../../src/shell/git/mirror.ts'
import { folder, mirrorOf, type Origin, origin } from './fixture.ts'

function oneBranch(): { from: Origin; sha: string } {
  const from = origin()
  const sha = from.commit({ a: 'a\n', 'dir/b': 'b\n' })
  from.branch('main', sha)
  return { from, sha }
}

describe('fetch', () => {
  test('follows branches that move back, go and change into folders, and leaves tags and scratch branches', async () => {
    const { from, sha } = oneBranch()
    const next = from.commit({ a: '2\n' }, [sha])
    from.branch('work', next)
    const { mirror, remote, dir } = await mirrorOf(from)
    expect(await mirror.has(next)).toBe(true)

    from.git(['update-ref', '-d', 'refs/heads/work'])
    const scratch = from.commit({ a: 'scratch\n' }, [sha])
    const rewritten = from.commit({ a: '3\n' })
    from.branch('work/deeper', rewritten)
    from.branch('main', rewritten)
    from.branch('switchyard/trial/a', scratch)
    from.git(['tag', 'v1', scratch])
    await mirror.fetch(remote)
    expect(await mirror.has(rewritten)).toBe(true)
    expect(await mirror.has(scratch)).toBe(false)
    expect(existsSync(join(dir, 'refs/heads/work/deeper'))).toBe(true)
  })

  test('an empty repository is fetched', async () => {
    const { mirror } = await mirrorOf(origin())
    expect(await mirror.has('a'.repeat(40))).toBe(false)
  })

  test('a local path is refused unless it was allowed', async () => {
    const { from } = oneBranch()
    const mirror = await openMirror(join(folder(), 'mirror.git'))
    await expect(mirror.fetch({ url: from.path, authorization: '' })).rejects.toThrow("transport 'file' not allowed")
  })

  test.each(['ext::sh -c "touch /dev/full"', '--upload-pack=touch', 'ssh://host/x'])('%j is refused', async (url) => {
    const mirror = await openMirror(join(folder(), 'mirror.git'), { localRemotes: true })
    await expect(mirror.fetch({ url, authorization: '' })).rejects.toThrow(/not allowed|blocked/)
  })
})

describe('push', () => {
  test('gives the words of a remote that refuses', async () => {
    const { from, sha } = oneBranch()
    const { mirror, remote } = await mirrorOf(from)
    const hook = '#!/bin/sh\necho "refusing to update workflow" >&2\nexit 1\n'
    mkdirSync(join(from.path, 'hooks'), { recursive: true })
    writeFileSync(join(from.path, 'hooks/pre-receive'), hook, { mode: 0o755 })
    await expect(mirror.push(remote, sha, 'switchyard/trial/a')).rejects.toThrow('refusing to update workflow')
  })
})

describe('a mirror that a kill or a bad disk left', () => {
  const objects = (dir: string) =>
    readdirSync(join(dir, 'objects'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  const empty = (file: string) => {
    chmodSync(file, 0o600)
    truncateSync(file)
  }

  test.each<[string, (dir: string) => void]>([
    ['an empty folder', (dir) => mkdirSync(dir)],
    ['a folder without HEAD', (dir) => void mkdirSync(join(dir, 'objects'), { recursive: true })],
    ['a file in its place', (dir) => writeFileSync(dir, '')],
    ['a half-made one beside it', (dir) => mkdirSync(`${dir}.making-x`)],
  ])('%s: made and filled', async (_, plant) => {
    const { from, sha } = oneBranch()
    const dir = join(folder(), 'mirror.git')
    plant(dir)
    const { mirror } = await mirrorOf(from, dir)
    expect(await mirror.has(sha)).toBe(true)
    expect(existsSync(`${dir}.making-x`)).toBe(false)
  })

  test.each<[string, (dir: string) => void]>([
    [
      'lock files',
      (dir) => ['HEAD.lock', 'packed-refs.lock', 'config.lock'].map((name) => writeFileSync(join(dir, name), '')),
    ],
    ['a lock on a branch', (dir) => writeFileSync(join(dir, 'refs/heads/main.lock'), '')],
    ['an unfinished pack', (dir) => writeFileSync(join(dir, 'objects/pack/tmp_pack_x'), 'PACK')],
    ['an emptied HEAD', (dir) => truncateSync(join(dir, 'HEAD'))],
    ['an emptied branch', (dir) => truncateSync(join(dir, 'refs/heads/main'))],
    ['emptied objects', (dir) => objects(dir).forEach(empty)],
    ['no objects', (dir) => rmSync(join(dir, 'objects'), { recursive: true })],
    ['a torn configuration', (dir) => writeFileSync(join(dir, 'config'), '[core\n')],
  ])('%s: opened again, it works', async (_, damage) => {
    const { from, sha } = oneBranch()
    const first = await mirrorOf(from)
    damage(first.dir)
    const next = from.commit({ a: '2\n' }, [sha])
    from.branch('main', next)
    const { mirror, dir } = await mirrorOf(from, first.dir)
    expect((await mirror.diff(sha, next)).ahead).toBe(1)
    expect(existsSync(join(dir, 'objects/pack/tmp_pack_x'))).toBe(false)
  })

  test('a lock that appears while it is open is taken away at the next fetch', async () => {
    const { from, sha } = oneBranch()
    const { mirror, remote, dir } = await mirrorOf(from)
    writeFileSync(join(dir, 'refs/heads/main.lock'), '')
    const next = from.commit({ a: '2\n' }, [sha])
    from.branch('main', next)
    await mirror.fetch(remote)
    expect(await mirror.has(next)).toBe(true)
  })

  test('a failed fetch leaves the files of a trial beside it alone, the next start clears them', async () => {
    const { from } = oneBranch()
    const { mirror, dir } = await mirrorOf(from)
    const index = join(dir, 'scratch-x/index.lock')
    mkdirSync(join(dir, 'scratch-x'))
    writeFileSync(index, '')
    await expect(mirror.fetch({ url: join(from.path, 'nothing'), authorization: '' })).rejects.toThrow('fetch failed')
    expect(existsSync(index)).toBe(true)
    await openMirror(dir)
    expect(existsSync(join(dir, 'scratch-x'))).toBe(false)
  })

  test('a file that turns out unreadable is fetched again', async () => {
    const { from, sha } = oneBranch()
    const { mirror, remote, dir } = await mirrorOf(from)
    const blob = from.git(['rev-parse', `${sha}:a`])
    const file = join(dir, 'objects', blob.slice(0, 2), blob.slice(2))
    chmodSync(file, 0o600)
    writeFileSync(file, 'not an object', { flag: 'r+' })
    const tree = join(folder(), 'tree')
    await expect(mirror.exportTree(sha, tree)).rejects.toThrow('checkout-index')
    await mirror.fetch(remote)
    await mirror.exportTree(sha, tree)
    expect(readdirSync(tree).sort()).toEqual(['a', 'dir'])
  })
})
