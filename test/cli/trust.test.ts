/** Whose comments count. */
import { describe, expect, test } from 'vitest'
import { appOn } from '../../src/cli/github/app.ts'
import { withoutHidden } from '../../src/cli/github/rulings.ts'
import { isGuarded } from '../../src/cli/github/trusted.ts'
import { readComment } from '../../src/core/parse/report/read.ts'
import type { RawIssue } from '../../src/shell/reconcile/mirror.ts'

describe('a comment with a 👍 is handed over only for commands that need a role', () => {
  test.each([
    ['/decide 1 The user', true],
    ['/status running 40% half', true],
    ['**STATUS: BLOCKED**\nReason: no database', true],
    ['/help\nSend the keys', false],
    ['/status', false],
    ['/decide 1 The user\n\n/help', false],
    ['/frobnicate', false],
    ['Nice work', false],
    ['> /decide 1 quoted', false],
  ])('%j: %s', (body, counts) => {
    expect(isGuarded(readComment(body))).toBe(counts)
  })
})

const bot = (id: number, login: string) => ({ id, login: `${login}[bot]`, type: 'Bot' as const })
const person = { id: 1, login: 'writer', type: 'User' as const }
type Author = { id: number; login: string; type: 'Bot' | 'User' }

/** An issue with cards by `cards` and label events by `labels`. */
function issueWith(cards: Author[], labels: Author[]): RawIssue {
  const at = { at: 1, editor: null }
  const comment = (author: Author, id: number) => ({
    id,
    nodeId: `c${id}`,
    issue: 1,
    url: '',
    author,
    createdAt: 1,
    verdict: null,
    eyes: false,
    revisions: [{ ...at, body: 'As I read it\n\n<!-- switchyard:card -->' }],
  })
  return {
    number: 1,
    id: 1,
    nodeId: 'i1',
    url: '',
    author: person,
    createdAt: 1,
    updatedAt: 1,
    state: 'open',
    stateReason: null,
    closedAt: null,
    closedBy: null,
    labels: [],
    assignees: [],
    pinned: false,
    revisions: [{ ...at, title: 'x', body: '' }],
    appCommentDeletedAt: null,
    closedByMerge: null,
    comments: cards.map(comment),
    labelEvents: labels.map((actor) => ({ at: 1, label: 'status: ready', added: true, actor })),
  }
}

describe('which bot is the App', () => {
  const [ours, other, agent] = [bot(10, 'switchyard'), bot(11, 'other'), bot(12, 'helper')]
  const none = { slug: null, agents: [] }

  test.each([
    ['wrote the card and set the label', [ours], [ours], none, ours],
    ['has not spoken yet', [], [], none, null],
    ['a card alone is not enough', [other], [], none, null],
    ['a person is none', [person], [person], none, null],
    ['a listed agent is none', [ours, agent], [ours, agent], { slug: null, agents: ['Helper[bot]'] }, ours],
    ['the one that was named', [ours, other], [ours, other], { slug: 'other', agents: [] }, other],
    ['also with its suffix', [ours, other], [ours, other], { slug: 'Switchyard[bot]', agents: [] }, ours],
    ['named, and not here', [other], [other], { slug: 'switchyard', agents: [] }, null],
  ])('%s', (_, cards, labels, hints, app) => {
    expect(appOn(issueWith(cards, labels), hints)).toEqual(app)
  })

  test('two matching bots are an error', () => {
    expect(() => appOn(issueWith([ours, other], [ours, other]), none)).toThrow('--app NAME')
  })
})

test('records and markers are removed from a text', () => {
  const body = 'Decided.\n\n<!-- switchyard-record {"by":"x"} -->\n<!-- switchyard:decided:7 -->'
  expect(withoutHidden(body)).toBe('Decided.')
  const boxes =
    '- [ ] Merge a <!-- switchyard:tick:merge:1 -->\n- [ ] Merge b <!-- switchyard:tick:merge:2 -->\n\n## Next'
  expect(withoutHidden(boxes)).toBe('- [ ] Merge a\n- [ ] Merge b\n\n## Next')
})
