import { describe, expect, it } from 'vitest'
import { filed, moves, pushed, type Scenario } from '../support/stories.ts'
import { oneSaying, people } from '../support/world.ts'

const heard = (scenario: ReturnType<typeof pushed>) =>
  scenario.w.said(scenario.n).filter((body) => body.includes('switchyard:heard:'))

describe('an edited comment', () => {
  it('runs what it did not have before, and nothing twice', () => {
    const { w, n } = pushed()
    const comment = w.comment('agent', n, '/ask Row or id?')
    w.settle()
    w.editComment('agent', comment, '/ask Row or id?\n\n/status blocked no table')
    w.settle()
    expect(w.status(n)).toBe('blocked')
    expect(w.packet(n).talk.decisions).toHaveLength(1)
    expect(oneSaying(w, n, 'the commands that your edit added')).toContain(`switchyard:heard:${comment.id}:1:yes`)
    expect(moves(w)).toBe(0)
  })

  it('that only mends a word around the command runs nothing', () => {
    const scenario = pushed()
    const { w, n } = scenario
    const comment = w.comment('agent', n, 'Heer is my question.\n\n/ask Row or id?')
    w.settle()
    w.editComment('agent', comment, 'Here is my question.\n\n/ask Row or id?')
    w.settle()
    expect(w.packet(n).talk.decisions).toHaveLength(1)
    expect(heard(scenario)).toEqual([])
  })

  it('that puts back what was taken out runs nothing', () => {
    const { w, n } = pushed()
    const comment = w.comment('agent', n, '/ask Row or id?')
    w.settle()
    w.editComment('agent', comment, 'never mind')
    w.settle()
    w.editComment('agent', comment, '/ask Row or id?')
    w.settle()
    expect(w.packet(n).talk.decisions).toHaveLength(1)
  })

  it('that takes the command out does not undo it', () => {
    const { w, n } = pushed()
    const comment = w.comment('writer', n, '/pause')
    w.settle()
    w.editComment('writer', comment, 'never mind')
    w.settle()
    expect(w.status(n)).toBe('paused')
  })

  it('without a command before is judged by the reaction', () => {
    const scenario = pushed()
    const { w, n } = scenario
    const comment = w.comment('agent', n, 'hello')
    w.settle()
    w.editComment('agent', comment, '/status blocked no table')
    w.settle()
    expect(comment.verdict).toBe('+1')
    expect(w.status(n)).toBe('blocked')
    expect(heard(scenario)).toEqual([])
  })

  it('never brings a refused command to life, whoever its author has become', () => {
    const { w, n } = pushed()
    const comment = w.comment('reader', n, '/pause')
    w.settle()
    expect(comment.verdict).toBe('-1')
    w.permissions.reader = 'write'
    w.editComment('reader', comment, 'please\n\n/pause')
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(comment.verdict).toBe('-1')
  })

  it('is refused on its own where what it adds is not theirs to ask', () => {
    const { w, n } = pushed()
    const comment = w.comment('agent', n, '/ask Row or id?')
    w.settle()
    w.editComment('agent', comment, '/ask Row or id?\n\n/pause')
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(oneSaying(w, n, '`/pause` is for')).toContain(
      `switchyard:refused-until:${people.agent?.id}:${comment.revisions[1]?.at}`,
    )
    expect(moves(w)).toBe(0)
  })

  it('adds to a refused comment what is theirs', () => {
    const { w, n } = pushed()
    const comment = w.comment('agent', n, '/pause')
    w.settle()
    w.editComment('agent', comment, '/pause\n\n/ask Row or id?')
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(w.packet(n).talk.decisions).toHaveLength(1)
  })

  it('by somebody else counts for nothing', () => {
    const { w, n } = pushed()
    const comment = w.comment('agent', n, 'hello')
    w.settle()
    w.editComment('maintainer', comment, '/pause')
    w.settle()
    expect(comment.verdict).toBeNull()
    expect(w.status(n)).toBe('running')
  })

  it('by somebody else before the bot saw it silences it', () => {
    const { w, n } = pushed()
    const comment = w.comment('writer', n, '/pause')
    w.editComment('agent', comment, '/pause\n\n/merge')
    w.settle()
    expect(comment.verdict).toBeNull()
    expect(w.status(n)).toBe('running')
  })

  it('by somebody else later does not undo what was accepted', () => {
    const { w, n } = pushed()
    const comment = w.comment('writer', n, '/pause')
    w.settle()
    w.editComment('agent', comment, '/resume')
    w.settle()
    expect(w.status(n)).toBe('paused')
  })

  it('a decision counts as it was first given: the quote stays', () => {
    const { w, n } = pushed()
    w.comment('agent', n, '/ask Row or id?')
    const answer = w.comment('writer', n, '/decide The row.')
    w.settle()
    w.editComment('agent', answer, '/decide The id.')
    w.settle()
    expect(w.packet(n).talk.decisions[0]?.answer?.text).toBe('The row.')
    oneSaying(w, n, 'Decision 1', 'The row.')
  })
})

describe('a deleted comment', () => {
  it('that nobody had seen runs nothing', () => {
    const { w, n } = pushed()
    w.deleteComment(w.comment('writer', n, '/pause'))
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  const asked = (): Scenario => {
    const scenario = pushed()
    scenario.w.comment('agent', scenario.n, '/ask Row or id?')
    scenario.w.settle()
    return scenario
  }
  const blocked = (): Scenario => {
    const scenario = pushed()
    scenario.w.comment('agent', scenario.n, '/status blocked no table')
    scenario.w.settle()
    return scenario
  }
  const drifting = (): Scenario => {
    const scenario = pushed({ text: { outOfScope: 'docs/' } })
    scenario.w.push('agent', scenario.branch, ['docs/x.md'])
    scenario.w.settle()
    return scenario
  }

  it.each<[string, () => Scenario, (scenario: Scenario) => unknown]>([
    ['/waive auth', () => filed({ text: { hard: 'auth' } }), ({ w, n }) => w.status(n)],
    ['/depends drop auth', () => filed({ text: { hard: 'auth' } }), ({ w, n }) => w.status(n)],
    ['/depends soft on auth', filed, ({ w, n }) => w.packet(n).dependencies],
    ['/decide 1 The row.', asked, ({ w, n }) => w.packet(n).talk.decisions[0]?.answer?.text],
    ['/unblock Use a map.', blocked, ({ w, n }) => w.packet(n).talk.decisions.map((one) => one.answer?.text)],
    ['/unblock', blocked, ({ w, n }) => w.status(n)],
    ['/redirect Leave docs alone.', drifting, ({ w, n }) => w.packet(n).talk.redirects.map((one) => one.text)],
    ['/scope allow', drifting, ({ w, n }) => w.packet(n).work.grants.map((one) => one.path)],
  ])('%s does not undo what its record keeps', (body, start, effect) => {
    const scenario = start()
    const before = effect(scenario)
    const comment = scenario.w.comment('writer', scenario.n, body)
    scenario.w.settle()
    const after = effect(scenario)
    expect(after).not.toEqual(before)
    scenario.w.deleteComment(comment)
    scenario.w.settle()
    expect(effect(scenario)).toEqual(after)
    expect(moves(scenario.w)).toBe(0)
  })

  it('takes with it what is kept nowhere else: a pause', () => {
    const { w, n } = pushed()
    const comment = w.comment('writer', n, '/pause')
    w.settle()
    w.deleteComment(comment)
    w.settle()
    expect(w.status(n)).toBe('running')
  })
})

describe("the bot's own comments", () => {
  it('are never commands, even when somebody edits one', () => {
    const { w, n } = pushed()
    const own = w.comment('switchyard', n, '/pause')
    const said = w.issue(n).comments.find((one) => one.author?.id === people.switchyard.id)
    if (said) w.editComment('maintainer', said, `${said.revisions[0]?.body}\n\n/pause`)
    w.settle()
    expect(own.verdict).toBeNull()
    expect(said?.verdict).toBeNull()
    expect(w.status(n)).toBe('running')
  })
})
