/** Workflows that the bot starts, over the sandbox: GitHub's refusals, lost answers, and a bot killed around each step. */
import { describe, expect, it } from 'vitest'
import { troubles } from '../harness/faults.ts'
import type { Bed, BedOptions } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { testBed } from '../harness/support.ts'

const config = `agents: [agent]
test: node --test
dispatch: { adapter: workflow, workflow: { file: agent.yml } }
`
const input = (name: string) => `      ${name}: { required: true, type: string }\n`
const workflow = `on:\n  workflow_dispatch:\n    inputs:\n${['packet', 'issue', 'branch', 'base'].map(input).join('')}jobs: {}\n`
const path = '.github/workflows/agent.yml'
const route = 'POST /repos/{owner}/{repo}/actions/workflows/agent.yml/dispatches'
const hour = 3_600_000

interface Setting extends BedOptions {
  /** Text of the workflow; null: there is none. */
  text?: string | null
  permission?: 'read' | 'write'
}

async function dispatched({ text = workflow, permission = 'write', ...options }: Setting = {}) {
  const bed = await testBed({ config, ...options })
  if (text !== null) await bed.people.pushMain('maintainer', { [path]: text })
  give(bed, permission)
  const session = await bed.people.file('maintainer', 'Session: small', 'Goal: a small thing')
  const issue = await bed.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
  await bed.settle()
  for (const number of [session, issue]) bed.heard.on(number)
  return { bed, issue }
}

function give(bed: Bed, permission: 'read' | 'write'): void {
  for (const { permissions } of bed.forge.world.installations) permissions.actions = permission
}

/** How often GitHub started it. */
const started = (bed: Bed) => bed.wire.calls().filter((call) => call.route === route && call.status === 204).length

function record(bed: Bed, issue: number): string {
  const found = bed.see.said(issue).filter(({ body }) => /<!-- switchyard:dispatch -->/.test(body))
  expect(found).toHaveLength(1)
  return found[0]?.body ?? ''
}

describe('a workflow', () => {
  it('is started once, and the packet says with what', async () => {
    const { bed, issue } = await dispatched()
    expect(record(bed, issue)).toContain('I started the workflow `agent.yml` on `main`')
    expect(record(bed, issue)).toContain('`branch`: `feature/one`')
    await bed.look()
    expect(started(bed)).toBe(1)
    await bed.end()
  })

  it.each<[string, Setting, string]>([
    ['without the right to start it', { permission: 'read' }, 'actions: write'],
    ['that is not there', { text: null }, path],
    ['that cannot be started so', { text: 'on: push\njobs: {}\n' }, 'on: workflow_dispatch'],
    ['that does not take the inputs', { text: 'on: workflow_dispatch\njobs: {}\n' }, '`packet`'],
  ])('%s: people read why and how to mend it, and then it is started', async (_, setting, mend) => {
    const { bed, issue } = await dispatched(setting)
    expect(record(bed, issue)).toContain('could not start')
    expect(record(bed, issue)).toContain(mend)
    expect(bed.see.dashboard()?.body).toContain('GitHub refused to start')
    expect(bed.wire.count(route)).toBe(1)
    give(bed, 'write')
    await bed.people.pushMain('maintainer', { [path]: workflow })
    await bed.pass(hour + 60_000)
    await bed.look()
    expect(started(bed)).toBe(1)
    expect(record(bed, issue)).toContain('I started')
    await bed.end({ warnings: 'allowed' })
  })

  it.each([troubles[502], troubles.cut])(
    'whose start got no answer is not started again; a person decides',
    async (answer) => {
      const bed = await testBed({ config })
      await bed.people.pushMain('maintainer', { [path]: workflow })
      give(bed, 'write')
      await bed.people.file('maintainer', 'Session: small', 'Goal: a small thing')
      bed.wire.trouble({ route, when: 'after', answer })
      const issue = await bed.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
      await bed.settle()
      await bed.pass(hour)
      expect(record(bed, issue)).toContain('have no answer')
      expect(bed.wire.count(route)).toBe(1)
      await bed.people.comment('maintainer', issue, '/start')
      await bed.settle()
      expect(bed.wire.count(route)).toBe(2)
      for (const number of [1, issue]) bed.heard.on(number)
      await bed.end({ warnings: 'allowed' })
    },
  )

  it('is never started twice, whenever the bot is killed', async () => {
    const whole = await dispatched()
    const at = whole.bed.wire.calls().find((call) => call.route === route)?.n ?? 0
    expect(at).toBeGreaterThan(3)
    await whole.bed.end()
    for (const nth of [at - 2, at - 1, at, at + 1, at + 2])
      for (const when of ['before', 'after'] as const) {
        const { bed, issue } = await dispatched({ crashes: [{ at: 'request', nth, when }] })
        await bed.look()
        expect(bed.crashes()).toMatchObject({ waiting: 0, lives: 2 })
        expect(started(bed)).toBeLessThanOrEqual(1)
        expect(record(bed, issue)).toContain(
          started(bed) === 1 && !lostAnswer(nth, at, when) ? 'I started' : 'have no answer',
        )
        await bed.dispose()
      }
  })
})

/** The bot died between asking GitHub and noting that it had answered. */
const lostAnswer = (nth: number, at: number, when: 'before' | 'after'): boolean =>
  (nth === at && when === 'after') || (nth === at + 1 && when === 'before')
