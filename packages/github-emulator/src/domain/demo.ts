import { ACTIONS_FILES, DEMO_FILES } from './demo-files.ts'
import type { Forge } from './forge.ts'
import { git, initBare } from './git.ts'
import type { App, Installation, Repo, Role, User } from './model.ts'
import { commitTree, lines } from './objects.ts'
import { writeBlob, writeTree } from './trees.ts'
import { noticeRefs } from './verbs/notice.ts'
import { moveRef } from './verbs/refs.ts'

const ROLES = { maintainer: 'admin', writer: 'write', agent: 'write', reader: 'read', outsider: null } as const
export type DemoRole = keyof typeof ROLES

export interface Demo {
  owner: User
  repo: Repo
  users: Record<DemoRole, User>
  app: App
  installation: Installation
}

export interface DemoOptions {
  /** How the App is reached and known; empty until the server says. */
  app?: Partial<Pick<App, 'publicKey' | 'webhookUrl' | 'webhookSecret'>>
  /** An existing git repository to copy instead of the demo one. */
  importFrom?: string
  /** Where the demo repository has its trials tested; `local` when missing. */
  runner?: 'local' | 'actions'
  /** As before anybody set the bot up: no configuration, and the App is installed nowhere. */
  untouched?: boolean
}

/** What the App asks for, as in its manifest. */
export const PERMISSIONS: App['permissions'] = {
  metadata: 'read',
  issues: 'write',
  pull_requests: 'write',
  contents: 'write',
  checks: 'write',
  statuses: 'read',
  actions: 'read',
  merge_queues: 'read',
}

export const EVENTS = [
  'issues',
  'issue_comment',
  'sub_issues',
  'issue_dependencies',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'push',
  'create',
  'delete',
  'check_run',
  'check_suite',
  'status',
  'workflow_run',
  'label',
  'merge_group',
  'repository',
]

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
    protectedBranches: [],
    allowDrafts: true,
    subIssues: [],
    blockedBy: [],
  }
  forge.world.repos.push(repo)
  return repo
}

/** Writes one commit with these files as the first of the default branch. */
export async function firstCommit(forge: Forge, actor: User, repo: Repo, files: Record<string, string>): Promise<void> {
  const rows = []
  for (const [path, text] of Object.entries(files))
    rows.push({ path, mode: '100644', sha: await writeBlob(forge, repo, text) })
  const tree = await writeTree(forge, repo, null, rows)
  const after = await commitTree(forge, repo, actor, { tree, parents: [], message: 'Start of the project' })
  await moveRef(forge, actor, repo, `refs/heads/${repo.defaultBranch}`, { before: '0'.repeat(40), after })
}

async function copyRepository(forge: Forge, repo: Repo, from: string): Promise<void> {
  const refspecs = ['refs/heads/*:refs/heads/*', 'refs/tags/*:refs/tags/*']
  await git(forge.bareDir(repo), ['fetch', '-q', '--no-write-fetch-head', from, ...refspecs])
}

async function defaultBranchOf(from: string): Promise<string> {
  const out = await git(from, ['symbolic-ref', '--short', 'HEAD'])
  return lines(out)[0] ?? 'main'
}

function demoFiles({ runner, untouched }: DemoOptions): Record<string, string> {
  const files = runner === 'actions' ? { ...DEMO_FILES, ...ACTIONS_FILES } : { ...DEMO_FILES }
  if (untouched) delete files['.github/switchyard.yml']
  return files
}

function addApp(forge: Forge, options: DemoOptions): App {
  const bot = addUser(forge, 'switchyard[bot]', 'Bot')
  const app: App = {
    id: forge.newId(),
    slug: 'switchyard',
    botUserId: bot.id,
    publicKey: options.app?.publicKey ?? '',
    webhookUrl: options.app?.webhookUrl ?? '',
    webhookSecret: options.app?.webhookSecret ?? '',
    permissions: { ...PERMISSIONS },
    events: [...EVENTS],
  }
  forge.world.apps.push(app)
  return app
}

/** Installs the App on the repository's account, for this repository. Nothing is sent of it. */
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

/** `acme/app`, its people by role, and the App `switchyard` installed on it. Nothing is sent while it is made. */
export async function seedDemo(forge: Forge, options: DemoOptions = {}): Promise<Demo> {
  const owner = addUser(forge, 'acme', 'Organization')
  const user = (login: DemoRole) => addUser(forge, login)
  const users = {
    maintainer: user('maintainer'),
    writer: user('writer'),
    agent: user('agent'),
    reader: user('reader'),
    outsider: user('outsider'),
  }
  const branch = options.importFrom === undefined ? 'main' : await defaultBranchOf(options.importFrom)
  const repo = addRepo(forge, owner, 'app', branch)
  for (const login of Object.keys(ROLES) as DemoRole[]) {
    const role: Role | null = ROLES[login]
    if (role !== null) repo.collaborators[String(users[login].id)] = role
  }
  await initBare(forge.bareDir(repo), branch)
  if (options.importFrom === undefined) await firstCommit(forge, users.maintainer, repo, demoFiles(options))
  else await copyRepository(forge, repo, options.importFrom)
  await noticeRefs(forge, repo, users.maintainer)
  const app = addApp(forge, options)
  const installation = install(forge, app, repo)
  if (options.untouched) forge.world.installations = []
  forge.touch()
  return { owner, repo, users, app, installation }
}
