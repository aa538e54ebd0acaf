/** A head that is the tested one with the base brought in by GitHub has the tested tree, and is not tested again. */
import { INTEGRATION } from '../checks/integration.ts'
import { readExternalId, type TestedRun } from '../records/check-run.ts'
import type { CheckRunFact, Snapshot } from '../snapshot/snapshot.ts'
import { isUpdate } from './analysis.ts'

export interface TestedBefore {
  run: CheckRunFact
  tested: TestedRun
}

/**
 * Returns the passed run of the head before the App's last update of this branch, if that update made `head`. It counts
 * for `head` once git says that the trees are equal (the query `merged-tree`).
 */
export function testedBefore(
  branch: string,
  head: string,
  snapshot: Pick<Snapshot, 'app' | 'checks' | 'pushesTo'>,
): TestedBefore | null {
  const runs = snapshot.checks.filter((run) => run.name === INTEGRATION)
  if (runs.some((run) => run.headSha === head)) return null
  const push = snapshot.pushesTo(branch, head).findLast((one) => one.after === head)
  if (push === undefined || !isUpdate(push, snapshot.app)) return null
  const run = runs.findLast((one) => one.headSha === push.before && one.conclusion === 'success')
  const tested = run ? readExternalId(run.externalId) : null
  return run && tested?.head === push.before && tested.trial !== '' ? { run, tested } : null
}
