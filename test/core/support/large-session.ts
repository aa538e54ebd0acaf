/**
 * A session of 60 packets as it may stand in the afternoon of a long day: a third is merged, some are at work, and
 * something of every kind waits for the person. The decisions are the bot's own; only the people are made up.
 */
import { createWorld, failing, packetText, type World } from './world.ts'

const areas = ['billing', 'catalogue', 'search', 'accounts', 'shipping', 'reports'] as const
const works = [
  'schema',
  'repository',
  'api',
  'validation',
  'jobs',
  'pages',
  'export',
  'audit',
  'tests',
  'docs',
] as const

export interface Large {
  world: World
  session: number
  /** Issue numbers by packet name. */
  issues: Map<string, number>
}

/** The session as it stands when it is looked at. */
export function largeSession(): Large {
  const world = createWorld({ config: 'agents: [agent]\ntest: npm test\ncapacity: 24\n' })
  const goal = 'Goal: everything the shop needs for opening in the second country.'
  const session = world.file('maintainer', 'Session: second-country', goal).number
  world.settle()
  const large = { world, session, issues: new Map<string, number>() }
  for (const area of areas) fileArea(large, area)
  world.settle()
  deliver(
    large,
    areas.map((area) => `${area}-schema`),
  )
  work(large)
  trouble(large)
  return large
}

function fileArea({ world, issues }: Large, area: string): void {
  for (const [nth, work] of works.entries()) {
    const before = works[nth - 1]
    const hard = nth > 0 && nth < 5 ? `${area}-${before}` : 'None'
    const soft = nth >= 5 ? `${area}-api - start with a mock` : 'None'
    const objective = `The ${work} of ${area}, as the other packets need them`
    const body = packetText({
      hard,
      soft,
      inScope: `src/${area}/${work}/`,
      objective,
      contract: `Assume ${area} has users.`,
    })
    issues.set(`${area}-${work}`, world.file('maintainer', `Work Packet: ${area}-${work}`, body).number)
    world.pass(1)
  }
}

const at = ({ issues }: Large, name: string): number => {
  const number = issues.get(name)
  if (number === undefined) throw new Error(`no packet ${name}`)
  return number
}

function begin(large: Large, name: string, percent: number, words: string): void {
  const { world } = large
  if (world.status(at(large, name)) !== 'ready') return
  world.push('agent', `feature/${name}`, [`src/${name.replace('-', '/')}/index.ts`])
  world.comment('agent', at(large, name), `/status running ${percent}% ${words}`)
}

function finish(large: Large, name: string): void {
  const { world } = large
  world.tick('agent', at(large, name))
  world.comment('agent', at(large, name), '/status done all criteria met')
}

/** From ready to merged, all of them at once. */
function deliver(large: Large, names: string[]): void {
  const { world } = large
  for (const name of names) begin(large, name, 30, 'the first half is written')
  world.settle()
  for (const name of names) {
    world.pass(11)
    finish(large, name)
  }
  world.settle()
  for (const name of names) world.comment('maintainer', at(large, name), '/merge')
  world.settle()
  world.pass(4)
}

/** Ends it; gives the report. */
export function endLarge({ world, session }: Large): string {
  world.comment('maintainer', session, '/session end')
  world.settle()
  return world.said(session).find((text) => text.startsWith('# Session report')) ?? ''
}

/** What runs: everything that is ready has an agent at it, at some percentage. */
function work(large: Large): void {
  for (const [nth, name] of [...large.issues.keys()].entries())
    begin(large, name, 10 + ((nth * 17) % 80), 'on it, on track')
  large.world.settle()
  large.world.pass(9)
}

const trial = (tail: string) => failing(tail)

/** One or two of everything that waits for a person. */
function trouble(large: Large): void {
  const { world } = large
  const say = (name: string, body: string) => world.comment('agent', at(large, name), body)
  say('billing-pages', '/status blocked the price format is not decided: with or without tax?')
  say('search-export', '**STATUS: BLOCKED**\nReason: No credentials for the export bucket\nCan continue: the tests')
  say('catalogue-pages', '/ask Should a product without a picture be listed?')
  say(
    'accounts-pages',
    '/ask Is the password rule the one of the old shop, or the new one of the security team that nobody has written down yet?',
  )
  say('accounts-audit', '/scope add src/shared/clock.ts - both audits need the same clock')
  world.push('agent', 'feature/billing-audit', ['src/catalogue/audit/index.ts', 'src/billing/audit/index.ts'])
  world.settle()
  for (const name of ['billing-tests', 'catalogue-tests', 'search-docs']) finish(large, name)
  world.settle()
  world.trial = trial('not ok 3 - exports every row\n  expected 40, got 39')
  finish(large, 'catalogue-export')
  world.file('outsider', 'Work Packet: gift-cards', packetText({ inScope: 'src/gifts/' }))
  world.file('maintainer', 'Work Packet: broken one', '**Objective:** nothing to accept\n')
  world.settle()
  world.pass(70)
  say('billing-docs', '/status running 60% half of the pages')
  world.comment('maintainer', large.session, '/round')
  world.settle()
}
