/** A packet that can start goes to its agent by the adapter that it or the configuration names. */
import { describe, expect, test } from 'vitest'
import { actionKey } from '../../../src/core/actions.ts'
import { dispatchPlan } from '../../../src/core/dispatch/plan.ts'
import { parseConfig } from '../../../src/core/parse/config/parse.ts'
import { readPacket } from '../../../src/core/parse/packet/read.ts'
import { troubleWords } from '../../../src/core/render/refused.ts'
import { createWorld, packetText, type World } from '../support/world.ts'

function started(config: string, body = packetText()) {
  const world = createWorld()
  world.configure(config)
  world.file('maintainer', 'Session: small', 'Goal: a small thing')
  const issue = world.file('maintainer', 'Work Packet: db', body).number
  world.settle()
  return { world, issue }
}

const mentions = (world: World, issue: number, login: string) =>
  world.said(issue).filter((body) => new RegExp(`(^|\\s)@${login}\\b`, 'm').test(body))

const dispatches = (world: World) => world.actions.filter((action) => action.kind === 'dispatch')

const MENTION = 'dispatch: { adapter: mention, mention: "@octo-agent please start" }\n'
const WORKFLOW = 'dispatch: { adapter: workflow, workflow: { file: agent.yml, inputs: { model: large } } }\n'

describe('by hand, and by a machine that watches', () => {
  test.each(['', 'dispatch: { adapter: command }\n'])('nothing but the briefing: %j', (config) => {
    const { world, issue } = started(config)
    expect(world.status(issue)).toBe('ready')
    expect(world.said(issue).filter((body) => body.includes('switchyard:dispatch'))).toEqual([])
    expect(dispatches(world)).toEqual([])
  })
})

describe('by a mention', () => {
  test('calls the agent once, after the briefing, and mentions nobody else', () => {
    const { world, issue } = started(MENTION)
    expect(mentions(world, issue, 'octo-agent')).toHaveLength(1)
    const said = world.said(issue)
    expect(said.findIndex((body) => body.includes('@octo-agent'))).toBeGreaterThan(
      said.findIndex((body) => body.includes('can start')),
    )
    world.pass(120)
    world.settle()
    expect(mentions(world, issue, 'octo-agent')).toHaveLength(1)
  })

  test('words of the setting mention nobody', () => {
    const { world, issue } = started(
      'dispatch: { adapter: mention, mention: "octo-agent go, cc @maintainer, closes #1" }\n',
    )
    expect(mentions(world, issue, 'octo-agent')).toHaveLength(1)
    expect(mentions(world, issue, 'maintainer')).toEqual([])
  })

  test('whoever is called counts as an agent, not as a writer', () => {
    const { world, issue } = started('dispatch: { adapter: mention, mention: "@agent" }\n')
    world.comment('agent', issue, '/status running 10%')
    world.settle()
    expect(world.status(issue)).toBe('running')
    const merge = world.comment('agent', issue, '/merge')
    world.settle()
    expect(merge.verdict).toBe('-1')
  })

  test('a later /start by a writer calls once more while nobody was heard of', () => {
    const { world, issue } = started(MENTION)
    world.pass(5)
    world.comment('maintainer', issue, '/start')
    world.settle()
    expect(mentions(world, issue, 'octo-agent')).toHaveLength(2)
    world.comment('maintainer', issue, '/status running')
    world.settle()
    world.pass(5)
    world.comment('maintainer', issue, '/start')
    world.settle()
    expect(mentions(world, issue, 'octo-agent')).toHaveLength(2)
  })

  test('a packet names a listed agent; one who is not listed is not called', () => {
    const listed = started(`${MENTION}agents: ["other-agent[bot]"]\n`, `**Agent:** @other-agent\n\n${packetText()}`)
    expect(mentions(listed.world, listed.issue, 'other-agent')).toHaveLength(1)
    const stranger = started(MENTION, `**Agent:** outsider\n\n${packetText()}`)
    expect(mentions(stranger.world, stranger.issue, 'outsider')).toEqual([])
    expect(mentions(stranger.world, stranger.issue, 'octo-agent')).toEqual([])
    expect(stranger.world.packet(stranger.issue).merge.trouble.map(troubleWords).join('\n')).toContain(
      '`outsider` may not be called',
    )
  })

  test('nobody is called for a packet that nobody accepted', () => {
    const world = createWorld()
    world.configure(MENTION)
    world.file('maintainer', 'Session: small', 'Goal: a small thing')
    const issue = world.file('outsider', 'Work Packet: db', packetText()).number
    world.settle()
    expect(mentions(world, issue, 'octo-agent')).toEqual([])
    world.comment('maintainer', issue, '/accept')
    world.settle()
    expect(mentions(world, issue, 'octo-agent')).toHaveLength(1)
  })
})

describe('by a workflow', () => {
  test('is started once, with the packet as inputs, and says so', () => {
    const { world, issue } = started(WORKFLOW)
    expect(dispatches(world)).toMatchObject([
      {
        route: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
        parameters: {
          workflow_id: 'agent.yml',
          ref: 'main',
          inputs: { packet: 'db', issue: String(issue), branch: 'feature/db', base: 'main', model: 'large' },
        },
      },
    ])
    expect(world.said(issue).filter((body) => body.includes('I started the workflow'))).toHaveLength(1)
    world.pass(120)
    world.settle()
    expect(dispatches(world)).toHaveLength(1)
  })

  test.each([
    [403, 'Resource not accessible by integration', 'actions: write'],
    [404, 'Not Found', '.github/workflows/agent.yml'],
    [422, "Workflow does not have 'workflow_dispatch' trigger", 'on: workflow_dispatch'],
  ])('GitHub refuses with %d: people read why and how to mend it', (status, message, fix) => {
    const world = createWorld()
    world.configure(WORKFLOW)
    world.file('maintainer', 'Session: small', 'Goal: a small thing')
    world.refuses = (action) => (action.kind === 'dispatch' ? message : null)
    const issue = world.file('maintainer', 'Work Packet: db', packetText()).number
    world.settle()
    for (const refusal of Object.values(world.snapshot.refused)) refusal.status = status
    world.settle()
    expect(world.packet(issue).merge.trouble.map(troubleWords).join('\n')).toContain(fix)
    expect(world.said(issue).filter((body) => body.includes('could not start'))).toHaveLength(1)
    world.refuses = () => null
    world.snapshot.refused = {}
    world.settle()
    expect(world.said(issue).filter((body) => body.includes('I started the workflow'))).toHaveLength(1)
  })

  test('an attempt without an answer is told and not repeated', () => {
    const { world, issue } = started(WORKFLOW)
    const [first] = dispatches(world)
    const comment = world
      .issue(issue)
      .comments.find((one) => one.revisions.at(-1)?.body.includes('I started the workflow'))
    if (first?.kind !== 'dispatch' || !comment) throw new Error('it was not started')
    comment.revisions = comment.revisions.map((one) => ({ ...one, body: first.bodies.tried }))
    world.pass(120)
    world.settle()
    expect(dispatches(world)).toHaveLength(1)
    expect(comment.revisions.at(-1)?.body).toContain('have no answer')
    world.comment('maintainer', issue, '/start')
    world.settle()
    expect(dispatches(world).map(actionKey)).toHaveLength(2)
  })

  test("somebody else's edit of the record starts nothing again", () => {
    const { world, issue } = started(WORKFLOW)
    const comment = world
      .issue(issue)
      .comments.find((one) => one.revisions.at(-1)?.body.includes('I started the workflow'))
    const last = comment?.revisions.at(-1)
    const editor = world.issue(issue).author
    if (!comment || !last) throw new Error('it was not started')
    comment.revisions.push({ ...last, editor, body: last.body.replace(/\n<!-- switchyard:dispatch-\w+ -->/g, '') })
    world.pass(120)
    world.settle()
    expect(dispatches(world)).toHaveLength(1)
  })
})

describe('what the packet says', () => {
  test.each([
    ['**Agent:** octo-agent', { agent: 'octo-agent' }],
    ['**Agent:** @octo-agent', { agent: 'octo-agent' }],
    ['**Agent:** octo-agent[bot]', { agent: 'octo-agent[bot]' }],
    ['**Dispatch:** workflow', { dispatch: 'workflow' }],
    ['## Dispatch\n\nmention', { dispatch: 'mention' }],
    ['### Agent\n\n_No response_\n\n### Dispatch\n\ncommand', { agent: undefined, dispatch: 'command' }],
    ['**Agent:** whoever has time', { agent: undefined }],
    ['**Dispatch:** pigeon', { dispatch: undefined }],
  ])('%j', (line, expected) => {
    const { packet } = readPacket({ title: 'Work Packet: db', body: `${line}\n\n${packetText()}` })
    expect({ agent: packet.agent, dispatch: packet.dispatch }).toMatchObject(expected)
  })

  test('an adapter that is none is a warning with its line', () => {
    const { problems } = readPacket({ title: 'Work Packet: db', body: `**Dispatch:** pigeon\n\n${packetText()}` })
    expect(problems).toContainEqual(
      expect.objectContaining({ severity: 'warning', line: 1, message: expect.stringContaining('`pigeon`') }),
    )
  })

  test('goes before the configuration, which must name what it needs', () => {
    const { config } = parseConfig(MENTION)
    if (!config) throw new Error('not read')
    expect(dispatchPlan({ dispatch: 'manual' }, config)).toMatchObject({ adapter: { name: 'manual' }, cannot: null })
    expect(dispatchPlan({ dispatch: 'command', agent: 'me' }, config)).toMatchObject({ adapter: { name: 'command' } })
    const { adapter, cannot } = dispatchPlan({ dispatch: 'workflow' }, config)
    expect(adapter.name).toBe('workflow')
    expect(cannot).toContain('no workflow is named')
  })
})

describe('the configuration', () => {
  test.each([
    ['dispatch: { adapter: mention }', 'line 1: `dispatch.mention` must name the account to call'],
    ['dispatch: { adapter: workflow }', 'line 1: `dispatch.workflow` must name the file'],
    ['dispatch: { adapter: post }', 'line 1: `dispatch.adapter` must be one of'],
    ['dispatch: { adaptor: manual }', 'Did you mean `adapter`?'],
    ['dispatch: { mention: "-agent go" }', 'must begin with a login'],
    ['dispatch: { workflow: { file: ../x.yml } }', 'must be the name of a file in .github/workflows'],
  ])('%j', (text, problem) => {
    const { config, problems } = parseConfig(text)
    expect(config).toBeNull()
    expect(problems.join('\n')).toContain(problem)
  })
})
