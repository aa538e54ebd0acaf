/** Files by the agent of `db-users`. */
import type { Files } from '../machine.ts'

const table = (name: string, columns: string) => `export const ${name} = { name: '${name}', columns: [${columns}] }\n`

export const schema: Files = {
  'src/db/schema/users.js': table('users', "'id', 'email', 'name', 'createdAt', 'updatedAt'"),
  'src/db/schema/roles.js': table('roles', "'id', 'name', 'permissions'"),
  'src/db/schema/user-roles.js': table('user_roles', "'userId', 'roleId'"),
  'src/db/database.js': `/** Tables in memory; what a transaction did can be rolled back. */
export function createDatabase() {
  let tables = {}
  return {
    createTable({ name }) {
      tables[name] ??= new Map()
    },
    table(name) {
      if (!tables[name]) throw new Error(\`There is no table \${name}\`)
      return tables[name]
    },
    begin() {
      const before = structuredClone(tables)
      return {
        rollback() {
          tables = before
        },
      }
    },
  }
}
`,
  'src/db/migrations/001-users-and-roles.js': `import { roles } from '../schema/roles.js'
import { user_roles } from '../schema/user-roles.js'
import { users } from '../schema/users.js'

export function up(db) {
  for (const table of [users, roles, user_roles]) db.createTable(table)
}
`,
}

export const repository: Files = {
  'src/lib/repositories/user.js': `/** Users in the database. Every method gives a promise. */
export class UserRepository {
  #db
  #nextId = 1

  constructor(db) {
    this.#db = db
  }

  async createUser({ email, name }) {
    if (await this.getUserByEmail(email)) throw new Error(\`\${email} is taken\`)
    const user = { id: this.#nextId++, email, name }
    this.#db.table('users').set(user.id, user)
    return user
  }

  async getUserById(id) {
    return this.#db.table('users').get(id) ?? null
  }

  async getUserByEmail(email) {
    return (await this.listUsers({ perPage: Infinity })).find((user) => user.email === email) ?? null
  }

  async listUsers({ page = 1, perPage = 20 } = {}) {
    const all = [...this.#db.table('users').values()]
    return perPage === Infinity ? all : all.slice((page - 1) * perPage, page * perPage)
  }

  async updateUser(id, change) {
    const user = await this.getUserById(id)
    if (!user) return null
    const changed = { ...user, ...change, id }
    this.#db.table('users').set(id, changed)
    return changed
  }

  async deleteUser(id) {
    return this.#db.table('users').delete(id)
  }
}
`,
  'src/lib/repositories/user.test.js': `import assert from 'node:assert/strict'
import test from 'node:test'
import { createDatabase } from '../../db/database.js'
import { up } from '../../db/migrations/001-users-and-roles.js'
import { UserRepository } from './user.js'

function fresh() {
  const db = createDatabase()
  up(db)
  up(db)
  return new UserRepository(db)
}

test('a user is created and found by id and by address', async () => {
  const users = fresh()
  const { id } = await users.createUser({ email: 'reader@example.invalid', name: 'reader' })
  assert.equal((await users.getUserById(id)).name, 'reader')
  assert.equal((await users.getUserByEmail('reader@example.invalid')).id, id)
})

test('a user is changed, listed and deleted', async () => {
  const users = fresh()
  const { id } = await users.createUser({ email: 'writer@example.invalid', name: 'writer' })
  assert.equal((await users.updateUser(id, { name: 'Writer' })).name, 'Writer')
  assert.equal((await users.listUsers()).length, 1)
  assert.equal(await users.deleteUser(id), true)
  assert.equal(await users.getUserById(id), null)
})
`,
}
