/** A whole session, as people see it. */
import { describe, expect, it } from 'vitest'
import type { Bed } from '../harness/harness.ts'
import { play, type Story } from '../harness/scenario.ts'
import { needs, testBed } from '../harness/support.ts'

type Look = (bed: Bed, story: Story) => void

const head = (bed: Bed, name: string) => bed.see.pull(`feature/${name}`)?.headSha ?? ''
const statuses = ({ see }: Bed, { alpha, beta, gamma }: Story) => [alpha, beta, gamma].map(see.status).join(' ')

/** By the first words of the step after which to look. */
const looks: Record<string, Look> = {
  'a session is opened': (bed, story) => {
    expect(statuses(bed, story)).toBe('ready ready waiting')
    expect(bed.see.branches().sort()).toEqual(['feature/alpha', 'feature/beta', 'main'])
    const dashboard = bed.see.issue(story.session)
    expect(dashboard.pinnedAt).not.toBeNull()
    expect(dashboard.body).toContain('Goal: a small thing')
    expect(dashboard.body).toContain('```mermaid')
  },
  'a push opens': (bed, story) => {
    expect(bed.see.pull('feature/alpha')).toMatchObject({ draft: true, merged: false })
    expect(statuses(bed, story)).toBe('running ready waiting')
  },
  'a question is asked': (bed) => {
    expect(needs(bed)).toContain('one or two?')
  },
  'the question is answered': (bed, story) => {
    expect(needs(bed)).not.toContain('one or two?')
    expect(bed.see.issue(story.session).body).toContain('two, please')
  },
  'another agent is blocked': (bed, story) => {
    expect(bed.see.status(story.beta)).toBe('blocked')
    expect(bed.heard.on(story.beta).filter((body) => body.includes('write access'))).toHaveLength(1)
  },
  'done: the checks run': (bed, story) => {
    expect(bed.see.status(story.alpha)).toBe('done')
    expect(bed.see.pull('feature/alpha')?.draft).toBe(false)
    expect(bed.see.checks(head(bed, 'alpha'))).toEqual({
      'switchyard/scope': 'success',
      'switchyard/acceptance': 'success',
      'switchyard/dependencies': 'success',
      'switchyard/contract': 'neutral',
      'switchyard/integration': 'success',
    })
  },
  'merged: the dependents': (bed, story) => {
    expect(statuses(bed, story)).toBe('merged running ready')
    const merge = bed.see.pull('feature/alpha')?.mergeCommitSha ?? ''
    expect(bed.see.head('main')).toBe(merge)
    expect(bed.see.branches()).not.toContain('feature/alpha')
    const told = bed.heard.on(story.beta).filter((body) => body.includes(merge.slice(0, 7)))
    expect(told).toHaveLength(1)
  },
  'a trial that fails': (bed, story) => {
    const check = bed.see.check(head(bed, 'beta'), 'switchyard/integration')
    expect(check?.conclusion).toBe('failure')
    expect(check?.text).toContain('beta adds up')
    expect(bed.see.status(story.beta)).toBe('running')
  },
  'out of bounds, and asked': (bed, story) => {
    expect(bed.see.status(story.gamma)).toBe('drifting')
    expect(bed.see.check(head(bed, 'gamma'), 'switchyard/scope')?.annotations).toEqual(['src/beta/extra.js'])
    expect(needs(bed)).toContain('src/beta/extra.js')
  },
  granted: (bed, story) => {
    expect(bed.see.status(story.gamma)).toBe('running')
    expect(bed.see.check(head(bed, 'gamma'), 'switchyard/scope')?.conclusion).toBe('success')
  },
  mended: (bed, story) => {
    expect(statuses(bed, story)).toBe('merged done running')
  },
  'main moves between': (bed, story) => {
    expect(statuses(bed, story)).toBe('merged merged running')
    expect(bed.see.head('main')).toBe(bed.see.pull('feature/beta')?.mergeCommitSha)
  },
  'a conflict with': (bed, story) => {
    expect(bed.see.check(head(bed, 'gamma'), 'switchyard/integration')?.text).toContain('src/shared/value.js')
    expect(bed.see.status(story.gamma)).toBe('running')
  },
  'the conflict is solved': (bed, story) => {
    expect(statuses(bed, story)).toBe('merged merged done')
  },
  'and it is merged': (bed, story) => {
    expect(statuses(bed, story)).toBe('merged merged merged')
    expect(bed.see.branches()).toEqual(['main'])
  },
  "a stranger's packet waits": (bed, story) => {
    expect(bed.see.status(story.stranger)).toBe('proposed')
    expect(bed.see.branches()).not.toContain('feature/stranger')
  },
  'it is accepted': (bed, story) => {
    expect(bed.see.status(story.stranger)).toBe('ready')
  },
  'it is given up': (bed, story) => {
    expect(bed.see.status(story.stranger)).toBe('abandoned')
    expect(bed.see.issue(story.stranger)).toMatchObject({ state: 'closed', stateReason: 'not_planned' })
  },
  'the session ends': (bed, story) => {
    expect(bed.see.issue(story.session)).toMatchObject({ state: 'closed', pinnedAt: null })
    const [report] = bed.heard.on(story.session)
    for (const word of ['alpha', 'beta', 'gamma', 'Deferred', 'not this week', 'Learnings'])
      expect(report).toContain(word)
  },
}

describe('a small session', () => {
  it('goes from the first packet to the report', async () => {
    const bed = await testBed()
    const left = new Set(Object.keys(looks))
    await play(bed, {
      after: (step, story) => {
        const name = [...left].find((words) => step.name.startsWith(words))
        if (name === undefined) throw new Error(`nothing looks after: ${step.name}`)
        left.delete(name)
        looks[name]?.(bed, story)
      },
    })
    expect([...left]).toEqual([])
    await bed.end({ unheard: 'allowed' })
  })

  it('says each thing once: no comment of the bot stands twice', async () => {
    const bed = await testBed()
    await play(bed)
    const bodies = bed.repo.issues.flatMap(({ number }) => bed.see.said(number).map(({ body }) => `#${number} ${body}`))
    expect(bodies.length).toBeGreaterThan(15)
    expect(new Set(bodies).size).toBe(bodies.length)
    await bed.end({ unheard: 'allowed' })
  })
})
