/** What a GitHub lacks is known from its version and its refusals, and said once. */
import { describe, expect, it } from 'vitest'
import { featuresLacked } from '../../../src/core/derive/features.ts'
import { FEATURES } from '../../../src/core/features/registry.ts'
import { lackLine } from '../../../src/core/render/features.ts'
import { withSession } from '../support/stories.ts'
import { packetText } from '../support/world.ts'

describe('what a GitHub lacks', () => {
  it.each([
    [undefined, []],
    ['3.16.2', ['sub-issues', 'dependencies', 'merge-queue', 'merge-async', 'stacks']],
    ['3.17.0', ['sub-issues', 'dependencies', 'merge-queue', 'merge-async', 'stacks']],
    ['3.18.3', ['sub-issues', 'dependencies', 'merge-queue', 'merge-async', 'stacks']],
    ['3.19.0', ['sub-issues', 'merge-queue', 'merge-async', 'stacks']],
    ['3.20.0', []],
    ['3.170.0', []],
    ['nonsense', []],
  ])('by its version %s', (server, names) => {
    expect(featuresLacked({ refused: {}, ...(server && { server }) })).toEqual(names)
  })

  it.each([
    [404, ['sub-issues']],
    [410, ['sub-issues']],
    [422, []],
  ])('by a refusal with %i', (status, names) => {
    const target = { kind: 'add-sub-issue', issue: 1, child: 2, childId: 20 } as const
    const refused = { x: { target, status, message: 'Not Found', at: 0 } }
    expect(featuresLacked({ refused } as unknown as Parameters<typeof featuresLacked>[0])).toEqual(names)
  })

  it('by a field that its GraphQL does not know', () => {
    const reading = { tooHeavy: [], reducedSince: null, lacks: ['Issue.isPinned', 'Issue.stateReason'] }
    expect(featuresLacked({ refused: {}, reading })).toEqual(['pinning'])
  })

  it('has one line for people for each feature', () => {
    for (const { name, without } of FEATURES) {
      expect(without).toMatch(/^[A-Z].*\.$/)
      expect(lackLine(name)).toContain(without)
    }
  })
})

describe('a session', () => {
  const played = (server?: string) => {
    const { w, dashboard } = withSession()
    if (server) w.snapshot.server = server
    w.file('writer', 'Work Packet: db', packetText()).parent = null
    w.settle()
    return { w, body: w.snapshot.issues.find(({ number }) => number === dashboard)?.revisions.at(-1)?.body ?? '' }
  }
  const kinds = ({ w }: ReturnType<typeof played>) => w.actions.map(({ kind }) => kind)

  it('on a GitHub with everything has links and no word about what is missing', () => {
    const session = played()
    expect(kinds(session)).toContain('add-sub-issue')
    expect(session.body).not.toContain('What this GitHub lacks')
  })

  it('on GitHub Enterprise Server 3.17 asks for no link, and names each missing feature once', () => {
    const session = played('3.17.0')
    expect(kinds(session)).not.toContain('add-sub-issue')
    expect(session.body.match(/Sub-issues/g)).toHaveLength(1)
    expect(session.body.match(/Issue dependencies/g)).toHaveLength(1)
  })
})
