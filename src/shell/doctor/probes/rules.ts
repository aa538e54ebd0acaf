/** What the branch rules let the App do. */
import { CHECK_NAMES } from '../../../core/checks/registry.ts'
import { type MergeRoute, mergeRoute } from '../../../core/merging/route.ts'
import { type BranchRule, HIDDEN_RULES, requiredChecks } from '../../../core/merging/rules.ts'
import { checkRunName } from '../../../core/records/check-run.ts'
import { mergeBlockWords } from '../../../core/render/rules.ts'
import { list } from '../../../core/render/words.ts'
import { readProtection } from '../../github/read/protection.ts'
import { readRules } from '../../github/read/rules.ts'
import { cannotTell, doesNot, type Finding, holds } from '../finding.ts'
import type { Probe } from '../probe.ts'
import { attempt, refusalWords, type Visit } from '../visit.ts'
import { allowedBySettings } from './pulls.ts'

const installPage = 'docs/install.md, "Make it binding"'

export const baseRules: Probe = {
  name: 'base-rules',
  title: 'The bot may set the base branch to a tested commit',
  async ask(visit) {
    const base = visit.repository.default_branch
    const rules = await readRules(visit, visit.get, base)
    const { repository, config } = visit
    const route = mergeRoute({
      rules: rules === null ? null : { rules, refused: [] },
      allowed: allowedBySettings(repository),
      config,
      baseBranch: base,
      pull: 0,
      situation: '',
    })
    if (route.way === 'direct' && rules?.some(({ type }) => type === HIDDEN_RULES))
      return cannotTell(
        `${base} has classic protection, and GitHub shows an App only part of it without "Administration" (read). The bot finds out when it merges, and takes the next way.`,
        `Use a ruleset in place of classic protection, or grant "Administration" (read).`,
      )
    return routeFinding(route, base)
  },
}

function routeFinding(route: MergeRoute, base: string): Finding {
  const change = `Let the App bypass the ruleset of ${base}: ${installPage}.`
  switch (route.way) {
    case 'direct':
      return holds(`No visible rule of ${base} keeps the App from it.`)
    case 'pull':
      return doesNot(`The rules or the settings want pull requests merged by ${route.method}.`, {
        instead: `GitHub brings ${base} into the packet's branch and merges the pull request.`,
        change,
      })
    case 'queue':
      return doesNot(`${base} has a merge queue.`, {
        instead: 'The bot enqueues the packet’s pull request and tests the commits that the queue makes.',
        change,
      })
    case 'none':
      return doesNot(`The bot cannot merge: ${mergeBlockWords(route.block)}.`, {
        instead: 'A person merges; the bot names what is missing on the dashboard.',
        change,
      })
    default:
      return route satisfies never
  }
}

/** Rules that concern a packet's branch, each with what the bot cannot do there. */
const ON_PACKETS: Record<string, string> = {
  creation: 'create it',
  update: 'update it with the base branch',
  deletion: 'delete it after the merge',
  pull_request: 'update it without a pull request',
  merge_queue: 'update it',
  required_status_checks: 'update it before checks have passed',
}

interface ListedRule {
  type: string
  ruleset_id?: number
}

export const packetBranches: Probe = {
  name: 'packet-branches',
  title: 'The bot may work on packet branches',
  async ask(visit) {
    const prefix = visit.config.branches.prefixes[0] ?? ''
    const branch = `${prefix}doctor`
    const { value, failure } = await attempt(visit.octokit.rest.repos.getBranchRules({ ...visit.at, branch }))
    if (failure !== undefined) return cannotTell(`${refusalWords(failure)}. The bot finds out by trying.`)
    const rules = (value?.data ?? []) as ListedRule[]
    const binding = await bindingRules(visit, rules)
    const limits = binding.flatMap(({ type }) => ON_PACKETS[type] ?? [])
    if (limits.length === 0) return holds(`No visible rule on ${branch} keeps the App from it.`)
    return doesNot(`On branches such as ${branch}, the bot cannot ${list([...new Set(limits)])}.`, {
      instead: 'The bot names each refusal on the dashboard, with what a person can do.',
      change: `Exclude ${prefix}* from these rules, or let the App bypass them.`,
    })
  },
}

/** Leaves out rules that the App may always bypass. */
async function bindingRules({ octokit, at }: Visit, rules: ListedRule[]): Promise<ListedRule[]> {
  const ids = [...new Set(rules.flatMap(({ ruleset_id: id }) => id ?? []))]
  const free = new Set<number>()
  for (const ruleset_id of ids.slice(0, 10)) {
    const { value } = await attempt(octokit.rest.repos.getRepoRuleset({ ...at, ruleset_id }))
    if (['always', 'exempt'].includes(String(value?.data.current_user_can_bypass))) free.add(ruleset_id)
  }
  return rules.filter(({ ruleset_id: id }) => id === undefined || !free.has(id))
}

export const requiredByRules: Probe = {
  name: 'required-checks',
  title: 'The checks bind',
  async ask(visit) {
    const { repository, appNumber } = visit
    const branch = repository.default_branch
    // Whether the App itself may pass them by does not matter here.
    const { value, failure } = await attempt(visit.octokit.rest.repos.getBranchRules({ ...visit.at, branch }))
    if (failure !== undefined) return cannotTell(refusalWords(failure))
    const classic = await readProtection(visit, visit.get, branch)
    const required = requiredChecks([...((value?.data ?? []) as BranchRule[]), ...classic])
    const missing = CHECK_NAMES.map(checkRunName).filter((name) => !required.some(({ context }) => context === name))
    const change = `Require them in a ruleset of ${branch}: ${installPage}.`
    if (missing.length > 0)
      return doesNot(`No visible rule of ${branch} requires ${list(missing)}.`, {
        instead: 'The bot itself merges only what passed. Everybody with write access can merge without it.',
        change,
      })
    const loose = required.filter(({ context, app }) => missing.length === 0 && isOurs(context) && app !== appNumber)
    if (loose.length === 0) return holds(`A rule of ${branch} requires all ${CHECK_NAMES.length}, from this App.`)
    return doesNot(`${list(loose.map(({ context }) => context))} may be set by any App or account.`, {
      instead: 'GitHub accepts a check of the same name from anybody who may set checks.',
      change: `Choose Switchyard as the source of these checks in the ruleset of ${branch}.`,
    })
  },
}

const isOurs = (context: string): boolean => CHECK_NAMES.some((name) => checkRunName(name) === context)
