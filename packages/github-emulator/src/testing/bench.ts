import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Forge, Viewer } from '../domain/forge.ts'
import type { App, Installation } from '../domain/model.ts'
import { commitTree } from '../domain/objects.ts'
import { type SeedApp, type Seeded, seedWorld } from '../domain/seed.ts'
import { writeBlob, writeTree } from '../domain/trees.ts'
import { restApp } from '../rest/app.ts'
import type { RestOptions } from '../rest/router.ts'
import { createSendingForge, type EmittedEvent } from '../webhooks/address.ts'

const EVENTS = [
  ...['issues', 'issue_comment', 'sub_issues', 'issue_dependencies', 'label', 'repository'],
  ...['pull_request', 'pull_request_review', 'pull_request_review_comment', 'merge_group'],
  ...['push', 'create', 'delete', 'check_run', 'check_suite', 'status', 'workflow_run'],
]

/** The App that the bench has installed. */
export const HELPER = {
  slug: 'helper',
  permissions: {
    metadata: 'read',
    issues: 'write',
    pull_requests: 'write',
    contents: 'write',
    checks: 'write',
    statuses: 'read',
    actions: 'read',
    merge_queues: 'read',
  },
  events: EVENTS,
} satisfies SeedApp

/** A small Node project. */
export const FILES = {
  'package.json': '{ "name": "app", "private": true, "type": "module" }\n',
  'README.md': '# app\n\nA small Node project.\n',
  'src/index.js': "export const greet = (name) => 'Hello, ' + name\n",
}

interface Demo extends Seeded {
  app: App
  installation: Installation
}

export interface Bench {
  forge: Forge
  demo: Demo
  events: EmittedEvent[]
  clock: { now(): number; advance(ms: number): void }
  /** Names of the events so far, such as `issues.opened`, and forgets them. */
  heard(): string[]
  call(who: Who, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Heard>
  /** As `call`, below the demo repository; throws on an error. */
  ok(who: Who, method: string, path: string, body?: unknown): Promise<Json>
  /** A commit on top of `parents` with these files, not on any branch yet. */
  commit(parents: string[], files: Record<string, string>, message?: string): Promise<string>
  tip(branch?: string): string
  root: string
  close(): Promise<void>
}

class Raw {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
/** A body that is sent as it stands. */
export const raw = (text: string) => new Raw(text)

export type Who = 'maintainer' | 'writer' | 'agent' | 'reader' | 'outsider' | 'bot' | 'app' | 'nobody'

type Json = ReturnType<typeof JSON.parse>
interface Heard {
  status: number
  data: Json
  headers: Headers
}

function installed({ app, installation, ...rest }: Seeded): Demo {
  if (!app || !installation) throw new Error('the bench has no App')
  return { ...rest, app, installation }
}

function viewerOf(demo: Demo, forge: Forge, who: string): Viewer {
  if (who === 'nobody') return { kind: 'anonymous' }
  if (who === 'app') return { kind: 'app', appId: demo.app.id }
  if (who !== 'bot') return { kind: 'user', user: demo.users[who as keyof Demo['users']] }
  const user = forge.world.users.find((u) => u.id === demo.app.botUserId)
  if (!user) throw new Error('no bot')
  return { kind: 'installation', installationId: demo.installation.id, appId: demo.app.id, user }
}

/** A forge with the demo repository in a throwaway folder, its REST API, and a clock that stands still. */
export async function makeBench(options: RestOptions = {}): Promise<Bench> {
  const root = await mkdtemp(join(tmpdir(), 'forge-'))
  let now = Date.UTC(2025, 0, 6, 9)
  const clock = {
    now: () => now,
    advance(ms: number) {
      now += ms
    },
  }
  const events: EmittedEvent[] = []
  const forge = createSendingForge({ root, clock, onEmit: (e) => events.push(e) })
  const demo = installed(await seedWorld(forge, { app: HELPER, files: FILES }))
  events.length = 0
  const app = restApp(forge, (r) => viewerOf(demo, forge, r.headers.get('authorization') ?? 'nobody'), options)
  async function call(who: Who, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const url = path.startsWith('/') ? path : `/repos/acme/app${path === '' ? '' : `/${path}`}`
    const init = { method, headers: { authorization: who, ...headers } }
    const sent = body === undefined ? init : { ...init, body: body instanceof Raw ? body.text : JSON.stringify(body) }
    const response = await app.request(`/api/v3${url}`, sent)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
    return { status: response.status, data: isJson ? JSON.parse(text) : text || null, headers: response.headers }
  }
  return {
    forge,
    demo,
    events,
    clock,
    root,
    call,
    heard() {
      const names = events.map((e) => (e.action === null ? e.event : `${e.event}.${e.action}`))
      events.length = 0
      return names
    },
    async ok(who, method, path, body) {
      const answer = await call(who, method, path, body)
      if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.data)}`)
      return answer.data
    },
    async commit(parents, files, message = 'work') {
      const rows = []
      for (const [path, text] of Object.entries(files))
        rows.push({ path, mode: '100644', sha: await writeBlob(forge, demo.repo, text) })
      const tree = await writeTree(forge, demo.repo, parents[0] ?? null, rows)
      return commitTree(forge, demo.repo, demo.users.agent, { tree, parents, message })
    },
    tip(branch = 'main') {
      const sha = demo.repo.refs[`refs/heads/${branch}`]
      if (!sha) throw new Error(`no branch ${branch}`)
      return sha
    },
    close: () => rm(root, { recursive: true, force: true }),
  }
}

/** A branch with one commit on top of main, and its pull request into main. */
export async function openWork(b: Bench, branch: string, files: Record<string, string>, more: object = {}) {
  const sha = await b.commit([b.tip()], files, `work on ${branch}`)
  await b.ok('writer', 'POST', 'git/refs', { ref: `refs/heads/${branch}`, sha })
  const pull = await b.ok('writer', 'POST', 'pulls', { title: branch, head: branch, base: 'main', ...more })
  return { sha, number: pull.number as number, pull }
}
