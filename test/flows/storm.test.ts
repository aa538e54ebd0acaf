/** A storm of reports: no limit of GitHub's is ever hit, and a command is answered meanwhile. */

import { usageOf } from '@switchyard/github-emulator'
import { expect, it } from 'vitest'
import { packet } from '../harness/scenario.ts'
import { testHarness } from '../harness/support.ts'

const PACKETS = 5
const EVENTS = 500

it('500 reports in a few minutes hit no limit, and a command among them is answered within 2 seconds', {
  timeout: 300_000,
}, async () => {
  const agents = 'agents: [agent]\ncapacity: 10\ntest: node --test\n'
  const harness = await testHarness({ config: agents })
  const issues: number[] = []
  for (let n = 0; n < PACKETS; n++) {
    issues.push(await harness.people.file('maintainer', `Work Packet: p${n}`, packet(`p${n}`, `src/p${n}/`)))
    await harness.settle()
    harness.heard.on(issues[n] ?? 0)
  }
  await harness.pass(60 * 60_000)
  harness.sandbox.meter.reset()

  const answers: number[] = []
  for (let n = 0; n < EVENTS; n++) {
    await harness.people.comment('agent', issues[n % PACKETS] ?? 0, `/status running ${n % 100}% step ${n}`)
    if (n % 5 === 4) await harness.settle()
    if (n % 50 !== 49) continue
    const on = issues[n % PACKETS] ?? 0
    const command = await harness.people.comment('maintainer', on, n % 100 === 49 ? '/pause' : '/resume')
    const said = harness.clock.now()
    await harness.settle()
    const reaction = harness.repo.comments.find(({ id }) => id === command)?.reactions[0]
    answers.push((reaction?.createdAt ?? Number.POSITIVE_INFINITY) - said)
  }
  expect(answers).toHaveLength(EVENTS / 50)
  expect(Math.max(...answers)).toBeLessThanOrEqual(2000)

  await harness.pass(3 * 60 * 60_000)
  const used = usageOf(harness.sandbox.meter.calls())
  expect(used.refused).toBe(0)
  expect(used.creations).toBeGreaterThanOrEqual(EVENTS)
  const reports = harness.repo.comments.filter(({ body }) => body.startsWith('/status running'))
  expect(reports.filter(({ reactions }) => reactions.length === 0)).toEqual([])
  expect(harness.see.dashboard()?.body).toContain('99%')
  await harness.end()
})
