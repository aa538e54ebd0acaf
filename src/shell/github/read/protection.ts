/** Reads classic protection of a branch, as rules. GitHub shows all of it to administrators only. */
import { type BranchRule, HIDDEN_RULES } from '../../../core/merging/rules.ts'
import type { ConditionalGet } from '../conditional.ts'
import { type Context, query } from '../context.ts'
import { orNull } from '../errors.ts'
import { protectionDocument } from './documents.ts'

/** What `GET R/branches/{branch}` shows to everybody: that there is protection, and the checks that it requires. */
interface Shown {
  protection?: {
    enabled?: boolean
    required_status_checks?: { enforcement_level?: string; contexts?: string[]; checks?: CheckOf[] }
  }
}

interface CheckOf {
  context: string
  app_id?: number | null
}

interface Toggle {
  enabled?: boolean
}

interface Allowed {
  apps?: { slug?: string }[]
}

const HIDDEN: BranchRule = { type: HIDDEN_RULES, parameters: null, binds: 'unknown' }

/** `GET R/branches/{branch}/protection` (administration:read). */
interface Whole {
  required_status_checks?: { strict?: boolean; contexts?: string[]; checks?: CheckOf[] } | null
  required_pull_request_reviews?: {
    dismiss_stale_reviews?: boolean
    require_code_owner_reviews?: boolean
    require_last_push_approval?: boolean
    required_approving_review_count?: number
    bypass_pull_request_allowances?: Allowed
  } | null
  restrictions?: Allowed | null
  required_linear_history?: Toggle
  required_signatures?: Toggle
  required_conversation_resolution?: Toggle
  lock_branch?: Toggle
}

/** GitHub's `RefUpdateRule`: "branch protection rules that are viewable by non-admins". */
interface UpdateRule {
  requiredApprovingReviewCount: number | null
  requiresCodeOwnerReviews: boolean
  requiresConversationResolution: boolean
  requiresLinearHistory: boolean
  requiresSignatures: boolean
  viewerCanPush: boolean
}

interface Answer {
  repository: { ref: { refUpdateRule: UpdateRule | null } | null; mergeQueue: { id: string } | null } | null
}

/**
 * Returns what GitHub shows of a branch's classic protection; nothing where there is none. With "Administration" (read)
 * that is all of it, else the required checks and what GraphQL shows.
 *
 * @throws rate limits and outages
 */
export async function readProtection(context: Context, get: ConditionalGet, branch: string): Promise<BranchRule[]> {
  const of = { ...context.at, branch }
  const shown = (await orNull(get('/repos/{owner}/{repo}/branches/{branch}', of)))?.data as Shown | undefined
  if (shown?.protection?.enabled !== true) return []
  const isAdmin = context.ref.rights?.held.administration !== undefined
  const asked = isAdmin ? await orNull(get('/repos/{owner}/{repo}/branches/{branch}/protection', of)) : null
  const whole = asked?.data as Whole | undefined
  const { rule, queue } = await readUpdateRule(context, branch)
  if (whole) return [...rulesOfWhole(whole, slugOf((await context.self()).login)), ...queue]
  const checks = shown.protection.required_status_checks
  const level = checks?.enforcement_level ?? 'off'
  return [...(level === 'off' ? [] : checksOf(checks)), ...(rule ? rulesOfUpdateRule(rule) : []), ...queue, HIDDEN]
}

/** GraphQL is best effort: an older server lacks these fields, and the App may lack "Merge queues" (read). */
async function readUpdateRule(
  context: Context,
  branch: string,
): Promise<{ rule: UpdateRule | null; queue: BranchRule[] }> {
  const variables = { ref: `refs/heads/${branch}`, branch }
  const answer = await orNull(query<Answer>(context, protectionDocument, variables))
  const { ref, mergeQueue } = answer?.repository ?? {}
  return {
    rule: ref?.refUpdateRule ?? null,
    queue: mergeQueue ? [{ type: 'merge_queue', parameters: null, binds: 'unknown' }] : [],
  }
}

/** GitHub: only administrators, which an App never is, may pass these by. */
const always = (type: string, isOn: boolean | undefined): BranchRule[] =>
  isOn === true ? [{ type, parameters: null, binds: 'yes' }] : []

function rulesOfUpdateRule(rule: UpdateRule): BranchRule[] {
  const { requiredApprovingReviewCount: count, requiresCodeOwnerReviews: owners } = rule
  const parameters = {
    ...(count !== null && { required_approving_review_count: count }),
    ...(owners && { require_code_owner_review: true }),
  }
  const asks = Object.keys(parameters).length > 0
  return [
    // The App may be among those who need no pull request.
    ...(asks ? [{ type: 'pull_request', parameters, binds: 'unknown' as const }] : []),
    ...(rule.requiresConversationResolution ? [threadRule] : []),
    ...always('required_linear_history', rule.requiresLinearHistory),
    ...always('required_signatures', rule.requiresSignatures),
    ...(rule.viewerCanPush ? [] : [{ type: 'restricted_pushers', parameters: null, binds: 'unknown' as const }]),
  ]
}

function rulesOfWhole(whole: Whole, app: string): BranchRule[] {
  const { required_pull_request_reviews: reviews, restrictions } = whole
  const isAmong = (allowed: Allowed | null | undefined) => allowed?.apps?.some(({ slug }) => slug === app) === true
  return [
    ...(whole.required_status_checks ? checksOf(whole.required_status_checks) : []),
    ...(reviews && !isAmong(reviews.bypass_pull_request_allowances) ? [reviewRule(reviews)] : []),
    ...(whole.required_conversation_resolution?.enabled ? [threadRule] : []),
    ...always('required_linear_history', whole.required_linear_history?.enabled),
    ...always('required_signatures', whole.required_signatures?.enabled),
    ...always('lock_branch', whole.lock_branch?.enabled),
    ...always('restricted_pushers', restrictions ? !isAmong(restrictions) : false),
  ]
}

const threadRule: BranchRule = {
  type: 'pull_request',
  parameters: { required_review_thread_resolution: true },
  binds: 'yes',
}

const reviewRule = (reviews: NonNullable<Whole['required_pull_request_reviews']>): BranchRule => ({
  type: 'pull_request',
  parameters: {
    required_approving_review_count: reviews.required_approving_review_count ?? 0,
    dismiss_stale_reviews_on_push: reviews.dismiss_stale_reviews === true,
    require_code_owner_review: reviews.require_code_owner_reviews === true,
    require_last_push_approval: reviews.require_last_push_approval === true,
  },
  binds: 'yes',
})

function checksOf(required: { strict?: boolean; contexts?: string[]; checks?: CheckOf[] } | undefined): BranchRule[] {
  const named = required?.checks?.length ? required.checks : (required?.contexts ?? []).map((context) => ({ context }))
  if (named.length === 0 && required?.strict !== true) return []
  const list = named.map((one: CheckOf) => ({ context: one.context, integration_id: one.app_id ?? null }))
  return [
    {
      type: 'required_status_checks',
      parameters: {
        ...(required?.strict !== undefined && { strict_required_status_checks_policy: required.strict }),
        required_status_checks: list,
      },
      binds: 'yes',
    },
  ]
}

/** `switchyard[bot]` is the account of the App `switchyard`. */
const slugOf = (login: string): string => login.replace(/\[bot\]$/, '')
