/** The packets that the maintainer files. */
import type { PacketName } from './scene.ts'

export const packets: Record<PacketName, string> = {
  'db-users': `**Objective:** Tables for users and roles, and the repository that everybody else uses

**Branch:** \`feature/db-users\`
**Risk:** medium

## Acceptance Criteria
- [ ] Tables users, roles and user_roles, made by a migration that can be run twice
- [ ] UserRepository creates, finds, lists, changes and deletes users
- [ ] Every method has a test

## Boundaries
**In Scope:** src/db/, src/lib/repositories/
**Out of Scope:** API routes, user interface

## Interface Contract
Exports for other packets:
- \`UserRepository\` class; every method gives a promise
- \`createDatabase\` function
`,
  'api-users': `**Objective:** REST endpoints to list, read, create, change and delete users

**Branch:** \`feature/api-users\`
**Risk:** medium

## Acceptance Criteria
- [ ] GET /api/users lists users, page by page
- [ ] GET, PATCH and DELETE /api/users/:id, with 404 for nobody
- [ ] POST /api/users creates a user and refuses bad input with 400

## Boundaries
**In Scope:** src/app/api/users/
**Out of Scope:** src/db/, permission checks

## Dependencies
**Soft:** db-users - start with a mock repository, put the real one in when it is merged

## Interface Contract
Assume UserRepository exists with createUser, getUserById, listUsers, updateUser and deleteUser.
Answers are \`{ data }\` or \`{ error, code }\`.
`,
  'tests-users': `**Objective:** Edge cases of user management, and helpers that make tests short

**Branch:** \`feature/tests-users\`
**Risk:** low

## Acceptance Criteria
- [ ] A factory for users, and a test database that is clean for every test
- [ ] Duplicate address, bad input and nobody found are covered

## Boundaries
**In Scope:** src/test/
**Out of Scope:** src/lib/, src/app/, docs/

## Dependencies
**Soft:** db-users - factories and helpers need no repository yet

## Interface Contract
Assume UserRepository exists with createUser, getUserByEmail and deleteUser.
`,
  permissions: `**Objective:** Decide by role who may do what with users

**Branch:** \`feature/permissions\`
**Risk:** high

## Acceptance Criteria
- [ ] A table of roles and what each may do
- [ ] Every endpoint asks before it acts

## Boundaries
**In Scope:** src/lib/permissions/, src/app/api/users/
**Out of Scope:** src/db/

## Dependencies
**Hard:** api-users, tests-users
`,
}
