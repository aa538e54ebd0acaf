/**
 * GitHub as it truly is: the emulator's state, rules and API, with its git in memory. Ids and numbers are made of who did
 * what, never of how often something was tried, so that two runs with the same end have the same ids.
 */
import type { Comment, Forge, Installation, Issue, Pull, Repo, Role, User } from '@switchyard/github-emulator'
import {
  addRepo,
  createForge,
  createOutbox,
  createRoutes,
  deleteIssue as deleteInForge,
  type EmittedEvent,
  install,
  mintInstallationToken,
  mintUserToken,
  noticeRefs,
  standIns,
} from '@switchyard/github-emulator/testing'
import { EVENTS, PERMISSIONS } from '../../../src/sandbox/content.ts'
import { app, people, permissions, type Who } from '../../core/support/people.ts'
import { type Bare, createBare } from './bare.ts'
import { type Files, filesOf, putBlob, putCommit, putTree } from './objects.ts'

export const START = Date.UTC(2026, 0, 5, 9, 0, 0)
export const CONFIG_PATH = '.github/switchyard.yml'
const MAIN = 'refs/heads/main'
/** Ids of one turn: people's come first, and then what the bot answers. */
const IDS = 1_000_000

export interface Truth {
  forge: Forge
  repo: Repo
  bare: Bare
  installation: Installation
  /** The App's token, which never ends. */
  token: string
  /** Answers as GitHub does. */
  fetch(request: Request): Promise<Response>
  /** Commits on which the tests passed. */
  tested: Set<string>
  /** Commits people made, and the packet they made them for. */
  work: Map<string, number>
  /** What must never happen, and did. */
  faults: string[]
  /** Number of the present event; part of every id. */
  turn: number
  made: number
  numbers: number
  now(): number
  /** Frees what is kept outside. */
  dispose(): void
}

let worlds = 0

export async function createTruth(
  config: string,
  clock: () => number,
  onEmit: (event: EmittedEvent) => void,
): Promise<Truth> {
  const now = () => Math.floor(clock() / 1000) * 1000
  worlds += 1
  const forge = createForge({ root: `/worlds/${worlds}`, clock: { now }, onEmit, baseUrl: 'http://localhost' })
  const repo = seed(forge)
  const dir = forge.bareDir(repo)
  const bare = createBare()
  standIns.set(dir, bare)
  const installation = forge.world.installations[0] as Installation
  const token = Object.assign(mintInstallationToken(forge, installation), { expiresAt: null })
  const faults: string[] = []
  const outbox = createOutbox({ forge, mode: 'manual', send: async () => new Response() })
  const truth: Truth = {
    forge,
    repo,
    bare,
    installation,
    token: token.token,
    tested: new Set(),
    work: new Map(),
    faults,
    turn: 1,
    made: 0,
    numbers: 0,
    now,
    fetch: createRoutes({
      forge,
      outbox,
      spoolDir: '',
      limits: false,
      onUnknown: (method, path) => faults.push(`unknown to the sandbox: ${method} ${path}`),
      onError: (error) => faults.push(`the sandbox failed: ${error instanceof Error ? error.stack : error}`),
    }),
    dispose: () => void standIns.delete(dir),
  }
  forge.newId = () => {
    truth.made += 1
    return truth.turn * IDS + truth.made
  }
  forge.numberFor = (_repo, actor, body) => numberFor(truth, actor, body)
  await pushFiles(truth, 'maintainer', MAIN, { 'README.md': 'first', [CONFIG_PATH]: config }, { parents: [] })
  return truth
}

function seed(forge: Forge): Repo {
  forge.world.nextId = 1000
  const owner: User = { id: 500, login: 'acme', name: 'acme', type: 'Organization' }
  const users = Object.values(people).filter((one) => one !== null)
  forge.world.users.push(
    owner,
    ...users.map((one): User => ({ ...one, name: one.login, type: one.type as User['type'] })),
  )
  const repo = addRepo(forge, owner, 'app')
  for (const who of Object.keys(people) as Who[]) giveRole(repo, who, permissions[who])
  const made = {
    id: 700,
    slug: 'switchyard',
    botUserId: app.id,
    publicKey: '',
    webhookUrl: '',
    webhookSecret: '',
    permissions: { ...PERMISSIONS },
    events: [...EVENTS],
  }
  forge.world.apps.push(made)
  const installation = install(forge, made, repo)
  installation.createdAt = START - 1000
  for (const user of users) mintUserToken(forge, user as User)
  return repo
}

export function giveRole(repo: Repo, who: Who, role: string): void {
  const id = String(people[who as Exclude<Who, 'ghost'>]?.id)
  if (['none', 'unknown'].includes(role)) delete repo.collaborators[id]
  else repo.collaborators[id] = role as Role
}

/** People's are counted; the bot's say what they were made for. */
function numberFor(truth: Truth, actor: User, body: string | null): number {
  if (actor.id !== app.id) {
    truth.numbers += 1
    return truth.numbers
  }
  const there = (number: number) => truth.repo.issues.some((one) => one.number === number)
  const next = (number: number, step: number): number => (there(number) ? next(number + step, step) : number)
  const packet = /switchyard:packet:(\d+) /.exec(body ?? '')?.[1]
  if (packet !== undefined) return next(2000 + Number(packet) * 20, 1)
  const [, kind, id] = /switchyard:([a-z-]+):(\d+)(?: |:)/.exec(body ?? '') ?? []
  return next(kind === 'session-auto' ? 5000 + Number(id) : 6000 + Math.floor(Number(id ?? 0) / IDS), 500)
}

export const userOf = ({ forge }: Truth, who: Who): User => {
  const id = people[who as Exclude<Who, 'ghost'>]?.id
  const user = forge.world.users.find((one) => one.id === id)
  if (!user) throw new Error(`there is no ${who}`)
  return user
}

/** Asks the API as somebody. What may not be is not done; a fault of the emulator is one of the run. */
export async function call(truth: Truth, who: Who, method: string, path: string, body?: object): Promise<boolean> {
  const token = truth.forge.world.tokens.find((one) => one.userId === people[who as Exclude<Who, 'ghost'>]?.id)
  const response = await truth.fetch(
    new Request(`http://localhost/api/v3/repos/acme/app${path}`, {
      method,
      headers: { authorization: `token ${token?.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    }),
  )
  if (response.status >= 500) truth.faults.push(`${method} ${path} as ${who}: ${response.status}`)
  await response.body?.cancel()
  return response.status < 400
}

export const mayPush = ({ repo }: Truth, who: Who): boolean =>
  ['admin', 'maintain', 'write'].includes(repo.collaborators[String(people[who as Exclude<Who, 'ghost'>]?.id)] ?? '')

export interface Pushing {
  /** Defaults to the branch's own commit. */
  parents?: string[]
  message?: string
}

/** One commit on a branch, and the push of it; null in `changes` deletes. `made` hears its id before anybody else. */
export async function pushFiles(
  truth: Truth,
  who: Who,
  ref: string,
  changes: Record<string, string | null>,
  { parents, message = 'work' }: Pushing = {},
  made: (sha: string) => void = () => {},
): Promise<void> {
  if (!mayPush(truth, who)) return
  const { objects, refsNow } = truth.bare
  const from = parents ?? [refsNow.get(ref) ?? '']
  const files: Files = new Map(filesOf(objects, from[0] ?? ''))
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) files.delete(path)
    else files.set(path, putBlob(objects, text))
  }
  const { login, id } = userOf(truth, who)
  const person = { name: login, email: `${id}+${login}@users.noreply.github.test`, at: truth.now() / 1000 }
  const commit = { tree: putTree(objects, files), parents: from, author: person, committer: person }
  const sha = putCommit(objects, { ...commit, message: `${message} ${truth.turn}\n` })
  made(sha)
  await pushRef(truth, who, ref, sha)
}

/** null deletes. */
export async function pushRef(truth: Truth, who: Who, ref: string, sha: string | null): Promise<void> {
  if (!mayPush(truth, who)) return
  const user = userOf(truth, who)
  if (sha !== null && !truth.bare.objects.commits.has(sha)) return
  truth.bare.push(ref, sha, user.login)
  await noticeRefs(truth.forge, truth.repo, user)
}

/** GitHub offers this on the page and in GraphQL alone. */
export const deleteIssue = (truth: Truth, who: Who, issue: Issue): void =>
  deleteInForge({ forge: truth.forge, actor: userOf(truth, who), repo: truth.repo }, issue)

/** An account that is gone leaves what it said; one that is renamed stays itself. */
export function changeAccount(truth: Truth, who: Who, how: 'deleted' | 'renamed'): void {
  const { world } = truth.forge
  const user = world.users.find(({ id }) => id === people[who as Exclude<Who, 'ghost'>]?.id)
  if (!user) return
  if (how === 'renamed') user.login = `${user.login.replace('-2', '')}-2`
  else {
    world.users = world.users.filter((one) => one !== user)
    delete truth.repo.collaborators[String(user.id)]
  }
}

export const issueAt = ({ repo }: Truth, number: number): Issue | undefined =>
  repo.issues.find((one) => one.number === number)
export const pullAt = ({ repo }: Truth, number: number): Pull | undefined =>
  repo.pulls.find((one) => one.number === number)
export const isPull = (truth: Truth, number: number): boolean => pullAt(truth, number) !== undefined
export const isOpen = (truth: Truth, number: number): boolean => issueAt(truth, number)?.state === 'open'
export const headOf = ({ bare }: Truth, branch: string): string | undefined => bare.refsNow.get(`refs/heads/${branch}`)
export const mainOf = (truth: Truth): string => headOf(truth, 'main') ?? ''
export const commentsOn = ({ repo }: Truth, number: number): Comment[] =>
  repo.comments.filter((one) => one.issue === number)
export const labelsOf = ({ repo }: Truth, issue: Issue): string[] =>
  repo.labels.filter(({ id }) => issue.labelIds.includes(id)).map(({ name }) => name)
export const sessionsIn = (truth: Truth): Issue[] =>
  truth.repo.issues.filter((one) => labelsOf(truth, one).includes('session'))
/** The first text a comment or an issue had. */
export const firstTitle = ({ repo }: Truth, issue: Issue): string =>
  repo.events.find((one) => one.issue === issue.number && one.kind === 'renamed')?.previousTitle ?? issue.title
export const isApps = (one: { userId: number }): boolean => one.userId === app.id

/** The App's verdict on a comment. */
export function verdictOf({ reactions }: Comment): '+1' | '-1' | null {
  const own = reactions.filter(({ userId }) => userId === app.id).map(({ content }) => content)
  return own.includes('-1') ? '-1' : own.includes('+1') ? '+1' : null
}
