import { can, canSee } from '../domain/access.ts'
import { findRepo } from '../domain/find.ts'
import type { Forge, Viewer } from '../domain/forge.ts'
import type { Repo } from '../domain/model.ts'
import { callBackend } from './backend.ts'
import { BodyTooLarge, boundedBody } from './body.ts'
import { createGate } from './gate.ts'
import { receivePush } from './push.ts'

export interface GitOptions {
  forge: Forge
  authenticate(request: Request): Viewer | Response
  /** The folder for pushes that are checked before they are accepted. */
  spoolDir: string
  /** Bytes of one push; 500 MB when missing. */
  largestPush?: number
}

interface GitCall {
  owner: string
  name: string
  path: 'info/refs' | 'git-upload-pack' | 'git-receive-pack'
  service: 'git-upload-pack' | 'git-receive-pack'
}

const largest = 500_000_000
const processesAtOnce = 12

/** Answers git's smart HTTP requests; null for any other request. */
export function gitHandler(options: GitOptions): (request: Request) => Promise<Response | null> {
  const gate = createGate(processesAtOnce)
  return async (request) => {
    const call = gitCallOf(request)
    if (call === null) return null
    const allowed = admit(options, request, call)
    if (allowed instanceof Response) return allowed
    const leave = await gate.enter()
    try {
      return whenRead(await serve(options, request, call, allowed), leave)
    } catch (error) {
      leave()
      if (error instanceof BodyTooLarge) return refuse(413, error.message)
      throw error
    }
  }
}

function gitCallOf(request: Request): GitCall | null {
  const url = new URL(request.url)
  const found = /^\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(url.pathname)
  if (!found) return null
  const [, owner = '', name = '', path] = found
  const service = path === 'info/refs' ? url.searchParams.get('service') : path
  const method = path === 'info/refs' ? 'GET' : 'POST'
  if (request.method !== method || (service !== 'git-upload-pack' && service !== 'git-receive-pack')) return null
  return { owner, name, path: path as GitCall['path'], service }
}

/**
 * Authorizes the request. As on GitHub, anonymous clients must log in before they learn that a repository does not
 * exist.
 */
function admit({ forge, authenticate }: GitOptions, request: Request, call: GitCall) {
  const viewer = authenticate(request)
  if (viewer instanceof Response || viewer.kind === 'app')
    return challenge('Invalid username or token. Password authentication is not supported for Git operations.')
  const repo = findRepo(forge, call.owner, call.name)
  const writes = call.service === 'git-receive-pack'
  if (viewer.kind === 'anonymous' && (writes || !repo || !canSee(forge, repo, viewer)))
    return challenge('Authentication required.')
  if (!repo || !canSee(forge, repo, viewer)) return refuse(404, 'Repository not found.')
  if (can({ forge, repo, viewer }, 'contents', writes ? 'write' : 'read')) return { repo, viewer }
  const who = viewer.kind === 'anonymous' ? 'anonymous' : viewer.user.login
  return refuse(
    403,
    writes ? `Permission to ${call.owner}/${call.name}.git denied to ${who}.` : 'Repository not found.',
  )
}

async function serve(options: GitOptions, request: Request, call: GitCall, to: { repo: Repo; viewer: Viewer }) {
  const { forge, spoolDir } = options
  const body = boundedBody(request, options.largestPush ?? largest)
  const { viewer, repo } = to
  if (call.path === 'git-receive-pack' && body !== null && 'user' in viewer)
    return receivePush({ forge, repo, viewer, spoolDir, headers: request.headers, body })
  return callBackend({
    dir: forge.bareDir(repo),
    path: call.path,
    query: call.path === 'info/refs' ? `service=${call.service}` : '',
    method: request.method,
    headers: request.headers,
    body,
    who: null,
  })
}

/** Wraps a response and reports when it has been read or abandoned. */
function whenRead(response: Response, done: () => void): Response {
  const reader = response.body?.getReader()
  if (!reader) {
    done()
    return response
  }
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done: ended } = await reader.read().catch((error: unknown) => {
        done()
        throw error
      })
      if (!ended) return controller.enqueue(value)
      done()
      controller.close()
    },
    async cancel(reason) {
      done()
      await reader.cancel(reason)
    },
  })
  return new Response(body, { status: response.status, headers: response.headers })
}

function refuse(status: number, message: string): Response {
  return new Response(`${message}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

function challenge(message: string): Response {
  const response = refuse(401, message)
  response.headers.set('www-authenticate', 'Basic realm="GitHub"')
  return response
}
