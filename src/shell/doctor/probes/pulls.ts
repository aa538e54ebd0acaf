/** Draft pull requests, and the ways to merge one. */
import { METHODS } from '../../../core/merging/rules.ts'
import { list } from '../../../core/render/words.ts'
import { cannotTell, doesNot, holds } from '../finding.ts'
import type { Probe } from '../probe.ts'
import { attempt, refusalWords } from '../visit.ts'

/** GitHub: private repositories need a paid plan for drafts. */
export const drafts: Probe = {
  name: 'drafts',
  title: 'Pull requests can be drafts',
  async ask({ octokit, at, repository }) {
    if (!repository.private) return holds('Public repositories have them.')
    // The base branch has no commits of its own, so GitHub opens nothing and says what else it minds.
    const { default_branch: base } = repository
    const request = { ...at, head: base, base, title: 'Switchyard doctor', draft: true }
    const { failure } = await attempt(octokit.rest.pulls.create(request))
    if (failure === undefined) return cannotTell('GitHub opened a pull request without commits.')
    if (!/draft/i.test(failure.message)) return cannotTell(`${refusalWords(failure)}. That says nothing of drafts.`)
    return doesNot(`${refusalWords(failure)}.`, {
      instead: 'The bot opens an ordinary pull request, and says on it that the work goes on.',
      change: 'None but the plan of the account.',
    })
  },
}

const SETTINGS = { merge: 'allow_merge_commit', squash: 'allow_squash_merge', rebase: 'allow_rebase_merge' } as const

export const mergeMethods: Probe = {
  name: 'merge-methods',
  title: 'The settings allow the merge method',
  async ask({ repository, config }) {
    const shown = METHODS.filter((method) => repository[SETTINGS[method]] !== undefined)
    if (shown.length === 0) return cannotTell('GitHub shows the merge settings only with write access.')
    const allowed = METHODS.filter((method) => repository[SETTINGS[method]] === true)
    const wanted = config['merge-method']
    if (wanted === undefined || wanted === null || allowed.includes(wanted)) return holds(`Allowed: ${list(allowed)}.`)
    return doesNot(`merge-method is ${wanted}; the settings allow ${list(allowed)}.`, {
      instead: 'The bot does not merge, and says so on the dashboard.',
      change: `Allow ${wanted} in the settings of the repository, or set merge-method to ${list(allowed)}.`,
    })
  },
}
