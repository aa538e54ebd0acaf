/** The Probot App of the README, run as the README says: started by its commands, on other ports. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const modules = join(root, 'node_modules')
const running: ChildProcess[] = []
let dir = ''
let blocks: Map<string, string>
let ports: { emulator: number; app: number }

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'readme-'))
  await symlink(modules, join(dir, 'node_modules'))
  ports = { emulator: await freePort(), app: await freePort() }
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const fences = text.matchAll(/^```\w+ (?:file|run)=(\S+)\n(.*?)^```/gms)
  blocks = new Map([...fences].map(([, name = '', body = '']) => [name, onOtherPorts(body)]))
})

afterAll(async () => {
  for (const { pid, exitCode } of running) if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGKILL')
  await rm(dir, { recursive: true, force: true })
})

const onOtherPorts = (text: string) =>
  text.replaceAll('3000', String(ports.emulator)).replaceAll('3001', String(ports.app)).replaceAll('npx ', '')

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

const environment = () => ({
  PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter),
  HOME: dir,
})

/** Starts a block and resolves when it printed this. */
function start(name: string, words: RegExp): Promise<void> {
  const child = spawn('sh', ['-c', blocks.get(name) ?? 'exit 1'], { cwd: dir, env: environment(), detached: true })
  running.push(child)
  return new Promise((resolve, reject) => {
    let printed = ''
    const look = (chunk: Buffer) => {
      printed += chunk.toString()
      if (words.test(printed)) resolve()
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${printed}`)))
  })
}

test('an App built as the README says answers the webhook of an issue', { timeout: 120_000 }, async () => {
  for (const name of ['app.yml', 'app.js']) await writeFile(join(dir, name), blocks.get(name) ?? '')
  await writeFile(join(dir, 'package.json'), '{ "type": "module" }')
  await start('emulator', /Press Ctrl\+C/)
  await start('app', /Listening on/)
  await promisify(execFile)('sh', ['-c', blocks.get('issue') ?? 'exit 1'], { cwd: dir, env: environment() })
  const url = `http://127.0.0.1:${ports.emulator}/api/v3/repos/acme/app/issues/1/comments`
  const comments = async () => (await fetch(url)).json()
  await expect.poll(comments, { timeout: 60_000 }).toMatchObject([
    {
      user: { login: 'greeter[bot]', type: 'Bot' },
      performed_via_github_app: { slug: 'greeter' },
      body: 'Thank you for #1, @reader.',
    },
  ])
})
