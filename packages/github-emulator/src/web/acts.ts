import { given } from '../domain/given.ts'

/**
 * What the page may do, always as one of the roles. Everything goes through the emulator's own API with that role's
 * token, so that permissions, limits and webhooks are the same as for any other client.
 */
export interface Acts {
  createIssue(as: string, repo: RepoName, issue: { title: string; body: string; labels: string[] }): Promise<Done>
  editIssue(as: string, repo: RepoName, number: number, change: { title?: string; body?: string }): Promise<Done>
  closeIssue(as: string, repo: RepoName, number: number, reason: 'completed' | 'not_planned'): Promise<Done>
  reopenIssue(as: string, repo: RepoName, number: number): Promise<Done>
  addLabel(as: string, repo: RepoName, number: number, label: string): Promise<Done>
  removeLabel(as: string, repo: RepoName, number: number, label: string): Promise<Done>
  comment(as: string, repo: RepoName, number: number, body: string): Promise<Done>
  editComment(as: string, repo: RepoName, commentId: number, body: string): Promise<Done>
  submitReview(as: string, repo: RepoName, number: number, review: ReviewDraft): Promise<Done>
  markReady(as: string, repo: RepoName, number: number): Promise<Done>
  convertToDraft(as: string, repo: RepoName, number: number): Promise<Done>
  mergePull(as: string, repo: RepoName, number: number, headSha: string): Promise<Done>
  rerunCheck(as: string, repo: RepoName, checkRunId: number): Promise<Done>
}

export interface RepoName {
  owner: string
  name: string
}

interface ReviewDraft {
  event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT'
  body: string
  /** The head the reviewer saw. */
  commitId: string
}

/** `number` or `id` of what was made; or GitHub's status and message when it was refused. */
export type Done = { ok: true; number?: number; id?: number } | { ok: false; status: number; message: string }

type Fetch = (request: Request) => Promise<Response>
type Call = (as: string, method: string, path: string, body?: unknown) => Promise<Answer>

interface Answer {
  status: number
  data: Record<string, unknown>
}

/**
 * `Acts` over the REST and GraphQL of the emulator itself.
 * `tokenOf` gives a role's token; `url` is only a base for the requests' addresses (no socket is opened).
 */
export function restActs(fetch: Fetch, tokenOf: (role: string) => string, url = 'http://localhost'): Acts {
  const call = caller(fetch, tokenOf, url)
  return { ...issueActs(call), ...commentActs(call), ...pullActs(call) }
}

function issueActs(
  call: Call,
): Pick<Acts, 'createIssue' | 'editIssue' | 'closeIssue' | 'reopenIssue' | 'addLabel' | 'removeLabel'> {
  const patch = async (as: string, repo: RepoName, n: number, change: object) =>
    done(await call(as, 'PATCH', `${path(repo)}/issues/${n}`, change))
  return {
    createIssue: async (as, repo, issue) => done(await call(as, 'POST', `${path(repo)}/issues`, issue)),
    editIssue: patch,
    closeIssue: (as, repo, n, reason) => patch(as, repo, n, { state: 'closed', state_reason: reason }),
    reopenIssue: (as, repo, n) => patch(as, repo, n, { state: 'open' }),
    addLabel: async (as, repo, n, label) =>
      done(await call(as, 'POST', `${path(repo)}/issues/${n}/labels`, { labels: [label] })),
    removeLabel: async (as, repo, n, label) =>
      done(await call(as, 'DELETE', `${path(repo)}/issues/${n}/labels/${encodeURIComponent(label)}`)),
  }
}

function commentActs(call: Call): Pick<Acts, 'comment' | 'editComment'> {
  return {
    comment: async (as, repo, n, body) => done(await call(as, 'POST', `${path(repo)}/issues/${n}/comments`, { body })),
    editComment: async (as, repo, id, body) =>
      done(await call(as, 'PATCH', `${path(repo)}/issues/comments/${id}`, { body })),
  }
}

function pullActs(
  call: Call,
): Pick<Acts, 'submitReview' | 'markReady' | 'convertToDraft' | 'mergePull' | 'rerunCheck'> {
  return {
    rerunCheck: async (as, repo, id) => done(await call(as, 'POST', `${path(repo)}/check-runs/${id}/rerequest`)),
    submitReview: async (as, repo, n, review) => {
      const body = { event: review.event, body: review.body, commit_id: review.commitId }
      return done(await call(as, 'POST', `${path(repo)}/pulls/${n}/reviews`, body))
    },
    markReady: (as, repo, n) => draftMutation(call, 'markPullRequestReadyForReview', as, `${path(repo)}/pulls/${n}`),
    convertToDraft: (as, repo, n) => draftMutation(call, 'convertPullRequestToDraft', as, `${path(repo)}/pulls/${n}`),
    mergePull: async (as, repo, n, sha) =>
      done(await call(as, 'PUT', `${path(repo)}/pulls/${n}/merge`, { sha, merge_method: 'merge' })),
  }
}

/** Draft and ready are GraphQL only. GraphQL answers 200 even when it refuses: the reason is in `errors`. */
async function draftMutation(call: Call, name: string, as: string, pullPath: string): Promise<Done> {
  const pull = await call(as, 'GET', pullPath)
  if (pull.status >= 400) return done(pull)
  const query = `mutation($id: ID!) { ${name}(input: { pullRequestId: $id }) { pullRequest { number } } }`
  const answer = await call(as, 'POST', '/api/graphql', { query, variables: { id: pull.data.node_id } })
  const errors = answer.data.errors
  if (!Array.isArray(errors) || errors.length === 0) return done(answer)
  return { ok: false, status: 403, message: text((errors[0] as { message?: unknown }).message) }
}

function caller(fetch: Fetch, tokenOf: (role: string) => string, url: string): Call {
  return async (as, method, path, body) => {
    const request = new Request(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${tokenOf(as)}`,
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
        'user-agent': 'sandbox-page',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const response = await fetch(request)
    return { status: response.status, data: parse(await response.text()) }
  }
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

function done(answer: Answer): Done {
  if (answer.status >= 400) return { ok: false, status: answer.status, message: refusal(answer.data) }
  return given({ ok: true as const, number: number(answer.data.number), id: number(answer.data.id) })
}

/** Returns GitHub's message with its `errors`, because "Validation Failed" alone does not help. */
function refusal(data: Record<string, unknown>): string {
  const details = Array.isArray(data.errors) ? data.errors.map(detail).filter((line) => line !== '') : []
  const message = text(data.message)
  return details.length > 0 ? `${message}: ${details.join('; ')}` : message
}

function detail(error: unknown): string {
  if (typeof error === 'string') return error
  if (typeof error !== 'object' || error === null) return ''
  const { message, field, code } = error as { message?: unknown; field?: unknown; code?: unknown }
  if (typeof message === 'string') return message
  return [field, code].filter((part) => typeof part === 'string').join(' ')
}

const path = (repo: RepoName) => `/api/v3/repos/${encodeURIComponent(repo.owner)}/${encodeURIComponent(repo.name)}`
const number = (value: unknown) => (typeof value === 'number' ? value : undefined)
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : 'no reason was given')
