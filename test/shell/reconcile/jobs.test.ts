import { describe, expect, it } from 'vitest'
import { configSchema } from '../../../src/core/parse/config/schema.ts'
import type { TrialStep } from '../../../src/core/snapshot/queries.ts'
import type { Decide, TrialAction } from '../../../src/shell/reconcile/decision.ts'
import type { GitMirror } from '../../../src/shell/reconcile/git.ts'
import type { Outcome } from '../../../src/shell/reconcile/github.ts'
import type { RunnerJob } from '../../../src/shell/reconcile/trial.ts'
import { openStore } from '../../../src/shell/store/store.ts'
import { begin, createClock, createGit, createGitHub, createWorld, decision, ref } from './fakes.ts'

const trial = (head: string, packet = 'users'): TrialAction => {
  const key = `base:${head}:1`
  return { kind: 'trial', packet, base: 'base', head, key, message: `Merge ${packet}` }
}

const passedStep: TrialStep = {
  name: 'test',
  command: 'npm test',
  outcome: 'passed',
  exitCode: 0,
  seconds: 1,
  tail: '',
}

/** A runner whose jobs end when the test says so. */
function createRunner() {
  const jobs: (RunnerJob & { end(steps: TrialStep[]): void })[] = []
  const run = (job: RunnerJob) =>
    new Promise<TrialStep[]>((resolve, reject) => {
      job.signal.addEventListener('abort', () => reject(job.signal.reason))
      jobs.push({ ...job, end: resolve })
    })
  return { runner: { run }, jobs }
}

/** Wishes for these trials until their results are known, as a decision does. */
const request =
  (...wanted: TrialAction[]): Decide =>
  (snapshot) =>
    decision({
      actions: wanted.filter(({ key }) => (snapshot.results.trials[key]?.state ?? 'running') === 'running'),
    })

describe('a trial', () => {
  it('runs beside the loop, shows that it runs, and is decided upon when it ends', async () => {
    const { runner, jobs } = createRunner()
    const world = await createWorld(createGitHub().github, request(trial('h')), { runner })
    await begin(world)
    expect(world.decisions.at(-1)?.results.trials['base:h:1']).toMatchObject({ state: 'running' })
    expect(jobs.map((job) => job.commands)).toEqual([[{ name: 'test', command: 'npm test' }]])

    jobs[0]?.end([passedStep])
    await world.clock.advance(200)
    expect(world.decisions.at(-1)?.results.trials['base:h:1']).toMatchObject({
      state: 'finished',
      ok: true,
      trial: 't1',
    })
    expect(jobs).toHaveLength(1)
    await world.loop.idle()
    await world.loop.close()
  })

  it('that ended is known after a restart, one that was running is run again', async () => {
    const store = await openStore(':memory:')
    const clock = createClock()
    const { runner, jobs } = createRunner()
    const options = { runner, store, clock }
    const first = await createWorld(createGitHub().github, request(trial('h1'), trial('h2')), options)
    await begin(first)
    jobs[0]?.end([passedStep])
    await clock.advance(200)
    expect(jobs).toHaveLength(2)
    await first.loop.close()

    const second = await createWorld(createGitHub().github, request(trial('h1'), trial('h2')), options)
    await begin(second)
    expect(second.decisions[0]?.results.trials).toMatchObject({ 'base:h1:1': { state: 'finished' } })
    expect(second.decisions[0]?.results.trials).not.toHaveProperty('base:h2:1')
    expect(jobs).toHaveLength(3)
    await second.loop.close()
  })

  it('is aborted when another is wished for in its place', async () => {
    const { runner, jobs } = createRunner()
    let wanted = trial('old')
    const world = await createWorld(createGitHub().github, (snapshot) => request(wanted)(snapshot), { runner })
    await begin(world)
    wanted = trial('new')
    world.loop.mark(7, { refs: true })
    await world.clock.advance(200)
    expect(jobs.map((job) => job.signal.aborted)).toEqual([true, false])
    expect(world.decisions.at(-1)?.results.trials).not.toHaveProperty('base:old:1')
    await world.loop.close()
    expect(jobs[1]?.signal.aborted).toBe(true)
  })

  it('goes on while a decision first has something else to do', async () => {
    const { runner, jobs } = createRunner()
    let labelled = true
    const label = { kind: 'create-label', name: 'packet', color: '000000', description: '' } as const
    const { github } = createGitHub({
      async execute() {
        labelled = true
        return { kind: 'done' }
      },
    })
    const wanted = request(trial('h'))
    const world = await createWorld(
      github,
      (snapshot) => (labelled ? wanted(snapshot) : decision({ actions: [label] })),
      {
        runner,
      },
    )
    await begin(world)
    labelled = false
    world.loop.mark(7, { refs: true })
    await world.clock.advance(200)
    expect(labelled).toBe(true)
    expect(jobs.map((job) => job.signal.aborted)).toEqual([false])
    await world.loop.close()
  })

  it.each([
    [[passedStep], true],
    [[{ ...passedStep, outcome: 'failed' as const, exitCode: 1 }], false],
    [[{ ...passedStep, outcome: 'timed-out' as const, exitCode: null }], false],
    [[], false],
  ])('with the steps %j passed: %j', async (steps, ok) => {
    const world = await createWorld(createGitHub().github, request(trial('h')), { runner: { run: async () => steps } })
    await begin(world)
    await world.clock.advance(200)
    expect(world.decisions.at(-1)?.results.trials['base:h:1']).toMatchObject({ state: 'finished', ok })
    await world.loop.close()
  })

  it.each<[string, Partial<GitMirror>, object, boolean, object]>([
    [
      'a conflict',
      { trial: async () => ({ conflict: ['a.ts'] }) },
      { test: 'x' },
      false,
      { state: 'conflict', files: ['a.ts'] },
    ],
    ['a commit that is gone', { trial: async () => ({ gone: true }) }, { test: 'x' }, true, { why: 'gone' }],
    ['no command', {}, { setup: 'x' }, true, { why: 'no-command' }],
    ['an operator who did not allow it', {}, { test: 'x' }, false, { why: 'not-allowed' }],
  ])('tells of %s', async (_, git, config, allowed, expected) => {
    const state = { config: configSchema.parse(config) }
    const world = await createWorld(
      createGitHub().github,
      (snapshot) => ({ ...request(trial('h'))(snapshot), state }),
      {
        openMirror: async () => createGit(git),
        allowLocalRunner: () => allowed,
      },
    )
    await begin(world)
    await world.clock.advance(200)
    expect(world.decisions.at(-1)?.results.trials['base:h:1']).toMatchObject(expected)
    await world.loop.close()
  })

  it('that git hinders is tried again, and explained when that does not help', async () => {
    let tries = 0
    const git = createGit({
      trial() {
        tries++
        return Promise.reject(new Error('disk full'))
      },
    })
    const world = await createWorld(createGitHub().github, request(trial('h')), { openMirror: async () => git })
    await begin(world)
    await world.clock.advance(60_000)
    expect(tries).toBe(3)
    const result = world.decisions.at(-1)?.results.trials['base:h:1']
    expect(result).toMatchObject({ state: 'not-run', why: 'error', detail: 'disk full' })
    await world.loop.close()
  })

  it('waits for its turn: one for a repository, two overall', async () => {
    const { runner, jobs } = createRunner()
    const { github } = createGitHub()
    const refs = [1, 2, 3].map((repoId) => ({ ...ref, repoId, name: `app${repoId}` }))
    const app = { installations: async () => [1], repositories: async () => refs, repository: () => github }
    const world = await createWorld(github, request(trial('h1'), trial('h2')), { runner, app })
    await begin(world)
    expect(jobs).toHaveLength(2)
    jobs[0]?.end([passedStep])
    await world.clock.settle()
    expect(jobs).toHaveLength(3)
    await world.loop.close()
  })
})

describe('a merge', () => {
  const merge = {
    ...({ kind: 'merge', packet: 'a..b', baseBranch: 'main', base: 'base', head: 'h', trial: 't1' } as const),
    pull: 2,
    issue: 1,
    message: 'Merge it',
  }

  async function mergeWith(git: Partial<GitMirror>, outcome: Outcome = { kind: 'done' }) {
    const calls: string[] = []
    let merged = false
    const { github } = createGitHub({
      async execute(action) {
        calls.push(action.kind === 'delete-branch' ? `delete ${action.branch} ${action.sha}` : action.kind)
        if (action.kind === 'merge') merged = true
        return outcome
      },
    })
    const push: GitMirror['push'] = async (_, sha, branch) => void calls.push(`push ${sha} ${branch}`)
    const openMirror = async () => createGit({ push, ...git })
    const world = await createWorld(github, () => decision({ actions: merged ? [] : [merge] }), { openMirror })
    await begin(world)
    await world.loop.close()
    return { calls, refused: world.decisions.at(-1)?.refused ?? {} }
  }

  it('pushes the tested commit to a scratch branch, merges, and deletes that branch', async () => {
    const { calls } = await mergeWith({})
    expect(calls).toEqual(['push t1 switchyard/trial/a-b', 'merge', 'delete switchyard/trial/a-b t1'])
  })

  it('deletes the scratch branch when main has moved, too', async () => {
    const { calls } = await mergeWith({}, { kind: 'outdated', reread: { refs: true } })
    expect(calls.at(-1)).toBe('delete switchyard/trial/a-b t1')
  })

  it('does not merge a commit that is not the one that was tested', async () => {
    const { calls, refused } = await mergeWith({
      has: async (sha) => sha !== 't1',
      trial: async () => ({ trial: 'another' }),
    })
    expect(calls).toEqual([])
    expect(Object.values(refused)[0]?.message).toContain('cannot be created again')
  })

  it('takes the commit that is still here, whatever its message would be now', async () => {
    const { refused } = await mergeWith({ trial: async () => ({ trial: 'another' }) })
    expect(refused).toEqual({})
  })

  it('tells of a push that GitHub will never take', async () => {
    const push = () => Promise.reject(new Error('refusing to allow a GitHub App to update workflow'))
    const { calls, refused } = await mergeWith({ push })
    expect(calls).toEqual([])
    expect(refused).toHaveProperty('merge base:h:t1')
  })
})
