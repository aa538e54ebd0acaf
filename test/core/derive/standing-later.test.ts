/** What was done counts by who it was then: whoever is listed later said nothing before; who assigned counts, too. */
import { describe, expect, test } from 'vitest'
import { app } from '../support/people.ts'
import { moves, pushed, type Scenario } from '../support/stories.ts'

const agentIn = ({ w, n }: Scenario) => w.settle().packets.find(({ issue }) => issue === n)?.progress.agent?.login

describe('a pull request that a bot marked ready which nobody had listed', () => {
  function marked() {
    const scenario = pushed({ config: 'agents: [agent2]\n' })
    scenario.w.tick('writer', scenario.n)
    scenario.w.ready('robot', scenario.branch)
    scenario.w.settle()
    expect(scenario.w.status(scenario.n)).toBe('running')
    return scenario
  }

  test('is not done because it is listed afterwards', () => {
    const { w, n } = marked()
    w.configure('agents: [agent2, "robot[bot]"]\n')
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(moves(w)).toBe(0)
  })

  test('nor when somebody edited the card in between', () => {
    const { w, n } = marked()
    const card = w
      .issue(n)
      .comments.find(({ author, revisions }) => author === app && revisions[0]?.body.includes('card'))
    if (!card) throw new Error('no card')
    w.editComment('agent2', card, 'gone')
    w.configure('agents: [agent2, "robot[bot]"]\n')
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  test('is done when it marks it ready once more, listed', () => {
    const { w, n, branch } = marked()
    w.configure('agents: ["robot[bot]"]\n')
    w.settle()
    w.ready('robot', branch, false)
    w.ready('robot', branch)
    w.settle()
    expect(w.status(n)).toBe('done')
  })
})

describe('an agent that somebody assigned who may only triage', () => {
  test('is not the agent of a packet that another one works on', () => {
    const scenario = pushed({ config: 'agents: [agent, agent2]\n' })
    const { w, n } = scenario
    w.assign(n, 'agent2', 'triager')
    expect(agentIn(scenario)).toBe('agent')
    const said = w.comment('agent2', n, '/status done')
    w.settle()
    expect(said.verdict).toBe('-1')
  })

  test('is the agent once a writer assigned it', () => {
    const scenario = pushed({ config: 'agents: [agent, agent2]\n' })
    scenario.w.assign(scenario.n, 'agent2', 'triager')
    scenario.w.settle()
    scenario.w.unassign(scenario.n, 'agent2')
    scenario.w.assign(scenario.n, 'agent2', 'writer')
    expect(agentIn(scenario)).toBe('agent2')
  })

  test('may report where nobody else works, if it is listed', () => {
    const scenario = pushed({ config: 'agents: [agent2]\n' })
    const { w, n } = scenario
    w.assign(n, 'agent2', 'triager')
    const said = w.comment('agent2', n, '/status running 30%')
    w.settle()
    expect(said.verdict).toBe('+1')
    expect(agentIn(scenario)).toBe('agent2')
  })
})

describe('whoever is deleted since', () => {
  test('marked ready what was marked ready', () => {
    const { w, n, branch } = pushed({ config: 'agents: [agent]\n' })
    w.tick('writer', n)
    w.ready('agent', branch)
    w.settle()
    expect(w.status(n)).toBe('done')
    for (const event of w.pullOf(branch)?.draftEvents ?? []) if (event.actor?.login === 'agent') event.actor = null
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(moves(w)).toBe(0)
  })

  test('says nothing by what was not heard before', () => {
    const { w, n, branch } = pushed({ config: 'agents: [agent]\n' })
    w.tick('writer', n)
    w.settle()
    w.ready('ghost', branch)
    w.settle()
    expect(w.status(n)).toBe('running')
  })
})
