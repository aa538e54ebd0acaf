/** Files by the agent of `permissions` when the session ends. */
import type { Files } from '../machine.ts'

export const roles: Files = {
  'src/lib/permissions/roles.js': `export const roles = {
  reader: ['users:read'],
  writer: ['users:read', 'users:write'],
}

export const may = (role, permission) => roles[role]?.includes(permission) ?? false
`,
  'src/lib/permissions/roles.test.js': `import assert from 'node:assert/strict'
import test from 'node:test'
import { may } from './roles.js'

test('a reader may read and not write; nobody may nothing', () => {
  assert.equal(may('reader', 'users:read'), true)
  assert.equal(may('reader', 'users:write'), false)
  assert.equal(may('nobody', 'users:read'), false)
})
`,
}
