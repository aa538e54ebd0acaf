import { expect, it } from 'vitest'
import type { Action } from '../../../src/core/actions.ts'
import { configSchema } from '../../../src/core/parse/config/schema.ts'
import { aboutAction } from '../../../src/core/render/about.ts'
import { packetState, pullFact, sessionState } from './build.ts'

const packet = packetState({
  issue: 4,
  name: 'db',
  branch: 'feature/db',
  head: 'abc',
  status: 'ready',
  agent: null,
  report: null,
  pull: pullFact({ number: 9 }),
  checks: {},
  trouble: [],
  decisions: [],
  scopeRequests: [],
  change: null,
})
const state = {
  packets: [packetState({ issue: 3, name: 'other', branch: 'feature/other', head: 'def' }), packet],
  config: configSchema.parse({}),
}

it.each<Action>([
  { kind: 'comment', issue: 4, marker: 'm', body: '' },
  { kind: 'comment', issue: 9, marker: 'm', body: '' },
  { kind: 'ready-pull', pull: 9, nodeId: 'n' },
  { kind: 'create-branch', branch: 'feature/db', sha: 'abc' },
  { kind: 'trial', packet: 'db', base: 'b', head: 'abc', key: 'k', message: '' },
])('$kind names its packet and the reason for its status', (action) => {
  expect(aboutAction(action, state)).toEqual({
    packet: 'db',
    issue: 4,
    why: 'ready: Its branch `feature/db` exists, and its agent has not reported yet.',
  })
})

it('a verdict says who asked for what instead of the reason for the status', () => {
  const why = '/merge by reader: refused, it is for writers'
  const action: Action = { kind: 'react', issue: 4, comment: 7, content: '-1', why }
  expect(aboutAction(action, state)).toEqual({ packet: 'db', issue: 4, why })
})

it('an action of no packet names none and still has a reason', () => {
  const label: Action = { kind: 'create-label', name: 'packet', color: '', description: '' }
  expect(aboutAction(label, state)).toEqual({ why: 'The repository lacks it or has it with different settings.' })
  const sessions = [sessionState({ issue: 1, name: 'user-management', open: false })]
  expect(aboutAction({ kind: 'pin', issue: 1, nodeId: 'n' }, { config: state.config, sessions })).toEqual({
    session: 'user-management',
    issue: 1,
    why: 'The session is closed.',
  })
})
