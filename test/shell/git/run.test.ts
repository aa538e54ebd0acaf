import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { gitEnvironment } from '../../../src/shell/git/environment.ts'
import { openMirror } from '../../../src/shell/git/mirror.ts'
import { GitError, git } from '../../../src/shell/git/run.ts'
import { scrub } from '../../../src/shell/git/scrub.ts'
import { gitProblem, gitVersion } from '../../../src/shell/git/version.ts'
import { folder } from './fixture.ts'

const token = 'ghs_0123456789abcdef0123456789abcdef0123'
const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
const authorization = `basic ${basic}`

async function server(answer: RequestListener): Promise<string> {
  const http = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => http.once('listening', resolve))
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/acme/app.git`
}

describe('the authorization header', () => {
  test('reaches the remote, and no error repeats it', async () => {
    const seen: (string | undefined)[] = []
    const url = await server((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(403, { 'content-type': 'text/plain' }).end(`denied: ${request.headers.authorization}`)
    })
    const mirror = await openMirror(join(folder(), 'mirror.git'))
    const error = await mirror.fetch({ url, authorization }).catch((thrown: unknown) => thrown)
    expect(seen).toEqual([authorization])
    expect(error).toBeInstanceOf(GitError)
    expect(String(error)).toContain('denied: [hidden]')
    expect(JSON.stringify([String(error), error])).not.toMatch(new RegExp(`${basic}|${token}`))
  })

  test('stays with its own origin', async () => {
    const seen: (string | undefined)[] = []
    const other = await server((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(404).end()
    })
    const url = await server((request, response) => {
      response.writeHead(302, { location: `${other}${request.url}` }).end()
    })
    const mirror = await openMirror(join(folder(), 'mirror.git'))
    await expect(mirror.fetch({ url, authorization })).rejects.toThrow('fetch failed')
    expect(seen).toEqual([undefined])
  })

  test('a server that asks for a password gets an error, not a prompt', async () => {
    const url = await server((_, response) => response.writeHead(401, { 'www-authenticate': 'Basic' }).end())
    const mirror = await openMirror(join(folder(), 'mirror.git'))
    await expect(mirror.fetch({ url, authorization: '' })).rejects.toThrow('could not read Username')
  })

  test('a server that never answers is given up', async () => {
    const url = await server(() => undefined)
    const mirror = await openMirror(join(folder(), 'mirror.git'), { networkTimeoutMs: 200 })
    await expect(mirror.fetch({ url, authorization })).rejects.toMatchObject({ kind: 'timed-out' })
  })
})

describe('git', () => {
  test('is told nothing of the process but how to reach the network', () => {
    vi.stubEnv('WEBHOOK_SECRET', 'hush')
    vi.stubEnv('GIT_DIR', '/elsewhere')
    vi.stubEnv('https_proxy', 'http://proxy.example')
    onTestFinished(() => void vi.unstubAllEnvs())
    const env = gitEnvironment({})
    expect(env).not.toHaveProperty('WEBHOOK_SECRET')
    expect(env).not.toHaveProperty('GIT_DIR')
    expect(env.https_proxy).toBe('http://proxy.example')
  })

  test('prints no more than is allowed', async () => {
    await expect(git(['help', '-a'], { maxBytes: 100 })).rejects.toMatchObject({ kind: 'output-limit' })
  })

  test('an exit code that is no answer is an error with what git said', async () => {
    await expect(git(['cat-file', '-e', 'nothing'], { cwd: folder() })).rejects.toThrow(
      /^git cat-file failed: fatal: not a git repository/,
    )
  })
})

describe('gitProblem', () => {
  test.each([
    ['git version 2.38.0', null],
    ['git version 2.39.5', null],
    ['git version 2.50.1 (Apple Git-155)', null],
    ['git version 3.0.0', null],
    ['git version 2.37.9', 'Switchyard needs git 2.38 or later, and this is 2.37.9.'],
    ['git version 1.99.0', 'Switchyard needs git 2.38 or later, and this is 1.99.0.'],
    ['something else', 'Switchyard needs git 2.38 or later, and this says: something else'],
  ])('%s: %s', (text, problem) => {
    expect(gitProblem(text)).toBe(problem)
  })

  test('the git of this machine will do', async () => {
    expect(gitProblem(await gitVersion())).toBeNull()
  })
})

describe('scrub', () => {
  test.each([
    ['the header', `sent ${authorization}`, 'sent [hidden]'],
    ['its value', `sent ${basic}`, 'sent [hidden]'],
    ['the token inside', `token ${token}.`, 'token [hidden].'],
    ['credentials in an address', 'https://x-access-token:pass@host/a', 'https://[hidden]@host/a'],
    ['any token of GitHub', 'ghp_abc and github_pat_1_2', '[hidden] and [hidden]'],
    ['nothing else', 'fatal: mail agent@example.com', 'fatal: mail agent@example.com'],
  ])('%s', (_, text, clean) => {
    expect(scrub(text, { authorization })).toBe(clean)
  })
})
