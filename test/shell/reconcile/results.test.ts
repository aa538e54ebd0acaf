import { describe, expect, it } from 'vitest'
import { unwanted } from '../../../src/shell/reconcile/results.ts'
import type { StoredTrial } from '../../../src/shell/store/store.ts'

const done = (key: string): StoredTrial => ({ key, result: { state: 'conflict', files: [] } })
const running = (key: string): StoredTrial => ({ key, result: { state: 'running', startedAt: 0, step: 'test' } })
const kept = (trials: StoredTrial[], live: string[]): string[] => {
  const dropped = new Set(unwanted(trials, new Set(live)))
  return trials.map(({ key }) => key).filter((key) => !dropped.has(key))
}

describe('results of trials in memory', () => {
  it('of commits that nothing stands at: the newest fifty', () => {
    const all = Array.from({ length: 2000 }, (_, n) => done(`base:h${n}:1`))
    expect(kept(all, [])).toEqual(all.slice(-50).map(({ key }) => key))
  })

  it('of what stands: whatever else there is, however old', () => {
    const all = [done('base:mine:1'), ...Array.from({ length: 2000 }, (_, n) => done(`base:h${n}:1`))]
    expect(kept(all, ['mine'])).toContain('base:mine:1')
  })

  it('of one commit: the newest, on whichever base', () => {
    const all = Array.from({ length: 100 }, (_, n) => done(`b${n}:mine:1`))
    expect(kept(all, ['mine'])).toEqual(all.slice(-8).map(({ key }) => key))
  })

  it('what runs stays', () => {
    const all = [running('b:old:1'), ...Array.from({ length: 100 }, (_, n) => done(`b:h${n}:1`))]
    expect(kept(all, [])).toContain('b:old:1')
  })
})
