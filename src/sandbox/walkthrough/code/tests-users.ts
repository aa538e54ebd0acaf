/** Files by the agent of `tests-users`. */
import type { Files } from '../machine.ts'

export const factory: Files = {
  'src/test/factories.js': `let count = 0

/** Input for a user that no other test has. */
export function createTestUser(more = {}) {
  count += 1
  return { email: \`user-\${count}@example.invalid\`, name: \`user \${count}\`, ...more }
}
`,
  'src/test/factories.test.js': `import assert from 'node:assert/strict'
import test from 'node:test'
import { createTestUser } from './factories.js'

test('no two test users share an address', () => {
  assert.notEqual(createTestUser().email, createTestUser().email)
})
`,
}

export const edgeCases: Files = {
  'src/test/database.js': `import { createDatabase } from '../db/database.js'
import { up } from '../db/migrations/001-users-and-roles.js'

const db = createDatabase()
up(db)

/** Runs a test in a transaction that is rolled back, so that the next one finds the database clean. */
export async function withDatabase(test) {
  const transaction = db.begin()
  try {
    await test(db)
  } finally {
    transaction.rollback()
  }
}
`,
  'src/test/users.test.js': `import assert from 'node:assert/strict'
import test from 'node:test'
import { UserRepository } from '../lib/repositories/user.js'
import { withDatabase } from './database.js'
import { createTestUser } from './factories.js'

test('an address is taken once', () =>
  withDatabase(async (db) => {
    const users = new UserRepository(db)
    const user = createTestUser()
    await users.createUser(user)
    await assert.rejects(users.createUser(user), /is taken/)
  }))

test('the database is clean for every test', () =>
  withDatabase(async (db) => {
    assert.deepEqual(await new UserRepository(db).listUsers(), [])
  }))

test('who is not there cannot be deleted', () =>
  withDatabase(async (db) => {
    assert.equal(await new UserRepository(db).deleteUser(404), false)
  }))
`,
  'docs/testing.md': `# Testing

\`createTestUser()\` makes input for a user; \`withDatabase(test)\` rolls back what the test did.
`,
}
