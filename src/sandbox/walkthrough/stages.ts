/** The stages of the walkthrough, in the order in which they are played. */
import type { CreatedAgent, RemovedAgent } from '../../cli/verbs/results/agents.ts'
import type { PacketView } from '../../cli/verbs/results/packets.ts'
import { overMock, withAwait, withoutAwait } from './code/api-users.ts'
import { repository, schema } from './code/db-users.ts'
import { roles } from './code/permissions.ts'
import { edgeCases, factory } from './code/tests-users.ts'
import type { Files } from './machine.ts'
import { packets } from './packets.ts'
import { branchOf, needsYou, type PacketName, type Scene } from './scene.ts'
import type { Stage } from './stage.ts'
import { expect, until } from './until.ts'

interface Branch {
  commit: { sha: string }
}

/** Comments `/merge` as the maintainer, checks the results and removes the worktree. @returns the merge commit's short sha */
async function merge(scene: Scene, name: PacketName): Promise<string> {
  await scene.answered(name, ['--for', 'merge'], () => scene.say('maintainer', name, '/merge'))
  const pull = await until(`${name} is merged`, async () => {
    const found = await scene.pull(name)
    return found?.merged_at ? found : null
  })
  await scene.reaches(name, 'merged')
  await until(`the branch of ${name} is gone`, async () => !(await scene.hasBranch(name)))
  expect((await scene.issue(name)).state === 'closed', `the issue of ${name} is still open`)
  const main = await scene.client.get<Branch>(`branches/${scene.info.defaultBranch}`)
  expect(main.commit.sha === pull.merge_commit_sha, `main is not at the tested commit of ${name}`)
  const { lost } = await scene.person<RemovedAgent>(['agent', 'remove', name])
  expect(lost.commits.length === 0, `${name} was merged, but its worktree has other commits`)
  return main.commit.sha.slice(0, 7)
}

const pinned = `query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { issue(number: $number) { isPinned } }
}`

interface Pinned {
  repository: { issue: { isPinned: boolean } }
}

const openSession: Stage = {
  happens: 'The maintainer opens the session user-management: switchyard session start',
  async play(scene) {
    const goal = 'List, create, change and delete users, with roles, in one afternoon.'
    const number = await scene.file('session', ['session', 'start', 'user-management', '--goal', goal])
    await scene.dashboard('a table, and the goal kept', (body) => body.includes('Last check') && body.includes(goal))
    const [owner, name] = scene.info.repo.split('/')
    await until('the dashboard is pinned', async () => {
      const { repository } = await scene.client.graphql<Pinned>(pinned, { owner, name, number })
      return repository.issue.isPinned
    })
    return `dashboard pinned: ${scene.info.url}/${scene.info.repo}/issues/${number}`
  },
}

/** The packets that are filed first; `permissions` waits for them. */
const firstThree = ['db-users', 'api-users', 'tests-users'] as const

const filePackets: Stage = {
  happens: 'Three packets are filed: switchyard packet create',
  async play(scene) {
    for (const name of firstThree) await scene.file(name, ['packet', 'create', name, '--file', '-'], packets[name])
    for (const name of firstThree) {
      await scene.reaches(name, 'ready')
      expect(await scene.hasBranch(name), `${name} is ready without a branch`)
      await scene.botSays(name, 'git worktree add')
    }
    await scene.dashboard('three rows', (body) => firstThree.every((name) => body.includes(branchOf(name))))
    return 'db-users, api-users and tests-users have a branch and a briefing'
  },
}

/** Creates the worktree of the packet's agent, who reads the packet there. */
async function createAgent(scene: Scene, name: PacketName): Promise<void> {
  const { branch } = await scene.person<CreatedAgent>(['agent', 'create', name])
  expect(branch === branchOf(name), `the worktree of ${name} is on ${branch}`)
  const { handover } = await scene.agent<PacketView>(name, 'packet', 'show', name)
  expect(handover !== null, `the agent of ${name} got no accepted text`)
}

const createAgents: Stage = {
  happens: 'Each gets a worktree with its packet: switchyard agent create',
  async play(scene) {
    // One after the other, because they share a clone.
    for (const name of firstThree) await createAgent(scene, name)
    return 'worktrees/agent-db-users, agent-api-users and agent-tests-users'
  },
}

interface Work {
  files: Files
  message: string
  percent: number
  report: string
}

const works: Record<(typeof firstThree)[number], Work> = {
  'db-users': {
    files: schema,
    message: 'Tables and migration',
    percent: 40,
    report: 'tables and migration done, working on the repository',
  },
  'api-users': {
    files: overMock,
    message: 'List and read users, over a mock',
    percent: 35,
    report: 'GET /api/users and GET /api/users/:id over a mock',
  },
  'tests-users': { files: factory, message: 'Factory for users', percent: 25, report: 'factory for users done' },
}

/** The first work of an agent: write, test, push, report. */
async function work(scene: Scene, name: PacketName, { files, message, percent, report }: Work): Promise<void> {
  const tree = scene.worktree(name)
  await tree.test(files)
  await tree.push(files, message)
  await scene.agent(name, 'report', 'running', `${percent}%`, report)
}

const begin: Stage = {
  happens: 'Three agents write, push and report; one asks: switchyard report, ask',
  async play(scene) {
    await Promise.all(firstThree.map((name) => work(scene, name, works[name])))
    await scene.agent('api-users', 'ask', 'Should user creation return the created user or just the ID?')
    for (const name of firstThree) {
      await scene.reaches(name, 'running')
      const pull = await until(`a pull request for ${name}`, () => scene.pull(name))
      expect(pull.draft, `the pull request of ${name} is no draft`)
      expect(pull.body?.includes(`#${scene.numberOf(name)}`) ?? false, `the pull request of ${name} closes no issue`)
    }
    await scene.dashboard('40, 35 and 25 percent', (body) => ['40%', '35%', '25%'].every((n) => body.includes(n)))
    return 'three draft pull requests; running at 40, 35 and 25 %'
  },
}

const asked = 'Should user creation return the created user'
const ruling = 'Return the created user.'

const decide: Stage = {
  happens: 'The agent of api-users waits for the decision on its question; /decide',
  async play(scene) {
    await scene.dashboard('the question under Needs you', (body) => needsYou(body).includes(asked))
    const answer = await scene.answered('api-users', ['--for', 'decision'], () =>
      scene.say('maintainer', 'api-users', `/decide ${ruling}`),
    )
    expect(answer.includes(ruling), `the agent of api-users received "${answer}"`)
    await scene.dashboard('the ruling', (body) => body.includes(ruling) && !needsYou(body).includes(asked))
    await scene.reaches('api-users', 'running')
    return 'answer recorded and sent to the agent, which never stopped'
  },
}

const round = (number: number, happens: string): Stage => ({
  happens,
  async play(scene) {
    await scene.person(['round'])
    const { body } = await scene.botSays('session', `Execution round ${number}`)
    await scene.dashboard(`round ${number} in the log`, (text) => text.includes(`Round ${number},`))
    const counts = /started by [^:]*: (.*)/.exec(body)?.[1] ?? ''
    return `logged: ${counts.trim()}`
  },
})

const firstRound = round(1, 'switchyard round')
const secondRound = round(2, 'switchyard round')

const decision = 'Wrap each test in a transaction and roll it back afterwards.'

const unblock: Stage = {
  happens: 'tests-users is blocked on its test database; /unblock',
  async play(scene) {
    await scene.agent('tests-users', 'report', 'blocked', 'the test database is not clean between tests')
    await scene.reaches('tests-users', 'blocked')
    await scene.dashboard('the block under Needs you', (body) => needsYou(body).includes('not clean between tests'))
    const answer = await scene.answered('tests-users', ['--for', 'unblock'], () =>
      scene.say('maintainer', 'tests-users', `/unblock ${decision}`),
    )
    expect(answer.includes(decision), `the agent of tests-users received "${answer}"`)
    await scene.reaches('tests-users', 'running')
    await scene.dashboard('the decision', (body) => body.includes('Wrap each test in a transaction'))
    return 'decision recorded, running again'
  },
}

const blocked = 'the mock has done its work, the real repository of db-users is needed; could add validation meanwhile'

const databaseDone: Stage = {
  happens: 'db-users ticks its criteria and is done; api-users is blocked on its repository',
  async play(scene) {
    const tree = scene.worktree('db-users')
    await tree.test(repository)
    await tree.push(repository, 'User repository')
    await scene.tickAll('db-users')
    await scene.agent('db-users', 'report', 'done', 'migration, and UserRepository with all its methods')
    await scene.agent('api-users', 'report', 'blocked', blocked)
    await scene.reaches('db-users', 'done')
    await scene.reaches('api-users', 'blocked')
    for (const check of ['scope', 'acceptance', 'dependencies', 'integration'])
      await scene.check('db-users', check, 'success')
    await scene.check('db-users', 'contract', 'success', 'neutral')
    await until('the pull request is ready for review', async () => (await scene.pull('db-users'))?.draft === false)
    const pull = await scene.pull('db-users')
    expect(pull?.merged_at === null, 'db-users was merged without a command')
    return `trial merge with main tested; pull request #${pull?.number} ready for review`
  },
}

const mergeDatabase: Stage = {
  happens: '/merge on db-users; the agent of api-users waits for it',
  async play(scene) {
    let sha = ''
    const answer = await scene.answered('api-users', ['--for', 'unblock'], async () => {
      sha = await merge(scene, 'db-users')
    })
    expect(answer.includes(sha), `the agent of api-users received "${answer}"`)
    await scene.botSays('api-users', `is merged as \`${sha}\``)
    await scene.reaches('api-users', 'running')
    return `main moved to the tested commit ${sha}; api-users notified, running again`
  },
}

const failing = 'POST /api/users returns the created user'

/** The mock answers synchronously, so the agent did not notice the missing await and reported done. */
const missingAwait: Stage = {
  happens: 'api-users is done, but an await is missing',
  async play(scene) {
    await scene.agent('api-users', 'agent', 'sync')
    await scene.worktree('api-users').push(withoutAwait, 'The real repository, and the other endpoints')
    await scene.tickAll('api-users')
    await scene.agent('api-users', 'report', 'done', 'endpoints work on the real repository')
    const { output } = await scene.check('api-users', 'integration', 'failure')
    const shown = [output.title, output.summary, output.text].join('\n')
    expect(shown.includes(failing), 'the failing test is not shown in the check')
    await scene.botSays('api-users', 'Back to running')
    await scene.reaches('api-users', 'running')
    return `trial merge fails, main untouched, the agent has the log`
  },
}

const awaitFixed: Stage = {
  happens: 'api-users adds the await and is done again; /merge',
  async play(scene) {
    const tree = scene.worktree('api-users')
    await tree.test(withAwait)
    await tree.push(withAwait, 'Wait for the created user')
    await scene.agent('api-users', 'report', 'done', 'the missing await is in')
    await scene.check('api-users', 'integration', 'success')
    const sha = await merge(scene, 'api-users')
    return `trial merge passes, main moved to ${sha}`
  },
}

const filePermissions: Stage = {
  happens: 'permissions is filed; it needs api-users and tests-users',
  async play(scene) {
    await scene.file('permissions', ['packet', 'create', 'permissions', '--file', '-'], packets.permissions)
    await scene.reaches('permissions', 'waiting')
    expect(!(await scene.hasBranch('permissions')), 'permissions got its branch too early')
    return 'waits for tests-users, as api-users is delivered'
  },
}

const page = 'docs/testing.md'

interface Annotation {
  path: string
}

const scope: Stage = {
  happens: `tests-users writes ${page}, out of bounds; /scope allow`,
  async play(scene) {
    await scene.agent('tests-users', 'agent', 'sync')
    const tree = scene.worktree('tests-users')
    await tree.test(edgeCases)
    await tree.push(edgeCases, 'Edge cases, and a page on testing')
    await scene.reaches('tests-users', 'drifting')
    const { id } = await scene.check('tests-users', 'scope', 'failure')
    const annotations = await scene.client.get<Annotation[]>(`check-runs/${id}/annotations`)
    expect(
      annotations.some(({ path }) => path === page),
      `${page} is not annotated`,
    )
    await scene.agent('tests-users', 'scope', page, 'the helpers need a page')
    await scene.dashboard('the request under Needs you', (body) => needsYou(body).includes(page))
    await scene.say('maintainer', 'tests-users', '/scope allow')
    await scene.reaches('tests-users', 'running')
    await scene.check('tests-users', 'scope', 'success')
    return 'drifting at first; grant recorded, scope check green'
  },
}

const testsDone: Stage = {
  happens: 'tests-users is done; /merge',
  async play(scene) {
    await scene.tickAll('tests-users')
    await scene.agent('tests-users', 'report', 'done', 'edge cases covered')
    await scene.check('tests-users', 'integration', 'success')
    const sha = await merge(scene, 'tests-users')
    await scene.reaches('permissions', 'ready')
    expect(await scene.hasBranch('permissions'), 'permissions is ready without a branch')
    return `main moved to ${sha}; permissions got its branch`
  },
}

const startPermissions: Stage = {
  happens: 'The agent of permissions begins',
  async play(scene) {
    await createAgent(scene, 'permissions')
    const tree = scene.worktree('permissions')
    await tree.test(roles)
    await tree.push(roles, 'Roles and what they may do')
    await scene.agent('permissions', 'report', 'running', '30%', 'table of roles done, endpoints next')
    const pull = await until('a pull request for permissions', () => scene.pull('permissions'))
    await scene.reaches('permissions', 'running')
    await scene.dashboard('30 percent', (body) => body.includes('30%'))
    return `draft pull request #${pull.number}, running at 30 %`
  },
}

const endSession: Stage = {
  happens: 'switchyard session end',
  async play(scene) {
    await scene.person(['session', 'end'])
    const { body } = await scene.botSays('session', 'Session report')
    await until('the session is closed', async () => (await scene.issue('session')).state === 'closed')
    const [done = '', left = ''] = body.split('## Deferred')
    for (const name of firstThree) expect(done.includes(name), `the report does not count ${name} as completed`)
    expect((left.split('\n## ')[0] ?? '').includes('permissions'), 'the report does not carry permissions forward')
    return 'report posted, session closed, permissions carried forward'
  },
}

export const stages: Stage[] = [
  openSession,
  filePackets,
  createAgents,
  begin,
  decide,
  firstRound,
  unblock,
  databaseDone,
  mergeDatabase,
  missingAwait,
  awaitFixed,
  filePermissions,
  scope,
  secondRound,
  testsDone,
  startPermissions,
  endSession,
]
