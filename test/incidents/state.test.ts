/** Where each piece of state lives on GitHub, and what happens when somebody destroys or forges it. */
import { describe, expect, it } from 'vitest'
import type { CommentFact } from '../../src/core/snapshot/snapshot.ts'
import { done, filed, finish, moves, pushed, type Scenario, withSession } from '../core/support/stories.ts'
import { app, oneSaying, packetText, type World } from '../core/support/world.ts'
import { needs, startPacket, testHarness } from '../harness/support.ts'

/** The App's comment there with these words. */
function ownComment(w: World, issue: number, words: string): CommentFact {
  const found = [...w.snapshot.issues, ...w.snapshot.pulls]
    .flatMap(({ comments }) => comments)
    .find(
      ({ issue: on, author, revisions }) => on === issue && author === app && revisions.at(-1)?.body.includes(words),
    )
  return found ?? expect.fail(`nothing said with ${words}`)
}

const bodyOf = (comment: CommentFact): string => comment.revisions.at(-1)?.body ?? ''

/** A stranger's packet that a writer accepted. */
function accepted(): Scenario & { accept: CommentFact } {
  const scenario = filed({ by: 'outsider' })
  const accept = scenario.w.comment('writer', scenario.n, '/accept')
  scenario.w.settle()
  return { ...scenario, accept }
}

describe('the reaction that records a verdict', () => {
  it('an accepted command that lost its 👍 gets it again and does nothing twice', () => {
    const { w, n } = pushed()
    const comment = w.comment('writer', n, '/pause')
    w.settle()
    comment.verdict = null
    w.settle()
    expect(comment.verdict).toBe('+1')
    expect(w.status(n)).toBe('paused')
    expect(moves(w)).toBe(0)
  })

  it('a refused command that lost its 👎 is refused again, and its author is notified once', () => {
    const { w, n } = pushed()
    const comment = w.comment('reader', n, '/pause')
    w.settle()
    const said = w.said(n).length
    comment.verdict = null
    w.settle()
    expect(comment.verdict).toBe('-1')
    expect(w.status(n)).toBe('running')
    expect(w.said(n)).toHaveLength(said)
  })
})

describe('the accepted text of a packet', () => {
  it('the acceptance survives a deleted record while the /accept comment exists', () => {
    const { w, n } = accepted()
    w.deleteComment(ownComment(w, n, 'switchyard:card'))
    w.settle()
    expect(w.status(n)).toBe('ready')
  })

  it('a packet without record and /accept needs acceptance again, says so once, and opens or merges nothing meanwhile', () => {
    const { w, n, branch, accept } = accepted()
    w.deleteComment(ownComment(w, n, 'switchyard:card'))
    w.deleteComment(accept)
    w.settle()
    w.push('agent', branch, ['src/db.js'])
    w.settle()
    expect(w.status(n)).toBe('proposed')
    expect(w.pullOf(branch)).toBeUndefined()
    expect(oneSaying(w, n, '/accept', 'again')).toBeDefined()
    w.comment('writer', n, '/accept')
    w.settle()
    expect(w.pullOf(branch)).toBeDefined()
    expect(moves(w)).toBe(0)
  })

  it('a record that somebody rewrote does not accept another text', () => {
    const { w, n, accept } = accepted()
    const card = ownComment(w, n, 'switchyard:card')
    w.edit('outsider', n, { body: packetText({ objective: 'Something else' }) })
    w.settle()
    const [, forged] = /foreign:(\w+)/.exec(bodyOf(card)) ?? []
    w.deleteComment(accept)
    w.editComment('writer', card, bodyOf(card).replace(/accepted:\w+/, `accepted:${forged}`))
    w.settle()
    expect(w.packet(n).text.accepted).toBeNull()
    expect(w.status(n)).toBe('proposed')
  })
})

describe('a decision and its quote', () => {
  function decided() {
    const scenario = pushed()
    scenario.w.comment('agent', scenario.n, '/ask Row or id?')
    const command = scenario.w.comment('writer', scenario.n, '/decide The row.')
    scenario.w.settle()
    return { ...scenario, command, quote: ownComment(scenario.w, scenario.n, 'switchyard:decided:') }
  }
  const answerOf = ({ w, n }: Scenario) => w.packet(n).talk.decisions[0]?.answer?.text

  it('the command counts when somebody edited the quote', () => {
    const story = decided()
    story.w.editComment('maintainer', story.quote, bodyOf(story.quote).replaceAll('The row.', 'The id.'))
    story.w.settle()
    expect(answerOf(story)).toBe('The row.')
  })

  it('the quote counts when the command is gone', () => {
    const story = decided()
    story.w.deleteComment(story.command)
    story.w.settle()
    expect(answerOf(story)).toBe('The row.')
  })

  it('the question is open again when the command is gone and the quote was edited', () => {
    const story = decided()
    story.w.editComment('maintainer', story.quote, bodyOf(story.quote).replaceAll('The row.', 'The id.'))
    story.w.deleteComment(story.command)
    story.w.settle()
    expect(answerOf(story)).toBeUndefined()
    expect(story.w.body(story.dashboard)).toContain('Row or id?')
  })
})

it('a deleted round is not logged again, and the other rounds are renumbered', () => {
  const { w, dashboard } = filed()
  for (let n = 0; n < 3; n++) {
    w.comment('writer', dashboard, '/round')
    w.settle()
  }
  const [first] = w.issue(dashboard).comments.filter(({ revisions }) => revisions[0]?.body === '/round')
  w.deleteComment(ownComment(w, dashboard, `switchyard:round-of:${first?.id}`))
  if (first) w.deleteComment(first)
  w.settle()
  expect(w.body(dashboard)).toContain('Round 2,')
  expect(w.body(dashboard)).not.toContain('Round 3,')
  expect(moves(w)).toBe(0)
})

it('a packet leaves the queue when its /merge is deleted, and one comment says so', () => {
  const { w, n, branch } = done({ text: { risk: 'high' } })
  const merge = w.comment('writer', n, '/merge')
  w.settle()
  expect(w.packet(n).queued?.place).toBe(1)
  w.deleteComment(merge)
  w.settle()
  expect(w.packet(n).queued).toBeNull()
  expect(oneSaying(w, n, 'left the queue')).toContain('/merge')
  w.approve('maintainer', branch)
  w.settle()
  expect(w.pullOf(branch)?.merged).toBe(false)
  expect(moves(w)).toBe(0)
})

describe('a tick on the dashboard', () => {
  it.each(['ghost', 'stranger'] as const)('a tick is undone when GitHub does not show its author (%s)', (who) => {
    const { w, n, dashboard, branch } = done()
    w.tickBox(who, dashboard, `merge:${n}`)
    w.settle()
    expect(w.pullOf(branch)?.merged).toBe(false)
    expect(w.body(dashboard)).not.toContain('- [x]')
  })
})

describe('the record of the tested commit', () => {
  const run = ({ w }: Scenario) =>
    w.snapshot.checks.find(({ name }) => name === 'switchyard/integration') ?? expect.fail('no check run')
  const trials = ({ w }: Scenario) => w.actions.filter(({ kind }) => kind === 'trial').length

  it('a packet whose check run is gone is tested again before it merges', () => {
    const scenario = done()
    const { w, n, branch } = scenario
    w.snapshot.checks = w.snapshot.checks.filter((one) => one !== run(scenario))
    w.snapshot.results.trials = {}
    w.comment('writer', n, '/merge')
    w.settle()
    expect(trials(scenario)).toBe(2)
    expect(w.pullOf(branch)?.merged).toBe(true)
  })

  it.each(['', 'nonsense', 'a:b:c:9', `${'0'.repeat(40)}:${'0'.repeat(40)}:${'0'.repeat(40)}:1`])(
    'a check run with the forged external id %j makes the bot test again before it merges',
    (forged) => {
      const scenario = done()
      const { w, n, branch } = scenario
      run(scenario).externalId = forged
      w.snapshot.results.trials = {}
      w.comment('writer', n, '/merge')
      w.settle()
      expect(trials(scenario)).toBe(2)
      expect(w.pullOf(branch)?.merged).toBe(true)
    },
  )

  it('a failed run that somebody turned green counts for no other head', () => {
    const scenario = done()
    const { w, n, branch } = scenario
    w.push('agent', branch, ['src/more.js'])
    run(scenario).conclusion = 'success'
    w.comment('writer', n, '/merge')
    w.stopAtTrials = true
    w.settle()
    expect(w.pullOf(branch)?.merged).toBe(false)
  })
})

describe('comments with markers', () => {
  it('a deleted briefing is not repeated, and the packet stays started', () => {
    const { w, n } = pushed()
    w.deleteComment(ownComment(w, n, 'switchyard:briefing'))
    w.settle()
    expect(w.said(n).filter((text) => text.includes('switchyard:briefing'))).toEqual([])
    expect(w.status(n)).toBe('running')
    expect(moves(w)).toBe(0)
  })

  it('a marker in somebody else’s comment has no effect', () => {
    const { w, n } = filed({ by: 'outsider' })
    w.comment('outsider', n, '<!-- switchyard:briefing -->\n<!-- switchyard:decided:1 -->')
    w.comment('maintainer', n, '/accept')
    w.settle()
    expect(w.said(n).filter((text) => text.includes('switchyard:briefing'))).toHaveLength(1)
  })
})

it('the bot adopts a branch that somebody else made only when a writer says so', () => {
  const { w } = withSession()
  w.push('outsider', 'feature/db', ['src/evil.js'])
  const n = w.file('writer', 'Work Packet: db', packetText()).number
  w.settle()
  expect(w.status(n)).toBe('invalid')
  expect(w.pullOf('feature/db')).toBeUndefined()
  w.comment('writer', n, '/start')
  w.settle()
  expect(w.pullOf('feature/db')).toBeDefined()
})

it('a status label that somebody moved is restored, and only the App’s own labels define the time in a status', () => {
  const { w, n } = pushed()
  const before = w.packet(n).statusTimes
  w.label('agent', n, 'status: merged')
  w.unlabel('agent', n, 'status: running')
  w.settle()
  expect(w.status(n)).toBe('running')
  const after = w.packet(n).statusTimes.map(({ status }) => status)
  expect(after).not.toContain('merged')
  expect(w.packet(n).statusTimes.slice(0, before.length - 1)).toEqual(before.slice(0, -1))
})

it('a packet whose done comment is deleted is running again and does not merge', () => {
  const { w, n, branch } = pushed()
  finish(w, n)
  const report = w.issue(n).comments.find(({ revisions }) => revisions[0]?.body === '/status done')
  if (report) w.deleteComment(report)
  w.comment('writer', n, '/merge')
  w.settle()
  expect(w.status(n)).toBe('running')
  expect(w.pullOf(branch)?.merged).toBe(false)
})

describe('the last good configuration', () => {
  const path = '.github/switchyard.yml'
  const good = 'agents: [agent]\ntest: node --test\ncapacity: 1\n'

  it('the bot finds the configuration in the file’s history, even without its store', async () => {
    const harness = await testHarness({ config: good })
    await startPacket(harness, 'one')
    await harness.people.pushMain('maintainer', { [path]: 'capacity: [' })
    await harness.settle()
    await harness.stop()
    await harness.loseStore()
    await harness.start()
    const two = await startPacket(harness, 'two')
    expect(harness.see.status(two)).toBe('waiting')
    expect(needs(harness)).toContain('The last good one is in force')
    await harness.end({ unheard: 'allowed' })
  })
})
