import { expect, test } from 'vitest'
import type { Typed } from '../../../src/sandbox/walkthrough/machine.ts'
import { needsYou, type Scene } from '../../../src/sandbox/walkthrough/scene.ts'
import { playStages, type Stage } from '../../../src/sandbox/walkthrough/stage.ts'
import { until } from '../../../src/sandbox/walkthrough/until.ts'

const scene = { typed: () => [] as Typed[] } as Partial<Scene> as Scene

async function played(...stages: Stage[]) {
  const lines: string[] = []
  const isGood = await playStages(stages, scene, (line) => lines.push(line))
  return { isGood, lines }
}

const good: Stage = { happens: 'a packet is filed', play: async () => 'it has a branch' }
const bad: Stage = {
  happens: 'a packet is merged',
  play: async () => {
    throw new Error('main did not move')
  },
}

test('each stage prints one line with the time, what happened and what the bot did', async () => {
  const { isGood, lines } = await played(good, good)
  expect(isGood).toBe(true)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d {2}✓ a packet is filed → it has a branch \(\d+\.\d s\)$/)
})

test('typed commands are printed below their stage, cut to the width of a terminal', async () => {
  const typed = [
    { at: null, line: 'switchyard round' },
    { at: 'api-users', line: `switchyard ask "${'long '.repeat(40)}"` },
  ]
  const lines: string[] = []
  await playStages([good], { ...scene, typed: () => typed }, (line) => lines.push(line))
  expect(lines[1]).toMatch(/^ +app \$ switchyard round$/)
  expect(lines[2]).toMatch(/^ +api-users \$ switchyard ask "long .*…$/)
  expect(lines[2]?.length).toBeLessThanOrEqual(110)
})

test('the first stage that fails prints the reason and is the last', async () => {
  const { isGood, lines } = await played(good, bad, good)
  expect(isGood).toBe(false)
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain('✗ a packet is merged → failed: main did not move')
})

test('a probe that throws is repeated like one that finds nothing', async () => {
  let looks = 0
  const found = await until('the third look', async () => {
    looks += 1
    if (looks === 1) throw new Error('fetch failed')
    return looks === 3 && 'there'
  })
  expect([found, looks]).toEqual(['there', 3])
})

test('the list of what needs a person ends at the next heading', () => {
  expect(needsYou('# Goal\nasked\n## 🔔 Needs you\n\n- one\n\n## Decisions\n\n- two')).toBe('\n\n- one\n\n')
  expect(needsYou('no dashboard yet')).toBe('')
})
