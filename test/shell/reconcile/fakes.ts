import type { Action } from '../../../src/core/actions.ts'
import { configSchema } from '../../../src/core/parse/config/schema.ts'
import type { SnapshotData } from '../../../src/core/snapshot/snapshot.ts'
import type { Clock } from '../../../src/shell/clock.ts'
import { silentLog } from '../../../src/shell/log.ts'
import type { CodeReader } from '../../../src/shell/parsing/code.ts'
import type { Decide, Decision } from '../../../src/shell/reconcile/decision.ts'
import type { GitMirror } from '../../../src/shell/reconcile/git.ts'
import type { GitHub, RepoRef } from '../../../src/shell/reconcile/github.ts'
import type { Hints } from '../../../src/shell/reconcile/hints.ts'
import type { Mirror } from '../../../src/shell/reconcile/mirror.ts'
import { Reconciler, type ReconcilerOptions } from '../../../src/shell/reconcile/reconciler.ts'
import { openStore } from '../../../src/shell/store/store.ts'

/** A clock that stands still until it is moved. */
export function createClock(start = 1_000_000) {
  let now = start
  let timers: { at: number; run: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + Math.max(0, ms), run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  }
  /** Lets everything that only waits for promises happen. */
  const settle = async () => {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
  }
  const advance = async (ms: number) => {
    await settle()
    const end = now + ms
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      timers = timers.filter((timer) => timer !== next)
      now = next.at
      next.run()
      await settle()
    }
    now = end
    await settle()
  }
  return { ...clock, advance, settle }
}

const app = { id: 99, login: 'switchyard[bot]', type: 'Bot' as const }
export const ref: RepoRef = { installationId: 1, repoId: 7, owner: 'acme', name: 'app' }

export function emptyMirror(): Mirror {
  return {
    app,
    repo: {
      id: 7,
      owner: 'acme',
      name: 'app',
      url: 'https://github.test/acme/app',
      defaultBranch: 'main',
      private: false,
      installedAt: 0,
    },
    config: { text: null, history: null },
    labels: [],
    issues: [],
    pulls: [],
    branches: [],
    activity: [],
    checks: [],
  }
}

/** What GitHub would show after a label was made; any other action changes nothing. */
export function putLabel(mirror: Mirror, action: Action): void {
  if (action.kind !== 'create-label') return
  const { name, color, description } = action
  mirror.labels.push({ nodeId: `L_${name}`, name, color, description })
}

export function createGitHub(overrides: Partial<GitHub> = {}) {
  const reads: Hints[] = []
  const performed: string[] = []
  const github: GitHub = {
    async read(previous, hints) {
      reads.push(hints)
      return previous ?? emptyMirror()
    },
    permission: async () => 'write',
    account: async () => 1,
    configHistory: async () => [],
    setup: async () => ({ present: [], workflows: [] }),
    rules: async () => [],
    queue: async () => null,
    missing: async () => [],
    filesOf: async () => ({ mergeBase: null, ahead: 0, behind: 0, files: [] }),
    stacks: async () => null,
    unsigned: async () => 0,
    standing: async () => null,
    async execute(action, mirror) {
      performed.push(action.kind)
      putLabel(mirror, action)
      return { kind: 'done' }
    },
    reports: () => ({ pushedAt: async () => null, read: async () => [], failureText: async () => '' }),
    remote: async () => ({ url: 'https://github.test/acme/app.git', authorization: '' }),
    ...overrides,
  }
  return { github, reads, performed }
}

export function createGit(overrides: Partial<GitMirror> = {}): GitMirror {
  return {
    fetch: async () => {},
    has: async () => true,
    diff: async () => ({ mergeBase: 'm', ahead: 1, behind: 0, files: [] }),
    trial: async () => ({ trial: 't1' }),
    push: async () => {},
    exportTree: async () => {},
    isMergeOf: async () => true,
    isBaseMerge: async () => 'no',
    conflicts: async () => [],
    contained: async (_tip, commits) => commits,
    reverts: async () => [],
    ahead: async () => ({}),
    files: async () => ({ files: [], left: 0 }),
    ...overrides,
  }
}

/** Code that exports nothing. */
export const code: CodeReader = {
  file: async (path) => ({ path, names: [], imports: [], error: null }),
  declarations: async () => [],
}

export const decision = (part: Partial<Decision> = {}): Decision => ({
  state: { config: configSchema.parse({ test: 'npm test' }) },
  actions: [],
  queries: [],
  wakeAt: null,
  ...part,
})

/** Wants the label "packet" until it is there. */
export const wantLabel: Decide = (snapshot: SnapshotData) =>
  decision({
    actions: snapshot.labels.some((label) => label.name === 'packet')
      ? []
      : [{ kind: 'create-label', name: 'packet', color: '000000', description: '' }],
  })

export const packetReading = {
  isPacket: false,
  packet: {
    name: null,
    objective: null,
    branch: null,
    session: null,
    risk: null,
    contract: null,
    acceptance: [],
    inScope: [],
    outOfScope: [],
    hard: [],
    soft: [],
  },
  problems: [],
}

export interface World {
  loop: Reconciler
  clock: ReturnType<typeof createClock>
  decisions: SnapshotData[]
}

/** A loop over fakes. `decide` is given every facts; all of them are kept in `decisions`. */
export async function createWorld(
  github: GitHub,
  decide: Decide,
  overrides: Partial<ReconcilerOptions> & { clock?: ReturnType<typeof createClock> } = {},
): Promise<World> {
  const clock = overrides.clock ?? createClock()
  const decisions: SnapshotData[] = []
  const loop = new Reconciler({
    app: { installations: async () => [1], repositories: async () => [ref], repository: () => github },
    store: overrides.store ?? (await openStore(':memory:')),
    reader: {
      packet: async () => packetReading,
      comment: async () => ({ report: null, commands: [], tooCostly: false }),
      code,
      close: async () => {},
    },
    runner: { run: async () => [] },
    openMirror: async () => createGit(),
    allowLocalRunner: () => true,
    explain: (error) => ({ kind: 'later', afterMs: 1000, message: String(error) }),
    holder: 'one',
    log: silentLog,
    ...overrides,
    clock,
    decide(snapshot) {
      decisions.push(snapshot)
      return decide(snapshot)
    },
  })
  return { loop, clock, decisions }
}

/** Starts the loop and lets its first look end. */
export async function begin(world: World): Promise<void> {
  await world.loop.start()
  await world.clock.advance(200)
}
