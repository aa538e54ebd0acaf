/** A small world made by hand, with a real bare repository behind it. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Forge } from '../domain/forge.ts'
import type { Issue, Label, Pull, Repo, User, World } from '../domain/model.ts'
import { protection } from '../domain/protection.ts'

export const start = Date.UTC(2026, 0, 5, 9, 0)
export const minute = 60_000

const roles = ['maintainer', 'writer', 'agent', 'reader', 'outsider'] as const

export interface Small {
  forge: Forge
  world: World
  repo: Repo
  roles: { role: string; user: User }[]
  bot: User
  dir: string
  /** Writes files on a branch (made from main when new) and gives the commit. */
  commit(branch: string, files: Record<string, string>, message: string): string
  /** Merges a branch into main with a merge commit. */
  merge(branch: string, message: string): string
  addLabel(name: string, color: string): Label
  addIssue(title: string, body: string, more?: Partial<Issue>): Issue
  addPull(title: string, body: string, headRef: string, more?: Partial<Pull>): Pull
  addComment(issue: number, userId: number, body: string): number
  dispose(): void
}

export function smallWorld(): Small {
  const dir = mkdtempSync(join(tmpdir(), 'page-'))
  const world: World = { nextId: 100, users: [], apps: [], installations: [], repos: [], tokens: [] }
  const newId = () => world.nextId++
  const owner = addUser(world, 'acme', 'Organization')
  const people = roles.map((role) => ({ role, user: addUser(world, role, 'User') }))
  const bot = addUser(world, 'helper[bot]', 'Bot')
  world.tokens.push(
    ...people.map(({ role, user }) => ({
      token: `secret-of-${role}`,
      userId: user.id,
      installationId: null,
      expiresAt: null,
    })),
  )
  const repo = emptyRepo(newId(), owner.id)
  world.repos.push(repo)
  const clock = { now: () => start + 90 * minute }
  const forge: Forge = {
    world,
    baseUrl: 'http://sandbox.test',
    clock,
    bareDir: () => join(dir, 'app.git'),
    newId,
    touch: () => {},
    emit: () => {},
  }
  const git = gitIn(dir)
  const small = { forge, world, repo, roles: people, bot, dir }
  return {
    ...small,
    ...builders(repo, newId, people[0]?.user.id ?? 0),
    commit: committer(git, dir, repo),
    merge: merger(git, repo),
    dispose: () => rmSync(dir, { recursive: true, force: true }),
  }
}

function builders(repo: Repo, newId: () => number, userId: number) {
  let number = 0
  let at = start
  const addIssue = (title: string, body: string, more: Partial<Issue> = {}): Issue => {
    at += minute
    const made: Issue = {
      id: newId(),
      number: ++number,
      title,
      body,
      userId,
      state: 'open',
      stateReason: null,
      labelIds: [],
      assigneeIds: [],
      locked: false,
      pinnedAt: null,
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      closedById: null,
      revisions: [],
      reactions: [],
      ...more,
    }
    repo.issues.push(made)
    return made
  }
  return {
    addIssue,
    addLabel(name: string, color: string): Label {
      const label = { id: newId(), name, color, description: '' }
      repo.labels.push(label)
      return label
    },
    addPull(title: string, body: string, headRef: string, more: Partial<Pull> = {}): Pull {
      const issue = addIssue(title, body)
      const pull: Pull = {
        id: newId(),
        number: issue.number,
        headRef,
        headSha: repo.refs[`refs/heads/${headRef}`] ?? '',
        baseRef: 'main',
        baseSha: repo.refs['refs/heads/main'] ?? '',
        draft: false,
        merged: false,
        mergedAt: null,
        mergedById: null,
        mergeCommitSha: null,
        requestedReviewerIds: [],
        ...more,
      }
      repo.pulls.push(pull)
      return pull
    },
    addComment(issue: number, author: number, body: string): number {
      at += minute
      const id = newId()
      repo.comments.push({
        id,
        issue,
        userId: author,
        body,
        createdAt: at,
        updatedAt: at,
        revisions: [],
        reactions: [],
      })
      return id
    },
  }
}

function addUser(world: World, login: string, type: User['type']): User {
  const user = { id: world.nextId++, login, type, name: login }
  world.users.push(user)
  return user
}

const emptyRepo = (id: number, ownerId: number): Repo => ({
  id,
  ownerId,
  name: 'app',
  private: false,
  defaultBranch: 'main',
  createdAt: start,
  pushedAt: start,
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
  protections: [protection(1, 'main')],
  allowDrafts: true,
  subIssues: [],
  blockedBy: [],
})

type Git = (...args: string[]) => string

function gitIn(dir: string): Git {
  const who = {
    GIT_AUTHOR_NAME: 'agent',
    GIT_AUTHOR_EMAIL: 'agent@example.invalid',
    GIT_COMMITTER_NAME: 'agent',
    GIT_COMMITTER_EMAIL: 'agent@example.invalid',
  }
  const dates = { GIT_AUTHOR_DATE: '2026-01-05T09:05:00Z', GIT_COMMITTER_DATE: '2026-01-05T09:05:00Z' }
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...who, ...dates }
  const git: Git = (...args) => execFileSync('git', args, { cwd: join(dir, 'work'), env, encoding: 'utf8' }).trim()
  mkdirSync(join(dir, 'work'))
  git('init', '--bare', '-q', '-b', 'main', join(dir, 'app.git'))
  git('init', '-q', '-b', 'main')
  git('remote', 'add', 'origin', join(dir, 'app.git'))
  return git
}

function committer(git: Git, dir: string, repo: Repo) {
  return (branch: string, files: Record<string, string>, message: string): string => {
    const known = repo.refs[`refs/heads/${branch}`]
    const base = known ?? repo.refs['refs/heads/main']
    if (base) git('checkout', '-q', '-B', branch, base)
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, 'work', path)), { recursive: true })
      writeFileSync(join(dir, 'work', path), text)
    }
    git('add', '-A')
    git('commit', '-q', '-m', message)
    git('push', '-q', 'origin', `HEAD:refs/heads/${branch}`)
    const sha = git('rev-parse', 'HEAD')
    repo.refs[`refs/heads/${branch}`] = sha
    return sha
  }
}

function merger(git: Git, repo: Repo) {
  return (branch: string, message: string): string => {
    git('checkout', '-q', '-B', 'main', repo.refs['refs/heads/main'] ?? '')
    git('merge', '-q', '--no-ff', '-m', message, repo.refs[`refs/heads/${branch}`] ?? '')
    git('push', '-q', 'origin', 'HEAD:refs/heads/main')
    const sha = git('rev-parse', 'HEAD')
    repo.refs['refs/heads/main'] = sha
    return sha
  }
}
