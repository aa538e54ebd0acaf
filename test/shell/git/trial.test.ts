import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { folder, mirrorOf, origin } from './fixture.ts'

const missing = 'f'.repeat(40)

/** Two branches from one root; `feature/a` and `main` touch the files given. */
async function diverged(main: Record<string, string>, feature: Record<string, string>) {
  const from = origin()
  const files = { a: 'a\n', b: 'b\n' }
  const root = from.commit(files)
  const base = from.commit({ ...files, ...main }, [root], 1_700_000_100)
  const head = from.commit({ ...files, ...feature }, [root], 1_700_000_050)
  from.branch('main', base)
  from.branch('feature/a', head)
  return { from, root, base, head, ...(await mirrorOf(from)) }
}

describe('trial', () => {
  test('the same pair and message give the same commit in any mirror', async () => {
    const { from, base, head, mirror } = await diverged({ a: 'main\n' }, { b: 'agent\n' })
    const first = await mirror.trial(base, head, 'Merge db-users')
    const second = await (await mirrorOf(from)).mirror.trial(base, head, 'Merge db-users')
    const other = await mirror.trial(base, head, 'Merge api-users')
    expect(first).toEqual({ trial: expect.stringMatching(/^[0-9a-f]{40}$/) })
    expect(second).toEqual(first)
    expect(other).not.toEqual(first)
  })

  test('has base and head as parents, a fixed author, the later date and both changes', async () => {
    const { from, base, head, mirror, remote, dir } = await diverged({ a: 'main\n' }, { b: 'agent\n' })
    const result = await mirror.trial(base, head, 'Merge db-users\n\nwith "quotes" \0 and more')
    if (!('trial' in result)) throw new Error('no trial')
    await mirror.push(remote, result.trial, 'switchyard/trial/db-users')
    const format = '--format=%P%n%an <%ae>%n%ct %at%n%B'
    expect(from.git(['log', '-1', format, 'refs/heads/switchyard/trial/db-users'])).toBe(
      `${base} ${head}\nSwitchyard <switchyard@users.noreply.github.com>\n1700000100 1700000100\n` +
        'Merge db-users\n\nwith "quotes"  and more',
    )
    expect(from.git(['show', `${result.trial}:a`])).toBe('main')
    expect(from.git(['show', `${result.trial}:b`])).toBe('agent')
    await mirror.fetch(remote)
    expect(existsSync(join(dir, 'refs/heads/switchyard'))).toBe(false)
  })

  test('a push replaces what stood on the scratch branch', async () => {
    const { from, base, head, mirror, remote } = await diverged({ a: 'main\n' }, { b: 'agent\n' })
    await mirror.push(remote, base, 'switchyard/trial/a')
    await mirror.push(remote, head, 'switchyard/trial/a')
    expect(from.git(['rev-parse', 'refs/heads/switchyard/trial/a'])).toBe(head)
  })

  test.each(['a..b', '../main', 'x y', ''])('a push to the branch name %j is refused', async (branch) => {
    const { head, mirror, remote } = await diverged({ a: 'main\n' }, { b: 'agent\n' })
    await expect(mirror.push(remote, head, branch)).rejects.toThrow('check-ref-format')
  })

  test('a conflict names its files, once each and whole', async () => {
    const odd = 'src/\u00fc "x"\n.ts'
    const key = Buffer.from(odd).toString('latin1')
    const { base, head, mirror } = await diverged({ a: 'main\n', [key]: '1\n' }, { a: 'agent\n', [key]: '2\n' })
    const result = await mirror.trial(base, head, 'm')
    expect(result).toEqual({ conflict: ['a', odd] })
  })

  test('a head that the base already holds is the base', async () => {
    const { root, base, mirror } = await diverged({ a: 'main\n' }, { b: 'agent\n' })
    expect(await mirror.trial(base, root, 'm')).toEqual({ trial: base })
    expect(await mirror.trial(base, base, 'm')).toEqual({ trial: base })
  })

  test('a head that is merely ahead still becomes a commit with two parents', async () => {
    const { root, head, mirror } = await diverged({ a: 'main\n' }, { b: 'agent\n' })
    const result = await mirror.trial(root, head, 'm')
    expect(result).toEqual({ trial: expect.not.stringMatching(head) })
  })

  test('a commit that is not here is gone', async () => {
    const { base, head, mirror } = await diverged({ a: 'main\n' }, { b: 'agent\n' })
    expect(await mirror.trial(base, missing, 'm')).toEqual({ gone: true })
    expect(await mirror.trial(missing, head, 'm')).toEqual({ gone: true })
  })

  test('no common ancestor is a conflict without files', async () => {
    const { from, base, mirror, remote } = await diverged({ a: 'main\n' }, { b: 'agent\n' })
    const alone = from.commit({ z: 'z\n' }, [], 1_500_000_000)
    from.branch('alone', alone)
    await mirror.fetch(remote)
    expect(await mirror.trial(base, alone, 'm')).toEqual({ conflict: [] })
  })

  test('drivers, filters and hooks of the machine never run, whatever .gitattributes names', async () => {
    const home = folder()
    const proof = join(home, 'ran')
    const evil = [
      'merge.evil.driver',
      'diff.evil.textconv',
      'diff.evil.command',
      'filter.evil.smudge',
      'core.fsmonitor',
    ]
    const settings = evil.map((key) => key.split('.'))
    const config = settings.map(([section, ...rest]) =>
      rest.length === 1
        ? `[${section}]\n\t${rest[0]} = touch ${proof}`
        : `[${section} "${rest[0]}"]\n\t${rest[1]} = touch ${proof}`,
    )
    writeFileSync(join(home, '.gitconfig'), `${config.join('\n')}\n[core]\n\thooksPath = ${home}\n`)
    for (const hook of ['pre-push', 'reference-transaction', 'post-index-change', 'post-checkout']) {
      writeFileSync(join(home, hook), `#!/bin/sh\ntouch ${proof}\n`, { mode: 0o755 })
    }
    vi.stubEnv('HOME', home)
    onTestFinished(() => void vi.unstubAllEnvs())

    const from = origin()
    const files = { '.gitattributes': '* merge=evil diff=evil filter=evil\n', a: 'a\n' }
    const root = from.commit(files)
    const base = from.commit({ ...files, a: 'main\n' }, [root])
    const head = from.commit({ ...files, a: 'agent\n', b: 'b\n' }, [root])
    from.branch('main', base)
    from.branch('feature/a', head)
    const { mirror, remote } = await mirrorOf(from)
    expect(await mirror.trial(base, head, 'm')).toEqual({ conflict: ['a'] })
    expect((await mirror.diff(base, head)).files.map((file) => file.path)).toEqual(['a', 'b'])
    await mirror.exportTree(head, join(home, 'tree'))
    await mirror.push(remote, head, 'switchyard/trial/a')
    expect(readFileSync(join(home, 'tree/a'), 'utf8')).toBe('agent\n')
    expect(existsSync(proof)).toBe(false)
  })

  test('predicted conflicts name the files and leave no objects', async () => {
    const { base, head, root, mirror, dir } = await diverged({ a: 'main\n' }, { a: 'agent\n' })
    const objects = () => readdirSync(join(dir, 'objects'), { recursive: true }).length
    const before = objects()
    expect(await mirror.conflicts(base, head)).toEqual(['a'])
    expect(await mirror.conflicts(root, head)).toEqual([])
    expect(await mirror.conflicts(base, missing)).toBeNull()
    expect(objects()).toBe(before)
    expect(readdirSync(dir).filter((name) => name.startsWith('scratch-'))).toEqual([])
  })
})
