/** Each type of rule against a real push: what git prints, and that the branch stays where it was. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Protection, Rule } from '../../src/domain/model.ts'
import { protection } from '../../src/domain/protection.ts'
import { firstRepo } from '../../src/server/info.ts'
import { git, temporaryFolder, testSandbox } from '../server/support.ts'

/** A clone by `writer` with a commit and a merge commit on its `main`, which the server does not have. */
async function scene() {
  const sandbox = await testSandbox()
  const { url, tokens } = await sandbox.listen(0)
  const repo = firstRepo(sandbox.forge)
  const dir = await temporaryFolder()
  const address = `${url.replace('://', `://x-access-token:${tokens.writer}@`)}/acme/app.git`
  await git(dir, 'clone', '-q', address, '.')
  await git(dir, 'checkout', '-q', '-b', 'side')
  await writeFile(join(dir, 'new.pem'), 'x'.repeat(1024 * 1024 + 1))
  await git(dir, 'add', '-A')
  await git(dir, 'commit', '-q', '-m', 'work')
  await git(dir, 'checkout', '-q', 'main')
  await git(dir, 'merge', '-q', '--no-ff', '-m', 'merged', 'side')
  const push = async (...refs: string[]): Promise<string> => {
    try {
      await git(dir, 'push', '-f', 'origin', ...refs)
      return ''
    } catch (error) {
      return String(error)
    }
  }
  return { repo, push, dir }
}

const onMain = (rule: Rule, include = ['refs/heads/main', 'refs/heads/made']) => ({
  id: 1,
  name: rule.type,
  enforcement: 'active' as const,
  rules: [rule],
  include,
  exclude: [],
  bypassActors: [],
  createdAt: 0,
  updatedAt: 0,
})
const ci = { required_status_checks: [{ context: 'ci' }] }
const pattern = (text: string) => ({ operator: 'starts_with', pattern: text })

const REFUSED: [rule: Rule, refs: string, words: string][] = [
  [{ type: 'creation' }, 'main:made', 'Cannot create ref due to creations being restricted.'],
  [{ type: 'update' }, 'main', 'Cannot update this protected ref.'],
  [{ type: 'deletion' }, ':main', 'Cannot delete this branch'],
  [{ type: 'non_fast_forward' }, 'orphan:main', 'Cannot force-push to this branch'],
  [{ type: 'required_linear_history' }, 'main', 'This branch must not contain merge commits.'],
  [{ type: 'required_signatures' }, 'main', 'Commits must have verified signatures.'],
  [{ type: 'required_signatures' }, 'main:made', 'Commits must have verified signatures.'],
  [{ type: 'pull_request' }, 'main', 'Changes must be made through a pull request.'],
  [{ type: 'required_status_checks', parameters: ci }, 'main', 'Required status check "ci" is expected.'],
  [{ type: 'required_status_checks', parameters: ci }, 'main:made', 'Required status check "ci" is expected.'],
  [
    { type: 'required_deployments', parameters: { required_deployment_environments: ['staging'] } },
    'main',
    'Missing successful active staging deployment.',
  ],
  [{ type: 'merge_queue' }, 'main', 'Changes must be made through the merge queue'],
  [
    { type: 'commit_message_pattern', parameters: pattern('feat') },
    'main',
    'Commit message must start with a matching pattern: feat',
  ],
  [
    { type: 'commit_author_email_pattern', parameters: pattern('person@') },
    'main',
    'Author email must start with a matching pattern: person@',
  ],
  [
    { type: 'committer_email_pattern', parameters: pattern('person@') },
    'main',
    'Committer email must start with a matching pattern: person@',
  ],
  [
    { type: 'branch_name_pattern', parameters: pattern('feature/') },
    'main:made',
    'Branch name must start with a matching pattern: feature/',
  ],
  [
    { type: 'file_path_restriction', parameters: { restricted_file_paths: ['*.pem'] } },
    'main',
    'File path is restricted',
  ],
  [{ type: 'max_file_size', parameters: { max_file_size: 1 } }, 'main', 'File size exceeds the limit of 1 MB'],
]

test('a push that breaks a rule is refused with its words, whatever the rule', async () => {
  const { repo, push, dir } = await scene()
  await git(dir, 'checkout', '-q', '--orphan', 'orphan')
  await git(dir, 'commit', '-q', '-m', 'other')
  const before = { ...repo.refs }
  for (const [rule, refs, words] of REFUSED) {
    repo.rulesets = [onMain(rule)]
    const printed = await push(refs)
    expect(printed, rule.type).toContain(`remote: - ${words}`)
    expect(printed).toMatch(/remote: error: GH013: Repository rule violations found for refs\/heads\/(main|made)\./)
    expect(printed).toMatch(/remote: Review all repository rules at \S+\/acme\/app\/rules\?ref=refs%2Fheads%2F/)
    expect(printed).toContain('(push declined due to repository rule violations)')
    expect(repo.refs).toEqual(before)
  }
  repo.rulesets = []
  expect(await push('main')).toBe('')
})

const nobody = { users: [], teams: [], apps: [] }
const reviews = { count: 1, dismissStale: false, codeOwners: false, lastPush: false, dismissers: null, bypass: nobody }
const CLASSIC: [settings: Partial<Protection>, refs: string, words: string][] = [
  [{}, ':main', 'Cannot delete this protected branch'],
  [{}, 'orphan:main', 'Cannot force-push to this branch'],
  [{ reviews }, 'main', 'Changes must be made through a pull request.'],
  [
    { checks: { strict: true, list: [{ context: 'ci', appId: null }] } },
    'main',
    'Required status check "ci" is expected.',
  ],
  [{ restrictions: nobody }, 'main', "You're not authorized to push to this branch. Visit "],
  [{ linearHistory: true }, 'main', 'This branch must not contain merge commits.'],
  [{ signatures: true }, 'main', 'Commits must have verified signatures.'],
  [{ lock: true }, 'main', 'Cannot change this locked branch'],
]

test('a push that breaks classic protection is refused as GitHub always did', async () => {
  const { repo, push, dir } = await scene()
  await git(dir, 'checkout', '-q', '--orphan', 'orphan')
  await git(dir, 'commit', '-q', '-m', 'other')
  const before = { ...repo.refs }
  for (const [settings, refs, words] of CLASSIC) {
    repo.protections = [protection(1, 'main', settings)]
    const printed = await push(refs)
    expect(printed, JSON.stringify(settings)).toContain(`remote: - ${words}`)
    expect(printed).toContain('remote: error: GH006: Protected branch update failed for refs/heads/main.')
    expect(printed).toContain('(protected branch hook declined)')
    expect(repo.refs).toEqual(before)
  }
})
