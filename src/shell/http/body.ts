/** Reads a request's body up to a bound, so that nobody can fill the memory before the signature is even looked at. */
import type { IntakeLimit } from './intake-limit.ts'

export type Body = { kind: 'read'; bytes: Uint8Array; release(): void } | { kind: 'too-long' } | { kind: 'no-room' }

/**
 * The raw bytes. Room for as many as are announced is taken before the first of them is read, so that of two large ones
 * one gets through. A sender that announces nothing, as GitHub never does, gets room as its bytes come, and for all that
 * it may send once it is not small. Whoever gets the bytes gives the room back.
 */
export async function readBounded(request: Request, limit: number, intakeLimit: IntakeLimit): Promise<Body> {
  const announced = announcedIn(request)
  if (announced !== null && announced > limit) return { kind: 'too-long' }
  const held = createHeld(intakeLimit, announced ?? limit)
  let body: Body | null = null
  try {
    body = held.grow(announced ?? 0) ? await read(request, announced, limit, held) : { kind: 'no-room' }
    return body
  } finally {
    if (body?.kind !== 'read') held.release()
  }
}

/** Null where it is not said. What is no number is more than any limit. */
function announcedIn(request: Request): number | null {
  const said = request.headers.get('content-length')
  if (said === null) return request.body ? null : 0
  const length = Number(said)
  return Number.isSafeInteger(length) && length >= 0 ? length : Number.POSITIVE_INFINITY
}

/** What is over the bound, or over what was announced, is never kept. */
async function read(request: Request, announced: number | null, limit: number, held: Held): Promise<Body> {
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body) {
    for await (const chunk of request.body) {
      size += chunk.byteLength
      if (size > (announced ?? limit)) return { kind: 'too-long' }
      if (!held.grow(size)) return { kind: 'no-room' }
      chunks.push(chunk)
    }
  }
  return { kind: 'read', bytes: Buffer.concat(chunks.splice(0), size), release: held.release }
}

interface Held {
  /** Whether there is room for this many bytes in all. */
  grow(bytes: number): boolean
  release(): void
}

/** `most`: for how many bytes a body that is not small gets room. */
function createHeld(intakeLimit: IntakeLimit, most: number): Held {
  let all: (() => void)[] = []
  let size = 0
  const release = () => {
    for (const one of all.splice(0)) one()
    size = 0
  }
  return {
    release,
    grow(bytes) {
      if (bytes <= size) return true
      const isSmall = intakeLimit.isSmall(bytes)
      const wanted = isSmall ? bytes - size : most
      const taken = intakeLimit.take(wanted, isSmall)
      if (taken === null) return false
      if (!isSmall) release()
      all = [...all, taken]
      size = isSmall ? bytes : most
      return true
    },
  }
}
