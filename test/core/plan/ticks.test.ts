/** A tick means what the App's own last text says at that box: nothing that others wrote there, and nothing that came since. */
import { describe, expect, it } from 'vitest'
import { marker } from '../../../src/core/records/markers.ts'
import { withTick } from '../support/boxes.ts'
import { another, complete, done, filed, finish, moves, type Scenario } from '../support/stories.ts'
import { failing, oneSaying, packetText, type World } from '../support/world.ts'

const sha = 'e'.repeat(40)
const passing = () => ({ state: 'finished' as const, trial: sha, ok: true, startedAt: 0, finishedAt: 0, steps: [] })

const grants = ({ w, n }: Scenario) => w.packet(n).work.grants.map(({ path }) => path)
const voids = (w: World, issue: number) => w.said(issue).filter((body) => body.includes('had no effect'))

/** Two boxes "Merge". */
function twoDone() {
  const { w, dashboard, n } = done()
  const other = another(w, 'payments')
  complete(w, other, 'payments', ['lib/pay.js'], 'agent2')
  expect(w.body(dashboard)).toMatch(/- \[ \] Merge db[\s\S]*- \[ \] Merge payments/)
  return { w, dashboard, n, other }
}

function drifting(files = ['docs/a.md']) {
  const scenario = filed({ text: { inScope: 'src/', outOfScope: 'secrets/, docs/' } })
  scenario.w.push('agent', 'feature/db', ['src/db.js', ...files])
  scenario.w.settle()
  expect(scenario.w.status(scenario.n)).toBe('drifting')
  return scenario
}

describe('a box that somebody else wrote', () => {
  const lineOf = (w: World, dashboard: number, words: string) =>
    w
      .body(dashboard)
      .split('\n')
      .find((line) => line.startsWith(`- [ ] ${words}`)) ?? expect.fail(`no box ${words}`)
  const idOf = (line: string) => /<!-- switchyard:tick:.*/.exec(line)?.[0] ?? ''

  it('with the id of another is neither: two boxes whose ids changed places', () => {
    const { w, dashboard, n, other } = twoDone()
    const [one, two] = [lineOf(w, dashboard, 'Merge db'), lineOf(w, dashboard, 'Merge payments')]
    const altered = one.replace(idOf(one), idOf(two))
    w.edit('agent', dashboard, {
      body: w
        .body(dashboard)
        .replace(one, altered)
        .replace(two, two.replace(idOf(two), idOf(one))),
    })
    w.edit('maintainer', dashboard, { body: w.body(dashboard).replace(altered, altered.replace('[ ]', '[x]')) })
    w.settle()
    expect([w.status(n), w.status(other)]).toEqual(['done', 'done'])
    expect(voids(w, other)).toHaveLength(1)
    expect(w.body(dashboard)).not.toContain('- [x]')
    expect(moves(w)).toBe(0)
  })

  it('for what was never offered is none, whoever ticks it later', () => {
    const { w, dashboard } = done()
    const n = another(w, 'payments')
    const head = w.push('agent', 'feature/payments', ['lib/pay.js'])
    w.settle()
    const box = `- [ ] Merge db (#1) ${marker(`tick:merge:${n}:${head}`)}`
    w.edit('agent', dashboard, { body: w.body(dashboard).replace('- [ ] Merge db', `${box}\n- [ ] Merge db`) })
    w.edit('maintainer', dashboard, { body: w.body(dashboard).replace(box, box.replace('[ ]', '[x]')) })
    w.settle()
    expect(w.packet(n).queued).toBeNull()
    finish(w, n)
    expect(w.status(n)).toBe('done')
    expect(voids(w, n)).toHaveLength(1)
  })

  it('is not made theirs by a text that a maintainer saves over it', () => {
    const { w, n, dashboard } = done()
    const before = w.body(dashboard)
    w.tickBox('agent', dashboard, `merge:${n}`)
    const ticked = w.body(dashboard)
    w.edit('agent', dashboard, { body: before })
    w.edit('maintainer', dashboard, { body: `A note.\n\n${ticked}` })
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(voids(w, n)).toHaveLength(1)
  })

  it('ticked by two, of whom the first counts, is not told to have done nothing', () => {
    const { w, n, dashboard } = done()
    const before = w.body(dashboard)
    w.tickBox('writer', dashboard, `merge:${n}`)
    w.edit('agent', dashboard, { body: before })
    w.tickBox('maintainer', dashboard, `merge:${n}`)
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(voids(w, n)).toEqual([])
  })

  it('that is put back as it was does what it says', () => {
    const { w, n, dashboard, other } = twoDone()
    const before = w.body(dashboard)
    w.edit('agent', dashboard, { body: before.replace('Merge db', 'Merge payments') })
    w.edit('maintainer', dashboard, { body: withTick(before, `merge:${n}`) ?? '' })
    w.settle()
    expect([w.status(n), w.status(other)]).toEqual(['merged', 'done'])
  })

  it('ticked by an agent is undone, and counts when a maintainer ticks it after that', () => {
    const { w, n, dashboard } = done()
    w.tickBox('agent', dashboard, `merge:${n}`)
    w.settle()
    expect(w.status(n)).toBe('done')
    w.tickBox('maintainer', dashboard, `merge:${n}`)
    w.settle()
    expect(w.status(n)).toBe('merged')
  })
})

describe('a page that was opened earlier', () => {
  it('allows nothing that was pushed since, and says so once', () => {
    const scenario = drifting()
    const { w, n, dashboard } = scenario
    const old = w.body(dashboard)
    w.push('agent', 'feature/db', ['secrets/prod.env'])
    w.settle()
    w.edit('maintainer', dashboard, { body: withTick(old, `allow:${n}`) ?? '' })
    w.settle()
    expect(grants(scenario)).toEqual([])
    expect(w.status(n)).toBe('drifting')
    expect(oneSaying(w, n, 'had no effect')).toContain('the page was older than the dashboard')
    expect(oneSaying(w, n, 'had no effect')).toContain('/scope allow')
    expect(w.body(dashboard)).toMatch(/Allow .*secrets\/prod\.env/)
    expect(moves(w)).toBe(0)
    w.tickBox('maintainer', dashboard, `allow:${n}`)
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  it('merges no head that was pushed since', () => {
    const { w, n, dashboard } = done()
    const old = w.body(dashboard)
    w.push('agent', 'feature/db', ['src/more.js'])
    w.settle()
    expect(w.status(n)).toBe('done')
    w.edit('maintainer', dashboard, { body: withTick(old, `merge:${n}`) ?? '' })
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(voids(w, n)).toHaveLength(1)
  })

  it('accepts no text that was written since', () => {
    const { w, n, dashboard } = filed({ by: 'outsider' })
    const old = w.body(dashboard)
    w.edit('outsider', n, { body: packetText({ objective: 'Mine coins' }) })
    w.settle()
    w.edit('writer', dashboard, { body: withTick(old, `accept:${n}`) ?? '' })
    w.settle()
    expect(w.status(n)).toBe('proposed')
    expect(oneSaying(w, n, 'had no effect')).toContain('/accept')
  })
})

describe('what a push or a request adds before the bot looks', () => {
  it('is not allowed by the tick before it', () => {
    const scenario = drifting()
    const { w, n, dashboard } = scenario
    w.tickBox('maintainer', dashboard, `allow:${n}`)
    w.push('agent', 'feature/db', ['secrets/prod.env'])
    w.settle()
    expect(grants(scenario)).toEqual(['docs/a.md'])
    expect(w.status(n)).toBe('drifting')
    expect(w.packet(n).work.drift.map(({ path }) => path)).toEqual(['secrets/prod.env'])
  })

  it('is not allowed either when it came first and was not shown', () => {
    const scenario = drifting()
    const { w, n, dashboard } = scenario
    w.push('agent', 'feature/db', ['secrets/prod.env'])
    w.comment('agent', n, '/scope add secrets/ - I want it')
    w.tickBox('maintainer', dashboard, `allow:${n}`)
    w.settle()
    expect(grants(scenario)).toEqual(['docs/a.md'])
    expect(w.status(n)).toBe('drifting')
    expect(w.packet(n).talk.scopeRequests).toMatchObject([{ path: 'secrets/', verdict: 'open' }])
  })

  it('keeps what was granted when everything is read again', () => {
    const scenario = drifting()
    const { w, n, dashboard } = scenario
    w.tickBox('maintainer', dashboard, `allow:${n}`)
    w.settle()
    w.edit('agent', dashboard, { body: w.body(dashboard).replaceAll('secrets', 'docs') })
    w.settle()
    expect(grants(scenario)).toEqual(['docs/a.md'])
    expect(w.status(n)).toBe('running')
  })
})

it('a box names all that it grants: what is too much for a line has none', () => {
  const files = Array.from({ length: 11 }, (_, n) => `docs/${n}.md`)
  const { w, dashboard } = drifting(files)
  expect(w.body(dashboard)).toContain('`/scope allow`')
  expect(w.body(dashboard)).not.toContain('tick:allow')
})

describe('a merge that was ticked, and ended by a red check', () => {
  function ended() {
    const { w, n, dashboard } = done()
    w.tickBox('maintainer', dashboard, `merge:${n}`)
    w.pushMain()
    w.trial = failing('boom')
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(w.packet(n).queued).toBeNull()
    w.trial = passing
    w.comment('agent', n, '/status done')
    w.settle()
    return { w, n, dashboard }
  }

  it('is not revived by the next done', () => {
    const { w, n } = ended()
    expect(w.status(n)).toBe('done')
    expect(w.packet(n).queued).toBeNull()
  })

  it('needs a new tick, which counts', () => {
    const { w, n, dashboard } = ended()
    w.tickBox('maintainer', dashboard, `merge:${n}`)
    w.settle()
    expect(w.status(n)).toBe('merged')
  })

  it('or a new /merge', () => {
    const { w, n } = ended()
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
  })
})
