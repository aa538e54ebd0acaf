import { expect, test } from 'vitest'
import type { Emulator } from '../../src/server/emulator.ts'
import { firstRepo } from '../../src/server/info.ts'
import { testSandbox } from './support.ts'

const file = (sandbox: Emulator, title: string) =>
  sandbox.fetch(
    new Request('http://localhost/api/v3/repos/acme/app/issues', {
      method: 'POST',
      headers: { authorization: `token ${sandbox.info().tokens.writer}` },
      body: JSON.stringify({ title }),
    }),
  )

const titles = (sandbox: Emulator) => firstRepo(sandbox.forge).issues.map(({ title }) => title)
const filing = { method: 'POST', path: /\/issues$/ }

test('a fault hits the request it is meant for, once, before or after the effect', async () => {
  const sandbox = await testSandbox()
  const badGateway = () => new Response(null, { status: 502 })
  sandbox.faults.add({ ...filing, nth: 2, when: 'before', answer: badGateway })
  sandbox.faults.add({ ...filing, nth: 3, when: 'after', answer: badGateway })
  const answers = []
  for (const title of ['a', 'b', 'c', 'd']) answers.push((await file(sandbox, title)).status)
  expect(answers).toEqual([201, 502, 502, 201])
  expect(titles(sandbox)).toEqual(['a', 'c', 'd'])
  expect(sandbox.faults.waiting()).toEqual([])
})

test('a connection that breaks after the effect; every request is counted', async () => {
  const sandbox = await testSandbox()
  const breaks = () => {
    throw new TypeError('fetch failed')
  }
  sandbox.faults.add({ ...filing, nth: 1, when: 'after', answer: breaks })
  await expect(file(sandbox, 'a')).rejects.toThrow('fetch failed')
  await file(sandbox, 'b')
  expect(titles(sandbox)).toEqual(['a', 'b'])
  expect(sandbox.meter.calls().map(({ status }) => status)).toEqual([0, 201])
  expect(sandbox.meter.count('POST', /\/issues$/)).toBe(2)
  sandbox.meter.reset()
  expect(sandbox.meter.calls()).toEqual([])
})
