/** Files by the agent of `api-users`: with a mock, then with the real repository, first without an `await`. */
import type { Files } from '../machine.ts'

const folder = 'src/app/api/users'

const first = `/** The endpoints, over any repository of users. */
export function usersApi(repository) {
  return {
    list: async ({ page = 1, perPage = 20 } = {}) => ok(await repository.listUsers({ page, perPage })),
    async get(id) {
      const user = await repository.getUserById(id)
      return user ? ok(user) : missing(id)
    },
`

const helpers = `
const ok = (data) => ({ status: 200, body: { data } })
const missing = (id) => ({ status: 404, body: { error: \`There is no user \${id}\`, code: 'not_found' } })
`

const whole = (call: string) => `${first}    async create({ email, name } = {}) {
      if (!email?.includes('@') || !name) return refused('An address and a name are needed')
      const user = ${call}
      return { status: 201, body: { data: user } }
    },
    async update(id, change) {
      const user = await repository.updateUser(id, change)
      return user ? ok(user) : missing(id)
    },
    async remove(id) {
      return (await repository.deleteUser(id)) ? { status: 204, body: null } : missing(id)
    },
  }
}
${helpers}const refused = (error) => ({ status: 400, body: { error, code: 'bad_request' } })
`

export const overMock: Files = {
  [`${folder}/handlers.js`]: `${first}  }
}
${helpers}`,
  [`${folder}/mock-repository.js`]: `/** Stands in for the real repository until db-users is merged. */
export const mockRepository = {
  listUsers: () => [{ id: 1, email: 'reader@example.invalid', name: 'reader' }],
  getUserById: (id) => (id === 1 ? { id, email: 'reader@example.invalid', name: 'reader' } : null),
}
`,
  [`${folder}/handlers.test.js`]: `import assert from 'node:assert/strict'
import test from 'node:test'
import { usersApi } from './handlers.js'
import { mockRepository } from './mock-repository.js'

test('GET /api/users lists users', async () => {
  assert.equal((await usersApi(mockRepository).list()).body.data.length, 1)
})

test('GET /api/users/:id answers 404 for nobody', async () => {
  assert.equal((await usersApi(mockRepository).get(7)).status, 404)
})
`,
}

/** The mock is synchronous, so nobody noticed the missing `await`. */
export const withoutAwait: Files = {
  [`${folder}/mock-repository.js`]: null,
  [`${folder}/handlers.js`]: whole('repository.createUser({ email, name })'),
  [`${folder}/route.js`]: `import { createDatabase } from '../../../db/database.js'
import { up } from '../../../db/migrations/001-users-and-roles.js'
import { UserRepository } from '../../../lib/repositories/user.js'
import { usersApi } from './handlers.js'

/** The users of a new database. */
export function createRepository() {
  const db = createDatabase()
  up(db)
  return new UserRepository(db)
}

export const createUsersRoute = (repository = createRepository()) => usersApi(repository)
`,
  [`${folder}/handlers.test.js`]: `import assert from 'node:assert/strict'
import test from 'node:test'
import { createRepository, createUsersRoute } from './route.js'

const input = { email: 'reader@example.invalid', name: 'reader' }

test('POST /api/users returns the created user', async () => {
  const { status, body } = await createUsersRoute().create(input)
  assert.equal(status, 201)
  assert.equal(body.data.email, input.email)
})

test('POST /api/users refuses bad input', async () => {
  assert.equal((await createUsersRoute().create({ email: 'nothing' })).status, 400)
})

test('a user is listed, changed and deleted', async () => {
  const repository = createRepository()
  const { id } = await repository.createUser(input)
  const api = createUsersRoute(repository)
  assert.equal((await api.list()).body.data.length, 1)
  assert.equal((await api.update(id, { name: 'Reader' })).body.data.name, 'Reader')
  assert.equal((await api.remove(id)).status, 204)
  assert.equal((await api.get(id)).status, 404)
})
`,
}

export const withAwait: Files = { [`${folder}/handlers.js`]: whole('await repository.createUser({ email, name })') }
