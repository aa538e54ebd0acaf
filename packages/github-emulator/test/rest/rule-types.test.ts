/** One test for each type of rule: what it refuses of a direct update, of a merge and of an update of the branch. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MergeMethod, Rule } from '../../src/domain/model.ts'
import { type Bench, makeBench, openWork, type Who } from '../../src/testing/bench.ts'

let b: Bench
beforeAll(async () => {
  b = await makeBench()
})
afterAll(() => b.close())
afterEach(() => {
  b.demo.repo.rulesets = []
})

const under = (rule: Rule, include = 'refs/heads/main') =>
  b.ok('maintainer', 'POST', 'rulesets', {
    name: rule.type,
    enforcement: 'active',
    rules: [rule],
    conditions: { ref_name: { include: [include], exclude: [] } },
  })
const free = () => {
  b.demo.repo.rulesets = []
}
/** The status, and the words below the heading of rulesets. */
const said = ({ status, data }: { status: number; data: { message?: string } | null }) =>
  status < 400
    ? status
    : [status, data?.message?.replace(/^Repository rule violations found\n\n/, '').replace(/\n\n$/, '')]

let count = 0
const next = () => {
  count++
  return { branch: `feature/r${count}`, files: { [`r${count}.js`]: '1\n' } }
}
const update = async (sha: string, who: Who = 'bot', force = false) =>
  said(await b.call(who, 'PATCH', 'git/refs/heads/main', { sha, force }))
const create = async (name: string, sha: string) =>
  said(await b.call('bot', 'POST', 'git/refs', { ref: `refs/heads/${name}`, sha }))
const merge = async (number: number, merge_method: MergeMethod = 'merge', more: object = {}) =>
  said(await b.call('bot', 'PUT', `pulls/${number}/merge`, { merge_method, ...more }))
const commit = (message = 'work') => b.commit([b.tip()], next().files, message)
async function work() {
  const { branch, files } = next()
  return { ...(await openWork(b, branch, files)), branch }
}
const behind = async () => {
  const made = await work()
  await b.ok('writer', 'PATCH', 'git/refs/heads/main', { sha: await commit() })
  return made
}
const updateBranch = async (number: number) => said(await b.call('bot', 'PUT', `pulls/${number}/update-branch`, {}))
const verified = async (sha: string) => (await b.ok('bot', 'GET', `commits/${sha}`)).commit.verification.verified

test('creation: no new branch of that name', async () => {
  const sha = await commit()
  await under({ type: 'creation' }, 'refs/heads/made/**')
  expect(await create('made/one', sha)).toEqual([422, 'Cannot create ref due to creations being restricted.'])
  expect(await create('other/one', sha)).toBe(201)
})

test('update: no change, by nobody and in no way', async () => {
  const [{ number }, sha] = [await work(), await commit()]
  await under({ type: 'update' })
  expect(await update(sha)).toEqual([422, 'Cannot update this protected ref.'])
  expect(await merge(number)).toEqual([405, 'Cannot update this protected ref.'])
})

test('update: nor by an update of the pull request, where its branch is covered', async () => {
  const { number } = await behind()
  await under({ type: 'update' }, 'refs/heads/feature/**')
  expect(await updateBranch(number)).toEqual([422, 'Cannot update this protected ref.'])
})

test('deletion', async () => {
  await create('kept/one', b.tip())
  await under({ type: 'deletion' }, 'refs/heads/kept/**')
  expect(said(await b.call('bot', 'DELETE', 'git/refs/heads/kept/one'))).toEqual([422, 'Cannot delete this branch'])
})

test('non_fast_forward', async () => {
  const sha = await b.commit([], { other: '1\n' })
  await under({ type: 'non_fast_forward' })
  expect(await update(sha, 'maintainer', true)).toEqual([422, 'Cannot force-push to this branch'])
  expect(await update(await commit())).toBe(200)
})

test('required_linear_history: no merge commit, however it comes in', async () => {
  const words = 'This branch must not contain merge commits.'
  const [first, second] = [await work(), await behind()]
  await under({ type: 'required_linear_history' }, '~ALL')
  expect(await update(await b.commit([b.tip(), first.sha], { m: '1\n' }))).toEqual([422, words])
  expect(await create('merged/one', await b.commit([b.tip(), first.sha], { n: '1\n' }))).toEqual([422, words])
  expect(await updateBranch(second.number)).toEqual([422, words])
  expect(await merge(first.number)).toEqual([405, words])
  expect(await merge(first.number, 'squash')).toBe(200)
  expect(await merge(second.number, 'rebase')).toBe(200)
})

describe('required_signatures', () => {
  const words = 'Commits must have verified signatures.'
  const rule = { type: 'required_signatures' }

  test('what git made is refused, and a squash is signed by GitHub', async () => {
    const [{ number }, sha] = [await work(), await commit()]
    await under(rule, '~ALL')
    expect(await update(sha)).toEqual([422, words])
    expect(await create('unsigned/one', sha)).toEqual([422, words])
    expect(await merge(number)).toEqual([405, words])
    expect(await merge(number, 'rebase')).toEqual([
      405,
      'Base branch requires signed commits. Rebase merges cannot be automatically signed by GitHub',
    ])
    expect(await merge(number, 'squash')).toBe(200)
    expect(await verified(b.tip())).toBe(true)
  })

  test('a pull request whose commits GitHub made merges with a merge commit', async () => {
    await create('signed/one', b.tip())
    await under(rule, '~ALL')
    const content = Buffer.from('1\n').toString('base64')
    const file = { message: 'by the App', content, branch: 'signed/one' }
    const byPerson = await b.call('writer', 'PUT', 'contents/signed.js', file)
    expect(said(byPerson)).toEqual([409, words])
    await b.ok('bot', 'PUT', 'contents/signed.js', file)
    const pull = { title: 'signed', head: 'signed/one', base: 'main' }
    const { number } = await b.ok('bot', 'POST', 'pulls', pull)
    expect(await merge(number)).toBe(200)
    expect(await verified(b.tip())).toBe(true)
  })

  test('GitHub signs its update of a branch, its merge of branches, and commits of an App in its own name', async () => {
    const { number, branch } = await behind()
    expect(await verified(b.tip(branch))).toBe(false)
    await b.ok('bot', 'PUT', `pulls/${number}/update-branch`, {})
    expect(await verified(b.tip(branch))).toBe(true)
    await b.ok('bot', 'POST', 'merges', { base: 'main', head: branch })
    expect(await verified(b.tip())).toBe(true)
    const { tree } = await b.ok('bot', 'GET', `git/commits/${b.tip()}`)
    const body = { message: 'made', tree: tree.sha, parents: [b.tip()] }
    const of = async (who: Who, more: object) =>
      (await b.ok(who, 'POST', 'git/commits', { ...body, ...more })).verification
    expect(await of('bot', {})).toMatchObject({ verified: true, reason: 'valid' })
    expect(await of('bot', { message: 'other', author: { name: 'A', email: 'a@example.invalid' } })).toMatchObject({
      verified: false,
      reason: 'unsigned',
    })
    expect(await of('writer', { message: 'third' })).toMatchObject({ verified: false })
  })

  test('the commits of a rebase are unsigned', async () => {
    const { number } = await work()
    expect(await merge(number, 'rebase')).toBe(200)
    expect(await verified(b.tip())).toBe(false)
  })
})

describe('pull_request', () => {
  test('changes go through one', async () => {
    const words = 'Changes must be made through a pull request.'
    const { number, branch } = await work()
    await under({ type: 'pull_request', parameters: { required_approving_review_count: 0 } })
    expect(await update(await commit())).toEqual([422, words])
    expect(said(await b.call('bot', 'POST', 'merges', { base: 'main', head: branch }))).toEqual([409, words])
    const file = { message: 'direct', content: '', branch: 'main' }
    expect(said(await b.call('writer', 'PUT', 'contents/direct.js', file))).toEqual([409, words])
    expect(await merge(number)).toBe(200)
  })

  test('in the ways that are allowed', async () => {
    const { number } = await work()
    await under({ type: 'pull_request', parameters: { allowed_merge_methods: ['squash'] } })
    expect(await merge(number)).toEqual([405, 'Merge commits are not allowed on this branch.'])
    expect(await merge(number, 'squash')).toBe(200)
  })

  test('a branch that it covers takes no second commit, and no update', async () => {
    const words = 'Changes must be made through a pull request.'
    const { number, branch } = await behind()
    await under({ type: 'pull_request', parameters: {} }, '~ALL')
    const sha = await b.commit([b.tip(branch)], { second: '1\n' })
    expect(said(await b.call('bot', 'PATCH', `git/refs/heads/${branch}`, { sha }))).toEqual([422, words])
    expect(await updateBranch(number)).toEqual([422, words])
    expect(await create('first/one', await commit())).toBe(201)
  })
})

describe('required_status_checks', () => {
  const rule = (more: object): Rule => ({
    type: 'required_status_checks',
    parameters: { strict_required_status_checks_policy: false, ...more },
  })
  const succeed = (sha: string) => b.ok('writer', 'POST', `statuses/${sha}`, { state: 'success', context: 'ci' })

  test('a new branch needs them too, unless creation is left out', async () => {
    const checks = { required_status_checks: [{ context: 'ci' }] }
    await under(rule(checks), 'refs/heads/checked/**')
    const words = 'Required status check "ci" is expected.'
    expect(await create('checked/one', b.tip())).toEqual([422, words])
    free()
    await under(rule({ ...checks, do_not_enforce_on_create: true }), 'refs/heads/checked/**')
    expect(await create('checked/one', b.tip())).toBe(201)
  })

  test('a check of the named App alone counts, and its neutral one does', async () => {
    const { number, sha } = await work()
    await under(rule({ required_status_checks: [{ context: 'ci', integration_id: b.demo.app.id }] }))
    await succeed(sha)
    expect(await merge(number)).toEqual([405, 'Required status check "ci" is expected.'])
    const run = { name: 'ci', head_sha: sha, status: 'completed', conclusion: 'neutral' }
    await b.ok('bot', 'POST', 'check-runs', run)
    expect(await merge(number)).toBe(200)
  })
})

test('required_deployments: the commit stands where it must', async () => {
  const [{ number, sha }, direct] = [await work(), await commit()]
  const environments = { required_deployment_environments: ['staging', 'production'] }
  await under({ type: 'required_deployments', parameters: environments })
  const words = 'Missing successful active staging and production deployments.'
  expect(await update(direct)).toEqual([422, words])
  expect(await merge(number)).toEqual([405, words])
  const deploy = async (environment: string, ref: string) => {
    const asked = { ref, environment, auto_merge: false, required_contexts: [] }
    const { id } = await b.ok('writer', 'POST', 'deployments', asked)
    await b.ok('writer', 'POST', `deployments/${id}/statuses`, { state: 'success' })
  }
  await deploy('staging', sha)
  expect(await merge(number)).toEqual([405, 'Missing successful active production deployment.'])
  await deploy('production', sha)
  await deploy('staging', b.tip())
  expect(await merge(number)).toEqual([405, 'Missing successful active staging deployment.'])
  await deploy('staging', sha)
  expect(await merge(number)).toBe(200)
})

test('merge_queue', async () => {
  const { number } = await work()
  await under({ type: 'merge_queue' })
  const words = 'Changes must be made through the merge queue'
  expect(await update(await commit())).toEqual([422, words])
  expect(await merge(number)).toEqual([405, words])
})

describe('rules about the commits themselves', () => {
  const pattern = (type: string, operator: string, text: string, more: object = {}): Rule => ({
    type,
    parameters: { operator, pattern: text, ...more },
  })

  test.each<[Rule, string]>([
    [pattern('commit_message_pattern', 'regex', '^feat'), 'Commit message must match a given regex pattern: ^feat'],
    [
      pattern('commit_message_pattern', 'starts_with', 'feat'),
      'Commit message must start with a matching pattern: feat',
    ],
    [
      pattern('commit_message_pattern', 'contains', 'work', { negate: true }),
      'Commit message must not contain a matching pattern: work',
    ],
    [
      pattern('commit_author_email_pattern', 'ends_with', '@example.invalid'),
      'Author email must end with a matching pattern: @example.invalid',
    ],
    [
      pattern('committer_email_pattern', 'ends_with', '@example.invalid'),
      'Committer email must end with a matching pattern: @example.invalid',
    ],
  ])('%j', async (rule, words) => {
    const [{ number }, sha] = [await work(), await commit()]
    await under(rule)
    expect(await update(sha)).toEqual([422, `${words}\n\n  Found 1 violation:\n\n  ${sha}`])
    const [status, message] = (await merge(number)) as [number, string]
    expect([status, message.split('\n')[0]]).toEqual([405, words])
  })

  test('commit_message_pattern: a squash with the right title goes in', async () => {
    const { number } = await work()
    await under(pattern('commit_message_pattern', 'regex', '^feat'))
    expect(await merge(number, 'squash', { commit_title: 'feat: squashed' })).toBe(200)
  })

  test('branch_name_pattern', async () => {
    await under(pattern('branch_name_pattern', 'regex', '^(main|feature/.*)$'), '~ALL')
    expect(await create('wrong', b.tip())).toEqual([
      422,
      'Branch name must match a given regex pattern: ^(main|feature/.*)$',
    ])
    expect(await create('feature/right', b.tip())).toBe(201)
    expect(await update(await commit())).toBe(200)
  })

  test('file_path_restriction and file_extension_restriction', async () => {
    const sha = await b.commit([b.tip()], { 'secret/deep/key.pem': '1\n' })
    await under({ type: 'file_path_restriction', parameters: { restricted_file_paths: ['secret/**/*'] } }, '~ALL')
    expect(await create('paths', sha)).toEqual([422, 'File path is restricted'])
    expect(await update(await commit())).toBe(200)
    free()
    const parameters = { restricted_file_extensions: ['*.pem'] }
    await under({ type: 'file_extension_restriction', parameters }, '~ALL')
    expect(await create('paths', sha)).toEqual([422, 'File extension is restricted'])
  })

  test('max_file_size and max_file_path_length', async () => {
    const sha = await b.commit([b.tip()], { 'large.bin': 'x'.repeat(1024 * 1024 + 1) })
    await under({ type: 'max_file_size', parameters: { max_file_size: 1 } }, '~ALL')
    expect(await create('sizes', sha)).toEqual([422, 'File size exceeds the limit of 1 MB'])
    free()
    await under({ type: 'max_file_path_length', parameters: { max_file_path_length: 5 } }, '~ALL')
    expect(await create('sizes', sha)).toEqual([422, 'File path is too long'])
  })
})

test('workflows and code_scanning wait for results', async () => {
  const { number, sha } = await work()
  const tool = { tool: 'CodeQL', alerts_threshold: 'errors', security_alerts_threshold: 'high_or_higher' }
  await under({ type: 'code_scanning', parameters: { code_scanning_tools: [tool] } })
  expect(await merge(number)).toEqual([
    405,
    `Code scanning is waiting for results from CodeQL for the commit ${sha.slice(0, 7)}.`,
  ])
  free()
  const workflows = [{ path: '.github/workflows/ci.yml', repository_id: b.demo.repo.id }]
  await under({ type: 'workflows', parameters: { workflows } })
  expect(await merge(number)).toEqual([405, 'Required workflow ".github/workflows/ci.yml" is expected.'])
})
