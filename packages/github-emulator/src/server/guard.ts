/**
 * Decides which requests may reach the emulator over a socket. Web pages of other sites must not, because it has its
 * users' tokens.
 */

/**
 * GitHub's page that takes an App's manifest: the page that sends it is another program's. It makes nothing before the
 * person has confirmed it there.
 */
const FROM_ELSEWHERE = /^\/(organizations\/[^/]+\/)?settings\/apps\/new$/

/** How the emulator is reached. */
export interface Names {
  port: number
  /** Names besides those of the loopback address. */
  hosts: readonly string[]
  /** Whether it takes TLS, whose own port is left out of addresses. */
  tls: boolean
}

/** Whether `NAME`, or `NAME:PORT`, is an address of the emulator. */
export function isOwnHost(host: string, { port, hosts, tls }: Names): boolean {
  const names = ['localhost', '127.0.0.1', '[::1]', ...hosts]
  const ends = [`:${port}`, ...(tls ? ['', ':443'] : [])]
  return names.some((name) => ends.some((end) => host.toLowerCase() === name + end))
}

/** Returns why a request is refused; null when it is allowed. */
export function refusalOf(request: Request, names: Names): Response | null {
  const host = request.headers.get('host')
  // A page of a foreign site can be given a name that leads to this machine; then Host says that name.
  if (host === null || !isOwnHost(host, names))
    return refuse(403, 'This address is not one of the emulator. Start it with --host NAME to add one.')
  const origin = request.headers.get('origin')
  const { protocol, pathname } = new URL(request.url)
  const isOwn = origin === null || origin === `${protocol}//${host}` || FROM_ELSEWHERE.test(pathname)
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
