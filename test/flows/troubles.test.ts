/** GitHub fails on each route the bot uses; once it is over, all is as it should be. */
import { beforeAll, expect, it } from 'vitest'
import { runDisturbance, troubled, type Undisturbed, undisturbed } from '../bed/sweep.ts'

let should: Undisturbed
beforeAll(async () => {
  should = await undisturbed()
})

/** Each route once, with one kind of trouble after the other. */
it.each([0, 1, 2, 3])(
  'trouble on each route, part %i of 4',
  async (part) => {
    const routes = [...new Set(should.routes)]
    for (const [n, route] of routes.entries()) {
      if (n % 4 !== part) continue
      const choices = troubled(should).filter(({ trouble }) => trouble?.route === route)
      const chosen = choices[(n * 7) % choices.length]
      if (!chosen) throw new Error(`no trouble for ${route}`)
      expect.soft(await runDisturbance(chosen, should, 1), chosen.name).toEqual([])
    }
  },
  600_000,
)
