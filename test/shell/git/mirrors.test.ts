import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMirrors } from '../../../src/shell/git/mirrors.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mirrors-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const has = (repoId: number) => existsSync(join(root, `${repoId}.git`, 'HEAD'))

describe('mirrors of repositories that left', () => {
  it('are deleted, and those that stay are not', async () => {
    const mirrors = createMirrors(root, () => {})
    for (const repoId of [1, 2, 3]) await mirrors.open({ repoId, installationId: 9 })
    await mirrors.keepOnly(({ repoId }) => repoId === 2)
    expect([has(1), has(2), has(3)]).toEqual([false, true, false])
  })

  it('are known by their installation after a restart, and one that an older version made is not', async () => {
    await createMirrors(root, () => {}).open({ repoId: 1, installationId: 9 })
    await mkdir(join(root, '2.git'))
    const asked: unknown[] = []
    await createMirrors(root, () => {}).keepOnly((mirror) => asked.push(mirror) > 0)
    expect(asked).toEqual([
      { repoId: 1, installation: 9 },
      { repoId: 2, installation: null },
    ])
  })

  it('are opened anew when the repository comes back while they are deleted', async () => {
    const mirrors = createMirrors(root, () => {})
    await mirrors.open({ repoId: 1, installationId: 9 })
    const deleting = mirrors.keepOnly(() => false)
    await mirrors.open({ repoId: 1, installationId: 9 })
    await deleting
    await mirrors.open({ repoId: 1, installationId: 9 })
    expect(has(1)).toBe(true)
  })

  it('nothing else in the folder is touched, and no folder is no trouble', async () => {
    await mkdir(join(root, 'notes'))
    await createMirrors(root, () => {}).keepOnly(() => false)
    expect(existsSync(join(root, 'notes'))).toBe(true)
    await createMirrors(join(root, 'nowhere'), () => {}).keepOnly(() => false)
  })
})
