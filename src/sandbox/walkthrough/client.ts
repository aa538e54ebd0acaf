/** GitHub's public API for the people and agents of the walkthrough. It uses no internals of the sandbox. */
import type { Info, RoleName } from '@switchyard/github-emulator'

export interface Issue {
  number: number
  node_id: string
  state: 'open' | 'closed'
  body: string | null
  labels: { name: string }[]
}

export interface Comment {
  id: number
  body: string
  user: { login: string; type: string }
}

export interface Pull {
  number: number
  draft: boolean
  body: string | null
  merged_at: string | null
  merge_commit_sha: string | null
  head: { sha: string }
}

export interface CheckRun {
  id: number
  name: string
  status: string
  conclusion: string | null
  output: { title: string | null; summary: string | null; text: string | null }
}

export interface Client {
  /** Reads as the maintainer; `path` is relative to the repository. */
  get<T>(path: string): Promise<T>
  /** Reads as the maintainer; null when it does not exist. */
  find<T>(path: string): Promise<T | null>
  send<T>(who: RoleName, method: 'POST' | 'PATCH' | 'PUT', path: string, body: object): Promise<T>
  graphql<T>(query: string, variables: object): Promise<T>
}

const timeoutMs = 15_000

/** @throws Error that names the call and GitHub's message, when an answer is an error */
export function createClient(info: Info): Client {
  const ask = (who: RoleName, method: string, url: string, body?: object) =>
    fetch(url, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
        authorization: `token ${info.tokens[who]}`,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
  const at = (path: string) => `${info.apiUrl}/repos/${info.repo}/${path}`
  return {
    get: async (path) => answerOf(await ask('maintainer', 'GET', at(path)), `GET ${path}`),
    async find(path) {
      const response = await ask('maintainer', 'GET', at(path))
      return response.status === 404 ? null : answerOf(response, `GET ${path}`)
    },
    send: async (who, method, path, body) =>
      answerOf(await ask(who, method, at(path), body), `${method} ${path} as ${who}`),
    async graphql(query, variables) {
      const response = await ask('maintainer', 'POST', info.graphqlUrl, { query, variables })
      const { data, errors } = (await response.json()) as { data: never; errors?: { message: string }[] }
      if (errors?.[0]) throw new Error(`GraphQL: ${errors[0].message}`)
      return data
    },
  }
}

async function answerOf<T>(response: Response, call: string): Promise<T> {
  const text = await response.text()
  if (response.ok) return (text === '' ? null : JSON.parse(text)) as T
  throw new Error(`${call}: ${response.status} ${text.slice(0, 300)}`)
}
