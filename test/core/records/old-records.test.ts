/** Every record that the first version wrote is read to the same value, and today's code writes the same bytes. */
import { describe, expect, it, test } from 'vitest'
import { botCommentsIn } from '../../../src/core/records/bot-comments.ts'
import { externalId, type NotRunReason, notRunIn, readExternalId } from '../../../src/core/records/check-run.ts'
import { boxesIn, boxId, boxLine, ROUND_BOX, readBoxId } from '../../../src/core/records/dashboard.ts'
import {
  acceptedRecord,
  decidedRecord,
  dependsRecord,
  mergedRecord,
  offerRecord,
  remarksRecord,
  roundRecord,
  scopeRecord,
  textRecord,
  waivedRecord,
} from '../../../src/core/records/kinds.ts'
import { ledgerLine } from '../../../src/core/records/ledger.ts'
import { marker, markersIn } from '../../../src/core/records/markers.ts'
import { MARKER } from '../../../src/core/records/names.ts'
import { type RecordKind, recordKind } from '../../../src/core/records/record.ts'
import type { Actor, CommentFact } from '../../../src/core/snapshot/snapshot.ts'
import { VERSION_1 } from './version-1.ts'

const words = { by: 'maintainer', text: 'Use "v2" -->\n& tell @reader' }
const sha = 'b'.repeat(40)

interface Case<T> {
  kind: RecordKind<T>
  body: string
  id: string
  value: T
}

/** `value` is read from `body`, and written again to the same line. */
const both = <T>(id: string, body: string, kind: RecordKind<T>, value: T): [string, Case<unknown>] => [
  id,
  { kind, body, id, value } as Case<unknown>,
]

describe('records of version 1', () => {
  test.each([
    both(MARKER.decided.of(41), VERSION_1.decided, decidedRecord, { number: 2, ...words }),
    both(MARKER.unblocked.of(41), VERSION_1.unblocked, textRecord, words),
    both(MARKER.redirect.of(41), VERSION_1.redirected, textRecord, words),
    both(MARKER.scope.of(42), VERSION_1.granted, scopeRecord, {
      verdict: 'allowed',
      granted: [{ path: 'docs/' }, { path: 'a, b.ts' }],
      reason: 'needed',
      by: 'writer',
    }),
    both(MARKER.scope.of(43), VERSION_1.grantedFiles, scopeRecord, {
      verdict: 'allowed',
      granted: [{ path: 'src/*.ts', literal: true }],
      reason: '',
      by: 'writer',
    }),
    both(MARKER.scope.of(44), VERSION_1.denied, scopeRecord, {
      verdict: 'denied',
      granted: [{ path: 'src/' }],
      reason: '',
      by: 'writer',
    }),
    both(MARKER.scope.of(45), VERSION_1.grantedJoined, scopeRecord, {
      verdict: 'allowed',
      granted: { joined: 'docs/, a, b.ts' },
      reason: '',
      by: 'writer',
    }),
    both(MARKER.depends.of(41), VERSION_1.depends, dependsRecord, { name: 'db-users', kind: 'soft', by: 'maintainer' }),
    both(MARKER.depends.of(41), VERSION_1.dropped, dependsRecord, { name: 'auth', kind: null, by: 'maintainer' }),
    both(MARKER.waive.of(41), VERSION_1.waived, waivedRecord, { name: 'auth', by: 'maintainer' }),
    both(MARKER.round.of('55'), VERSION_1.round, roundRecord, {
      round: 3,
      at: 1772445600000,
      by: 'maintainer',
      counts: '{"running":2,"done":1}',
    }),
    both(MARKER.merged, VERSION_1.merged, mergedRecord, {
      sha,
      pull: 9,
      files: 3,
      lines: 120,
      passedAt: 1772445600000,
    }),
    both(MARKER.merged, VERSION_1.mergedPlain, mergedRecord, { sha, pull: null, files: null, lines: null }),
    both(MARKER.remarks.of(71), VERSION_1.remarks, remarksRecord, { review: 71, by: 'reader', account: 8 }),
    both(MARKER.tickedMerge.of('a'.repeat(40), 1772445600000), VERSION_1.tickedMerge, textRecord, {
      by: 'maintainer',
      text: `merge:4:${'a'.repeat(40)}`,
    }),
    both(MARKER.tickedAccept.of(4, 1772445600000), VERSION_1.tickedAccept, textRecord, {
      by: 'maintainer',
      text: 'accept:4:abc123',
    }),
  ])('%s', (_, { kind, body, id, value }) => {
    expect(markersIn(body)[0]).toBe(id)
    expect(kind.read(body)).toEqual(value)
    expect(body).toContain(`${kind.write(value)}`)
  })

  it('who accepted a text', () => {
    for (const body of [VERSION_1.accepted, VERSION_1.tickedAccept]) {
      expect(acceptedRecord.read(body)).toEqual({ by: 'maintainer' })
      expect(markersIn(body)).toContain(MARKER.accepted.of('abc123'))
    }
  })

  it('the ledger on the card', () => {
    const app: Actor = { id: 1, login: 'switchyard[bot]', type: 'Bot' }
    const told = botCommentsIn([card(VERSION_1.ledger, app)], app)
    expect(told.ledger).toEqual({
      entries: [
        { comment: 5, revision: 0, by: { id: 8, login: 'agent', type: 'Bot' }, role: 'writer' },
        { comment: 6, revision: 1, by: { id: 9, login: 'writer', type: 'User' }, role: 'other' },
      ],
      refused: [[7, 1772445600000]],
      agents: [[8, 'agent']],
    })
    expect(ledgerLine(told.ledger)).toBe(VERSION_1.ledger)
    const later = VERSION_1.ledger.replace('{', '{"v":2,')
    expect(botCommentsIn([card(later, app)], app).ledger.entries).toEqual([])
  })

  it('boxes on the dashboard', () => {
    const [allow, files, merge, round] = boxesIn(
      [VERSION_1.box, VERSION_1.boxFiles, VERSION_1.mergeBox, VERSION_1.roundBox].join('\n'),
    )
    expect(offerRecord.read(allow?.line ?? '')).toEqual({ paths: ['docs/'] })
    expect(offerRecord.read(files?.line ?? '')).toEqual({ paths: ['a.ts'], literal: true })
    expect(readBoxId(merge?.action ?? '')).toEqual({ kind: 'merge', issue: 4, to: 'a'.repeat(40) })
    expect(round).toMatchObject({ action: ROUND_BOX, checked: false })
    expect(boxLine('Merge db (#4)', boxId('merge', 4, 'a'.repeat(40)))).toBe(VERSION_1.mergeBox)
    expect(VERSION_1.box).toContain(offerRecord.write({ paths: ['docs/'] }))
    expect(VERSION_1.boxFiles).toContain(offerRecord.write({ paths: ['a.ts'], literal: true }))
  })
})

const card = (ledger: string, app: Actor): CommentFact =>
  ({
    id: 3,
    issue: 4,
    url: '',
    author: app,
    createdAt: 5,
    verdict: null,
    revisions: [{ body: `Read.\n\n${ledger}\n${marker(MARKER.card)}`, at: 5, editor: app }],
  }) as unknown as CommentFact

describe('check runs of version 1', () => {
  const run = { base: 'a'.repeat(40), head: sha, trial: 'c'.repeat(40), request: 61 }

  it('keep what was tested', () => {
    expect(readExternalId(VERSION_1.externalId)).toEqual({ ...run, issue: 4 })
    expect(externalId({ ...run, issue: 4 })).toBe(VERSION_1.externalId)
    expect(readExternalId(VERSION_1.externalIdOfNobody)).toEqual(run)
    expect(externalId(run)).toBe(VERSION_1.externalIdOfNobody)
  })

  it.each(Object.entries(VERSION_1.notRunTitles) as [NotRunReason, string][])(
    'tell by their title that nothing was run: %s',
    (reason, title) => {
      expect(notRunIn({ externalId: VERSION_1.externalId, title })).toBe(reason)
    },
  )

  it('of version 2 keep the reason, whatever the title is', () => {
    for (const again of [{ again: 2 }, { again: 1, notRun: 'gone' as const }]) {
      const id = externalId({ ...run, issue: 4, ...again })
      expect(readExternalId(id)).toEqual({ ...run, issue: 4, ...again })
    }
    const id = externalId({ ...run, issue: 4, notRun: 'no-command' })
    expect(readExternalId(id)).toEqual({ ...run, issue: 4, notRun: 'no-command' })
    expect(notRunIn({ externalId: id, title: 'Other words' })).toBe('no-command')
    expect(notRunIn({ externalId: VERSION_1.externalId, title: 'Other words' })).toBeNull()
  })

  it('of a later version are no result that is known', () => {
    expect(readExternalId(`${VERSION_1.externalId}:v3:x`)).toBeNull()
    for (const id of ['several', 'void', 'no-packet', '', ':::']) expect(readExternalId(id)).toBeNull()
  })
})

describe('versions', () => {
  const first = recordKind<{ a: string }>(
    1,
    ({ a }) => ({ a }),
    ({ a }) => ({ a: String(a) }),
  )
  const second = recordKind<{ a: string }>(
    2,
    ({ a }) => ({ b: a }),
    ({ v, a, b }) => ({ a: String(v === 2 ? b : a) }),
  )

  it('the first is not written down, a later one is', () => {
    expect(first.write({ a: 'x' })).toBe('<!-- switchyard-record {"a":"x"} -->')
    expect(second.write({ a: 'x' })).toBe('<!-- switchyard-record {"v":2,"b":"x"} -->')
  })

  it('an earlier one is read, a later one is not', () => {
    expect(second.read(first.write({ a: 'x' }))).toEqual({ a: 'x' })
    expect(first.read(second.write({ a: 'x' }))).toBeNull()
  })

  it.each(['{"v":"2"}', '{"v":null}', '{"v":0}', '{"v":1.5}', '[1]', 'null', '{broken}'])('%s is no record', (json) => {
    expect(first.read(`<!-- switchyard-record ${json} -->`)).toBeNull()
  })
})

it('no two kinds of markers have one name, but for both starts of a packet and both merges', () => {
  const all = Object.values(MARKER).map((one) => (typeof one === 'string' ? one : one.prefix.slice(0, -1)))
  const twice = all.filter((one, index) => all.indexOf(one) !== index)
  expect(twice).toEqual(['merged', 'dispatch'])
})
