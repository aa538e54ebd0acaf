/** Workflows that the bot starts, over the sandbox: GitHub's refusals, lost answers, and a bot killed around each step. */
import { acceptPermissions } from '@switchyard/github-emulator/testing'
import { describe, expect, it } from 'vitest'
import { faults } from '../harness/faults.ts'
import type { Harness, HarnessOptions } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { testHarness } from '../harness/support.ts'

const config = `agents: [agent]
test: node --test
dispatch: { adapter: workflow, workflow: { file: agent.yml } }
`
const input = (name: string) => `      ${name}: { required: true, type: string }\n`
const workflow = `on:\n  workflow_dispatch:\n    inputs:\n${['packet', 'issue', 'branch', 'base'].map(input).join('')}jobs: {}\n`
const path = '.github/workflows/agent.yml'
const route = 'POST /repos/{owner}/{repo}/actions/workflows/agent.yml/dispatches'
const hour = 3_600_000

interface Setting extends HarnessOptions {
  /** Text of the workflow; null: there is none. */
  text?: string | null
  permission?: 'read' | 'write'
}

async function dispatched({ text = workflow, permission = 'write', ...options }: Setting = {}) {
  const harness = await testHarness({ config, ...options })
  if (text !== null) await harness.people.pushMain('maintainer', { [path]: text })
  give(harness, permission)
  const session = await harness.people.file('maintainer', 'Session: small', 'Goal: a small thing')
  const issue = await harness.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
  await harness.settle()
  for (const number of [session, issue]) harness.heard.on(number)
  return { harness, issue }
}

/** An owner accepts what the App asks for. GitHub: a token keeps the rights of its first moment. */
function give(harness: Harness, permission: 'read' | 'write'): void {
  const { apps, installations, users } = harness.forge.world
  const maintainer = users.find(({ login }) => login === 'maintainer')
  if (maintainer === undefined) throw new Error('no maintainer')
  for (const app of apps) app.permissions = { ...app.permissions, actions: permission }
  for (const installation of installations) acceptPermissions(harness.forge, maintainer, installation)
}

/** How often GitHub started it. */
const started = (harness: Harness) =>
  harness.proxy.calls().filter((call) => call.route === route && call.status === 204).length

function record(harness: Harness, issue: number): string {
  const found = harness.see.said(issue).filter(({ body }) => /<!-- switchyard:dispatch -->/.test(body))
  expect(found).toHaveLength(1)
  return found[0]?.body ?? ''
}

describe('dispatch by workflow', () => {
  it('the workflow is started once, and the packet records its inputs', async () => {
    const { harness, issue } = await dispatched()
    expect(record(harness, issue)).toContain('I started the workflow `agent.yml` on `main`')
    expect(record(harness, issue)).toContain('`branch`: `feature/one`')
    await harness.look()
    expect(started(harness)).toBe(1)
    await harness.end()
  })

  it.each<[string, Setting, string]>([
    ['that the App may not start', { permission: 'read' }, 'actions: write'],
    ['that does not exist', { text: null }, path],
    ['without a dispatch trigger', { text: 'on: push\njobs: {}\n' }, 'on: workflow_dispatch'],
    ['that does not declare the inputs', { text: 'on: workflow_dispatch\njobs: {}\n' }, '`packet`'],
  ])(
    'for a workflow %s, the bot explains the cause and the fix, and starts it once it is fixed',
    async (_, setting, fix) => {
      const { harness, issue } = await dispatched(setting)
      expect(record(harness, issue)).toContain('could not start')
      expect(record(harness, issue)).toContain(fix)
      expect(harness.see.dashboard()?.body).toContain('GitHub refused to start')
      expect(harness.proxy.count(route)).toBe(1)
      give(harness, 'write')
      await harness.people.pushMain('maintainer', { [path]: workflow })
      await harness.pass(hour + 60_000)
      await harness.look()
      expect(started(harness)).toBe(1)
      expect(record(harness, issue)).toContain('I started')
      await harness.end({ warnings: 'allowed' })
    },
  )

  it.each([faults[502], faults.cut])(
    'a start without an answer is not repeated, and a person decides',
    async (answer) => {
      const harness = await testHarness({ config })
      await harness.people.pushMain('maintainer', { [path]: workflow })
      give(harness, 'write')
      await harness.people.file('maintainer', 'Session: small', 'Goal: a small thing')
      harness.proxy.trouble({ route, when: 'after', answer })
      const issue = await harness.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
      await harness.settle()
      await harness.pass(hour)
      expect(record(harness, issue)).toContain('got no answer')
      expect(harness.proxy.count(route)).toBe(1)
      await harness.people.comment('maintainer', issue, '/start')
      await harness.settle()
      expect(harness.proxy.count(route)).toBe(2)
      for (const number of [1, issue]) harness.heard.on(number)
      await harness.end({ warnings: 'allowed' })
    },
  )

  it('the workflow is never started twice, whenever the bot is killed', async () => {
    const whole = await dispatched()
    const at = whole.harness.proxy.calls().find((call) => call.route === route)?.n ?? 0
    expect(at).toBeGreaterThan(3)
    await whole.harness.end()
    for (const nth of [at - 2, at - 1, at, at + 1, at + 2])
      for (const when of ['before', 'after'] as const) {
        const { harness, issue } = await dispatched({ crashes: [{ at: 'request', nth, when }] })
        await harness.look()
        expect(harness.crashes()).toMatchObject({ waiting: 0, lives: 2 })
        expect(started(harness)).toBeLessThanOrEqual(1)
        expect(record(harness, issue)).toContain(
          started(harness) === 1 && !lostAnswer(nth, at, when) ? 'I started' : 'got no answer',
        )
        await harness.dispose()
      }
  })
})

/** The bot died between asking GitHub and noting that it had answered. */
const lostAnswer = (nth: number, at: number, when: 'before' | 'after'): boolean =>
  (nth === at && when === 'after') || (nth === at + 1 && when === 'before')
