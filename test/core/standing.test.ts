import { describe, expect, it } from 'vitest'
import { readLedger } from '../../src/core/records/ledger.ts'
import type { CommentFact } from '../../src/core/snapshot/snapshot.ts'
import { another, filed, moves, pushed, type Scenario } from './support/stories.ts'
import { app, people, type World } from './support/world.ts'

/** GitHub shows everything a deleted account wrote as nobody's. */
function deleteAccount(comment: CommentFact): void {
  comment.author = null
  for (const revision of comment.revisions) revision.editor = null
}

const isCard = (body: string) => body.includes('switchyard:card ')

function cardOf(w: World, n: number): CommentFact {
  const card = w.issue(n).comments.find((one) => one.author === app && isCard(one.revisions.at(-1)?.body ?? ''))
  if (!card) throw new Error('no card')
  return card
}

const saidBy = (w: World, n: number, marker: string): CommentFact => {
  const found = w
    .issue(n)
    .comments.find((one) => one.author === app && one.revisions.at(-1)?.body.includes(`switchyard:${marker}`))
  if (!found) throw new Error(`nothing said with ${marker}`)
  return found
}

/** Somebody who may only read is assigned, asks for more scope, and is refused. */
function refusedScope(): Scenario {
  const scenario = filed({ text: { inScope: 'src/', outOfScope: 'secrets/' } })
  const { w, n } = scenario
  w.assign(n, 'assignee')
  w.settle()
  w.comment('assignee', n, '/scope add secrets/ - I want it')
  w.settle()
  w.comment('maintainer', n, '/scope deny')
  w.settle()
  expect(w.packet(n).talk.scopeRequests[0]?.verdict).toBe('denied')
  return scenario
}

describe('a scope request', () => {
  it('that is open is not granted by unassigning who asked', () => {
    const { w, n } = filed({ text: { inScope: 'src/' } })
    w.assign(n, 'assignee')
    w.comment('assignee', n, '/scope add docs/ - I want it')
    w.settle()
    w.unassign(n, 'assignee')
    w.settle()
    expect(w.packet(n).work.grants).toEqual([])
    expect(w.packet(n).talk.scopeRequests[0]?.verdict).toBe('open')
  })

  it('that was denied stays denied when who asked is unassigned, and its files drift', () => {
    const { w, n, branch } = refusedScope()
    w.unassign(n, 'assignee')
    w.settle()
    w.push('agent', branch, ['secrets/prod.env'])
    w.settle()
    expect(w.packet(n).talk.scopeRequests[0]?.verdict).toBe('denied')
    expect(w.packet(n).work.grants).toEqual([])
    expect(w.status(n)).toBe('drifting')
  })

  it('that was denied: the check that says so stands there before the label', () => {
    const { w, n, branch } = refusedScope()
    const before = w.actions.length
    w.push('agent', branch, ['secrets/prod.env'])
    w.settle()
    const then = w.actions.slice(before)
    const check = then.findIndex((one) => one.kind === 'check' && one.conclusion === 'failure')
    const label = then.findIndex((one) => one.kind === 'set-labels' && one.add.includes('status: drifting'))
    expect(check).toBeGreaterThanOrEqual(0)
    expect(check).toBeLessThan(label)
    expect(w.issue(n).state).toBe('open')
  })

  it('that was denied stays denied when who asked becomes a writer', () => {
    const { w, n } = refusedScope()
    w.unassign(n, 'assignee')
    w.permissions.assignee = 'write'
    w.settle()
    expect(w.packet(n).work.grants).toEqual([])
  })

  it.each(['none', 'write'] as const)(
    'of an agent that is taken off the list and has %s stays denied',
    (permission) => {
      const { w, n } = filed({ text: { inScope: 'src/' } })
      w.comment('agent', n, '/scope add secrets/ - I want it')
      w.settle()
      w.comment('maintainer', n, '/scope deny')
      w.settle()
      w.permissions.agent = permission
      w.configure('agents: [agent2]\ntest: npm test\n')
      w.settle()
      expect(w.packet(n).work.grants).toEqual([])
      expect(w.packet(n).talk.scopeRequests[0]?.verdict).toBe('denied')
    },
  )

  it('in an edit stays an agent’s when the App’s word on the edit is deleted and the agent is no longer listed', () => {
    const { w, n } = pushed({ text: { inScope: 'src/' } })
    const comment = w.comment('agent', n, '/ask Row or id?')
    w.settle()
    w.editComment('agent', comment, '/ask Row or id?\n\n/scope add secrets/ - I want it')
    w.settle()
    w.deleteComment(saidBy(w, n, 'heard:'))
    w.configure('agents: [agent2]\ntest: npm test\n')
    w.settle()
    expect(w.packet(n).talk.scopeRequests).toHaveLength(1)
    expect(w.packet(n).work.grants).toEqual([])
    expect(moves(w)).toBe(0)
  })
})

describe('a writer’s own request', () => {
  function grantedToItself() {
    const scenario = filed({ text: { inScope: 'src/' } })
    const comment = scenario.w.comment('writer', scenario.n, '/scope add docs/ - needed')
    scenario.w.settle()
    expect(scenario.w.packet(scenario.n).work.grants.map(({ path }) => path)).toEqual(['docs/'])
    return { ...scenario, comment }
  }

  it('is written down on the card before the 👍, by account', () => {
    const { w, n, comment } = grantedToItself()
    const { ledger } = readLedger(w.issue(n).comments, app)
    expect(ledger.entries).toEqual([{ comment: comment.id, revision: 0, by: people.writer, standing: 'writer' }])
    const written = w.actions.findIndex(
      (one) => (one.kind === 'edit-comment' || one.kind === 'comment') && one.body.includes(String(comment.id)),
    )
    const reacted = w.actions.findIndex((one) => one.kind === 'react' && one.comment === comment.id)
    expect(written).toBeGreaterThanOrEqual(0)
    expect(written).toBeLessThan(reacted)
  })

  it('stays granted when the writer is assigned, listed, or loses the right', () => {
    const { w, n } = grantedToItself()
    w.assign(n, 'writer')
    w.permissions.writer = 'none'
    w.configure('agents: [agent, writer]\ntest: npm test\n')
    w.settle()
    expect(w.packet(n).work.grants.map(({ path }) => path)).toEqual(['docs/'])
  })

  it('stays granted when the card is deleted: the App’s quote says so', () => {
    const { w, n } = grantedToItself()
    w.deleteComment(cardOf(w, n))
    w.settle()
    expect(w.packet(n).work.grants.map(({ path }) => path)).toEqual(['docs/'])
  })

  it('is open again when the card and the quote are deleted', () => {
    const { w, n } = grantedToItself()
    w.deleteComment(cardOf(w, n))
    w.deleteComment(saidBy(w, n, 'scope:'))
    w.settle()
    expect(w.packet(n).work.grants).toEqual([])
    expect(w.packet(n).talk.scopeRequests[0]?.verdict).toBe('open')
  })

  it('is not made by an agent that writes itself into the card', () => {
    const { w, n } = filed({ text: { inScope: 'src/' } })
    const comment = w.comment('agent', n, '/scope add secrets/ - I want it')
    w.settle()
    const card = cardOf(w, n)
    const forged = `<!-- switchyard-said {"said":[[${comment.id},0,3,"agent","User","writer"]]} -->`
    w.editComment('agent', card, `${card.revisions.at(-1)?.body}\n${forged}`)
    w.settle()
    expect(w.packet(n).work.grants).toEqual([])
    expect(cardOf(w, n).revisions.at(-1)?.body).not.toContain(forged)
  })

  it('is still written down when an agent rewrites the card: the App’s own last text counts', () => {
    const { w, n, comment } = grantedToItself()
    w.editComment('agent', cardOf(w, n), 'nothing')
    w.settle()
    const { ledger } = readLedger(w.issue(n).comments, app)
    expect(ledger.entries.map((one) => [one.comment, one.role])).toContainEqual([comment.id, 'writer'])
    expect(
      w.issue(n).comments.filter((one) => one.author === app && isCard(one.revisions.at(-1)?.body ?? '')),
    ).toHaveLength(1)
  })

  it('counts when the bot ended between writing it down and the 👍, whatever its author is by then', () => {
    const { w, n } = filed({ text: { inScope: 'src/' } })
    const comment = w.comment('writer', n, '/scope add docs/ - needed')
    w.refuses = (action) => (action.kind === 'react' ? 'down' : null)
    w.settle()
    expect(comment.verdict).toBe(null)
    w.refuses = () => null
    w.snapshot.refused = {}
    w.permissions.writer = 'none'
    w.settle()
    expect(comment.verdict).toBe('+1')
    expect(w.packet(n).work.grants.map(({ path }) => path)).toEqual(['docs/'])
  })
})

describe('an account that is deleted', () => {
  it('takes no bare `/scope allow` with it', () => {
    const { w, n } = filed({ text: { inScope: 'src/', outOfScope: 'docs/' } })
    w.push('agent', 'feature/db', ['src/db.js', 'docs/a.md'])
    w.settle()
    const comment = w.comment('writer', n, '/scope allow')
    w.settle()
    deleteAccount(comment)
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(moves(w)).toBe(0)
  })

  it('takes no dependency with it', () => {
    const { w } = filed({})
    const api = another(w, 'api', {})
    const comment = w.comment('writer', api, '/depends hard on db')
    w.settle()
    deleteAccount(comment)
    w.settle()
    expect(w.status(api)).toBe('waiting')
  })

  it('takes no decision and no report with it', () => {
    const { w, n } = pushed({})
    w.tick('agent', n)
    const asked = w.comment('agent', n, '/ask Row or id?')
    w.settle()
    const answered = w.comment('writer', n, '/decide The row.')
    const reported = w.comment('agent', n, '/status done')
    w.settle()
    for (const comment of [asked, answered, reported]) deleteAccount(comment)
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(w.packet(n).talk.decisions.map(({ answer }) => answer?.text)).toEqual(['The row.'])
  })

  it('takes no end of a session with it', () => {
    const { w, dashboard } = filed({})
    const comment = w.comment('writer', dashboard, '/session end')
    w.settle()
    deleteAccount(comment)
    w.settle()
    expect(w.issue(dashboard).state).toBe('closed')
  })

  it('says nothing that was not accepted', () => {
    const { w, n } = pushed({})
    const [late, refused] = [w.comment('writer', n, '/pause'), w.comment('reader', n, '/pause')]
    deleteAccount(late)
    w.settle()
    deleteAccount(refused)
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  it('says nothing in what another deleted account wrote into its comment', () => {
    const { w, n } = pushed({})
    const comment = w.comment('writer', n, '/status running 40% half')
    w.settle()
    w.editComment('agent2', comment, '/status running 40% half\n\n/abandon')
    deleteAccount(comment)
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  it('still says what it added in an edit that was accepted', () => {
    const { w, n } = pushed({})
    const comment = w.comment('writer', n, 'hello')
    w.editComment('writer', comment, '/status running 20% begun')
    w.settle()
    w.editComment('writer', comment, '/status running 20% begun\n\n/pause')
    w.settle()
    expect(w.status(n)).toBe('paused')
    deleteAccount(comment)
    w.settle()
    expect(w.status(n)).toBe('paused')
    expect(w.packet(n).talk.percent).toBe(20)
  })
})

describe('who was assigned when', () => {
  const reassigned = (looked: boolean) => {
    const { w, n } = pushed({})
    w.tick('agent', n)
    w.assign(n, 'assignee')
    w.settle()
    const comment = w.comment('assignee', n, '/status done')
    if (looked) w.settle()
    w.unassign(n, 'assignee')
    w.assign(n, 'agent2', 'maintainer')
    w.settle()
    return { verdict: comment.verdict, status: w.status(n) }
  }

  it('decides about a report, whether or not the bot was down when somebody else was assigned', () => {
    expect(reassigned(true)).toEqual({ verdict: '+1', status: 'done' })
    expect(reassigned(false)).toEqual(reassigned(true))
  })

  it('gives no standing to what was said before, or after', () => {
    const { w, n } = pushed({})
    const before = w.comment('assignee', n, '/status running 30% x')
    w.assign(n, 'assignee')
    w.unassign(n, 'assignee')
    const after = w.comment('assignee', n, '/status running 31% x')
    w.settle()
    expect([before.verdict, after.verdict]).toEqual(['-1', '-1'])
  })

  it('is today’s assignees where GitHub tells no more', () => {
    const { w, n } = pushed({})
    w.issue(n).assignees = [people.assignee]
    const comment = w.comment('assignee', n, '/status running 30% x')
    w.settle()
    expect(comment.verdict).toBe('+1')
  })
})

describe('a triage user', () => {
  it('cannot report by assigning itself', () => {
    const { w, n } = pushed({})
    w.tick('agent', n)
    w.assign(n, 'triager', 'triager')
    const comment = w.comment('triager', n, '/status done')
    w.settle()
    expect(comment.verdict).toBe('-1')
    expect(w.status(n)).toBe('running')
  })

  it('cannot let somebody else report, nor shut the packet’s agent out', () => {
    const { w, n } = pushed({})
    w.assign(n, 'reader', 'triager')
    w.assign(n, 'agent2', 'triager')
    const said = (['reader', 'agent2', 'agent'] as const).map((who) => w.comment(who, n, '/status running 50% x'))
    w.settle()
    expect(said.map(({ verdict }) => verdict)).toEqual(['-1', '-1', '+1'])
  })

  it('may report where a writer assigned it', () => {
    const { w, n } = pushed({})
    w.assign(n, 'triager', 'writer')
    const comment = w.comment('triager', n, '/status running 50% x')
    w.settle()
    expect(comment.verdict).toBe('+1')
  })
})

describe('a person who is assigned', () => {
  it('does not shut out the listed agent that pushed, and may report too', () => {
    const { w, n } = filed({})
    w.assign(n, 'assignee')
    w.push('agent', 'feature/db', ['src/db.js'])
    w.settle()
    const said = (['agent', 'assignee', 'agent2'] as const).map((who) => w.comment(who, n, '/status running 55% half'))
    w.settle()
    expect(said.map(({ verdict }) => verdict)).toEqual(['+1', '+1', '-1'])
    expect(w.packet(n).progress.agent).toEqual(people.agent)
  })

  it('is its agent while no listed one was heard of', () => {
    const { w, n } = filed({})
    w.assign(n, 'assignee')
    w.settle()
    expect(w.packet(n).progress.agent).toEqual(people.assignee)
  })

  it.each(['agent2', 'robot'] as const)('does not keep %s, which is assigned too, from being the agent', (who) => {
    const { w, n } = filed({})
    w.assign(n, 'maintainer')
    w.assign(n, who, 'maintainer')
    w.settle()
    const said = ([who, 'agent'] as const).map((one) => w.comment(one, n, '/status running 55% half'))
    w.settle()
    expect(said.map(({ verdict }) => verdict)).toEqual(['+1', '-1'])
    expect(w.packet(n).progress.agent).toEqual(people[who])
  })
})

describe('a listed agent whose login is changed', () => {
  const renamed = { ...people.agent, login: 'agent-renamed' }
  const rename = (comment: CommentFact) => {
    comment.author = renamed
    for (const revision of comment.revisions) revision.editor = renamed
  }
  const forget = (w: World) => {
    for (const one of w.snapshot.activity) if (one.actor?.id === renamed.id) one.actor = renamed
    w.accounts.agent = 'nobody'
    w.snapshot.results.accounts = {}
  }

  it('does not become a writer, though GitHub shows the new login everywhere', () => {
    const { w, n } = pushed({})
    forget(w)
    const comment = w.comment('agent', n, '/abandon')
    rename(comment)
    w.settle()
    expect(comment.verdict).toBe('-1')
    expect(w.status(n)).toBe('running')
  })

  it('is known in packets it never worked on, and goes on with its own', () => {
    const { w, n } = pushed({})
    const other = another(w, 'api', {})
    forget(w)
    const abandon = w.comment('agent', other, '/abandon')
    const report = w.comment('agent', n, '/status running 60% x')
    for (const one of [abandon, report]) rename(one)
    w.settle()
    expect([abandon.verdict, report.verdict]).toEqual(['-1', '+1'])
  })

  it('is said on the dashboard, once, for as long as the old login is listed', () => {
    const { w, dashboard } = pushed({})
    expect(w.body(dashboard)).not.toContain('no account')
    forget(w)
    w.settle()
    expect(w.body(dashboard).match(/GitHub has no account of that login/g)).toHaveLength(1)
    w.configure('agents: [agent-renamed, agent2]\ntest: npm test\n')
    w.accounts['agent-renamed'] = renamed.id
    w.settle()
    expect(w.body(dashboard)).not.toContain('no account')
  })

  it('is a person again when neither login is listed', () => {
    const { w, n } = pushed({})
    forget(w)
    w.configure('agents: [agent2]\ntest: npm test\n')
    const comment = w.comment('agent', n, '/pause')
    rename(comment)
    w.settle()
    expect(comment.verdict).toBe('+1')
  })

  it('and somebody who takes the old login are both agents, and people are told', () => {
    const { w, n, dashboard } = pushed({})
    forget(w)
    w.accounts.agent = 77
    const comment = w.comment('agent', n, '/abandon')
    rename(comment)
    w.settle()
    expect(comment.verdict).toBe('-1')
    expect(w.body(dashboard)).toContain('is another account now than it was')
  })

  it('costs one question for each listed login, none before a packet is at work', () => {
    const w = filed({}).w
    expect(Object.keys(w.snapshot.results.accounts ?? {}).toSorted()).toEqual(['agent', 'agent2'])
    expect(another(w, 'later', { hard: 'db' })).toBeGreaterThan(0)
  })

  it('is an agent by the login alone where GitHub does not say', () => {
    const { w, n } = filed({})
    Object.assign(w.accounts, { agent: null, agent2: null })
    w.snapshot.results.accounts = {}
    const comment = w.comment('agent', n, '/pause')
    w.settle()
    expect(comment.verdict).toBe('-1')
  })
})

describe('refused words', () => {
  /** More than get a 👎 each: the rest is refused together, in one comment. */
  function flood(w: World, issue: number, command: string): CommentFact[] {
    const said = Array.from({ length: 6 }, () => w.comment('reader', issue, command))
    w.settle()
    expect(said.filter(({ verdict }) => verdict === null).length).toBeGreaterThan(0)
    return said
  }

  it('stay refused when the App’s refusal is deleted and their author may write by then', () => {
    const { w, n } = pushed({})
    const said = flood(w, n, '/pause')
    w.deleteComment(saidBy(w, n, 'refused:'))
    w.permissions.reader = 'write'
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(said.some(({ verdict }) => verdict === '+1')).toBe(false)
  })

  it('stay refused when the card is deleted as well', () => {
    const { w, n } = pushed({})
    flood(w, n, '/pause')
    w.deleteComment(saidBy(w, n, 'refused:'))
    w.deleteComment(cardOf(w, n))
    w.permissions.reader = 'write'
    w.settle()
    expect(w.status(n)).toBe('running')
    w.comment('reader', n, '/pause')
    w.settle()
    expect(w.status(n)).toBe('paused')
  })

  it('stay refused on a dashboard', () => {
    const { w, dashboard } = filed({})
    flood(w, dashboard, '/session end')
    w.deleteComment(saidBy(w, dashboard, 'refused:'))
    w.permissions.reader = 'write'
    w.settle()
    expect(w.issue(dashboard).state).toBe('open')
  })

  it('stay refused in an edit', () => {
    const { w, n } = pushed({})
    const comment = w.comment('agent', n, '/ask Row or id?')
    w.settle()
    w.editComment('agent', comment, '/ask Row or id?\n\n/pause')
    w.settle()
    w.deleteComment(saidBy(w, n, 'refused:'))
    w.configure('agents: [agent2]\ntest: npm test\n')
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  it('are not what is said after an App’s comment was deleted', () => {
    const { w, n } = pushed({})
    w.deleteComment(cardOf(w, n))
    w.comment('writer', n, '/pause')
    w.settle()
    expect(w.status(n)).toBe('paused')
  })
})
