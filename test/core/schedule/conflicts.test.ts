import { describe, expect, test } from 'vitest'
import { another, filed, finish, moves, pushed } from '../support/stories.ts'
import type { World } from '../support/world.ts'

const value = (text: string) => ({ 'src/shared.js': `export const value = '${text}'` })
const queueOf = (w: World, dashboard: number) =>
  w.body(dashboard).split('## Integration queue')[1]?.split('\n## ')[0] ?? ''

/** Two packets at work on the same file. */
function left() {
  const scenario = filed({ name: 'left', config: 'capacity: 5\nagents: [agent, agent2]\ntest: npm test\n' })
  const right = another(scenario.w, 'right')
  scenario.w.push('agent', 'feature/left', value('left'))
  scenario.w.settle()
  return { ...scenario, right }
}

describe('a coming conflict', () => {
  test('is shown on the dashboard with the order in which to merge, until it is gone', () => {
    const { w, dashboard } = left()
    expect(queueOf(w, dashboard)).not.toContain('⚠️')
    w.push('agent2', 'feature/right', value('right'))
    w.settle()
    expect(queueOf(w, dashboard)).toContain(
      '⚠️ `left` and `right` conflict in `src/shared.js`: merge `left` first, then `main` into `right`',
    )
    w.push('agent2', 'feature/right', value('left'))
    w.settle()
    expect(queueOf(w, dashboard)).not.toContain('⚠️')
    expect(moves(w)).toBe(0)
  })

  test('is named by the integration check of the one that is done, which passes', () => {
    const { w, n } = left()
    w.push('agent2', 'feature/right', value('right'))
    w.settle()
    finish(w, n)
    const check = w.snapshot.checks.find(({ name }) => name === 'switchyard/integration')
    expect(check?.conclusion).toBe('success')
    expect(check?.summary).toContain('conflicts with `right` in `src/shared.js` when both merge')
  })

  test('puts what the other depends on first, then what is done, then what was filed first', () => {
    const { w, n, right, dashboard } = left()
    w.push('agent2', 'feature/right', value('right'))
    w.settle()
    finish(w, right, 'agent2')
    expect(queueOf(w, dashboard)).toContain('merge `right` first, then `main` into `left`')
    w.comment('maintainer', right, '/depends soft on left')
    w.settle()
    expect(queueOf(w, dashboard)).toContain('merge `left` first, then `main` into `right`')
    expect(w.status(n)).toBe('running')
  })

  test('with main says so', () => {
    const { w, dashboard } = left()
    w.pushMain(value('main'))
    w.settle()
    expect(queueOf(w, dashboard)).toContain('⚠️ `left` and `main` conflict in `src/shared.js`: merge `main` into `left`')
  })

  test('that nobody can tell is left out', () => {
    const { w, dashboard } = left()
    const head = w.push('agent2', 'feature/right', value('right'))
    const other = w.snapshot.branches.find(({ name }) => name === 'feature/left')?.sha ?? ''
    w.snapshot.results.conflicts[[head, other].sort().join('...')] = null
    w.settle()
    expect(queueOf(w, dashboard)).not.toContain('⚠️')
  })
})

describe('pairs', () => {
  const asked = (w: World) => Object.keys(w.snapshot.results.conflicts)

  test('are asked once for two heads, and only for branches with commits', () => {
    const { w, n } = left()
    expect(asked(w)).toHaveLength(1)
    w.comment('agent', n, '/status running 10% on it')
    w.settle()
    expect(asked(w)).toHaveLength(1)
    w.push('agent2', 'feature/right', ['src/other.js'])
    w.settle()
    expect(asked(w)).toHaveLength(3)
  })

  test('of what was given up are not looked at', () => {
    const { w, n } = pushed()
    w.comment('maintainer', n, '/abandon')
    w.settle()
    const before = asked(w).length
    w.pushMain()
    w.settle()
    expect(asked(w)).toHaveLength(before)
  })
})
