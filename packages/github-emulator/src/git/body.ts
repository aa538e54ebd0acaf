import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { type PushHead, readPushHead } from './pktline.ts'

/** The request's body is larger than the limit. */
export class BodyTooLarge extends Error {}

type Bytes = AsyncIterable<Uint8Array>

/** Returns the unzipped body of a request, at most `most` bytes; null when it has none. */
export function boundedBody(request: Request, most: number): Bytes | null {
  if (request.body === null) return null
  const zipped = /gzip/i.test(request.headers.get('content-encoding') ?? '')
  return bounded(zipped ? unzipped(bounded(request.body, most)) : request.body, most)
}

async function* bounded(body: Bytes, most: number): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > most) throw new BodyTooLarge('the request is too large')
    yield chunk
  }
}

async function* unzipped(body: Bytes): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  const feed = (async () => {
    for await (const chunk of body)
      if (!gunzip.write(chunk)) await new Promise<void>((resolve) => gunzip.once('drain', resolve))
    gunzip.end()
  })()
  feed.catch((error: Error) => gunzip.destroy(error))
  yield* gunzip
}

/** The commands of a push need not be longer than this. */
const longestHead = 1_000_000

/** Reads a push up to the end of its commands. Returns them and the body from its first byte. */
export async function splitPush(body: Bytes): Promise<{ head: PushHead; all: Bytes }> {
  const source = body[Symbol.asyncIterator]()
  let seen = Buffer.alloc(0)
  let head: PushHead | null = null
  while (head === null) {
    if (seen.length > longestHead) throw new BodyTooLarge('the push names too many refs')
    const { value, done } = await source.next()
    if (done) throw new Error('the push ends within its commands')
    seen = Buffer.concat([seen, value])
    head = readPushHead(seen)
  }
  return { head, all: joined(seen, source) }
}

async function* joined(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/** Writes a body into a new file and returns its size in bytes. */
export async function spoolTo(file: string, body: Bytes): Promise<number> {
  const handle = await open(file, 'wx', 0o600)
  let size = 0
  try {
    for await (const chunk of body) {
      await handle.write(chunk)
      size += chunk.length
    }
  } finally {
    await handle.close()
  }
  return size
}

export const fromSpool = (file: string): Bytes => createReadStream(file)
