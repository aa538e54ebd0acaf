/** The real reader and performer, over the emulator's API, with pages so small that every list has more than one. */
import { BUDGET } from '@switchyard/github-emulator/testing'
import { Slots } from '../../../src/shell/concurrency.ts'
import type { Limits } from '../../../src/shell/github/budget/budget.ts'
import { noBackgroundMerges } from '../../../src/shell/github/context.ts'
import { octokitClass } from '../../../src/shell/github/octokit.ts'
import { Lacks } from '../../../src/shell/github/read/lacks.ts'
import { usePageSizes } from '../../../src/shell/github/read/page-sizes.ts'
import { QuerySize } from '../../../src/shell/github/read/query-size.ts'
import { makeRepository } from '../../../src/shell/github/repository.ts'
import { silentLog } from '../../../src/shell/log.ts'
import type { GitHub, RepoRef } from '../../../src/shell/reconcile/github.ts'
import { app } from '../../core/support/people.ts'
import { START, type Truth } from './truth.ts'

/** Different sizes, so that no two lists end at the same place by chance. */
usePageSizes({ numbers: 5, lists: 4, parts: 3, edits: 2, commentEdits: 2, moreEdits: 2, rest: 5, news: 5 })
// Small pages cost more requests than GitHub allows; its limits have tests of their own.
Object.assign(BUDGET, { hourly: 1e9, points: 1e9, createsPerMinute: 1e9, createsPerHour: 1e9 })

const apiUrl = 'http://localhost/api/v3'

/** GitHub's limits are no part of these sessions; at most so many requests at once are. */
function plentiful(): Limits {
  const slots = new Slots(100)
  return { wait: () => 0, run: (_cost, send) => slots.run(send), correct: () => {}, close: () => {} }
}

export const refOf = ({ repo, installation }: Truth): RepoRef => ({
  installationId: installation.id,
  repoId: repo.id,
  owner: 'acme',
  name: repo.name,
})

export function githubOf(truth: Truth): GitHub {
  const fetch: typeof globalThis.fetch = (input, init) => truth.fetch(new Request(input, init))
  const Octokit = octokitClass({ appId: 700, privateKey: '', apiUrl, fetch, log: silentLog })
  const ref = refOf(truth)
  return makeRepository({
    octokit: new Octokit({ auth: { token: truth.token } }),
    appId: async () => 700,
    apiUrl,
    webUrl: apiUrl.replace(/\/api\/v3$/, ''),
    ref,
    at: { owner: ref.owner, repo: ref.name },
    self: async () => app,
    installedAt: async () => START - 1000,
    now: truth.now,
    budget: plentiful(),
    checked: new Set(),
    background: noBackgroundMerges(),
    suites: new Map(),
    size: new QuerySize(),
    lacks: new Lacks(),
    log: silentLog,
  })
}
