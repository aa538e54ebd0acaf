/** Who may rule is read from the same words as the ruling, wherever they stand and however they end. */
import { describe, expect, test } from 'vitest'
import { another, pushed } from '../support/stories.ts'

function drifting() {
  const scenario = pushed({ config: 'agents: [agent]\n', text: { outOfScope: 'secrets/' } })
  scenario.w.push('agent', scenario.branch, ['secrets/prod.env'])
  scenario.w.settle()
  expect(scenario.w.status(scenario.n)).toBe('drifting')
  return scenario
}

const allows = ['/scope allow', '/scope\nallow', '/scope\n allow', '- /scope\n  allow', '**/scope**\nallow']

describe('an agent grants itself nothing', () => {
  test.each(allows)('what is out of bounds: %j', (body) => {
    const { w, n } = drifting()
    const said = w.comment('agent', n, body)
    w.settle()
    expect(said.verdict).toBe('-1')
    expect(w.packet(n).work.grants).toEqual([])
    expect(w.status(n)).toBe('drifting')
  })

  test.each([...allows, '/scope\ndeny'])('what it asked for: %j', (body) => {
    const { w, n } = drifting()
    w.comment('agent', n, '/scope add secrets/ - I want it')
    const said = w.comment('agent', n, body)
    w.settle()
    expect(said.verdict).toBe('-1')
    expect(w.packet(n).talk.scopeRequests).toMatchObject([{ path: 'secrets/', verdict: 'open' }])
  })

  test('a reader that was assigned neither', () => {
    const { w, n } = drifting()
    w.assign(n, 'assignee')
    const said = w.comment('assignee', n, '/scope\nallow')
    w.settle()
    expect(said.verdict).toBe('-1')
    expect(w.packet(n).work.grants).toEqual([])
  })
})

test.each([...allows, '/scope allow.', '/scope allow!', '- **/scope allow.**'])('a writer allows by %j', (body) => {
  const { w, n } = drifting()
  const said = w.comment('writer', n, body)
  w.settle()
  expect(said.verdict).toBe('+1')
  expect(w.packet(n).work.grants.map(({ path }) => path)).toEqual(['secrets/prod.env'])
})

test('a full stop behind the name of a packet is none of it', () => {
  const { w, n } = pushed()
  another(w, 'pay')
  w.comment('writer', n, '/depends soft on pay.')
  w.settle()
  expect(w.packet(n).dependencies).toMatchObject([{ name: 'pay', kind: 'soft' }])
  w.comment('writer', n, '/depends drop pay.')
  w.settle()
  expect(w.packet(n).dependencies).toEqual([])
})

describe('what a writer asks for itself', () => {
  const asked = () => {
    const scenario = pushed({ config: 'agents: [agent]\n' })
    scenario.w.comment('agent', scenario.n, '/scope add secrets/ - I want it')
    scenario.w.settle()
    return scenario
  }
  const requests = ({ w, n }: ReturnType<typeof asked>) =>
    w.packet(n).talk.scopeRequests.map(({ path, verdict }) => [path, verdict])

  test('is granted, and nothing that the agent asks for', () => {
    const scenario = asked()
    const { w, n } = scenario
    w.comment('writer', n, '/scope add docs/ - the guide')
    w.settle()
    expect(w.packet(n).work.grants.map(({ path }) => path)).toEqual(['docs/'])
    expect(requests(scenario)).toEqual([
      ['secrets/', 'open'],
      ['docs/', 'allowed'],
    ])
    w.comment('writer', n, '/scope deny')
    w.settle()
    expect(requests(scenario)).toEqual([
      ['secrets/', 'denied'],
      ['docs/', 'allowed'],
    ])
  })

  test('settles the same that the agent asks for', () => {
    const scenario = asked()
    const { w, n } = scenario
    w.comment('writer', n, '/scope add secrets/')
    w.settle()
    expect(requests(scenario)).toEqual([
      ['secrets/', 'allowed'],
      ['secrets/', 'allowed'],
    ])
    expect(w.said(n).filter((body) => body.includes('Scope granted'))).toHaveLength(1)
  })
})
