/** Fills a new world: an organization, people in every role, a repository, and optionally an App. */

import type { Forge, RepoContext } from './forge.ts'
import { git, initBare } from './git.ts'
import type { App, Installation, Repo, Role, User } from './model.ts'
import { commitTree, lines } from './objects.ts'
import { lackOf } from './server.ts'
import { writeBlob, writeTree } from './trees.ts'
import { noticeRefs } from './verbs/notice.ts'
import { moveRef } from './verbs/refs.ts'

const ROLES = { maintainer: 'admin', writer: 'write', agent: 'write', reader: 'read', outsider: null } as const
type SeedRole = keyof typeof ROLES

/** What the caller wants a new emulator to contain. */
export interface Seed {
  /** Files of the first commit; only a README when missing. */
  files?: Record<string, string>
  /** An existing git repository whose branches and tags are copied instead of making a first commit. */
  importFrom?: string
  /** An App that is registered from the start. */
  app?: SeedApp
}

export interface SeedApp {
  slug: string
  permissions: App['permissions']
  events: readonly string[]
  /** Whether it is installed on the repository; true when missing. */
  installed?: boolean
  /** SPKI PEM. */
  publicKey?: string
  webhookUrl?: string
  webhookSecret?: string
}

export interface Seeded {
  owner: User
  repo: Repo
  users: Record<SeedRole, User>
  app: App | null
  installation: Installation | null
}

const README = { 'README.md': '# app\n' }

export function addUser(forge: Forge, login: string, type: User['type'] = 'User'): User {
  const user = { id: forge.newId(), login, type, name: login }
  forge.world.users.push(user)
  return user
}

/** Adds a repository without any commit; its bare folder is made by `initBare`. */
export function addRepo(forge: Forge, owner: User, name: string, defaultBranch = 'main'): Repo {
  const now = forge.clock.now()
  const repo: Repo = {
    id: forge.newId(),
    ownerId: owner.id,
    name,
    private: false,
    defaultBranch,
    createdAt: now,
    pushedAt: now,
    collaborators: {},
    labels: [],
    issues: [],
    pulls: [],
    comments: [],
    reviews: [],
    checkRuns: [],
    checkSuites: [],
    statuses: [],
    events: [],
    activity: [],
    refs: {},
    allowDrafts: true,
    subIssues: [],
    blockedBy: [],
  }
  forge.world.repos.push(repo)
  return repo
}

/** Writes the default branch's first commit with these files. */
export async function firstCommit(context: RepoContext, files: Record<string, string>): Promise<void> {
  const { forge, actor, repo } = context
  const rows = []
  for (const [path, text] of Object.entries(files))
    rows.push({ path, mode: '100644', sha: await writeBlob(forge, repo, text) })
  const tree = await writeTree(forge, repo, null, rows)
  const after = await commitTree(forge, repo, actor, { tree, parents: [], message: 'Start of the project' })
  await moveRef(context, `refs/heads/${repo.defaultBranch}`, { before: '0'.repeat(40), after })
}

async function copyRepository(forge: Forge, repo: Repo, from: string): Promise<void> {
  const refspecs = ['refs/heads/*:refs/heads/*', 'refs/tags/*:refs/tags/*']
  await git(forge.bareDir(repo), ['fetch', '-q', '--no-write-fetch-head', from, ...refspecs])
}

async function defaultBranchOf(from: string): Promise<string> {
  const out = await git(from, ['symbolic-ref', '--short', 'HEAD'])
  return lines(out)[0] ?? 'main'
}

/** Registers an App with a bot account of its own. */
export function addApp(forge: Forge, wanted: SeedApp): App {
  const bot = addUser(forge, `${wanted.slug}[bot]`, 'Bot')
  const app: App = {
    id: forge.newId(),
    slug: wanted.slug,
    botUserId: bot.id,
    publicKey: wanted.publicKey ?? '',
    webhookUrl: wanted.webhookUrl ?? '',
    webhookSecret: wanted.webhookSecret ?? '',
    permissions: { ...wanted.permissions },
    // The page for registering by hand has no box for an event that the server does not know.
    events: wanted.events.filter((event) => !lackOf(forge).events.includes(event)),
  }
  forge.world.apps.push(app)
  return app
}

/** Installs the App on the repository's account, for this repository. No webhook is sent. */
export function install(forge: Forge, app: App, repo: Repo): Installation {
  const installation: Installation = {
    id: forge.newId(),
    appId: app.id,
    accountId: repo.ownerId,
    repoIds: [repo.id],
    permissions: { ...app.permissions },
    createdAt: forge.clock.now(),
    suspendedAt: null,
  }
  forge.world.installations.push(installation)
  return installation
}

/** Creates `acme/app` and its people by role. No webhook is sent. */
export async function seedWorld(forge: Forge, seed: Seed = {}): Promise<Seeded> {
  const owner = addUser(forge, 'acme', 'Organization')
  const user = (login: SeedRole) => addUser(forge, login)
  const users = {
    maintainer: user('maintainer'),
    writer: user('writer'),
    agent: user('agent'),
    reader: user('reader'),
    outsider: user('outsider'),
  }
  const branch = seed.importFrom === undefined ? 'main' : await defaultBranchOf(seed.importFrom)
  const repo = addRepo(forge, owner, 'app', branch)
  for (const login of Object.keys(ROLES) as SeedRole[]) {
    const role: Role | null = ROLES[login]
    if (role !== null) repo.collaborators[String(users[login].id)] = role
  }
  await initBare(forge.bareDir(repo), branch)
  if (seed.importFrom === undefined) await firstCommit({ forge, actor: users.maintainer, repo }, seed.files ?? README)
  else await copyRepository(forge, repo, seed.importFrom)
  await noticeRefs(forge, repo, users.maintainer)
  const app = seed.app ? addApp(forge, seed.app) : null
  const installation = app && seed.app?.installed !== false ? install(forge, app, repo) : null
  forge.touch()
  return { owner, repo, users, app, installation }
}
