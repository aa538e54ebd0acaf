/** Reads a request's body up to a limit, so that unsigned requests cannot exhaust the memory. */
import type { IntakeLimit } from './intake-limit.ts'

export type Body = { kind: 'read'; bytes: Uint8Array; release(): void } | { kind: 'too-long' } | { kind: 'no-room' }

/**
 * Reads the raw bytes. The memory for the announced length is reserved before the first byte is read, so that one of two
 * large bodies gets through. A body without an announced length (GitHub always announces it) reserves memory as its bytes
 * arrive, and the whole limit once it is no longer small.
 *
 * @param limit bytes
 * @returns the bytes, with `release` to be called when they are no longer used
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

/** Returns the announced length, or null without one. An invalid length exceeds any limit. */
function announcedIn(request: Request): number | null {
  const header = request.headers.get('content-length')
  if (header === null) return request.body ? null : 0
  const length = Number(header)
  return Number.isSafeInteger(length) && length >= 0 ? length : Number.POSITIVE_INFINITY
}

/** Stops at the limit, or at the announced length. */
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
  /** Reserves memory for this many bytes in all; false when there is none. */
  grow(bytes: number): boolean
  release(): void
}

/** @param most bytes reserved for a body that is not small */
function createHeld(intakeLimit: IntakeLimit, most: number): Held {
  let reserved: (() => void)[] = []
  let size = 0
  const release = () => {
    for (const free of reserved.splice(0)) free()
    size = 0
  }
  return {
    release,
    grow(bytes) {
      if (bytes <= size) return true
      const isSmall = intakeLimit.isSmall(bytes)
      const taken = intakeLimit.take(isSmall ? bytes - size : most, isSmall)
      if (taken === null) return false
      if (!isSmall) release()
      reserved = [...reserved, taken]
      size = isSmall ? bytes : most
      return true
    },
  }
}
