/**
 * The GraphQL documents. One call holds at most 500,000 nodes (first × first × …): with 20 numbers a call and 100 comments
 * of up to 20 edits each, it is some 50,000. Sizes of pages are those of `page-sizes.ts` when a document is made; a list
 * with a plain number is one that GitHub itself keeps that short.
 */
import { pageSizes } from './page-sizes.ts'

export const configPath = '.github/switchyard.yml'

const actor = `fragment Who on Actor {
  __typename login
  ... on User { databaseId } ... on Bot { databaseId } ... on Organization { databaseId } ... on Mannequin { databaseId }
}`

const edits = `fragment Edits on UserContentEditConnection {
  nodes { editedAt diff editor { ...Who } } pageInfo { hasNextPage endCursor }
}`

const comments = () => `fragment Comments on IssueCommentConnection {
  nodes {
    id fullDatabaseId url createdAt lastEditedAt body author { ...Who } editor { ...Who }
    reactionGroups { content viewerHasReacted }
    userContentEdits(first: ${pageSizes.commentEdits}) { ...Edits }
  }
  pageInfo { hasNextPage endCursor }
}`

/** Bots can be assigned too; they are in the timeline, not among `assignees`. */
const timeline = `fragment Assigned on Assignee {
  __typename
  ... on User { login databaseId } ... on Bot { login databaseId } ... on Mannequin { login databaseId }
}
fragment Events on IssueTimelineItemsConnection {
  nodes {
    __typename
    ... on LabeledEvent { createdAt label { name } actor { ...Who } }
    ... on UnlabeledEvent { createdAt label { name } actor { ...Who } }
    ... on RenamedTitleEvent { createdAt previousTitle currentTitle actor { ...Who } }
    ... on ClosedEvent { createdAt actor { ...Who } closer {
      __typename
      ... on PullRequest { number merged mergedAt mergeCommit { oid } }
      ... on Commit { oid associatedPullRequests(first: 1) { nodes { number } } }
    } }
    ... on ReopenedEvent { createdAt actor { ...Who } }
    ... on AssignedEvent { createdAt assignee { ...Assigned } actor { ...Who } }
    ... on UnassignedEvent { createdAt assignee { ...Assigned } actor { ...Who } }
    ... on CommentDeletedEvent { createdAt deletedCommentAuthor { ...Who } }
  }
  pageInfo { hasNextPage endCursor }
}`

const timelineTypes =
  'LABELED_EVENT, UNLABELED_EVENT, RENAMED_TITLE_EVENT, CLOSED_EVENT, REOPENED_EVENT, COMMENT_DELETED_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT'

const closers =
  '{ nodes { number merged mergedAt mergeCommit { oid } isCrossRepository } pageInfo { hasNextPage endCursor } }'

/**
 * Each row of these lists has a list of its own, and GitHub counts full pages: with 100 rows, 20 numbers cost 70 points. Most
 * threads are short, so many numbers together get short first pages; the further ones are as long as usual.
 */
const firstPage = (numbers: number) => (numbers <= 5 ? pageSizes.parts : Math.min(25, pageSizes.parts))

const issue = (rows: number) => `fragment IssueParts on Issue {
  id fullDatabaseId number url title body createdAt updatedAt lastEditedAt state stateReason closedAt isPinned
  parent { number repository { databaseId } }
  author { ...Who } editor { ...Who }
  labels(first: 100) { nodes { name } }
  assignees(first: 20) { nodes { __typename login databaseId } }
  userContentEdits(first: ${pageSizes.edits}) { ...Edits }
  timelineItems(first: ${rows}, itemTypes: [${timelineTypes}]) { ...Events }
  closedByPullRequestsReferences(first: ${pageSizes.parts}, includeClosedPrs: true) ${closers}
  comments(first: ${rows}) { ...Comments }
}`

const said =
  'id fullDatabaseId url createdAt lastEditedAt body author { ...Who } editor { ...Who } reactionGroups { content viewerHasReacted }'

const reviews = `{ nodes { ${said} state submittedAt authorCanPushToRepository commit { oid } } pageInfo { hasNextPage endCursor } }`

/** Without edits: a list in each of so many lists is what GitHub counts; only edited texts are asked for them. */
const lines = `fragment Lines on PullRequestReviewCommentConnection {
  nodes { ${said} publishedAt path }
  pageInfo { hasNextPage endCursor }
}`

const threads = () =>
  `{ nodes { id comments(first: ${Math.min(10, pageSizes.parts)}) { ...Lines } } pageInfo { hasNextPage endCursor } }`

const draftTypes = 'READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, REVIEW_REQUESTED_EVENT'

const draftEvents = `fragment Drafts on PullRequestTimelineItemsConnection {
  nodes {
    __typename
    ... on ReadyForReviewEvent { createdAt actor { ...Who } }
    ... on ConvertToDraftEvent { createdAt actor { ...Who } }
    ... on ReviewRequestedEvent { createdAt actor { ...Who } requestedReviewer { __typename ... on User { databaseId login } ... on Bot { databaseId login } ... on Mannequin { databaseId login } } }
  }
  pageInfo { hasNextPage endCursor }
}`

const pull = (rows: number) => `fragment PullParts on PullRequest {
  id fullDatabaseId number url title body createdAt updatedAt lastEditedAt pullState: state isDraft merged mergedAt closedAt
  author { ...Who } editor { ...Who } mergeCommit { oid } mergedBy { ...Who }
  headRefName headRefOid baseRefName isCrossRepository
  closes: closingIssuesReferences(first: 20) { nodes { number repository { databaseId } } }
  first: userContentEdits(last: 1) { nodes { diff } }
  closings: timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) { nodes { __typename ... on ClosedEvent { actor { ...Who } } } }
  reviews(first: ${pageSizes.parts}) ${reviews}
  reviewThreads(first: ${Math.min(20, pageSizes.parts)}) ${threads()}
  drafts: timelineItems(first: ${Math.min(50, pageSizes.parts)}, itemTypes: [${draftTypes}]) { ...Drafts }
  reviewRequests(first: 50) { nodes { asCodeOwner requestedReviewer { __typename ... on User { login } ... on Bot { login } ... on Mannequin { login } } } }
  comments(first: ${rows}) { ...Comments }
}`

const refs = () => `defaultBranchRef { name }
  config: object(expression: "HEAD:${configPath}") { __typename ... on Blob { text } }
  refs(refPrefix: "refs/heads/", first: ${pageSizes.lists}) { nodes { name target { oid } } pageInfo { hasNextPage endCursor } }`

const row = 'nodes { number updatedAt state } pageInfo { hasNextPage endCursor }'
const pullRow = 'nodes { number updatedAt state isCrossRepository } pageInfo { hasNextPage endCursor }'
const newest = 'orderBy: {field: UPDATED_AT, direction: DESC}'

const index =
  () => `labels(first: ${pageSizes.lists}) { nodes { id name color description } pageInfo { hasNextPage endCursor } }
  packets: issues(labels: ["packet"], first: ${pageSizes.lists}, ${newest}) { ${row} }
  sessions: issues(labels: ["session"], first: ${pageSizes.lists}, ${newest}) { ${row} }
  recent: issues(states: OPEN, filterBy: {since: $since}, first: ${pageSizes.lists}, ${newest}) { ${row} }
  openPulls: pullRequests(states: OPEN, first: ${pageSizes.lists}, ${newest}) { ${pullRow} }
  closedPulls: pullRequests(states: [CLOSED, MERGED], first: ${pageSizes.lists}, ${newest}) { ${pullRow} }`

const repo = 'databaseId name url isPrivate owner { login } mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed'
const open = 'query($owner: String!, $name: String!'

/** What a look at the whole begins with: which numbers there are, labels, branches, configuration. */
export const wholeDocument = (): string =>
  `${open}, $since: DateTime!) { repository(owner: $owner, name: $name) { ${repo} ${refs()} ${index()} } }`

/** Branches and configuration (`withRefs`) and what stands at these numbers: `i12` is issue or pull request 12. */
export function numbersDocument(numbers: readonly number[], withRefs: boolean): string {
  const parts = numbers.map((n) => `i${n}: issueOrPullRequest(number: ${n}) { __typename ...IssueParts ...PullParts }`)
  const rows = firstPage(numbers.length)
  const fragments =
    numbers.length === 0
      ? ''
      : `\n${[actor, edits, comments(), timeline, issue(rows), lines, draftEvents, pull(rows)].join('\n')}`
  const body = [repo, ...(withRefs ? [refs()] : []), ...parts].join('\n  ')
  return `${open}) { repository(owner: $owner, name: $name) {\n  ${body}\n} }${fragments}`
}

const after = '$number: Int!, $after: String!'

function pageDocument(on: 'Issue' | 'PullRequest', field: string, fragments: string[]): string {
  const at = `item: issueOrPullRequest(number: $number) { __typename ... on ${on} { page: ${field} } }`
  return `${open}, ${after}) { repository(owner: $owner, name: $name) { ${at} } }\n${fragments.join('\n')}`
}

const reviewed = ['PullRequestReview', 'PullRequestReviewComment']
const onSaid = (fields: string, types: string[]) => types.map((type) => `... on ${type} { ${fields} }`).join(' ')

/** Edits of these texts of reviews: `ids` are up to 100. */
export const reviewEditsDocument = `query($ids: [ID!]!) { nodes(ids: $ids) { ${onSaid('id userContentEdits(first: 20) { ...Edits }', reviewed)} } }\n${actor}\n${edits}`

/** Further pages of one issue or pull request. Each takes `number` and `after`. */
export const pageDocuments = {
  get issueComments() {
    return pageDocument('Issue', `${commentsAfter()} { ...Comments }`, [actor, edits, comments()])
  },
  get pullComments() {
    return pageDocument('PullRequest', `${commentsAfter()} { ...Comments }`, [actor, edits, comments()])
  },
  get edits() {
    return pageDocument('Issue', `${editsAfter()} { ...Edits }`, [actor, edits])
  },
  get events() {
    const at = `first: ${pageSizes.parts}, after: $after, itemTypes: [${timelineTypes}]`
    return pageDocument('Issue', `timelineItems(${at}) { ...Events }`, [actor, timeline])
  },
  get closers() {
    const at = `first: ${pageSizes.parts}, after: $after, includeClosedPrs: true`
    return pageDocument('Issue', `closedByPullRequestsReferences(${at}) ${closers}`, [])
  },
  get commentEdits() {
    const page = `page: ${editsAfter()} { ...Edits }`
    return `query($id: ID!, $after: String!) { node(id: $id) { ${onSaid(page, ['IssueComment', ...reviewed])} } }\n${actor}\n${edits}`
  },
  get reviews() {
    return pageDocument('PullRequest', `reviews(first: ${pageSizes.parts}, after: $after) ${reviews}`, [actor])
  },
  get threads() {
    const at = `first: ${Math.min(50, pageSizes.parts)}, after: $after`
    return pageDocument('PullRequest', `reviewThreads(${at}) ${threads()}`, [actor, lines])
  },
  get threadComments() {
    const page = `page: ${commentsAfter()} { ...Lines }`
    return `query($id: ID!, $after: String!) { node(id: $id) { ... on PullRequestReviewThread { ${page} } } }\n${actor}\n${lines}`
  },
  get drafts() {
    const at = `first: ${pageSizes.parts}, after: $after, itemTypes: [${draftTypes}]`
    return pageDocument('PullRequest', `timelineItems(${at}) { ...Drafts }`, [actor, draftEvents])
  },
}

const commentsAfter = () => `comments(first: ${pageSizes.parts}, after: $after)`
const editsAfter = () => `userContentEdits(first: ${pageSizes.moreEdits}, after: $after)`

const list = (field: string, parts: string) =>
  `${open}, $after: String!) { repository(owner: $owner, name: $name) { page: ${field} { ${parts} } } }`

/** Further pages of the repository's lists. Each takes `after`; `recent` takes `since` as well. */
export const listDocuments = {
  get labels() {
    return list(`labels(${further()})`, 'nodes { id name color description } pageInfo { hasNextPage endCursor }')
  },
  get refs() {
    const parts = 'nodes { name target { oid } } pageInfo { hasNextPage endCursor }'
    return list(`refs(refPrefix: "refs/heads/", ${further()})`, parts)
  },
  get packets() {
    return list(`issues(labels: ["packet"], ${further()}, ${newest})`, row)
  },
  get sessions() {
    return list(`issues(labels: ["session"], ${further()}, ${newest})`, row)
  },
  get recent() {
    const page = `page: issues(states: OPEN, filterBy: {since: $since}, ${further()}, ${newest}) { ${row} }`
    return `${open}, $after: String!, $since: DateTime!) { repository(owner: $owner, name: $name) { ${page} } }`
  },
  get closedPulls() {
    return list(`pullRequests(states: [CLOSED, MERGED], ${further()}, ${newest})`, pullRow)
  },
  get openPulls() {
    return list(`pullRequests(states: OPEN, ${further()}, ${newest})`, pullRow)
  },
}

const further = () => `first: ${pageSizes.lists}, after: $after`

const fromBranch = (name: string, at: string) => {
  const which = `headRefName: ${name}, states: [CLOSED, MERGED], ${at}, ${newest}`
  return `pullRequests(${which}) { ${pullRow} }`
}

/** Closed pull requests from these branches: those of the n-th are `bN`, and its name the variable `branchN`. */
export function closedDocument(count: number): string {
  const names = Array.from({ length: count }, (_, n) => n)
  const parts = names.map((n) => `b${n}: ${fromBranch(`$branch${n}`, `first: ${pageSizes.lists}`)}`)
  const inputs = names.map((n) => `, $branch${n}: String!`).join('')
  return `${open}${inputs}) { repository(owner: $owner, name: $name) {\n  ${parts.join('\n  ')}\n} }`
}

/** Further pages of those from one `branch`. */
export const closedFurther = (): string =>
  `${open}, $after: String!, $branch: String!) { repository(owner: $owner, name: $name) { page: ${fromBranch('$branch', further())} } }`

const queueEvents = 'ADDED_TO_MERGE_QUEUE_EVENT, REMOVED_FROM_MERGE_QUEUE_EVENT'

/** The merge queue of a `branch`, and as `p12`, `p13`, … what happened in it to these pull requests. */
export function queueDocument(pulls: readonly number[]): string {
  const parts = pulls.map((number) => `p${number}: pullRequest(number: ${number}) { ...Queued }`)
  const entry = 'position enqueuer { ...Who } baseCommit { oid } headCommit { oid } pullRequest { number }'
  const queued = `fragment Queued on PullRequest {
  number
  timelineItems(last: 10, itemTypes: [${queueEvents}]) { nodes {
    __typename
    ... on AddedToMergeQueueEvent { createdAt actor { ...Who } }
    ... on RemovedFromMergeQueueEvent { createdAt reason actor { ...Who } beforeCommit { oid } }
  } }
}`
  const body = `mergeQueue(branch: $branch) { entries(first: 100) { nodes { ${entry} } } } ${parts.join(' ')}`
  const fragments = pulls.length === 0 ? actor : `${actor}\n${queued}`
  return `${open}, $branch: String!) { repository(owner: $owner, name: $name) { ${body} } }\n${fragments}`
}

/** What GraphQL shows everybody of a branch's classic protection, and whether it has a merge queue; takes `ref`, `branch`. */
export const protectionDocument = `${open}, $ref: String!, $branch: String!) { repository(owner: $owner, name: $name) {
  ref(qualifiedName: $ref) { refUpdateRule {
    requiredApprovingReviewCount requiresCodeOwnerReviews requiresConversationResolution requiresLinearHistory requiresSignatures viewerCanPush
  } }
  mergeQueue(branch: $branch) { id }
} }`

/** Whether a pull request is in a merge queue; takes `number`. */
export const queuedDocument = `${open}, $number: Int!) { repository(owner: $owner, name: $name) { pullRequest(number: $number) { state headRefOid isInMergeQueue } } }`

/** What GitHub says of a pull request that is about to merge; takes `number`. */
export const standingDocument = `${open}, $number: Int!) { repository(owner: $owner, name: $name) {
  pullRequest(number: $number) { headRefOid reviewDecision mergeStateStatus reviewThreads(first: 100) { nodes { isResolved } } }
} }`

/** Texts of the configuration at these commits, as `c0`, `c1`, … */
export function configDocument(commits: readonly string[]): string {
  const parts = commits.map(
    (sha, n) => `c${n}: object(expression: "${sha}:${configPath}") { __typename ... on Blob { text } }`,
  )
  return `${open}) { repository(owner: $owner, name: $name) { ${parts.join(' ')} } }`
}

const labelled = '{ labelable { ... on Issue { labels(first: 100) { nodes { name } } } } }'
const nothing = '{ clientMutationId }'

/** The mutations that are used, and what is asked for of the payload of each. */
const payloads = {
  addReaction: nothing,
  removeReaction: nothing,
  addLabelsToLabelable: labelled,
  removeLabelsFromLabelable: labelled,
  addComment: '{ commentEdge { node { id fullDatabaseId url createdAt body } } }',
  updateIssueComment: '{ issueComment { body updatedAt } }',
  pinIssue: nothing,
  unpinIssue: nothing,
  markPullRequestReadyForReview: nothing,
  enqueuePullRequest: nothing,
  dequeuePullRequest: nothing,
} as const

export type MutationName = keyof typeof payloads
export const mutationNames = Object.keys(payloads) as MutationName[]

/** Carried out in this order: the payload of the n-th is `mN`, and its input the variable `inputN`. */
export function mutationDocument(names: readonly MutationName[]): string {
  const inputs = names.map((name, n) => `$input${n}: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`)
  const fields = names.map((name, n) => `m${n}: ${name}(input: $input${n}) ${payloads[name]}`)
  return `mutation(${inputs.join(', ')}) {\n  ${fields.join('\n  ')}\n}`
}
