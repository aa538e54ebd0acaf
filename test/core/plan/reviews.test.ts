/** Requests for changes: who may make them, what they stop, whom they reach, and what ends them. */
import { describe, expect, it } from 'vitest'
import { done, type filed, finish, moves, pushed, type Scenario } from '../support/stories.ts'
import { oneSaying, people, type Who } from '../support/world.ts'

const BODY = 'The currency of refunds is lost.'

/** Done, and then the writer requests changes. */
function objected(options: Parameters<typeof filed>[0] = {}, who: Who = 'writer') {
  const scenario = done(options)
  const review = scenario.w.review(who, scenario.branch, 'CHANGES_REQUESTED', { body: BODY })
  scenario.w.settle()
  return { ...scenario, review }
}

/** Lines of the dashboard outside its table that name the packet. */
const lines = ({ w, dashboard, n }: Scenario) =>
  w
    .body(dashboard)
    .split('\n')
    .filter((line) => !line.startsWith('|') && (line.includes(`/issues/${n})`) || line.includes(`:${n} -->`)))
const invited = (scenario: Scenario) =>
  lines(scenario).some((line) => line.includes('`/merge`') || line.includes('tick:merge'))
const merge = ({ w, n }: Scenario, who: Who = 'maintainer') => {
  w.comment(who, n, '/merge')
  w.settle()
}
const asksBefore = ({ w, n }: Scenario) => w.said(n).filter((body) => body.includes('again to merge'))

describe('changes requested on an ordinary packet that is done', () => {
  it('set it to running, take the invitation away, reach the agent and stand under Needs you', () => {
    const before = done()
    expect(invited(before)).toBe(true)
    before.w.review('writer', before.branch, 'CHANGES_REQUESTED', { body: BODY })
    before.w.settle()
    expect(before.w.status(before.n)).toBe('running')
    expect(invited(before)).toBe(false)
    expect(oneSaying(before.w, before.n, BODY)).toContain('**Changes requested** by writer')
    expect(lines(before).join('\n')).toContain('✋')
    expect(lines(before).join('\n')).toMatch(/has changes requested by writer .*refunds/)
    expect(moves(before.w)).toBe(0)
  })

  it('hold a `/merge` of somebody else, which is asked about once and by name; said again it goes through', () => {
    const story = objected()
    merge(story)
    expect(story.w.status(story.n)).toBe('running')
    expect(asksBefore(story)).toHaveLength(1)
    expect(asksBefore(story)[0]).toMatch(/^Comment `\/merge` again .*writer/)
    expect(moves(story.w)).toBe(0)
    merge(story, 'maintainer')
    expect(story.w.status(story.n)).toBe('merged')
  })

  it('are no obstacle to a `/merge` of whoever requested them', () => {
    const story = objected()
    merge(story, 'writer')
    expect(asksBefore(story)).toHaveLength(0)
    expect(story.w.status(story.n)).toBe('merged')
  })

  it('hold a `/merge` that was said before them, too', () => {
    const scenario = done()
    scenario.w.stopAtTrials = true
    scenario.w.pushMain()
    merge(scenario)
    scenario.w.review('writer', scenario.branch, 'CHANGES_REQUESTED', { body: BODY })
    scenario.w.stopAtTrials = false
    scenario.w.settle()
    expect(scenario.w.status(scenario.n)).toBe('running')
    expect(asksBefore(scenario)).toHaveLength(1)
  })

  it('hold the merge after the agent has reported done again, and whoever requested them is asked to look again', () => {
    const story = objected()
    const { w, n, branch } = story
    w.push('agent', branch, ['src/refunds.js'])
    w.settle()
    finish(w, n)
    expect(w.status(n)).toBe('done')
    expect(invited(story)).toBe(false)
    expect(w.pullOf(branch)?.requestedReviewers).toContain('writer')
    expect(oneSaying(w, n, BODY)).toContain('I asked writer to review again')
    // Taken back by a person: the bot does not insist.
    Object.assign(w.pullOf(branch) ?? {}, { requestedReviewers: [] })
    expect(moves(w)).toBe(0)
    merge(story)
    expect(w.status(n)).toBe('done')
    expect(asksBefore(story)).toHaveLength(1)
  })

  it('are asked about anew at another head', () => {
    const story = objected()
    merge(story)
    story.w.push('agent', story.branch, ['src/refunds.js'])
    story.w.settle()
    finish(story.w, story.n)
    merge(story)
    expect(story.w.status(story.n)).toBe('done')
    expect(asksBefore(story)).toHaveLength(2)
    merge(story)
    expect(story.w.status(story.n)).toBe('merged')
  })

  it.each<[string, (story: ReturnType<typeof objected>) => void]>([
    ['dismissed', ({ w, review }) => w.dismiss(review)],
    ['replaced by an approval of the same person', ({ w, branch }) => w.review('writer', branch, 'APPROVED')],
  ])('end when %s: the packet is done again, and offered', (_, end) => {
    const story = objected()
    end(story)
    story.w.settle()
    expect(story.w.status(story.n)).toBe('done')
    expect(lines(story).join('\n')).not.toContain('✋')
    expect(invited(story)).toBe(true)
    merge(story)
    expect(story.w.status(story.n)).toBe('merged')
  })

  it.each<[string, (story: ReturnType<typeof objected>) => void]>([
    ["another's approval", ({ w, branch }) => w.review('maintainer', branch, 'APPROVED')],
    ['a comment of the same person', ({ w, branch }) => w.review('writer', branch, 'COMMENTED', { body: 'Hm.' })],
    ['`/redirect`', ({ w, n }) => w.comment('maintainer', n, '/redirect Go on')],
    ['a review that is asked for again', ({ w, branch }) => w.pullOf(branch)?.requestedReviewers.push('writer')],
    ['a tick', ({ w, n }) => w.tick('agent', n)],
  ])('do not end by %s', (_, act) => {
    const story = objected()
    act(story)
    story.w.settle()
    expect(story.w.packet(story.n).merge.objections).toMatchObject([{ answered: false }])
    expect(invited(story)).toBe(false)
  })

  it('count when they come again after they were dismissed', () => {
    const { w, n, branch, review } = objected()
    w.dismiss(review)
    w.settle()
    w.review('writer', branch, 'CHANGES_REQUESTED', { body: 'Still lost.' })
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(oneSaying(w, n, 'Still lost.')).toContain('writer')
  })

  it('of two people have to be ended both', () => {
    const story = objected()
    const { w, n, branch } = story
    w.review('agent2', branch, 'CHANGES_REQUESTED', { body: 'And the tax.' })
    w.settle()
    w.review('writer', branch, 'APPROVED')
    w.settle()
    expect(w.status(n)).toBe('running')
    merge(story)
    expect(asksBefore(story)[0]).toContain('agent2')
    expect(asksBefore(story)[0]).not.toContain('writer,')
    w.review('agent2', branch, 'APPROVED')
    w.settle()
    expect(w.status(n)).toBe('merged')
  })

  it('of a second person, after the first was answered, are asked about as well', () => {
    const story = objected()
    const { w, n, branch } = story
    w.stopAtTrials = true
    w.pushMain()
    merge(story)
    merge(story)
    w.review('agent2', branch, 'CHANGES_REQUESTED', { body: 'And the tax.' })
    w.stopAtTrials = false
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(asksBefore(story)).toHaveLength(2)
    expect(asksBefore(story)[1]).toContain('And the tax')
  })

  it('are not answered by a box that was ticked before them and is heard after', () => {
    const scenario = done()
    scenario.w.review('writer', scenario.branch, 'CHANGES_REQUESTED', { body: BODY })
    scenario.w.tickBox('maintainer', scenario.dashboard, `merge:${scenario.n}`)
    scenario.w.settle()
    expect(scenario.w.status(scenario.n)).toBe('running')
    expect(scenario.w.pullOf(scenario.branch)?.merged).toBe(false)
  })

  it('are in /explain', () => {
    const { w, n } = objected()
    w.comment('writer', n, '/explain')
    w.settle()
    expect(oneSaying(w, n, 'requested changes in a review')).toContain('writer approves its pull request')
  })
})

describe('whose request for changes counts', () => {
  it.each<[string, Who, boolean, ((scenario: Scenario) => void)?]>([
    ['a writer', 'writer', true],
    [
      'a writer who pushed to the branch',
      'writer',
      true,
      ({ w, branch }) => void w.push('writer', branch, ['src/x.js']),
    ],
    ['a writer who is assigned', 'writer', true, ({ w, n }) => w.assign(n, 'writer')],
    ['a listed agent that may write', 'agent2', true],
    ['its own agent, if GitHub lets it', 'agent', true],
    ['somebody who may triage', 'triager', false],
    ['a reader', 'reader', false],
    ['an outsider', 'outsider', false],
    ['a deleted account that nobody knew', 'ghost', false],
  ])('%s', (_, who, counts, before) => {
    const scenario = done()
    before?.(scenario)
    scenario.w.settle()
    scenario.w.review(who, scenario.branch, 'CHANGES_REQUESTED', { body: BODY })
    scenario.w.settle()
    expect(scenario.w.status(scenario.n)).toBe(counts ? 'running' : 'done')
    expect(invited(scenario)).toBe(!counts)
    expect(scenario.w.said(scenario.n).some((body) => body.includes(BODY))).toBe(counts)
  })

  it.each<[string, Who, boolean]>([
    ['may write', 'agent2', true],
    ['may not', 'reader', false],
  ])('is asked of GitHub where it does not say so with the review: %s', (_, who, counts) => {
    const { w, n, branch } = done()
    const review = w.review(who, branch, 'CHANGES_REQUESTED', { body: BODY })
    delete review.canPush
    w.settle()
    expect(w.status(n)).toBe(counts ? 'running' : 'done')
  })

  it.each<[string, (review: ReturnType<typeof objected>['review']) => void]>([
    ['lost write access', (review) => Object.assign(review, { canPush: false })],
    ['deleted the account', (review) => Object.assign(review, { author: null, canPush: false })],
  ])('is settled when it is said: who %s since still objects', (_, change) => {
    const story = objected()
    change(story.review)
    story.w.settle()
    expect(story.w.status(story.n)).toBe('running')
    merge(story)
    expect(story.w.pullOf(story.branch)?.merged).toBe(false)
    expect(asksBefore(story)).toHaveLength(1)
    expect(moves(story.w)).toBe(0)
  })

  it('a comment in a review is no objection', () => {
    const scenario = done()
    scenario.w.review('writer', scenario.branch, 'COMMENTED', { body: 'Why so?' })
    scenario.w.settle()
    expect(scenario.w.status(scenario.n)).toBe('done')
    expect(invited(scenario)).toBe(true)
  })

  it('on an earlier head counts as well', () => {
    const { w, n, branch } = pushed()
    const commit = w.pullOf(branch)?.headSha ?? ''
    w.push('agent', branch, ['src/x.js'])
    w.settle()
    finish(w, n)
    w.review('writer', branch, 'CHANGES_REQUESTED', { body: BODY, commit })
    w.settle()
    expect(w.status(n)).toBe('running')
  })
})

describe('what the agent is told', () => {
  it('is told while it is at work, too, and the packet holds the objection when it is done', () => {
    const scenario = pushed()
    const { w, n, branch } = scenario
    w.review('writer', branch, 'CHANGES_REQUESTED', { body: BODY })
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(oneSaying(w, n, BODY)).toContain('Agent:')
    finish(w, n)
    expect(w.status(n)).toBe('done')
    merge(scenario)
    expect(w.status(n)).toBe('done')
    expect(asksBefore(scenario)).toHaveLength(1)
  })

  it('has the comments on lines of that review, with their files, and of no other', () => {
    const { w, n, branch } = done()
    w.review('writer', branch, 'COMMENTED', { lines: { 'src/old.js': 'An older remark.' } })
    w.review('maintainer', branch, 'COMMENTED', { lines: { 'src/b.js': 'Of somebody else.' } })
    w.review('writer', branch, 'CHANGES_REQUESTED', {
      lines: { 'src/db.js': 'Cents, not euros.', 'src/c.js': 'Spelling.' },
    })
    w.settle()
    const told = oneSaying(w, n, '**Changes requested**')
    expect(told).toContain('`src/db.js`: Cents, not euros.')
    expect(told).toContain('`src/c.js`: Spelling.')
    expect(told).not.toMatch(/older remark|somebody else/)
  })

  it('is escaped and bounded', () => {
    const { w, n, branch } = done()
    const lines = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`src/${i}.js`, `@maintainer ${'x'.repeat(5000)}`]),
    )
    const body = `@maintainer closes #1 <!-- switchyard:merged --> ${'y'.repeat(30_000)}`
    w.review('writer', branch, 'CHANGES_REQUESTED', { body, lines })
    w.settle()
    const told = oneSaying(w, n, '**Changes requested**')
    expect(told).not.toMatch(/@maintainer|#1\b|<!-- switchyard:merged -->/)
    expect(told).toContain('and 25 more')
    expect(told.length).toBeLessThan(20_000)
  })

  it('says so where there is not a word', () => {
    const { w, n, branch } = done()
    w.review('writer', branch, 'CHANGES_REQUESTED')
    w.settle()
    expect(oneSaying(w, n, '**Changes requested**')).toContain('without a comment')
  })

  it('is not told of a request that was taken back before the bot looked', () => {
    const { w, n, branch } = done()
    w.review('writer', branch, 'CHANGES_REQUESTED', { body: BODY })
    w.review('writer', branch, 'APPROVED')
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(w.said(n).some((text) => text.includes(BODY))).toBe(false)
  })
})

describe('merge: auto', () => {
  const config = 'agents: [agent, agent2]\nmerge: auto\n'

  it('does not merge what one approves and another objects to, and says whose objection it is', () => {
    const scenario = pushed({ config })
    scenario.w.review('writer', scenario.branch, 'CHANGES_REQUESTED', { body: BODY })
    scenario.w.review('maintainer', scenario.branch, 'APPROVED')
    finish(scenario.w, scenario.n)
    expect(scenario.w.status(scenario.n)).toBe('done')
    expect(lines(scenario).join('\n')).toContain('changes requested by writer')
    scenario.w.review('writer', scenario.branch, 'APPROVED')
    scenario.w.settle()
    expect(scenario.w.status(scenario.n)).toBe('merged')
  })
})

describe('an approval of what is of high risk', () => {
  const risky = () => done({ text: { risk: 'high' } })
  const needed = (scenario: Scenario) =>
    lines(scenario).find((line) => line.includes('waits for an approving review')) ?? ''

  it.each<[string, RegExp, (scenario: Scenario) => void]>([
    ['a pusher', /maintainer, who pushed to the branch/, pusherApproves],
    ['a listed agent', /agent2, who is listed as an agent/, ({ w, branch }) => w.approve('agent2', branch)],
    ['a reader', /reader, who has no write access/, ({ w, branch }) => w.approve('reader', branch)],
    ['a writer, of an older head', /maintainer, who approved an older head/, approvesTooEarly],
    [
      'the assignee',
      /maintainer, who is its assignee/,
      ({ w, n, branch }) => {
        w.assign(n, 'maintainer')
        w.approve('maintainer', branch)
      },
    ],
    [
      'whoever opened the pull request',
      /maintainer, who opened the pull request/,
      ({ w, branch }) => {
        Object.assign(w.pullOf(branch) ?? {}, { author: people.maintainer })
        w.approve('maintainer', branch)
      },
    ],
  ])('by %s is left out, and the bot says so everywhere', (_, words, approve) => {
    const scenario = risky()
    approve(scenario)
    scenario.w.settle()
    expect(needed(scenario)).toMatch(words)
    merge(scenario)
    expect(scenario.w.status(scenario.n)).toBe('done')
    expect(oneSaying(scenario.w, scenario.n, 'cannot merge yet')).toMatch(words)
    scenario.w.comment('writer', scenario.n, '/explain')
    scenario.w.settle()
    expect(scenario.w.said(scenario.n).at(-1)).toMatch(words)
  })

  function pusherApproves({ w, branch }: Scenario): void {
    w.push('maintainer', branch, ['src/x.js'])
    w.settle()
    w.approve('maintainer', branch)
  }

  function approvesTooEarly({ w, branch }: Scenario): void {
    w.approve('maintainer', branch)
    w.push('agent', branch, ['src/x.js'])
  }

  it('counts for somebody who was assigned only afterwards, where GitHub tells when', () => {
    const scenario = risky()
    const { w, n, branch } = scenario
    w.approve('maintainer', branch)
    const at = w.snapshot.now + 1000
    w.issue(n).assignments = [{ at, added: true, assignee: people.maintainer, actor: people.maintainer }]
    w.assign(n, 'maintainer')
    merge(scenario)
    expect(w.status(n)).toBe('merged')
  })

  it('by the one who clicked "Update branch" counts: that is nobody’s work', () => {
    const scenario = risky()
    scenario.w.pushMain()
    scenario.w.updateBranch('maintainer', scenario.branch)
    scenario.w.settle()
    scenario.w.approve('maintainer', scenario.branch)
    merge(scenario)
    expect(scenario.w.status(scenario.n)).toBe('merged')
  })

  it.each<Who>(['maintainer', 'writer', 'agent'])('counts on when %s updates the branch after it', (who) => {
    const scenario = risky()
    scenario.w.approve('maintainer', scenario.branch)
    scenario.w.updateBranch(who, scenario.branch)
    scenario.w.updateBranch(who, scenario.branch)
    scenario.w.settle()
    merge(scenario)
    expect(scenario.w.status(scenario.n)).toBe('merged')
  })

  it('does not count on when the update brought in more than the base', () => {
    const scenario = risky()
    scenario.w.approve('maintainer', scenario.branch)
    scenario.w.push('agent', scenario.branch, [])
    merge(scenario)
    expect(scenario.w.status(scenario.n)).toBe('done')
  })

  it('by the one who updated the branch and pushed as well is left out', () => {
    const scenario = risky()
    scenario.w.updateBranch('maintainer', scenario.branch)
    pusherApproves(scenario)
    merge(scenario)
    expect(scenario.w.status(scenario.n)).toBe('done')
  })

  it('does not outweigh the objection of somebody who updated the branch', () => {
    const scenario = risky()
    scenario.w.updateBranch('writer', scenario.branch)
    scenario.w.settle()
    scenario.w.review('writer', scenario.branch, 'CHANGES_REQUESTED', { body: 'This deletes the ledger.' })
    scenario.w.review('maintainer', scenario.branch, 'APPROVED')
    merge(scenario)
    expect(scenario.w.pullOf(scenario.branch)?.merged).toBe(false)
    expect(asksBefore(scenario)[0]).toContain('writer')
  })

  it('is still needed when the objection was answered', () => {
    const scenario = risky()
    scenario.w.review('writer', scenario.branch, 'CHANGES_REQUESTED', { body: BODY })
    merge(scenario)
    merge(scenario)
    expect(scenario.w.status(scenario.n)).toBe('done')
    expect(oneSaying(scenario.w, scenario.n, 'cannot merge yet')).toContain('approving review')
    scenario.w.review('maintainer', scenario.branch, 'APPROVED')
    scenario.w.settle()
    expect(scenario.w.status(scenario.n)).toBe('merged')
  })
})
