import type { Hints } from '../../../src/shell/reconcile/hints.ts'
import type { Mirror } from '../../../src/shell/reconcile/mirror.ts'
import { type FakeGitHub, ok, ref } from './harness.ts'

/** GraphQL answered by `answer`; no activity and nothing in the lists that tell news. */
export function serve(
  github: FakeGitHub,
  answer: (document: string, variables: Record<string, unknown>) => object,
): void {
  github.on('GRAPHQL', ({ body }) => ok(answer(String(body.query), body.variables as Record<string, unknown>)))
  github.on('GET /activity', ok([]))
  github.on('GET /issues', ok([]))
  github.on('GET /issues/comments', ok([]))
}

export const read = (github: FakeGitHub, previous: Mirror | null, hints: Hints) =>
  github.app.repository(ref).read(previous, hints)
