/** What events cost of the API: the table in docs/api-cost.md is the bound. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { apiCostPage, type Cost, measure, numbersIn } from '../../scripts/api-cost.ts'

const page = readFileSync(new URL('../../docs/api-cost.md', import.meta.url), 'utf8')

describe('the table of API costs', () => {
  it('no event costs more than the table says', async () => {
    const written = numbersIn(page)
    const measured = numbersIn(apiCostPage(await measure()))
    expect([...measured.keys()]).toEqual([...written.keys()])
    const grown = [...measured].filter(([event, numbers]) =>
      numbers.some((number, n) => number > (written.get(event)?.[n] ?? 0)),
    )
    const said = grown.map(([event, numbers]) => `${event}: ${written.get(event)} → ${numbers}`)
    expect(said, 'make it cheaper again, or say why not and run `npm run docs:api-cost`').toEqual([])
  })

  it('the table reads back as it was written', () => {
    const cost: Cost = {
      event: 'a | b',
      requests: 5,
      free: 1,
      writes: 2,
      creations: 1,
      points: 8,
      routes: new Map([['GET /repos/{owner}/{repo}/activity', 2]]),
    }
    expect(apiCostPage([cost])).toContain('| 2 × `GET R/activity` |')
    expect(numbersIn(apiCostPage([cost]))).toEqual(new Map([['a \\| b', [4, 2, 1, 8]]]))
  })
})
