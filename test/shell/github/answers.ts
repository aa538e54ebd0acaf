/** GraphQL answers as GitHub gives them, for tests of reading. */
import type { CommentNode, EventNode, IssueNode, Page, PullNode } from '../../../src/shell/github/read/answers.ts'

export const who = { __typename: 'User', login: 'maintainer', databaseId: 1 }
export const bot = { __typename: 'Bot', login: 'switchyard', databaseId: 500 }
export const time = (minute: number) => `2026-05-01T10:${String(minute).padStart(2, '0')}:00Z`

export function page<T>(nodes: T[], next: string | null = null): Page<T> {
  return { nodes, pageInfo: { hasNextPage: next !== null, endCursor: next } }
}

export function commentNode(id: number, more: Partial<CommentNode> = {}): CommentNode {
  return {
    id: `IC_${id}`,
    fullDatabaseId: String(id),
    url: `http://github.test/c/${id}`,
    createdAt: time(1),
    lastEditedAt: null,
    body: `comment ${id}`,
    author: who,
    editor: null,
    reactionGroups: [],
    userContentEdits: page([]),
    ...more,
  }
}

export function issueNode(number: number, more: Partial<IssueNode> = {}): IssueNode {
  return {
    __typename: 'Issue',
    id: `I_${number}`,
    fullDatabaseId: String(3_000_000_000 + number),
    number,
    url: `http://github.test/acme/app/issues/${number}`,
    title: `Title ${number}`,
    body: 'body',
    createdAt: time(0),
    updatedAt: time(5),
    lastEditedAt: null,
    state: 'OPEN',
    stateReason: null,
    closedAt: null,
    isPinned: false,
    author: who,
    editor: null,
    labels: { nodes: [] },
    assignees: { nodes: [] },
    userContentEdits: page([]),
    timelineItems: page<EventNode>([]),
    closedByPullRequestsReferences: page([]),
    comments: page([]),
    ...more,
  }
}

export function pullNode(number: number, more: Partial<PullNode> = {}): PullNode {
  return {
    __typename: 'PullRequest',
    id: `PR_${number}`,
    fullDatabaseId: String(number),
    number,
    url: `http://github.test/acme/app/pull/${number}`,
    title: `Title ${number}`,
    body: null,
    createdAt: time(0),
    updatedAt: time(5),
    lastEditedAt: null,
    pullState: 'OPEN',
    isDraft: true,
    merged: false,
    mergedAt: null,
    closedAt: null,
    author: bot,
    editor: null,
    mergeCommit: null,
    headRefName: `feature/p${number}`,
    headRefOid: String(number % 10).repeat(40),
    baseRefName: 'main',
    isCrossRepository: false,
    closings: { nodes: [] },
    closes: { nodes: [] },
    first: { nodes: [] },
    reviews: page([]),
    reviewThreads: page([]),
    drafts: page([]),
    reviewRequests: { nodes: [] },
    comments: page([]),
    ...more,
  }
}

const repoNode = {
  databaseId: 70,
  name: 'app',
  url: 'http://github.test/acme/app',
  isPrivate: false,
  owner: { login: 'acme' },
}

export const branch = (name: string, sha: string) => ({ name, target: { oid: sha } })

const refsNode = (branches: { name: string; target: { oid: string } }[], config: string | null = null) => ({
  defaultBranchRef: { name: 'main' },
  config: config === null ? null : { __typename: 'Blob', text: config },
  refs: page(branches),
})

const row = (node: IssueNode) => ({ number: node.number, updatedAt: node.updatedAt, state: node.state })
const pullRow = (node: PullNode) => ({
  number: node.number,
  updatedAt: node.updatedAt,
  state: node.pullState,
  isCrossRepository: node.isCrossRepository,
})

/** A small GitHub for `query`: what a document with these variables is answered. */
export function graphqlOf(issues: IssueNode[], pulls: PullNode[], branches = [branch('main', 'b'.repeat(40))]) {
  const items = new Map<number, IssueNode | PullNode>([...issues, ...pulls].map((node) => [node.number, node]))
  const index = {
    labels: page([{ id: 'L_packet', name: 'packet', color: 'ededed', description: null }]),
    packets: page(issues.filter((node) => node.labels?.nodes?.some((label) => label?.name === 'packet')).map(row)),
    sessions: page([]),
    recent: page(issues.filter((node) => node.state === 'OPEN').map(row)),
    openPulls: page(pulls.filter((node) => node.pullState === 'OPEN').map(pullRow)),
    closedPulls: page(pulls.filter((node) => node.pullState !== 'OPEN').map(pullRow)),
  }
  return (document: string) => {
    const asked = [...document.matchAll(/i(\d+): issueOrPullRequest/g)].map((match) => Number(match[1]))
    const found = Object.fromEntries(asked.map((number) => [`i${number}`, items.get(number) ?? null]))
    const missing = asked.filter((number) => !items.has(number))
    const errors = missing.map((number) => ({
      type: 'NOT_FOUND',
      path: ['repository', `i${number}`],
      message: 'Could not resolve',
    }))
    const whole = document.includes('packets:') ? index : {}
    const refs = document.includes('defaultBranchRef') ? refsNode(branches) : {}
    const data = { repository: { ...repoNode, ...refs, ...whole, ...found } }
    return errors.length === 0 ? { data } : { data, errors }
  }
}
