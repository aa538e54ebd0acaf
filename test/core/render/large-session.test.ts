/** A session of 60 packets: what the person sees first, and what one reads who was not there. */
import { beforeAll, describe, expect, test } from 'vitest'
import { endLarge, largeSession } from '../support/large-session.ts'

/** Some seconds of work, and more on a busy machine. */
const slow = 300_000

let dashboard: string
let report: string

beforeAll(() => {
  const large = largeSession()
  dashboard = large.world.body(large.session)
  report = endLarge(large)
}, slow)

const part = (body: string, heading: string): string =>
  body.split(`## ${heading}\n`)[1]?.split(/^## /m)[0]?.trim() ?? ''

describe('the dashboard', () => {
  const needs = () => part(dashboard, 'Needs you')
  const lines = () =>
    needs()
      .split('\n')
      .filter((line) => /^- (?!\[)/.test(line))

  test('begins with everything that waits, in one line', () => {
    expect(/^## .*$/m.exec(dashboard)?.[0]).toBe('## Needs you')
    expect(needs().split('\n')[0]?.replaceAll('\u00a0', ' ')).toBe(
      '2 🟡 blocked · 2 🔴 out of bounds · 2 ❓ asked · 1 ❗ in trouble · 21 💤 silent · 3 🔵 to merge · 1 ⚫ proposed',
    )
  })

  test('has few lines, each with a link and a command or a box', () => {
    expect(lines().length).toBeLessThan(12)
    for (const line of lines()) {
      expect(line).toMatch(/\]\(https:/)
      if (!line.includes('cannot be read')) expect(line).toMatch(/→ `\/\w+/)
      expect(line.replace(/\]\([^)]*\)/g, ']').length).toBeLessThan(260)
    }
  })

  test('names in one line all agents that are silent, and all packets to be merged', () => {
    expect(lines().filter((line) => line.startsWith('- 💤'))).toEqual([
      expect.stringMatching(
        /^- 💤 \*\*21 agents\*\* have not been heard from: .* and 13 more → `\/round` here asks them to report$/,
      ),
    ])
    expect(lines().filter((line) => line.startsWith('- 🔵'))).toEqual([
      expect.stringMatching(/\*\*3 packets\*\* are done and green: \[billing-tests\].*\[search-docs\]/),
    ])
  })

  test('a proposal was not edited', () => {
    const row = dashboard.split('\n').find((line) => line.includes('| gift-cards |'))
    expect(row).toContain('⚫ Proposed')
    expect(row).not.toContain('edited')
  })

  test('fits', () => {
    expect(dashboard.length).toBeLessThan(65_536)
  })
})

describe('the report', () => {
  test('says what the session was for, and what came of it', () => {
    expect(report).toContain('> Goal: everything the shop needs for opening in the second country.')
    expect(report).toContain('6 of 62 packets merged.')
  })

  test('shows what is nearest to a merge, and folds the rest away', () => {
    const deferred = part(report, 'Deferred')
    const [head = '', folded = ''] = deferred.split('<details>')
    expect(head).toContain('56 packets were left over:')
    expect(head.match(/^- /gm)).toHaveLength(12)
    expect(/^- .*$/m.exec(head)?.[0]).toMatch(/billing-tests\].* 🔵 Done/)
    expect(folded).toContain('<summary>and 44 more</summary>')
    expect(folded.match(/^- /gm)).toHaveLength(44)
    expect(report).toContain('</details>\n\n## Figures')
  })

  test('counts what nobody answered, and says alike things once', () => {
    expect(report).toContain('| Time a person took to answer | none of 4 answered |')
    const learnings = part(report, 'Learnings')
    expect(learnings).toMatch(/^- \d packets could have started earlier, up to \d+ minutes/m)
    expect(learnings).toMatch(/^- \d packets that depended on nothing waited for a free slot/m)
    expect(learnings.match(/^- /gm)?.length).toBeLessThan(6)
  })
})
