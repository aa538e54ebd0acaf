/** Draft pull requests, and the ways to merge one. */
import { featureNamed } from '../../../core/features/registry.ts'
import { METHODS, type MergeMethod } from '../../../core/merging/rules.ts'
import { list } from '../../../core/render/words.ts'
import { cannotTell, doesNot, holds } from '../finding.ts'
import type { Probe } from '../probe.ts'
import { attempt, refusalWords, type Visit } from '../visit.ts'

/** GitHub: private repositories need a paid plan for drafts. */
export const drafts: Probe = {
  name: 'drafts',
  title: 'Pull requests can be drafts',
  scratch: true,
  async ask({ octokit, at, repository }) {
    if (!repository.private) return holds('Public repositories have them.')
    // The base branch has no commits of its own, so GitHub opens nothing and says what else it minds.
    const { default_branch: base } = repository
    const request = { ...at, head: base, base, title: 'Switchyard doctor', draft: true }
    const { failure } = await attempt(octokit.rest.pulls.create(request))
    if (failure === undefined) return cannotTell('GitHub opened a pull request without commits.')
    if (!/draft/i.test(failure.message)) return cannotTell(`${refusalWords(failure)}. That says nothing of drafts.`)
    return doesNot(`${refusalWords(failure)}.`, {
      instead: featureNamed('drafts').without,
      change: 'None but the plan of the account.',
    })
  },
}

export const stacks: Probe = {
  name: 'stacks',
  title: 'Stacked pull requests can be merged as a whole',
  async ask({ octokit, at }) {
    const { failure } = await attempt(octokit.request('GET /repos/{owner}/{repo}/stacks', { ...at }))
    if (failure === undefined)
      return cannotTell('The server has stacks. Whether it lets an App merge one shows when one is to merge.')
    if (failure.status !== 404) return cannotTell(`${refusalWords(failure)}.`)
    return doesNot('The server has no stacks.', {
      instead: featureNamed('stacks').without,
      change: 'Nothing: pull requests that stand on each other merge one after the other.',
    })
  },
}

const SETTINGS = { merge: 'allow_merge_commit', squash: 'allow_squash_merge', rebase: 'allow_rebase_merge' } as const

/** Methods that the settings allow. GitHub shows them only with write access; what it does not show counts as allowed. */
export const allowedBySettings = (repository: Visit['repository']): MergeMethod[] =>
  METHODS.filter((method) => repository[SETTINGS[method]] !== false)

export const mergeMethods: Probe = {
  name: 'merge-methods',
  title: 'The settings allow the merge method',
  async ask({ repository, config }) {
    const shown = METHODS.filter((method) => repository[SETTINGS[method]] !== undefined)
    if (shown.length === 0) return cannotTell('GitHub shows the merge settings only with write access.')
    const allowed = allowedBySettings(repository)
    const wanted = config['merge-method']
    if (wanted === undefined || wanted === null || allowed.includes(wanted)) return holds(`Allowed: ${list(allowed)}.`)
    return doesNot(`merge-method is ${wanted}; the settings allow ${list(allowed)}.`, {
      instead: 'The bot does not merge, and says so on the dashboard.',
      change: `Allow ${wanted} in the settings of the repository, or set merge-method to ${list(allowed)}.`,
    })
  },
}
