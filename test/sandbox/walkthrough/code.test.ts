/** Runs the tests of the scripted agents' files as the bot does on a trial merge. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readPacket } from '../../../src/core/parse/packet/read.ts'
import { DEMO_FILES } from '../../../src/sandbox/content.ts'
import { overMock, withAwait, withoutAwait } from '../../../src/sandbox/walkthrough/code/api-users.ts'
import { repository, schema } from '../../../src/sandbox/walkthrough/code/db-users.ts'
import { roles } from '../../../src/sandbox/walkthrough/code/permissions.ts'
import { edgeCases, factory } from '../../../src/sandbox/walkthrough/code/tests-users.ts'
import type { Files } from '../../../src/sandbox/walkthrough/machine.ts'
import { packets } from '../../../src/sandbox/walkthrough/packets.ts'

interface Run {
  code: number
  output: string
}

/** Writes the files over one another and runs the project's tests. */
async function testRun(...layers: Files[]): Promise<Run> {
  const dir = await mkdtemp(join(tmpdir(), 'walkthrough-code-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(Object.assign({}, ...layers) as Files)) {
    if (text === null) continue
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text)
  }
  return new Promise((resolve) => {
    execFile(process.execPath, ['--test'], { cwd: dir, env: { PATH: process.env.PATH ?? '' } }, (error, output) =>
      resolve({ code: error === null ? 0 : 1, output }),
    )
  })
}

const database = [DEMO_FILES, schema, repository]

test('the work of every agent passes its tests', async () => {
  expect(await testRun(DEMO_FILES, schema)).toMatchObject({ code: 0 })
  expect(await testRun(DEMO_FILES, overMock)).toMatchObject({ code: 0 })
  const all = await testRun(...database, overMock, withoutAwait, withAwait, factory, edgeCases, roles)
  expect(all).toMatchObject({ code: 0 })
})

test('only the test of creating a user fails without the await', async () => {
  const { code, output } = await testRun(...database, overMock, withoutAwait)
  expect(code).toBe(1)
  expect(output).toMatch(/(✖|not ok \d+ -) POST \/api\/users returns the created user/)
  expect(output).toMatch(/fail 1\b/)
})

test.each(Object.entries(packets))('the packet %s has no errors', (name, body) => {
  const { packet, problems } = readPacket({ title: `Work Packet: ${name}`, body })
  expect(packet).toMatchObject({ name })
  expect(problems).toEqual([])
})
