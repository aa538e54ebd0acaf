/**
 * A repository without a configuration is offered one, with forms and AGENTS.md, in a pull request: once, whatever becomes
 * of it. Nothing is pushed to the default branch.
 */
import type { Action } from '../actions.ts'
import { SETUP_TITLE, setupBody } from '../render/setup.ts'
import { offeredFiles, SETUP_BRANCH } from '../setup/offer.ts'
import { startedBy } from '../setup/workflows.ts'
import type { Need } from '../snapshot/queries.ts'
import type { Facts, PullFact } from '../snapshot/snapshot.ts'

/** One that fork makers and people with the same idea may have opened elsewhere does not count. */
const offerIn = (facts: Facts): PullFact | undefined =>
  facts.pulls.find((pull) => pull.sameRepo && pull.headRef === SETUP_BRANCH)

const isWanted = (facts: Facts): boolean =>
  facts.config.text === null &&
  !facts.repo.oneOfMany &&
  offerIn(facts) === undefined &&
  baseOf(facts) !== undefined &&
  !isRefused(facts)

/** Asking what is there for an offer that GitHub refuses would cost something at every look. */
const isRefused = (facts: Facts): boolean => facts.refused[`offer-setup ${SETUP_BRANCH}`] !== undefined

const baseOf = (facts: Facts) => facts.branches.find(({ name }) => name === facts.repo.defaultBranch)

/** What has to be looked up for the offer; it is advice, and holds nothing up. */
export const setupNeeds = (facts: Facts): Need[] =>
  isWanted(facts) && facts.lookups.setup === undefined ? [{ kind: 'setup' }] : []

export function wantSetup(facts: Facts): Action[] {
  const found = facts.lookups.setup
  const base = baseOf(facts)
  if (!isWanted(facts) || !found || !base) return tidied(facts)
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
function tidied(facts: Facts): Action[] {
  const offer = offerIn(facts)
  const branch = facts.branches.find(({ name }) => name === SETUP_BRANCH)
  if (!offer?.merged || offer.author?.id !== facts.app.id || branch?.sha !== offer.headSha) return []
  return [{ kind: 'delete-branch', branch: SETUP_BRANCH, sha: branch.sha }]
}
