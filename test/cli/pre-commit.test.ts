/** Runs the hook of docs/packets.md unchanged in a new repository. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const hook = /```sh\n(#!\/bin\/sh\n[\s\S]*?)```/.exec(readFileSync(join(root, 'docs/packets.md'), 'utf8'))?.[1] ?? ''

let dir: string
const env = {
  PATH: [dirname(process.execPath), process.env.PATH].join(':'),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'writer',
  GIT_AUTHOR_EMAIL: 'writer@example.invalid',
  GIT_COMMITTER_NAME: 'writer',
  GIT_COMMITTER_EMAIL: 'writer@example.invalid',
}
const git = (...args: string[]) => execFileSync('git', args, { cwd: dir, env: { ...env, HOME: dir }, encoding: 'utf8' })
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
  git('add', path)
}
const commit = () =>
  spawnSync('git', ['commit', '-qm', 'x'], { cwd: dir, env: { ...env, HOME: dir }, encoding: 'utf8' })

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'hook-'))
  git('init', '-q')
  writeFileSync(join(dir, '.git/hooks/pre-commit'), hook)
  chmodSync(join(dir, '.git/hooks/pre-commit'), 0o755)
  put('package.json', JSON.stringify({ scripts: { packet: `node ${root}src/cli/packet.ts` } }))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const good = '# Work Packet: api\n\n**Objective:** x\n\n## Acceptance Criteria\n- [ ] y\n\n**In Scope:** src/\n'

test('the hook stops the commit of a packet with an error and says where it is', () => {
  put('packets/a b.md', good)
  put('packets/bad.md', '# Work Packet: bad\n\n**Objective:** x\n')
  const { status, stdout, stderr } = commit()
  expect(status).toBe(1)
  expect(`${stdout}${stderr}`).toMatch(/^packets\/bad\.md:1: error: The packet has no acceptance criterion/m)
})

test('the hook accepts good packets and commits without packets', () => {
  git('rm', '-q', '--cached', 'packets/bad.md')
  expect(commit()).toMatchObject({ status: 0, stdout: '' })
  put('notes.md', 'no packet')
  expect(commit()).toMatchObject({ status: 0, stdout: '' })
})
