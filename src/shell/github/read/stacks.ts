/** Reads stacks of pull requests: `GET R/stacks` (pull_requests:read; @octokit/openapi 23.0.2, missing in GHES up to 3.19). */
import type { StackFact } from '../../../core/merging/stack.ts'
import { type ConditionalGet, conditionalList } from '../conditional.ts'
import type { Context } from '../context.ts'
import { orNull } from '../errors.ts'

/** A server that has no stacks is asked again after this time, in milliseconds. */
const ABSENT_MS = 24 * 3600_000

interface Listed {
  number: number
  base: { ref: string }
  open: boolean
  pull_requests: {
    number: number
    state: 'open' | 'closed'
    draft: boolean
    merged_at: string | null
    head: { ref: string; sha: string }
  }[]
}

/** Returns a reader of the open stacks. It answers null while the server is known to show none. */
export function stackReader({ at, now }: Context, get: ConditionalGet): () => Promise<StackFact[] | null> {
  const list = conditionalList(get)
  let absentSince: number | null = null
  return async () => {
    if (absentSince !== null && now() < absentSince + ABSENT_MS) return null
    const found = await orNull(list<Listed>('/repos/{owner}/{repo}/stacks', at))
    absentSince = found === null ? now() : null
    return found?.filter(({ open }) => open).map(factOf) ?? null
  }
}

const factOf = ({ number, base, pull_requests: pulls }: Listed): StackFact => ({
  number,
  base: base.ref,
  pulls: pulls.map(({ number, state, draft, merged_at: mergedAt, head }) => ({
    number,
    state,
    draft,
    merged: mergedAt !== null,
    headRef: head.ref,
    headSha: head.sha,
  })),
})
