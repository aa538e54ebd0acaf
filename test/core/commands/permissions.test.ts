import { describe, expect, it } from 'vitest'
import type { Command } from '../../../src/core/commands/define.ts'
import { commands } from '../../../src/core/commands/registry.ts'
import { filed } from '../support/stories.ts'
import { oneSaying, type Who } from '../support/world.ts'

/** Made from the declarations: every command's every example, given by everybody. */

type Verdict = '+1' | '-1' | null

/** What a role may do: `agent` commands are for the packet's agent, `writer` ones for writers. */
const roles: Record<string, { who: Who; writer: Verdict; agent: Verdict; anyone: Verdict }> = {
  maintain: { who: 'maintainer', writer: '+1', agent: '+1', anyone: '+1' },
  write: { who: 'writer', writer: '+1', agent: '+1', anyone: '+1' },
  triage: { who: 'triager', writer: '-1', agent: '-1', anyone: '+1' },
  read: { who: 'reader', writer: '-1', agent: '-1', anyone: '+1' },
  none: { who: 'outsider', writer: '-1', agent: '-1', anyone: '+1' },
  'listed agent, its packet': { who: 'agent', writer: '-1', agent: '+1', anyone: '+1' },
  "listed agent, another's packet": { who: 'agent2', writer: '-1', agent: '-1', anyone: '+1' },
  assignee: { who: 'assignee', writer: '-1', agent: '+1', anyone: '+1' },
  'unlisted App': { who: 'robot', writer: '-1', agent: '-1', anyone: '+1' },
  'the App itself': { who: 'switchyard', writer: null, agent: null, anyone: null },
  'deleted account': { who: 'ghost', writer: null, agent: null, anyone: null },
  'permission unknown': { who: 'stranger', writer: '-1', agent: '-1', anyone: '+1' },
}

const whoOf = (command: Command, example: string) => {
  const args = example.slice(command.name.length + 1).trim()
  return command.whoFor?.({ args, more: '' }) ?? command.who
}

const cells = commands.flatMap((command) =>
  command.examples.flatMap((example) =>
    Object.entries(roles).map(([role, may]) => ({
      name: `${example} by ${role}`,
      place: command.validOn === 'session' || example === '/session end' ? 'dashboard' : 'packet',
      example,
      role,
      who: may.who,
      expected: may[whoOf(command, example)],
    })),
  ),
)

function stage(role: string) {
  const scenario = filed()
  if (role === 'assignee') scenario.w.assign(scenario.n, 'assignee')
  else scenario.w.push('agent', scenario.branch, ['src/db.js'])
  scenario.w.settle()
  return scenario
}

describe('who may use which command', () => {
  it.each(cells)('$name: $expected', ({ place, example, role, who, expected }) => {
    const { w, n, dashboard } = stage(role)
    const issue = place === 'packet' ? n : dashboard
    const comment = w.comment(who, issue, example)
    const before = w.status(n)
    w.settle()
    expect(comment.verdict).toBe(expected)
    const refusals = w.said(issue).filter((body) => /switchyard:(refused|unknown):/.test(body))
    expect(refusals).toHaveLength(expected === '-1' ? 1 : 0)
    if (expected !== '+1') expect(w.status(n)).toBe(before)
    w.comment(who, issue, example)
    w.settle()
    expect(w.said(issue).filter((body) => /switchyard:(refused|unknown):/.test(body))).toHaveLength(refusals.length)
  })

  it('names who may, in one line', () => {
    const { w, n } = stage('read')
    w.comment('reader', n, '/merge')
    w.comment('reader', n, '/status done')
    w.comment('outsider', n, '/merge')
    w.settle()
    const lines = w.said(n).filter((body) => body.includes('switchyard:refused:'))
    expect(lines).toHaveLength(2)
    expect(lines[0]).toContain('`/merge` is for people with write access to this repository.')
  })

  it('says so when GitHub does not say who somebody is, and hears them later', () => {
    const { w, n } = stage('write')
    w.comment('stranger', n, '/pause')
    w.settle()
    oneSaying(w, n, 'GitHub did not tell me your permission')
    w.permissions.stranger = 'admin'
    w.comment('stranger', n, '/pause')
    w.settle()
    expect(w.status(n)).toBe('paused')
  })

  it('asks GitHub at the time of use: who lost the right is refused, what they said before stands', () => {
    const { w, n } = stage('write')
    w.comment('writer', n, '/pause')
    w.settle()
    w.permissions.writer = 'read'
    const late = w.comment('writer', n, '/resume')
    w.settle()
    expect(late.verdict).toBe('-1')
    expect(w.status(n)).toBe('paused')
  })

  it('asks nothing of GitHub when nothing new was said', () => {
    const { w, n } = stage('write')
    w.comment('writer', n, '/pause')
    w.settle()
    w.asked.length = 0
    w.settle()
    expect(w.asked).toEqual([])
  })

  it('never asks GitHub about a listed agent or an App', () => {
    const { w, n } = stage('write')
    w.asked.length = 0
    w.comment('agent', n, '/pause')
    w.comment('robot', n, '/pause')
    w.settle()
    expect(w.asked).toEqual([])
  })
})
