/** `switchyard doctor` on servers that lack one thing each, and that it leaves nothing behind. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Deviation } from '@switchyard/github-emulator'
import { protectionBody } from '@switchyard/github-emulator/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox, type Sandbox } from '../../src/sandbox/emulator.ts'
import { PROBES } from '../../src/shell/doctor/registry.ts'
import { type Ran, switchyard } from './support/world.ts'

interface Answer {
  probe: string
  verdict: string
  found: string
  instead?: string | null
  change?: string
}

let dir: string
let sandbox: Sandbox
const undo: (() => void)[] = []

/** A new one for each test: GitHub's limits of requests in a minute hold for an App. */
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'doctor-'))
  sandbox = await createSandbox({ dataDir: join(dir, 'data'), limits: false, outbox: 'manual' })
  await sandbox.listen(0)
  sandbox.setWebhookUrl('https://switchyard.example.com/api/github/webhooks')
})

afterEach(async () => {
  undo.length = 0
  await sandbox.close()
  await rm(dir, { recursive: true, force: true })
})

/** Time stands still between the waits, and moves with them. */
function doctor(args: string[], { ahead = 0, ask = 'n', canAsk = false, env = {} } = {}): Promise<Ran> {
  let waited = 0
  return switchyard(['doctor', 'acme/app', ...args], {
    canAsk,
    ask: async () => ask,
    now: () => Date.now() + ahead + waited,
    sleep: async (ms) => {
      waited += ms
    },
    env: {
      PATH: process.env.PATH,
      APP_ID: String(sandbox.app.id),
      PRIVATE_KEY: sandbox.app.privateKey,
      GHE_PROTOCOL: 'http',
      GHE_HOST: new URL(sandbox.info().url).host,
      ...env,
    },
  })
}

async function answerTo(probe: string, options = {}): Promise<Answer> {
  const { json } = await doctor(['--scratch', '--json'], options)
  const found = (json.answers as Answer[]).find((one) => one.probe === probe)
  if (found === undefined) throw new Error(`no answer to ${probe}: ${JSON.stringify(json)}`)
  return found
}

const repo = () => {
  const [first] = sandbox.forge.world.repos
  if (first === undefined) throw new Error('no repository')
  return first
}

const installation = () => {
  const [first] = sandbox.forge.world.installations
  if (first === undefined) throw new Error('no installation')
  return first
}

const app = () => {
  const [first] = sandbox.forge.world.apps
  if (first === undefined) throw new Error('no App')
  return first
}

const refuse = (status: number, message: string) => () => Response.json({ message, status: String(status) }, { status })

const notFound = refuse(404, 'Not Found')

const deviate = (deviation: Deviation) => () => void undo.push(sandbox.faults.deviate(deviation))

/** Changes one value, until the next test. */
function set<T extends object, K extends keyof T>(of: T, key: K, value: T[K]): void {
  const before = of[key]
  of[key] = value
  undo.push(() => {
    of[key] = before
  })
}

/** Alters the JSON of an answer. */
const altered = (change: (text: string) => string) => async (effect: () => Promise<Response>) => {
  const answer = await effect()
  return new Response(change(await answer.text()), { status: answer.status, headers: answer.headers })
}

const ruleset = (include: string[], ...types: (string | { type: string; parameters: Record<string, unknown> })[]) => {
  const rules = types.map((one) => (typeof one === 'string' ? { type: one } : one))
  const rest = { id: 900, name: 'rules', enforcement: 'active' as const, bypassActors: [], exclude: [] }
  set(repo(), 'rulesets', [{ ...rest, include, rules, createdAt: 0, updatedAt: 0 }])
}

async function protect(body: object): Promise<void> {
  const { apiUrl, repo: name, tokens } = sandbox.info()
  const headers = { authorization: `token ${tokens.maintainer}`, 'content-type': 'application/json' }
  const request = { method: 'PUT', headers, body: JSON.stringify(body) }
  const answer = await sandbox.fetch(new Request(`${apiUrl}/repos/${name}/branches/main/protection`, request))
  if (!answer.ok) throw new Error(await answer.text())
}

const CHECKS = ['scope', 'acceptance', 'dependencies', 'contract', 'integration'].map((name) => `switchyard/${name}`)

const requireChecks = (integration_id?: number) => ({
  type: 'required_status_checks',
  parameters: {
    strict_required_status_checks_policy: true,
    required_status_checks: CHECKS.map((context) => ({ context, ...(integration_id && { integration_id }) })),
  },
})

/** One server for each probe, on which it does not hold. */
const BROKEN: Record<string, { when: () => void; says: RegExp; lame?: true; ahead?: number }> = {
  server: {
    when: deviate({
      method: 'GET',
      path: /\/meta$/,
      answer: async () => Response.json({}, { headers: { 'x-github-enterprise-version': '3.12.4' } }),
    }),
    says: /3\.12\.4 is older than 3\.17/,
  },
  clock: { when: () => {}, ahead: 120_000, says: /12\d s ahead of|119 s ahead of/ },
  limits: {
    when: deviate({
      method: 'GET',
      path: /\/rate_limit$/,
      answer: altered((text) => text.replace(/"remaining":\s*\d+/g, '"remaining":12')),
    }),
    says: /REST 12 of/,
  },
  permissions: {
    when: () => set(installation(), 'permissions', { ...installation().permissions, checks: 'read' }),
    says: /Missing: checks: write/,
    lame: true,
  },
  'workflows-permission': { when: () => {}, says: /workflows: write is not granted/ },
  events: {
    when: () =>
      set(
        app(),
        'events',
        app().events.filter((one) => one !== 'sub_issues'),
      ),
    says: /Not subscribed: sub_issues/,
  },
  webhooks: {
    when: deviate({
      method: 'GET',
      path: /\/app\/hook\/deliveries$/,
      answer: () =>
        Response.json([{ id: 1, status: 'Bad Gateway', status_code: 502, delivered_at: '2026-01-05T09:00:00Z' }]),
    }),
    says: /1 of the last 1 to .* failed, the newest at 2026-01-05T09:00:00Z \(502 Bad Gateway\)/,
  },
  git: {
    when: deviate({ method: 'GET', path: /\/info\/refs$/, answer: () => new Response('no', { status: 403 }) }),
    says: /git ls-remote failed/,
    lame: true,
  },
  'base-rules': {
    when: () => ruleset(['~DEFAULT_BRANCH'], { type: 'pull_request', parameters: {} }),
    says: /pull requests merged by merge/,
  },
  'merge-methods': {
    when: () => {
      set(repo(), 'mergeMethods', ['merge', 'rebase'])
      configure('merge-method: squash\n')
    },
    says: /merge-method is squash; the settings allow merge and rebase/,
  },
  'required-checks': { when: () => {}, says: /No visible rule of main requires switchyard\/scope/ },
  'packet-branches': {
    when: () => ruleset(['~ALL'], 'non_fast_forward', 'update', 'deletion'),
    says: /cannot update it with the base branch and delete it after the merge/,
  },
  drafts: {
    when: () => {
      set(repo(), 'private', true)
      deviate({
        method: 'POST',
        path: /\/pulls$/,
        answer: refuse(422, 'Draft pull requests are not supported in this repository.'),
      })()
    },
    says: /Draft pull requests are not supported/,
  },
  stacks: { when: deviate({ method: 'GET', path: /\/stacks$/, answer: notFound }), says: /has no stacks/ },
  push: {
    when: () => ruleset(['refs/heads/switchyard/trial/*'], 'creation'),
    says: /creations being restricted/,
  },
  activity: {
    when: deviate({ method: 'GET', path: /\/activity$/, answer: () => Response.json([]) }),
    says: /not listed within 30 s/,
  },
  workflows: { when: () => {}, says: /has no workflows/ },
  'check-runs': {
    when: deviate({
      method: 'POST',
      path: /\/check-runs$/,
      answer: refuse(403, 'Resource not accessible by integration'),
    }),
    says: /403: Resource not accessible/,
    lame: true,
  },
  'results-of-others': {
    when: deviate({ method: 'GET', path: /\/actions\/runs$/, answer: notFound }),
    says: /GitHub refuses workflow runs \(404\)/,
  },
  issues: {
    when: deviate({
      method: 'POST',
      path: /\/issues$/,
      answer: refuse(410, 'Issues has been disabled in this repository.'),
    }),
    says: /Issues has been disabled/,
    lame: true,
  },
  reactions: {
    when: deviate({
      method: 'POST',
      path: /\/graphql$/,
      body: /viewerHasReacted/,
      answer: altered((text) => text.replaceAll('"viewerHasReacted":true', '"viewerHasReacted":false')),
    }),
    says: /not shown as its own/,
    lame: true,
  },
  edits: {
    when: deviate({
      method: 'POST',
      path: /\/graphql$/,
      body: /userContentEdits/,
      answer: altered((text) => text.replaceAll(/"diff":"[^"]*"/g, '"diff":null')),
    }),
    says: /earlier text of an edited comment is not shown/,
  },
  pinning: {
    when: deviate({
      method: 'POST',
      path: /\/graphql$/,
      body: /pinIssue/,
      answer: () =>
        Response.json({
          data: { pinIssue: null },
          errors: [{ type: 'FORBIDDEN', path: ['pinIssue'], message: 'Resource not accessible by integration' }],
        }),
    }),
    says: /Resource not accessible/,
  },
  'sub-issues': { when: deviate({ method: 'POST', path: /\/sub_issues$/, answer: notFound }), says: /404: Not Found/ },
  dependencies: {
    when: deviate({ method: 'POST', path: /\/dependencies\/blocked_by$/, answer: notFound }),
    says: /404: Not Found/,
  },
}

/** The configuration on main, until the next test. */
function configure(text: string): void {
  const content = Buffer.from(text).toString('base64')
  deviate({
    method: 'GET',
    path: /switchyard\.yml$/,
    answer: () => Response.json({ type: 'file', encoding: 'base64', content }),
  })()
}

/** What a run leaves: its branches, open issues and comments. */
const leftovers = () => ({
  branches: Object.keys(repo().refs).filter((ref) => ref.includes('doctor')),
  issues: repo().issues.filter(({ title, state }) => title === 'Switchyard doctor' && state === 'open').length,
  comments: repo().comments.length,
})

const nothing = { branches: [], issues: 0, comments: 0 }

describe('switchyard doctor', () => {
  it('has a broken server for each of its questions', () => {
    expect(Object.keys(BROKEN).sort()).toEqual(PROBES.map(({ name }) => name).sort())
  })

  it.each(Object.entries(BROKEN))(
    'says that %s does not hold, what the bot does instead and what to change',
    async (probe, { when, says, lame, ahead }) => {
      when()
      const answer = await answerTo(probe, { ahead })
      expect(answer).toMatchObject({ verdict: 'does not', found: expect.stringMatching(says) })
      if (lame) expect(answer.instead).toBeNull()
      else expect(answer.instead).toMatch(/\w/)
      expect(answer.change).toMatch(/\w/)
      for (const one of undo.splice(0)) one()
      await doctor(['--scratch'])
      expect(leftovers()).toEqual(nothing)
    },
  )

  it('holds in all points on a server that has everything, with the rules of the page', async () => {
    ruleset(['~DEFAULT_BRANCH'], requireChecks(sandbox.app.id))
    const [rules] = repo().rulesets ?? []
    rules?.bypassActors.push({ actor_id: sandbox.app.id, actor_type: 'Integration', bypass_mode: 'always' })
    set(installation(), 'permissions', { ...installation().permissions, workflows: 'write' })
    const { json, exit } = await doctor(['--scratch', '--json'])
    const answers = json.answers as Answer[]
    const open = answers.filter(({ verdict }) => verdict !== 'holds').map(({ probe }) => probe)
    // No webhook was sent yet, and the demo repository has no workflows.
    expect(open).toEqual(['webhooks', 'stacks', 'workflows'])
    expect(exit).toBe(0)
  })

  it('sees classic protection as far as GitHub shows it to an App', async () => {
    const checks = CHECKS.map((context) => ({ context, app_id: sandbox.app.id }))
    await protect(protectionBody({ required_status_checks: { strict: true, checks } }))
    expect(await answerTo('required-checks')).toMatchObject({ verdict: 'holds' })
    await protect(protectionBody({}))
    expect(await answerTo('base-rules')).toMatchObject({
      verdict: 'cannot be told',
      found: expect.stringContaining('classic protection'),
    })
  })

  it('accepts required checks of any source only with a word', async () => {
    ruleset(['~DEFAULT_BRANCH'], requireChecks())
    expect(await answerTo('required-checks')).toMatchObject({
      verdict: 'does not',
      found: expect.stringContaining('may be set by any App or account'),
    })
  })

  it('changes nothing without consent, and says how to ask the rest', async () => {
    const refused = await doctor([], { canAsk: true, ask: 'n' })
    expect(refused.out).toContain('Run it with --scratch')
    expect(refused.out).toMatch(/\? cannot be told {2}The bot sees its own reactions/)
    const json = await doctor(['--json'])
    expect(json.json).toMatchObject({ scratch: false, left: [] })
    // Tokens are made, and git reads with a POST.
    const reads = /\/(access_tokens|git-upload-pack)$/
    const writes = sandbox.meter.calls().filter(({ isWrite, path }) => isWrite && !reads.test(path))
    expect(writes).toEqual([])
  })

  it('removes what an interrupted run left', async () => {
    const lost = refuse(502, 'Server Error')
    const stop = sandbox.faults.deviate({ method: 'DELETE', path: /./, answer: lost })
    const stopClosing = sandbox.faults.deviate({ method: 'PATCH', path: /\/issues\/\d+$/, answer: lost })
    const broken = await doctor(['--scratch'])
    expect(broken.exit).toBe(1)
    expect(broken.out).toMatch(/Remove by hand: the branch switchyard\/trial\/doctor\.\d+/)
    expect(broken.out).toMatch(/Remove by hand: the issue #\d+/)
    stop()
    stopClosing()
    await doctor(['--scratch'])
    expect(leftovers()).toEqual(nothing)
  })

  it('says what to do when the App is not installed, or the key is wrong', async () => {
    const elsewhere = await switchyard(['doctor', 'acme/other'], {
      env: {
        APP_ID: String(sandbox.app.id),
        PRIVATE_KEY: sandbox.app.privateKey,
        GHE_PROTOCOL: 'http',
        GHE_HOST: new URL(sandbox.info().url).host,
      },
    })
    expect(elsewhere.exit).toBe(1)
    expect(elsewhere.err).toMatch(/is not installed on acme\/other\. Install it: http.*\/installations\/new/)
    const wrong = await doctor([], { env: { APP_ID: '987654' } })
    expect(wrong.err).toMatch(/rejected the App: .* Check APP_ID and PRIVATE_KEY/)
    const unset = await doctor([], { env: { APP_ID: '' } })
    expect(unset).toMatchObject({ exit: 2, err: expect.stringContaining('APP_ID is missing') })
    const noName = await switchyard(['doctor', 'acme'], { env: {} })
    expect(noName).toMatchObject({ exit: 2, err: expect.stringContaining('OWNER/NAME') })
  })

  it('holds no secret in what a bug report contains', async () => {
    const { out } = await doctor(['--scratch', '--json'])
    expect(out).not.toMatch(/ghs_|ghp_|PRIVATE KEY|eyJ/)
    expect(JSON.parse(out)).toMatchObject({
      switchyard: expect.any(String),
      node: process.versions.node,
      scratch: true,
    })
  })
})
