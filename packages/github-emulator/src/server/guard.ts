/**
 * Decides which requests may reach the emulator over a socket. Web pages of other sites must not, because it has its
 * users' tokens.
 */

/**
 * GitHub's page that takes an App's manifest: the page that sends it is another program's. It makes nothing before the
 * person has confirmed it there.
 */
const FROM_ELSEWHERE = /^\/(organizations\/[^/]+\/)?settings\/apps\/new$/

/** Returns why a request is refused; null when it is allowed. */
export function refusalOf(request: Request, port: number): Response | null {
  const hosts = ['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${port}`)
  const host = request.headers.get('host')
  // A page of a foreign site can be given a name that leads to this machine; then Host says that name.
  if (host === null || !hosts.includes(host)) return refuse(403, 'This address is not one of the emulator.')
  const origin = request.headers.get('origin')
  const isOwn = origin === null || origin === `http://${host}` || FROM_ELSEWHERE.test(new URL(request.url).pathname)
  if (!isOwn) return refuse(403, 'Requests of other sites are not answered.')
  return null
}

/**
 * The same request with its body read and known to be of at most `most` bytes; 413 when it is larger.
 * Git's requests are bounded where they are streamed.
 */
export async function withBoundedBody(request: Request, most: number): Promise<Request | Response> {
  if (request.body === null) return request
  const tooLarge = () => refuse(413, `The request is larger than ${most} bytes.`)
  if (Number(request.headers.get('content-length') ?? 0) > most) return tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.length
    if (size > most) return tooLarge()
    chunks.push(chunk)
  }
  const { method, headers } = request
  return new Request(request.url, { method, headers, body: Buffer.concat(chunks) })
}

function refuse(status: number, message: string): Response {
  return Response.json({ message, status: String(status) }, { status })
}
