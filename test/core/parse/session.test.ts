import { describe, expect, test } from 'vitest'
import { readBases } from '../../../src/core/parse/session.ts'
import { DASHBOARD_END, DASHBOARD_START } from '../../../src/core/records/dashboard.ts'

describe('the base branch in the text of a session', () => {
  test.each<[string, string | null]>([
    ['**Base:** release/2.0', 'release/2.0'],
    ['Ship it.\n\n**Base**: `release/2.0`', 'release/2.0'],
    ['Base: release/2.0', 'release/2.0'],
    ['base branch: release/2.0', 'release/2.0'],
    ['- Base: release/2.0', 'release/2.0'],
    ['- **Base:** `release/2.0` (until June)', 'release/2.0'],
    ['## Base\n\nrelease/2.0\n\n## Goal\n\nShip', 'release/2.0'],
    ['### Goal\n\nShip\n\n### Base\n\nrelease/2.0', 'release/2.0'],
    ['### Goal\n\nShip\n\n### Base\n\n_No response_', null],
    ['---\nbase: release/2.0\n---\nShip it', 'release/2.0'],
    ['---\nbase-branch: release/2.0\n---\nShip it', 'release/2.0'],
    ['**Base:** default', null],
    ['**Base:** <!-- a branch -->', null],
    ['```\nBase: release/2.0\n```', null],
    ['> Base: release/2.0', null],
    ['The base of all this is trust', null],
    ['', null],
    [`Ship it\n\n${DASHBOARD_START}\n**Base:** evil\n${DASHBOARD_END}\n`, null],
    [`**Base:** release/2.0\n\n${DASHBOARD_START}\n**Base:** evil\n${DASHBOARD_END}`, 'release/2.0'],
  ])('%j names %j', (body, base) => {
    expect(readBases([body, body])).toEqual([base, base])
  })
})
