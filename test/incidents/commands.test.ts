/** What happened to other bots with the words of people, and does not happen here. */
import { expect, it } from 'vitest'
import { done, filed, moves, pushed } from '../core/support/stories.ts'
import { app, oneSaying, packetText, type Who } from '../core/support/world.ts'

it('a command applied late, after a re-push (kubernetes/test-infra#24609): /merge covers only the head at its time', () => {
  const { w, n, branch } = done()
  w.comment('writer', n, '/merge')
  const later = w.push('agent', branch, ['src/more.js'])
  w.pass(19)
  w.settle()
  expect(w.pullOf(branch)).toMatchObject({ merged: false, headSha: later })
  expect(w.actions.filter((action) => action.kind === 'merge')).toEqual([])
  expect(oneSaying(w, n, 'merge', later.slice(0, 7))).toContain('/merge')
  expect(moves(w)).toBe(0)
})

it('a command ran on a deleted comment (triagebot#766): a comment deleted before it was read does nothing', () => {
  const { w, n, branch } = done()
  w.deleteComment(w.comment('writer', n, '/merge'))
  w.deleteComment(w.comment('writer', n, '/abandon'))
  w.settle()
  expect(w.pullOf(branch)?.merged).toBe(false)
  expect(w.status(n)).toBe('done')
})

it.each<Who>(['switchyard', 'writer'])(
  'the bot obeyed itself (triagebot PR #1661): a command in its own comment, last edited by %s, does nothing',
  (editor) => {
    const { w, n, branch } = done()
    const own = w.comment('switchyard', n, 'Comment `/merge` when it is ready.')
    w.editComment(editor, own, '/merge\n/abandon')
    w.settle()
    expect(w.pullOf(branch)?.merged).toBe(false)
    expect(w.status(n)).toBe('done')
    expect(own.verdict).toBeNull()
  },
)

it('mentions mailed strangers (renovate#2558): the bot repeats people’s text without mentions', () => {
  const { w, n, branch } = filed({ by: 'outsider', text: { objective: 'As @stranger and @acme/everybody said' } })
  w.comment('maintainer', n, '/accept')
  w.settle()
  w.push('agent', branch, ['src/db.js'])
  w.comment('agent', n, '/ask Shall I ask @stranger?')
  w.comment('agent', n, '/status blocked @acme/everybody must say')
  w.settle()
  w.comment('writer', n, '/unblock @stranger said yes')
  w.settle()
  const places = [...w.snapshot.issues, ...w.snapshot.pulls].flatMap(({ comments }) => comments)
  const texts = places.filter(({ author }) => author === app).map(({ revisions }) => revisions.at(-1)?.body ?? '')
  const all = [
    ...texts,
    w.pullOf(branch)?.body ?? '',
    w.pullOf(branch)?.title ?? '',
    ...w.snapshot.issues.map(bodyByApp),
  ]
  expect(all.join('\n')).toContain('stranger')
  expect(all.join('\n').match(/@(stranger|acme|outsider|agent|writer)\b/g)).toBeNull()

  function bodyByApp({ number, revisions }: (typeof w.snapshot.issues)[number]): string {
    return revisions.at(-1)?.editor === app ? w.body(number) : ''
  }
})

it('a block latched for ever (Detent#1727): the blockers are derived again each time', () => {
  const { w, n } = filed({ text: { hard: 'auth' } })
  expect(w.status(n)).toBe('waiting')
  w.edit('writer', n, { body: packetText({ hard: 'None' }) })
  w.settle()
  expect(w.status(n)).toBe('ready')
  const other = pushed({ text: { hard: 'None' } })
  other.w.comment('agent', other.n, '/status blocked no table')
  other.w.settle()
  other.w.comment('agent', other.n, '/status running again')
  other.w.settle()
  expect(other.w.status(other.n)).toBe('running')
  expect(other.w.body(other.dashboard)).not.toContain('is blocked')
})
