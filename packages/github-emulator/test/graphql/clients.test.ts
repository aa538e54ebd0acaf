/** What clients such as gh ask of GraphQL, and what becomes of what the emulator does not have. */
import { expect, test } from 'vitest'
import { ask, testSandbox } from '../server/support.ts'

async function scene() {
  const unknown: string[] = []
  const sandbox = await testSandbox({ onUnknown: (method, field) => unknown.push(`${method} ${field}`) })
  const rest = async (who: 'maintainer' | 'writer', method: string, path: string, body: object) => {
    const headers = { authorization: `token ${sandbox.info().tokens[who]}` }
    const url = `http://localhost/api/v3/repos/acme/app${path}`
    return (await sandbox.fetch(new Request(url, { method, headers, body: JSON.stringify(body) }))).json() as Promise<
      Record<string, unknown>
    >
  }
  await rest('writer', 'POST', '/issues', { title: 'one', body: 'text' })
  const content = { message: 'work', content: 'eA==', branch: 'work' }
  const main = sandbox.forge.world.repos[0]?.refs['refs/heads/main']
  await rest('writer', 'POST', '/git/refs', { ref: 'refs/heads/work', sha: main })
  await rest('writer', 'PUT', '/contents/x.txt', content)
  await rest('writer', 'POST', '/pulls', { title: 'two', head: 'work', base: 'main' })
  return { sandbox, unknown, rest }
}

const inRepo = (fields: string) => `{ repository(owner: "acme", name: "app") { ${fields} } }`

test('a field that the emulator does not have is null where it may be, beside its error, and is named', async () => {
  const { sandbox, unknown } = await scene()
  const { data, errors } = await ask(
    sandbox,
    'reader',
    inRepo('name codeowners { errors { line } } issue(number: 1) { title }'),
  )
  expect(data).toEqual({ repository: { name: 'app', codeowners: null, issue: { title: 'one' } } })
  expect(errors).toMatchObject([
    { path: ['repository', 'codeowners'], message: expect.stringContaining('Repository.codeowners') },
  ])
  expect(unknown).toEqual(['GraphQL Repository.codeowners'])
})

test('a field that GitHub does not have refuses the whole document, in its words', async () => {
  const { sandbox, unknown } = await scene()
  const answer = await ask(
    sandbox,
    'reader',
    'query Q { repository(owner: "acme", name: "app") { ...f } } fragment f on Repository { nmae }',
  )
  expect(answer).toMatchObject({
    status: 200,
    errors: [
      {
        path: ['fragment f', 'nmae'],
        extensions: { code: 'undefinedField', typeName: 'Repository', fieldName: 'nmae' },
        locations: [{ line: 1, column: 88 }],
        message: "Field 'nmae' doesn't exist on type 'Repository'",
      },
    ],
  })
  expect(unknown).toEqual([])
})

test('one name may stand for fields of different types, as for GitHub', async () => {
  const { sandbox } = await scene()
  const either = '... on Issue { state } ... on PullRequest { state }'
  const { data, errors } = await ask(
    sandbox,
    'reader',
    inRepo(`a: issueOrPullRequest(number: 1) { ${either} } b: issueOrPullRequest(number: 2) { ${either} }`),
  )
  expect(errors).toBeUndefined()
  expect(data).toEqual({ repository: { a: { state: 'OPEN' }, b: { state: 'OPEN' } } })
})

test.each(['issues', 'pullRequests', 'labels', 'stargazers'])('%s are counted without bounds', async (field) => {
  const { sandbox } = await scene()
  expect((await ask(sandbox, 'reader', inRepo(`${field} { totalCount }`))).errors).toBeUndefined()
  expect(
    (
      await ask(
        sandbox,
        'reader',
        `${inRepo(`${field} { totalCount ...f } `)} fragment f on ${connectionOf(field)} { nodes { id } }`,
      )
    ).errors,
  ).toMatchObject([{ type: 'MISSING_PAGINATION_BOUNDARIES' }])
})
const connectionOf = (field: string) =>
  ({ issues: 'IssueConnection', pullRequests: 'PullRequestConnection', labels: 'LabelConnection' })[field] ??
  'StargazerConnection'

/** What versions of gh from 2.23 to 2.80 ask of each, in words of our own. */
const asked: [string, string][] = [
  [
    'issue(number: 1)',
    `id number url title body state stateReason closed isPinned createdAt closedAt updatedAt author { login ... on User { id name } }
    assignees(first: 9) { nodes { id login name databaseId } totalCount } labels(first: 9) { nodes { id name description color } totalCount }
    projectCards(first: 9) { nodes { project { name } column { name } } totalCount }
    projectItems(first: 9) { nodes { id project { id title } } totalCount } milestone { number title description dueOn }
    reactionGroups { content users { totalCount } } closedByPullRequestsReferences(first: 9) { nodes { id number url } }
    comments(first: 9) { nodes { id author { login ... on User { id name } } authorAssociation body createdAt includesCreatedEdit isMinimized
      minimizedReason url viewerDidAuthor reactionGroups { content users { totalCount } } } pageInfo { hasNextPage endCursor } totalCount }
    linkedBranches(first: 9) { nodes { ref { name repository { name } } } } activeLockReason locked parent { number } subIssuesSummary { total }`,
  ],
  [
    'pullRequest(number: 2)',
    `id number url fullDatabaseId isDraft additions deletions changedFiles mergeable mergeStateStatus reviewDecision
    autoMergeRequest { authorEmail commitBody commitHeadline mergeMethod enabledAt enabledBy { login ... on User { id name } } }
    baseRefName baseRefOid headRefName headRefOid headRepository { id name nameWithOwner } headRepositoryOwner { id login ... on User { name } }
    isCrossRepository maintainerCanModify mergeCommit { oid } potentialMergeCommit { oid } mergedAt mergedBy { login }
    isInMergeQueue isMergeQueueEnabled baseRef { branchProtectionRule { requiresStrictStatusChecks requiredApprovingReviewCount } }
    files(first: 9) { nodes { additions deletions path changeType } } closingIssuesReferences(first: 9) { nodes { id number url repository { id name owner { id login } } } }
    commits(first: 9) { nodes { commit { oid messageHeadline messageBody committedDate authoredDate authors(first: 9) { nodes { name email user { id login } } } } } }
    reviewRequests(first: 9) { nodes { requestedReviewer { __typename ... on User { login } ... on Bot { login } ... on Team { name } } } }
    reviews(first: 9) { nodes { id author { login } authorAssociation submittedAt body state commit { oid } reactionGroups { content users { totalCount } } } totalCount }
    latestReviews(first: 9) { nodes { author { login } state } }
    checks: commits(last: 1) { nodes { commit { statusCheckRollup { contexts(first: 9) { checkRunCount checkRunCountsByState { state count }
      statusContextCount statusContextCountsByState { state count } nodes { __typename ... on StatusContext { context state targetUrl createdAt description isRequired(pullRequestNumber: 2) }
      ... on CheckRun { name checkSuite { workflowRun { event workflow { name } } } status conclusion startedAt completedAt detailsUrl isRequired(pullRequestNumber: 2) } } } } } } }`,
  ],
  [
    '',
    `id name nameWithOwner owner { id login } parent { id } templateRepository { id } description homepageUrl openGraphImageUrl usesCustomOpenGraphImage url sshUrl
    mirrorUrl securityPolicyUrl createdAt pushedAt updatedAt archivedAt isBlankIssuesEnabled isSecurityPolicyEnabled hasIssuesEnabled hasProjectsEnabled hasWikiEnabled
    hasDiscussionsEnabled mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed autoMergeAllowed forkCount stargazerCount watchers { totalCount } codeOfConduct { key }
    contactLinks { name } defaultBranchRef { name } deleteBranchOnMerge diskUsage fundingLinks { url } isArchived isEmpty isFork isInOrganization isMirror isPrivate isTemplate
    isUserConfigurationRepository licenseInfo { key } viewerCanAdminister viewerDefaultCommitEmail viewerDefaultMergeMethod viewerHasStarred viewerPermission
    viewerPossibleCommitEmails viewerSubscription visibility repositoryTopics(first: 9) { nodes { topic { name } } } primaryLanguage { name } languages(first: 9) { edges { size node { name } } }
    issueTemplates { name title body about } pullRequestTemplates { body filename } milestones(first: 9, states: OPEN) { nodes { number title } } latestRelease { name tagName }
    assignableUsers(first: 9) { nodes { id login name } } mentionableUsers(first: 9) { nodes { id login name } } projects(first: 9, states: OPEN) { nodes { id name } }`,
  ],
]

test.each(asked)('all that gh asks of %j is there', async (place, fields) => {
  const { sandbox, unknown, rest } = await scene()
  const checks = { strict: true, contexts: ['ci'] }
  const reviews = { required_approving_review_count: 1 }
  await rest('maintainer', 'PUT', '/branches/main/protection', {
    required_status_checks: checks,
    enforce_admins: false,
    required_pull_request_reviews: reviews,
    restrictions: null,
  })
  const { errors } = await ask(sandbox, 'writer', inRepo(place === '' ? fields : `${place} { ${fields} }`))
  expect([errors, unknown]).toEqual([undefined, []])
})

test('a base that is protected shows in what gh says of merging', async () => {
  const { sandbox, rest } = await scene()
  const reviews = { required_approving_review_count: 1 }
  const none = { required_status_checks: null, enforce_admins: false, restrictions: null }
  const state = async () => {
    const { data } = await ask(sandbox, 'writer', inRepo('pullRequest(number: 2) { mergeStateStatus reviewDecision }'))
    return (data as { repository: { pullRequest: object } }).repository.pullRequest
  }
  expect(await state()).toEqual({ mergeStateStatus: 'CLEAN', reviewDecision: null })
  await rest('maintainer', 'PUT', '/branches/main/protection', { ...none, required_pull_request_reviews: reviews })
  expect(await state()).toEqual({ mergeStateStatus: 'BLOCKED', reviewDecision: 'REVIEW_REQUIRED' })
  await rest('maintainer', 'POST', '/pulls/2/reviews', { event: 'APPROVE' })
  expect(await state()).toEqual({ mergeStateStatus: 'CLEAN', reviewDecision: 'APPROVED' })
})
