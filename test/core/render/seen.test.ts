/** What a dashboard says of a packet can be read back from it, and nothing that stands in foreign words passes for it. */
import { describe, expect, it } from 'vitest'
import { nothingSeen, type Seen, seenOnDashboard } from '../../../src/core/render/dashboard/shown.ts'
import { renderDashboard } from '../../../src/core/render/dashboard.ts'
import type { PacketState } from '../../../src/core/state/packet.ts'
import type { State } from '../../../src/core/state.ts'
import { actor, checkState, type FlatPacket, packetState, pullFact, sessionState, state, TEN } from './build.ts'

const url = 'https://github.test/acme/app/issues/4'
const done: Partial<FlatPacket> = {
  issue: 4,
  url,
  name: 'db',
  session: 1,
  status: 'done',
  queued: null,
  mergeBlock: null,
  needsReview: false,
  stale: false,
  drift: [],
  trouble: [],
  scopeRequests: [],
  decisions: [],
  change: null,
}
const other = packetState({ ...done, issue: 40, url: `${url}0`, name: 'other', status: 'running' })

function seen(packet: Partial<FlatPacket>, more: Partial<State> = {}): Seen {
  const session = sessionState({ issue: 1, open: true, body: '' })
  const packets = [packetState({ ...done, ...packet }), other]
  return seenOnDashboard(renderDashboard(state({ ...more, sessions: [session], packets }), session), 4)
}

const queued = (place: number) => ({ place, head: 'a'.repeat(40), by: 'writer', at: TEN, comment: 7 })
const file = (path: string) => ({ path, why: 'outside' as const, against: 'src/' })

describe('of a packet', () => {
  it.each<[string, Partial<FlatPacket>, Partial<Seen>]>([
    ['nothing', {}, {}],
    ['its place in the queue', { queued: queued(3) }, { queuePlace: 3 }],
    [
      'its place in GitHub’s queue',
      { queued: queued(1), atGitHub: { place: 2, byApp: true, group: null } },
      { queuePlace: 1, placeAtGitHub: 2 },
    ],
    [
      'what blocks its merge',
      { mergeBlock: { kind: 'objected', by: ['a *writer*'], pull: 9 } },
      {
        mergeBlock: 'a \\*writer\\* requested changes on #<!-- -->9: it needs their approval, or the review dismissed',
      },
    ],
    ['that a review is missing', { needsReview: true, pull: pullFact({ number: 9 }) }, { needsReview: true }],
    [
      'who objects',
      {
        objections: [
          { review: 1, by: actor('wri-ter', 2), at: TEN, url: `${url}#1`, text: 'No (see [that])', answered: false },
        ],
      },
      { objectors: ['wri-ter'] },
    ],
    ['that nobody was heard of', { stale: true, status: 'running' }, { stale: true }],
    [
      'where it drifted',
      { status: 'drifting', drift: [file('src/a b.ts'), file('x`y')] },
      { drift: ['src/a b.ts', 'x`y'] },
    ],
    [
      'trouble',
      { trouble: [{ kind: 'no-dispatch', problem: 'GitHub refused it' }] },
      { trouble: ['GitHub refused it'] },
    ],
  ])('%s', (_, packet, expected) => {
    expect(seen(packet)).toEqual({ ...nothingSeen, ...expected })
  })

  it('many silent agents share a line, and each is silent all the same', () => {
    const session = sessionState({ issue: 1, open: true, body: '' })
    const packets = [4, 5, 6, 7].map((issue) =>
      packetState({ ...done, issue, url: url.replace('4', String(issue)), stale: true, status: 'running' }),
    )
    const text = renderDashboard(state({ sessions: [session], packets }), session)
    expect(text).toContain('**4 agents**')
    expect(seenOnDashboard(text, 6).stale).toBe(true)
  })
})

it('of the repository: what is broken, and what is lacking', () => {
  const lacking = {
    rights: [{ name: 'checks', level: 'write' as const, without: 'set checks' }],
    url: 'https://github.test/7',
  }
  expect(seen({}, { lacking, configProblems: ['Line 2: capacity must be a number.'] })).toEqual({
    ...nothingSeen,
    configProblems: ['Line 2: capacity must be a number.'],
    lacking: 'lacks `checks: write`, so I cannot set checks',
  })
})

it('what people write does not pass for the bot’s words', () => {
  const report = 'has trouble: none, but waits for an approving review of things'
  const blocked: Partial<FlatPacket> = {
    status: 'blocked',
    report: { ...packetState().progress.report, kind: 'blocked', reason: report } as PacketState['progress']['report'],
    checks: { integration: checkState('integration') },
  }
  expect(seen(blocked)).toEqual(nothingSeen)
})

it('another text has nothing to say', () => {
  expect(seenOnDashboard('# Goal\n\nNeeds you', 4)).toEqual(nothingSeen)
})
