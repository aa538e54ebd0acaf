import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PlayedJob } from '../../src/domain/forge.ts'
import { createIssue, editIssue } from '../../src/domain/verbs/index.ts'
import { createEmulator } from '../../src/server/emulator.ts'
import { firstRepo, type Info } from '../../src/server/info.ts'
import { ask, git, temporaryFolder, testSandbox } from './support.ts'

const child = new URL('./served.ts', import.meta.url).pathname

/** A sandbox in a process of its own, to be killed. */
async function served(dataDir: string) {
  const process = fork(child, [dataDir], { execArgv: [] })
  const [info] = (await once(process, 'message')) as [Info]
  const kill = async () => {
    const gone = once(process, 'exit')
    process.kill('SIGKILL')
    await gone
  }
  return { info, kill }
}

async function post(info: Info, query: string) {
  const response = await fetch(info.graphqlUrl, {
    method: 'POST',
    headers: { authorization: `bearer ${info.tokens.writer}` },
    body: JSON.stringify({ query }),
  })
  return response.json() as Promise<{ data: unknown }>
}

const workflow = `on:
  push:
    branches: ['helper/trial/**']
jobs:
  test:
    steps:
      - run: node --test
`

describe('a data folder', () => {
  test('holds what was answered, however the process ends', async () => {
    const dir = await temporaryFolder()
    const first = await createEmulator({ dataDir: dir, outbox: 'manual' })
    const writer = first.forge.world.users.find((user) => user.login === 'writer')
    if (!writer) throw new Error('no writer')
    createIssue({ forge: first.forge, actor: writer, repo: firstRepo(first.forge) }, { title: 'kept', body: 'text' })
    await first.close()

    const killed = await served(dir)
    const { data } = (await post(killed.info, '{repository(owner:"acme",name:"app"){issue(number:1){id title}}}')) as {
      data: { repository: { issue: { id: string; title: string } } }
    }
    expect(data.repository.issue.title).toBe('kept')
    const said = `mutation{addComment(input:{subjectId:"${data.repository.issue.id}",body:"said"}){clientMutationId}}`
    await post(killed.info, said)
    await killed.kill()

    const again = await testSandbox({ dataDir: dir })
    expect(again.isNew).toBe(false)
    expect(again.info().tokens).toEqual(killed.info.tokens)
    expect(firstRepo(again.forge).comments.map(({ body }) => body)).toEqual(['said'])
  })

  test('a push that was in git only when the process was killed is noticed at the next start, as its pusher’s', async () => {
    const dir = await temporaryFolder()
    const first = await createEmulator({ dataDir: dir, outbox: 'manual' })
    const bare = first.forge.bareDir(firstRepo(first.forge))
    await first.close()
    const env = [
      '-c',
      'user.name=agent',
      '-c',
      'user.email=agent@example.invalid',
      '-c',
      'core.logAllRefUpdates=always',
    ]
    await git(bare, ...env, 'update-ref', 'refs/heads/feature/late', 'refs/heads/main')
    const again = await testSandbox({ dataDir: dir })
    const agent = again.forge.world.users.find((user) => user.login === 'agent')
    const row = firstRepo(again.forge).activity.find(({ ref }) => ref === 'refs/heads/feature/late')
    expect(row).toMatchObject({ type: 'branch_creation', actorId: agent?.id })
  })

  test('workflows that a push had not started yet when the process was killed are started once', async () => {
    const dir = await temporaryFolder()
    const played: string[] = []
    const seed = { files: { '.github/workflows/tests.yml': workflow } }
    const options = { dataDir: dir, seed, outbox: 'manual' } as const
    const first = await createEmulator({ ...options, workflows: () => {} })
    const repo = firstRepo(first.forge)
    const main = repo.refs['refs/heads/main'] ?? ''
    const writer = first.forge.world.users.find(({ login }) => login === 'writer')
    const at = first.forge.clock.now()
    repo.unstarted = [{ branch: 'helper/trial/one', sha: main, actorId: writer?.id ?? 0, at }]
    first.forge.touch()
    await first.close()
    // The first start makes the run, and its process is killed before the job has begun.
    for (const player of [() => {}, (job: PlayedJob) => void played.push(`${job.branch} ${job.sha}`)]) {
      const again = await createEmulator({ ...options, workflows: player })
      expect(firstRepo(again.forge).workflowRuns).toHaveLength(1)
      expect(firstRepo(again.forge).unstarted).toEqual([])
      await again.close()
    }
    expect(played).toEqual([`helper/trial/one ${main}`])
  })

  test('is refused to a second sandbox, and free again when the first was killed', async () => {
    const dir = await temporaryFolder()
    const first = await served(dir)
    await expect(createEmulator({ dataDir: dir })).rejects.toThrow('Another emulator is running on this data folder')
    expect((await post(first.info, '{viewer{login}}')).data).toEqual({ viewer: { login: 'writer' } })
    await first.kill()
    await expect(testSandbox({ dataDir: dir })).resolves.toMatchObject({ isNew: false })
  })

  test('locks of a git that was killed do not stop the next push', async () => {
    const dir = await temporaryFolder()
    const first = await createEmulator({ dataDir: dir, outbox: 'manual' })
    const bare = first.forge.bareDir(firstRepo(first.forge))
    await first.close()
    for (const lock of ['refs/heads/main.lock', 'packed-refs.lock']) await writeFile(join(bare, lock), '')
    await testSandbox({ dataDir: dir })
    await git(bare, 'update-ref', '-d', 'refs/heads/main')
    await expect(git(bare, 'rev-parse', '--verify', 'refs/heads/main')).rejects.toThrow()
  })

  test('every revision of a text comes back', async () => {
    const dir = await temporaryFolder()
    const first = await createEmulator({ dataDir: dir, outbox: 'manual' })
    const repo = firstRepo(first.forge)
    const writer = first.forge.world.users.find((user) => user.login === 'writer')
    if (!writer) throw new Error('no writer')
    const issue = createIssue({ forge: first.forge, actor: writer, repo }, { title: 'text', body: '0' })
    for (let round = 1; round <= 12; round++)
      editIssue({ forge: first.forge, actor: writer, repo }, issue, { body: `${round}` })
    const world = structuredClone(first.forge.world)
    await first.close()
    const again = await testSandbox({ dataDir: dir })
    expect(again.forge.world).toEqual(world)
  })

  test('only its owner reads the tokens and the key, and emulator.json goes with the server', async () => {
    const dir = await temporaryFolder()
    const sandbox = await createEmulator({ dataDir: dir, outbox: 'manual' })
    const info = await sandbox.listen(0)
    expect(JSON.parse(await readFile(join(dir, 'emulator.json'), 'utf8'))).toEqual(info)
    for (const name of ['emulator.json', 'app.pem']) expect((await stat(join(dir, name))).mode & 0o077).toBe(0)
    await sandbox.close()
    await expect(stat(join(dir, 'emulator.json'))).rejects.toThrow('ENOENT')
  })
})

describe('the socket', () => {
  const callers: [string, Record<string, string>, number][] = [
    ['a program', {}, 200],
    ['a browser on the page', { host: 'localhost:PORT', origin: 'http://localhost:PORT' }, 200],
    ['a foreign name for this machine', { host: 'evil.example:PORT' }, 403],
    ['another port’s page', { origin: 'http://localhost:1' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
  ]
  test.each(callers)('%s', async (_, given, status) => {
    const sandbox = await testSandbox()
    const info = await sandbox.listen(0)
    const { port } = new URL(info.url)
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('PORT', port)]),
    )
    // fetch does not let a program say another Host.
    const call = request(info.url, { headers })
    call.end()
    const [response] = (await once(call, 'response')) as [{ statusCode: number; resume(): void }]
    response.resume()
    expect(response.statusCode).toBe(status)
  })

  test('a body that is too large is refused, told or not', async () => {
    const sandbox = await testSandbox()
    const chunk = new Uint8Array(1_000_000)
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1
        controller.enqueue(chunk)
      },
    })
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: endless, duplex: 'half' }
    const response = await sandbox.fetch(new Request('http://localhost/api/graphql', init))
    expect(response.status).toBe(413)
    expect(sent).toBeLessThan(20)
  })
})

test('what is no repository cannot be imported, and the folder can be used afterwards', async () => {
  const dataDir = await temporaryFolder()
  const importFrom = await temporaryFolder()
  await expect(createEmulator({ dataDir, seed: { importFrom } })).rejects.toThrow(/no git repository at/)
  await expect(testSandbox({ dataDir })).resolves.toMatchObject({ isNew: true })
})

test('an existing repository is copied, with its default branch', async () => {
  const source = await temporaryFolder()
  await git(source, 'init', '-q', '--initial-branch=trunk', '.')
  await git(source, 'commit', '-q', '--allow-empty', '-m', 'theirs')
  const sandbox = await testSandbox({ seed: { importFrom: source } })
  const { data } = await ask(
    sandbox,
    'reader',
    '{repository(owner:"acme",name:"app"){defaultBranchRef{name target{...on Commit{message}}}}}',
  )
  expect(data).toEqual({ repository: { defaultBranchRef: { name: 'trunk', target: { message: 'theirs' } } } })
})
