/** One packet from filing to merged with gh and git alone, against the sandbox and the bot. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainInfo } from '@switchyard/github-emulator'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createSandbox } from '../../src/sandbox/emulator.ts'
import { silentLog } from '../../src/shell/log.ts'
import { type StartOptions, startBot } from '../../src/shell/start.ts'
import { ghVersion, host, type Machine, machineOn, where } from './gh.ts'

const packet = `**Objective:** A function that says goodbye

**Branch:** \`feature/goodbye\`

## Acceptance Criteria
- [ ] goodbye('reader') gives "Goodbye, reader"

## Boundaries
**In Scope:** src/goodbye.js, src/goodbye.test.js
`

const code = `export const goodbye = (name) => \`Goodbye, \${name}\`\n`
const itsTest = `import assert from 'node:assert/strict'
import test from 'node:test'
import { goodbye } from './goodbye.js'

test('says goodbye by name', () => assert.equal(goodbye('reader'), 'Goodbye, reader'))
`

/** The sandbox with its bot, as \`npm run sandbox -- --empty --tls --host github.test\` starts it. */
async function play(): Promise<Machine> {
  const dir = await mkdtemp(join(tmpdir(), 'gh-packet-'))
  const sandbox = await createSandbox({ dataDir: join(dir, 'data'), tls: true, hosts: [host] })
  const options = (apiUrl: string): StartOptions => ({
    appId: sandbox.app.id,
    privateKey: sandbox.app.privateKey,
    webhookSecret: sandbox.app.webhookSecret,
    apiUrl,
    host: '127.0.0.1',
    port: 0,
    dataDir: sandbox.layout.bot,
    allowLocalRunner: () => true,
    underWayMs: 0,
    log: silentLog,
  })
  let bot: Awaited<ReturnType<typeof startBot>> | null = null
  const info = await sandbox.listen(0, async (reached) => {
    bot = await startBot(options(plainInfo(reached).apiUrl))
    sandbox.setWebhookUrl(`${bot.url}/api/github/webhooks`)
  })
  const machine = await machineOn(sandbox, info)
  onTestFinished(async () => {
    await bot?.close()
    await machine.dispose()
    await rm(dir, { recursive: true, force: true })
  })
  return machine
}

/** Asks again until it is so: the bot works on its own time. */
const until = (ask: () => Promise<string>, isSo: (answer: string) => boolean): Promise<string> =>
  vi.waitFor(
    async () => {
      const answer = await ask()
      if (!isSo(answer)) throw new Error(`not yet: ${answer}`)
      return answer
    },
    { timeout: 100_000, interval: 250 },
  )

test.skipIf(ghVersion === null)(`a packet is filed, worked on, reviewed and merged with gh, ${where}`, async () => {
  const { gh, git, read, clone } = await play()
  const url = await gh('maintainer', 'issue', 'create', '-t', 'Work Packet: goodbye', '-b', packet)
  const number = url.trim().split('/').at(-1) ?? ''
  const words = () => gh('agent', 'issue', 'view', number, '--comments')
  await until(words, (text) => text.includes('feature/goodbye'))
  await until(
    () => git('agent', 'fetch', '-q').then(() => git('agent', 'branch', '-r')),
    (all) => all.includes('origin/feature/goodbye'),
  )
  await gh('agent', 'issue', 'comment', number, '-b', '/status running 10%')

  await git('agent', 'checkout', '-q', 'feature/goodbye')
  await writeFile(join(clone, 'src/goodbye.js'), code)
  await writeFile(join(clone, 'src/goodbye.test.js'), itsTest)
  await git('agent', 'add', '.')
  await git('agent', 'commit', '-q', '-m', 'Say goodbye')
  await git('agent', 'push', '-q')
  const body = await gh('agent', 'issue', 'view', number, '--json', 'body', '-q', '.body')
  await gh('agent', 'issue', 'edit', number, '-b', body.trim().replace('- [ ]', '- [x]'))
  await gh('agent', 'issue', 'comment', number, '-b', '/status done')

  const list = [
    'pr',
    'list',
    '--head',
    'feature/goodbye',
    '--json',
    'number,isDraft',
    '-q',
    '.[] | select(.isDraft | not) | .number',
  ]
  const pull = (
    await until(
      () => gh('maintainer', ...list),
      (text) => text.trim() !== '',
    )
  ).trim()
  expect(await gh('maintainer', 'pr', 'diff', pull)).toContain('+export const goodbye')
  const checks = () => gh('maintainer', 'pr', 'checks', pull)
  await until(checks, (text) => text.includes('switchyard/') && !/\t(fail|pending)\t/.test(text))
  await gh('maintainer', 'pr', 'review', pull, '--approve', '-b', 'As it should be')
  await gh('maintainer', 'issue', 'comment', number, '-b', '/merge')

  const state = ['issue', 'view', number, '--json', 'state', '-q', '.state']
  await until(
    () => gh('maintainer', ...state),
    (text) => text === 'CLOSED\n',
  )
  await git('maintainer', 'fetch', '-q')
  expect(await git('maintainer', 'show', 'origin/main:src/goodbye.js')).toBe(code)
  expect(await read(`pulls/${pull}`)).toMatchObject({ merged: true })
  expect(await read(`issues/${number}`)).toMatchObject({ state: 'closed', state_reason: 'completed' })
})
