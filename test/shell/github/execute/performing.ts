import type { Action } from '../../../../src/core/actions.ts'
import type { Outcome } from '../../../../src/shell/reconcile/github.ts'
import type { Mirror } from '../../../../src/shell/reconcile/mirror.ts'
import { type FakeGitHub, makeMirror, ref } from '../harness.ts'

export const main = 'b'.repeat(40)
export const head = 'a'.repeat(40)
export const trial = 'c'.repeat(40)

export async function perform(github: FakeGitHub, action: Action, mirror: Mirror = makeMirror()): Promise<Outcome> {
  return github.app.repository(ref).execute(action, mirror)
}

/** What was asked, as `METHOD /path` within the repository. */
export const routes = (github: FakeGitHub) =>
  github.work().map((each) => `${each.method} ${each.path.replace('/repos/acme/app', '')}`)
