/** Reads the rules of a branch, and which required checks have passed on a commit. */
import type { BranchRule, RequiredCheck } from '../../../core/merging/rules.ts'
import { type ConditionalGet, conditionalList } from '../conditional.ts'
import type { Context } from '../context.ts'
import { orNull } from '../errors.ts'
import { readProtection } from './protection.ts'

/** Rules that never block a merge. */
const HARMLESS = new Set(['deletion', 'non_fast_forward', 'creation'])
/** Rulesets beyond these count as if nobody said whether they bind the App. */
const mostRulesets = 10

interface Listed extends BranchRule {
  ruleset_id?: number
}

/**
 * `GET R/rules/branches/{branch}` (metadata:read) lists every active rule, whoever may pass it by; a ruleset itself says
 * how far whoever asks may. Rules of classic protection are not listed, but part of them is shown elsewhere.
 * null where GitHub shows no rules (403 and 404, as on plans without them).
 */
export async function readRules(context: Context, get: ConditionalGet, branch: string): Promise<BranchRule[] | null> {
  const list = conditionalList(get)
  const rules = await orNull(list<Listed>('/repos/{owner}/{repo}/rules/branches/{branch}', { ...context.at, branch }))
  const classic = await readProtection(context, get, branch)
  if (rules === null) return classic.length === 0 ? null : classic
  const listed = rules.filter(({ type }) => !HARMLESS.has(type))
  const ids = [...new Set(listed.map((rule) => rule.ruleset_id))]
  const binds = new Map<number | undefined, Binding>()
  for (const id of ids.slice(0, mostRulesets)) binds.set(id, await bindingOf(context, get, id))
  return [...listed.flatMap((rule) => bound(rule, binds.get(rule.ruleset_id) ?? 'unknown')), ...classic]
}

type Binding = NonNullable<BranchRule['binds']> | 'no'

/** What `current_user_can_bypass` of a ruleset says, as the repository's own route shows it. */
const BINDINGS: Record<string, Binding> = { never: 'yes', pull_requests_only: 'direct', always: 'no', exempt: 'no' }

async function bindingOf({ at }: Context, get: ConditionalGet, id: number | undefined): Promise<Binding> {
  if (id === undefined) return 'unknown'
  const answer = await orNull(get('/repos/{owner}/{repo}/rulesets/{ruleset_id}', { ...at, ruleset_id: id }))
  const said = answer?.data as { current_user_can_bypass?: string } | undefined
  return BINDINGS[String(said?.current_user_can_bypass)] ?? 'unknown'
}

const bound = ({ type, parameters }: Listed, binds: Binding): BranchRule[] =>
  binds === 'no' ? [] : [{ type, parameters: parameters ?? null, binds }]

const PASSED = new Set(['success', 'neutral', 'skipped'])

interface Run {
  name: string
  conclusion: string | null
  app: { id: number } | null
}

interface Status {
  context: string
  state: string
}

/** Which of the required checks have not passed on this commit: check runs by name, else statuses by context. */
export async function readMissing(
  { at }: Context,
  get: ConditionalGet,
  head: string,
  checks: RequiredCheck[],
): Promise<RequiredCheck[]> {
  const list = conditionalList(get)
  const of = { ...at, ref: head }
  const [runs, statuses] = await Promise.all([
    list<Run>('/repos/{owner}/{repo}/commits/{ref}/check-runs', { ...of, filter: 'latest' }, 'check_runs'),
    list<Status>('/repos/{owner}/{repo}/commits/{ref}/status', of, 'statuses'),
  ])
  const passed = ({ context: name, app }: RequiredCheck): boolean => {
    const run = runs.find((one) => one.name === name && (app === null || one.app?.id === app))
    if (run) return PASSED.has(run.conclusion ?? '')
    // Of a status GitHub does not tell which App set it: where one is asked for, the merge itself will show.
    return statuses.some((one) => one.context === name && one.state === 'success')
  }
  return checks.filter((one) => !passed(one))
}

interface Commit {
  sha: string
  commit: { verification?: { verified: boolean } }
}

/** GitHub lists the first 250 commits of a pull request. null: they are not those of this head. */
export async function readUnsigned(
  { at }: Context,
  get: ConditionalGet,
  pull_number: number,
  head: string,
): Promise<number | null> {
  const list = conditionalList(get)
  const commits = await list<Commit>('/repos/{owner}/{repo}/pulls/{pull_number}/commits', { ...at, pull_number })
  if (!commits.some(({ sha }) => sha === head)) return null
  return commits.filter(({ commit }) => commit.verification?.verified !== true).length
}
