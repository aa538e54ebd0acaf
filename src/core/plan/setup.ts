/**
 * A repository without a configuration is offered one, with forms and AGENTS.md, in a pull request: once, whatever becomes
 * of it. Nothing is pushed to the default branch.
 */
import type { Action } from '../actions.ts'
import { SETUP_TITLE, setupBody } from '../render/setup.ts'
import { offeredFiles, SETUP_BRANCH } from '../setup/offer.ts'
import { startedBy } from '../setup/workflows.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { PullFact, Snapshot } from '../snapshot/snapshot.ts'

/** One that fork makers and people with the same idea may have opened elsewhere does not count. */
const offerIn = (snapshot: Pick<Snapshot, 'pullRequestsFrom'>): PullFact | undefined =>
  snapshot.pullRequestsFrom(SETUP_BRANCH).find((pull) => pull.sameRepo)

const isWanted = (snapshot: Snapshot): boolean =>
  snapshot.config.text === null &&
  !snapshot.repo.oneOfMany &&
  offerIn(snapshot) === undefined &&
  baseOf(snapshot) !== undefined &&
  !isRefused(snapshot)

/** Asking what is there for an offer that GitHub refuses would cost something at every look. */
const isRefused = (snapshot: Pick<Snapshot, 'refused'>): boolean =>
  Object.values(snapshot.refused).some(({ target }) => target.kind === 'offer-setup' && target.branch === SETUP_BRANCH)

const baseOf = (snapshot: Pick<Snapshot, 'branch' | 'repo'>) => snapshot.branch(snapshot.repo.defaultBranch)

/** What has to be looked up for the offer is advice, and holds nothing up. */
export function planSetup(snapshot: Snapshot, queries: Queries): Action[] {
  const found = isWanted(snapshot) ? queries.setup() : null
  const base = baseOf(snapshot)
  if (!found || !base) return tidied(snapshot)
  const all = offeredFiles()
  const files = all.filter(({ path }) => !found.present.includes(path))
  const kept = all.filter((file) => !files.includes(file))
  const words = {
    added: files.map(({ path }) => path),
    kept: kept.map(({ path }) => path),
    started: startedBy('switchyard/trial/packet', found.workflows),
  }
  const place = { branch: SETUP_BRANCH, base: base.name, sha: base.sha }
  return [{ kind: 'offer-setup', ...place, title: SETUP_TITLE, body: setupBody(words), files }]
}

/** Its branch goes once it is merged as it stands. */
function tidied(snapshot: Pick<Snapshot, 'app' | 'branchTip' | 'pullRequestsFrom'>): Action[] {
  const offer = offerIn(snapshot)
  const isReady = offer?.merged && offer.author?.id === snapshot.app.id
  if (!isReady || snapshot.branchTip(SETUP_BRANCH) !== offer.headSha) return []
  return [{ kind: 'delete-branch', branch: SETUP_BRANCH, sha: offer.headSha }]
}
