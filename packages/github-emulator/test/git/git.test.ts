import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { protection } from '../../src/domain/protection.ts'
import { mintInstallationToken } from '../../src/domain/tokens.ts'
import type { Emulator } from '../../src/server/emulator.ts'
import { firstRepo } from '../../src/server/info.ts'
import { git, temporaryFolder, testSandbox } from '../server/support.ts'

const withToken = (url: string, token: string) => url.replace('://', `://x-access-token:${token}@`)

async function serve(): Promise<{
  sandbox: Emulator
  url: string
  as(role: 'writer' | 'reader' | 'agent'): string
  app(): string
}> {
  const sandbox = await testSandbox()
  const info = await sandbox.listen(0)
  const installation = () => {
    const [found] = sandbox.forge.world.installations
    if (!found) throw new Error('no installation')
    return mintInstallationToken(sandbox.forge, found).token
  }
  return {
    sandbox,
    url: info.gitUrl,
    as: (role) => withToken(info.gitUrl, info.tokens[role]),
    app: () => withToken(info.gitUrl, installation()),
  }
}

/** Clones, commits one file on a new branch and gives the folder. */
async function commitIn(remote: string, branch: string, path: string, text = 'text\n'): Promise<string> {
  const dir = await temporaryFolder()
  await git(dir, 'clone', '-q', remote, '.')
  await git(dir, 'checkout', '-q', '-b', branch)
  await mkdir(join(dir, path, '..'), { recursive: true })
  await writeFile(join(dir, path), text)
  await git(dir, 'add', '-A')
  await git(dir, 'commit', '-q', '-m', 'work')
  return dir
}

describe('git over HTTP', () => {
  test('everybody reads a public repository, also with an old protocol', async () => {
    const { url } = await serve()
    const dir = await temporaryFolder()
    await git(dir, '-c', 'protocol.version=0', 'clone', '-q', url, 'clone')
    expect(await git(join(dir, 'clone'), 'log', '--format=%s')).toBe('Start of the project')
  })

  test('a push is noticed by the forge as its pusher’s before the client hears of it', async () => {
    const { sandbox, as } = await serve()
    const dir = await commitIn(as('agent'), 'feature/x', 'src/x.js')
    await git(dir, 'push', '-q', 'origin', 'HEAD')
    const repo = firstRepo(sandbox.forge)
    expect(repo.refs['refs/heads/feature/x']).toBe(await git(dir, 'rev-parse', 'HEAD'))
    const created = repo.activity.findLast((row) => row.ref === 'refs/heads/feature/x')
    const agent = sandbox.forge.world.users.find((user) => user.login === 'agent')
    expect(created).toMatchObject({ type: 'branch_creation', actorId: agent?.id })
    expect(sandbox.outbox.pending().map(({ event }) => event)).toContain('push')
  })

  test('a branch can be forced and deleted', async () => {
    const { sandbox, as } = await serve()
    const dir = await commitIn(as('writer'), 'feature/x', 'a.txt')
    await git(dir, 'push', '-q', 'origin', 'HEAD')
    await git(dir, 'commit', '-q', '--amend', '-m', 'again')
    await git(dir, 'push', '-q', '--force', 'origin', 'HEAD')
    expect(firstRepo(sandbox.forge).refs['refs/heads/feature/x']).toBe(await git(dir, 'rev-parse', 'HEAD'))
    await git(dir, 'push', '-q', 'origin', ':feature/x')
    expect(firstRepo(sandbox.forge).refs).not.toHaveProperty('refs/heads/feature/x')
  })

  test('a reader may not push', async () => {
    const { as } = await serve()
    const dir = await commitIn(as('reader'), 'feature/x', 'a.txt')
    await expect(git(dir, 'push', '-q', 'origin', 'HEAD')).rejects.toThrow(/denied to reader|403/)
  })

  test('a protected branch takes no push, and the client is told why', async () => {
    const { sandbox, as } = await serve()
    const repo = firstRepo(sandbox.forge)
    repo.protections = [protection(1, 'main', { lock: true })]
    const before = repo.refs['refs/heads/main']
    const dir = await commitIn(as('writer'), 'feature/x', 'a.txt')
    await expect(git(dir, 'push', 'origin', 'HEAD:main')).rejects.toThrow(
      /GH006: Protected branch update failed for refs\/heads\/main\.\s[\s\S]*remote: - Cannot change this locked branch[\s\S]*\(protected branch hook declined\)/,
    )
    expect(repo.refs['refs/heads/main']).toBe(before)
  })

  test('rules take no push that breaks them, and the client is told which', async () => {
    const { sandbox, as } = await serve()
    const repo = firstRepo(sandbox.forge)
    const rules = [{ type: 'required_linear_history' }, { type: 'non_fast_forward' }]
    const times = { createdAt: 0, updatedAt: 0 }
    const on = { include: ['~DEFAULT_BRANCH'], exclude: [], bypassActors: [] }
    repo.rulesets = [{ id: 1, name: 'linear', enforcement: 'active', rules, ...on, ...times }]
    const dir = await commitIn(as('writer'), 'feature/x', 'a.txt')
    await git(dir, 'checkout', '-q', 'main')
    await git(dir, 'merge', '-q', '--no-ff', '-m', 'merged', 'feature/x')
    await expect(git(dir, 'push', 'origin', 'HEAD:main')).rejects.toThrow(
      /GH013[\s\S]*must not contain merge commits[\s\S]*declined due to repository rule violations/,
    )
    await git(dir, 'push', '-q', 'origin', 'feature/x:main')
    expect(repo.refs['refs/heads/main']).toBe(await git(dir, 'rev-parse', 'feature/x'))
  })

  test('an App pushes, but not workflows without the permission', async () => {
    const { sandbox, app } = await serve()
    const plain = await commitIn(app(), 'helper/trial/x', 'a.txt')
    await git(plain, 'push', '-q', 'origin', 'HEAD')
    expect(firstRepo(sandbox.forge).refs).toHaveProperty('refs/heads/helper/trial/x')

    const flow = await commitIn(app(), 'feature/flow', '.github/workflows/test.yml', 'on: push\n')
    await expect(git(flow, 'push', 'origin', 'HEAD')).rejects.toThrow(
      /refusing to allow a GitHub App to create or update workflow `\.github\/workflows\/test\.yml`/,
    )
    expect(firstRepo(sandbox.forge).refs).not.toHaveProperty('refs/heads/feature/flow')
  })

  test('an App may push on top of workflows that are there already', async () => {
    const { as, app, sandbox } = await serve()
    const theirs = await commitIn(as('writer'), 'feature/flow', '.github/workflows/test.yml', 'on: push\n')
    await git(theirs, 'push', '-q', 'origin', 'HEAD')
    const dir = await temporaryFolder()
    await git(dir, 'clone', '-q', '--branch', 'feature/flow', app(), '.')
    await git(dir, 'commit', '-q', '--allow-empty', '-m', 'on top')
    await git(dir, 'push', '-q', 'origin', 'HEAD:feature/top')
    expect(firstRepo(sandbox.forge).refs).toHaveProperty('refs/heads/feature/top')
  })

  test('a large push arrives whole', async () => {
    const { sandbox, as } = await serve()
    const text = Array.from({ length: 200_000 }, (_, i) => `${(i * 2_654_435_761) % 4_294_967_296}`).join('\n')
    const dir = await commitIn(as('writer'), 'feature/large', 'large.txt', text)
    await git(dir, 'push', '-q', 'origin', 'HEAD')
    expect(firstRepo(sandbox.forge).refs).toHaveProperty('refs/heads/feature/large')
  })

  const refusals: [string, string, Record<string, string>, number][] = [
    ['nobody asks to push', '/acme/app.git/info/refs?service=git-receive-pack', {}, 401],
    ['nobody asks for what is not there', '/acme/none.git/info/refs?service=git-upload-pack', {}, 401],
    ['a wrong token', '/acme/app.git/info/refs?service=git-upload-pack', { authorization: 'Basic eDp5' }, 401],
  ]
  test.each(refusals)('%s: asked for a name', async (_, path, headers, status) => {
    const sandbox = await testSandbox()
    const response = await sandbox.fetch(new Request(`http://localhost${path}`, { headers }))
    expect(response.status).toBe(status)
    expect(response.headers.get('www-authenticate')).toBe('Basic realm="GitHub"')
  })
})
