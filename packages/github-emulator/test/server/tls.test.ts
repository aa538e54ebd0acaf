import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { request as plainRequest } from 'node:http'
import { request } from 'node:https'
import { connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/server/emulator.ts'
import { hostOption, trustLines } from '../../src/server/trust.ts'
import { temporaryFolder, testSandbox } from './support.ts'

const run = promisify(execFile)

const open = async () => {
  const emulator = await testSandbox({ tls: true, hosts: ['github.test'] })
  const info = await emulator.listen(0)
  const port = Number(new URL(info.url).port)
  return { emulator, info, port, ca: await readFile(info.tls?.ca ?? '', 'utf8') }
}

/** The status that a name is answered with, over TLS that only the folder's own authority vouches for. */
const asked = (port: number, ca: string, servername: string, host: string) =>
  new Promise<number | string>((resolve) => {
    const options = { port, host: '127.0.0.1', path: '/api/v3/zen', ca, servername, headers: { host } }
    request(options, (response) => resolve(response.resume().statusCode ?? 0))
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
      .end()
  })

describe('with TLS', () => {
  test('one port answers TLS under each name, and plain HTTP', async () => {
    const { info, port, ca } = await open()
    expect(info.url).toBe(`https://github.test:${port}`)
    expect(await asked(port, ca, 'github.test', `github.test:${port}`)).toBe(200)
    expect(await asked(port, ca, 'github.test', 'github.test')).toBe(200)
    expect(await asked(port, ca, 'localhost', `localhost:${port}`)).toBe(200)
    expect(await asked(port, ca, 'evil.test', 'github.test')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
    expect(await asked(port, ca, 'github.test', 'evil.test')).toBe(403)
    expect((await fetch(`${info.tls?.plainUrl}/api/v3/zen`)).status).toBe(200)
  })

  test('links say the address that was asked', async () => {
    const { emulator } = await open()
    const link = async (origin: string) => {
      const answer = await emulator.fetch(new Request(`${origin}/api/v3/repos/acme/app`))
      return ((await answer.json()) as { html_url: string }).html_url
    }
    for (const origin of ['https://github.test', 'https://localhost:3000', 'http://127.0.0.1:3000'])
      expect(await link(origin)).toBe(`${origin}/acme/app`)
    expect(emulator.info().url).toMatch(/^https:\/\/github.test:\d+$/)
  })

  test('it is a proxy to itself, and to nothing else', async () => {
    const { port, ca } = await open()
    const through = (target: string) =>
      new Promise<string>((resolve) => {
        const asking = plainRequest({ port, host: '127.0.0.1', method: 'CONNECT', path: target })
        asking.on('connect', ({ statusCode = 0 }, socket) => {
          if (statusCode !== 200) return resolve(String(statusCode))
          const secure = connectTls({ socket, ca, servername: 'github.test' })
          secure.write('GET /api/v3/zen HTTP/1.1\r\nHost: github.test\r\nConnection: close\r\n\r\n')
          secure.once('data', (chunk: Buffer) => resolve(chunk.toString().split('\r\n')[0] ?? ''))
        })
        asking.end()
      })
    expect(await through('github.test:443')).toBe('HTTP/1.1 200 OK')
    expect(await through('evil.test:443')).toBe('403')
    expect(await through('127.0.0.1:22')).toBe('403')
  })

  test('the authority stays the same over a restart and with another name', async () => {
    const dataDir = await temporaryFolder()
    const first = await createEmulator({ tls: true, hosts: ['github.test'], dataDir, outbox: 'manual' })
    const ca = await readFile((await first.listen(0)).tls?.ca ?? '', 'utf8')
    await first.close()
    const again = await testSandbox({ tls: true, hosts: ['other.test'], dataDir })
    const info = await again.listen(0)
    expect(await asked(Number(new URL(info.url).port), ca, 'other.test', 'other.test')).toBe(200)
  })

  test('git clones over it', async () => {
    const { info } = await open()
    const env = {
      ...process.env,
      GIT_SSL_CAINFO: info.tls?.ca,
      HTTPS_PROXY: info.tls?.plainUrl,
      GIT_TERMINAL_PROMPT: '0',
    }
    const dir = await temporaryFolder()
    await run('git', ['clone', '-q', `https://x:${info.tokens.writer}@github.test/acme/app.git`, dir], { env })
    expect((await run('git', ['log', '--format=%s'], { cwd: dir })).stdout).toBe('Start of the project\n')
  })
})

test('without TLS a further name is answered over HTTP, and others are refused', async () => {
  const emulator = await testSandbox({ hosts: ['Github.test'] })
  const info = await emulator.listen(0)
  const { port } = new URL(info.url)
  expect(info.url).toBe(`http://github.test:${port}`)
  const status = (host: string) =>
    new Promise<number>((resolve) => {
      const options = { port, host: '127.0.0.1', path: '/api/v3/zen', headers: { host } }
      plainRequest(options, (response) => resolve(response.resume().statusCode ?? 0)).end()
    })
  expect(await status(`github.test:${port}`)).toBe(200)
  expect(await status(`evil.test:${port}`)).toBe(403)
  expect(await status('github.test')).toBe(403)
})

test.each(['', 'a:1', 'http://a', '-a', '127.0.0.1', 'a b'])('--host takes no %j', (text) => {
  expect(() => hostOption(text)).toThrow('It must be a name')
})

test('the printed settings go through the proxy only where a port is left out', async () => {
  const { info } = await open()
  const proxy = `export HTTPS_PROXY=${info.tls?.plainUrl}`
  expect(trustLines(info)).toContain(proxy)
  expect(trustLines({ ...info, url: 'https://github.test' })).not.toContain(proxy)
  expect(trustLines({ ...info, url: 'https://localhost:3000' }).join('\n')).toContain('GH_HOST=localhost:3000')
  const { tls: _, ...plain } = info
  expect(trustLines(plain)).toEqual([])
})
