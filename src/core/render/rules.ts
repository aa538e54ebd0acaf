/** The rules of a branch that prevent a merge, and how to fix each. */
import type { Shown } from '../explain/situation.ts'
import type { IgnoredApproval, MergeBlock, MergeHint } from '../merging/block.ts'
import { type BranchRule, requiredApprovals, requiredChecks, type Way } from '../merging/rules.ts'
import { checkRunName } from '../records/check-run.ts'
import type { Actor } from '../snapshot/snapshot.ts'
import type { PacketMerge, PacketState } from '../state/packet.ts'
import { code, text } from './escape.ts'
import { list } from './words.ts'

/** Returns a sentence for each rule that can prevent a merge, in plain text; '' when no rule can. */
export function rulesWords(rules: BranchRule[], pull: number): string {
  return [...new Set(rules.map((rule) => wordsOf(rule, pull)).filter((words) => words !== ''))].join(' ')
}

const BYPASS = 'or put Switchyard on the bypass list of that ruleset'

function wordsOf(rule: BranchRule, pull: number): string {
  switch (rule.type) {
    case 'pull_request':
      return reviewWords(rule, pull)
    case 'required_status_checks':
      return `It requires the checks ${contexts(rule)}: make sure that they pass on #${pull}.`
    case 'merge_queue':
      return `It merges through GitHub's merge queue: press "Merge when ready" on #${pull}, ${BYPASS}.`
    case 'required_linear_history':
      return `It accepts no merge commits: set merge-method to squash or rebase, ${BYPASS}.`
    case 'required_signatures':
      return `It requires signed commits: sign every commit of #${pull}, or merge it by hand, ${BYPASS}.`
    case 'update':
      return `It restricts updates: merge #${pull} by hand, ${BYPASS}.`
    case 'restricted_pushers':
      return `It restricts who may push: an administrator adds Switchyard there, or one who may push merges #${pull} by hand.`
    case 'lock_branch':
      return `It is locked: an administrator unlocks it.`
    case 'required_deployments':
    case 'workflows':
    case 'code_scanning':
      return `It waits for ${rule.type.replaceAll('_', ' ')}: make sure that they pass on #${pull}, ${BYPASS}.`
    case 'commit_message_pattern':
      return `It limits commit messages: merge #${pull} by hand with a message that fits, ${BYPASS}.`
    case 'commit_author_email_pattern':
    case 'committer_email_pattern':
      return `It limits the e-mail addresses of commits: give the commits of #${pull} one that fits, ${BYPASS}.`
    case 'file_path_restriction':
    case 'file_extension_restriction':
    case 'max_file_path_length':
    case 'max_file_size':
      return `It limits which files may change: take those out of #${pull}, ${BYPASS}.`
    default:
      return ''
  }
}

function reviewWords(rule: BranchRule, pull: number): string {
  const count = requiredApprovals([rule])
  const is = (name: string) => rule.parameters?.[name] === true
  const wanted = [
    ...(count > 0 ? [reviews(count)] : []),
    ...(is('require_code_owner_review') ? ["a code owner's approval"] : []),
    ...(is('require_last_push_approval') ? ['an approval by somebody other than the last pusher'] : []),
    ...(is('required_review_thread_resolution') ? ['every conversation resolved'] : []),
  ]
  return wanted.length === 0 ? '' : `It requires ${list(wanted)} on #${pull}.`
}

const reviews = (count: number): string => `${count} approving review${count === 1 ? '' : 's'}`

const contexts = (rule: BranchRule): string =>
  requiredChecks([rule])
    .slice(0, 5)
    .map(({ context }) => context.slice(0, 60))
    .join(', ') || 'it names'

/*
 * The words below complete "it cannot merge: …". They are plain text that goes through `prose`.
 */

interface Blocked {
  mergeBlock: MergeBlock | Shown | null
  dismissed: PacketMerge['dismissed']
}

/** Why a packet cannot merge, and which approvals an update of its branch cost. */
export function blockWords({ mergeBlock, dismissed }: Blocked): string {
  if (mergeBlock === null) return ''
  const words = mergeBlockWords(mergeBlock)
  if (dismissed === null) return words
  const by = list(dismissed.by.map((login) => login ?? 'a deleted account'))
  return `${words}. GitHub dismissed the approval of ${by} when the base branch was brought in: approve it again. Until then I do not update it, and the other packets wait for it, at most a day`
}

/** A packet that waits for an approval, as the reason why another one waits. */
export const awaitedWords = ({ name, issue }: Pick<PacketState, 'name' | 'issue'>): string =>
  `it waits for ${code(name)} (#${issue}), whose next approval would be lost if the base branch moved`

/** @param block why it cannot merge, or the words that were already shown for it */
export function mergeBlockWords(block: MergeBlock | Shown): string {
  switch (block.kind) {
    case 'objected':
      return `${list(block.by.map((login) => login ?? 'a deleted account'))} requested changes on #${block.pull}: it needs their approval, or the review dismissed`
    case 'review-required':
      return reviewRequired(block)
    case 'shut-out':
      return `the rules for ${code(block.base)} prevent it. ${rulesWords(block.rules, block.pull).replace(/\.$/, '')}`
    case 'method-refused':
      return methodRefused(block)
    case 'ways-refused':
      return waysRefused(block)
    case 'approvals-missing':
      return approvalsMissing(block)
    case 'approver-missing':
      return approverMissing(block)
    case 'threads-open':
      return threadsOpen(block)
    case 'checks-missing':
      return checksMissing(block)
    case 'commits-unsigned':
      return `the rules for ${code(block.base)} require signed commits, and ${block.count} of #${block.pull} ${block.count === 1 ? 'has' : 'have'} no verified signature: sign every commit of it, ${orSquash}`
    case 'base-unguarded':
      return baseUnguarded(block)
    case 'stack-unauthorized':
      return `GitHub lets no App merge a stack here ("${block.message}"): press the merge button on #${block.pull}, or run ${code(`gh stack merge ${block.pull}`)}. It merges ${list(block.below.map((number) => `#${number}`))} too`
    case 'stack-failed':
      return `GitHub could not merge the stack of #${block.pull}: ${block.message.replace(/[.]$/, '')}. Settle that ("Rebase stack" on #${block.pull} if it is out of date), then comment ${code('/merge')} again`
    case 'queue-unseen':
      return `${code(block.base)} accepts changes only through GitHub's merge queue, and I cannot see it: give me the permission "Merge queues" (read), press "Merge when ready" on #${block.pull}, ${BYPASS}`
    case 'queue-untested':
      return `GitHub's merge queue for ${code(block.base)} waits for no check that tests anything: require ${code(checkRunName('integration'))} in the branch's rules`
    case 'shown':
      return block.words
    default:
      return block satisfies never
  }
}

type BlockOf<K extends MergeBlock['kind']> = Extract<MergeBlock, { kind: K }>

function methodRefused({ wanted, allowed, left, base }: BlockOf<'method-refused'>): string {
  const rules = `the rules for ${code(base)}`
  if (wanted === null || allowed.length === 0)
    return `${rules} and the settings of the repository together allow no way to merge: allow merge commits, squashing or rebasing in both`
  const by = left.includes(wanted) ? 'the settings of the repository do' : `${rules} do`
  return `${code(`merge-method: ${wanted}`)} is configured, and ${by} not allow that: allow it there, or set ${code('merge-method')} to ${allowed.map((one) => code(one)).join(' or ')}`
}

/** Without GitHub's heading and lists of commits: a merge, a squash and a rebase are refused for different ones. */
const words = (message: string): string => {
  const bare = message
    .replace(/^Repository rule violations found/, '')
    .replace(/Found \d+ violations?:(\s+[0-9a-f]{40})*/g, '')
  return code((bare.trim() === '' ? message : bare).replace(/\s+/g, ' ').trim().slice(0, 200))
}

const WAYS: Record<Way, string> = {
  direct: 'an update of the branch',
  merge: 'a merge commit',
  squash: 'a squash',
  rebase: 'a rebase',
  queue: 'its merge queue',
  stack: 'its stack',
}

function waysRefused({ refused, rules, base, pull }: BlockOf<'ways-refused'>): string {
  const said = [...new Set(refused.map(({ message }) => words(message)))].map((message) => {
    const ways = refused.filter((one) => words(one.message) === message).map(({ way }) => WAYS[way])
    return `${message} (${list(ways)})`
  })
  const asks = rulesWords(rules, pull)
  const known = asks === '' ? '' : ` ${asks}`
  return `the protection of ${code(base)} refuses each way to merge #${pull}: ${said.join('; ')}.${known} Meet what it asks for and comment ${code('/merge')} again, or an administrator lets Switchyard pass. I also try again every hour`
}

function approvalsMissing({ wanted, there, others, base, pull }: BlockOf<'approvals-missing'>): string {
  const by = others > 0 ? ' by people with write access' : ''
  return `the rules for ${code(base)} require ${reviews(wanted)} on #${pull}, and it has ${there === 0 ? 'none' : there}${by}`
}

function approverMissing({ owner, lastPush, base, pull }: BlockOf<'approver-missing'>): string {
  const by = [
    ...(owner ? ["a code owner's approval"] : []),
    ...(lastPush ? ['an approval by somebody other than the last pusher'] : []),
  ]
  return `the rules for ${code(base)} require ${list(by)} on #${pull}, and GitHub still waits for ${by.length === 1 ? 'it' : 'one of them'}`
}

function threadsOpen({ count, isSeen, base, pull }: BlockOf<'threads-open'>): string {
  const open = count === 1 ? '1 conversation is' : `${count} conversations are`
  const them = count === 1 ? 'it' : 'them'
  return isSeen
    ? `the rules for ${code(base)} require every conversation resolved, and ${open} open on #${pull}: resolve ${them}`
    : `${open} open on #${pull}, and GitHub shows it as blocked: resolve ${them}`
}

/** What may stand in the way of a merge that is tried nevertheless, as a sentence in plain text. */
export function hintWords({ rules, base, pull }: MergeHint): string {
  const asks = rulesWords(rules, pull)
  const why = asks === '' ? `${code(base)} has rules that I am not shown. Look there at what is missing.` : asks
  return `GitHub shows #${pull} as blocked: ${why}`
}

function checksMissing({ missing, base, pull }: BlockOf<'checks-missing'>): string {
  const names = missing.slice(0, 5).map(({ context }) => code(context.slice(0, 100)))
  const more = missing.length > names.length ? [`${missing.length - names.length} more`] : []
  const one = missing.length === 1
  return `the rules for ${code(base)} require the ${one ? 'check' : 'checks'} ${list([...names, ...more])}, which ${one ? 'has' : 'have'} not passed on the current head of #${pull}`
}

const orSquash = `or set ${code('merge-method')} to ${code('squash')}, since GitHub signs what it squashes`

function baseUnguarded({ method, isHidden, mayMerge, isStacked, base }: BlockOf<'base-unguarded'>): string {
  const how = `require branches to be up to date in a ruleset for ${code(base)}, with the check ${code(checkRunName('integration'))}`
  // A stack has no other way.
  const other = isStacked
    ? ''
    : mayMerge
      ? `set ${code('merge-method')} to ${code('merge')}, `
      : 'put Switchyard on its bypass list, '
  const seen = isHidden ? 'I see no rule that asks' : 'No rule asks'
  const hint = isHidden ? '; with the permission "Administration" (read) I see classic protection' : ''
  const risk = `commits pushed while GitHub does the ${isStacked ? 'merge of the stack' : method} would be merged untested`
  return `${how}, ${other}or accept the risk with ${code('merge-unguarded: true')}. ${seen} for it, and ${risk}${hint}`
}

function reviewRequired({ because, leftOut }: BlockOf<'review-required'>): string {
  const reason =
    because.kind === 'high-risk' ? 'its risk is high' : `it changes \`${because.path}\`, which is protected`
  const others = leftOut.length === 0 ? '' : ` (not counted: ${leftOutWords(leftOut)})`
  return `it needs an approving review of this head by a writer who did not work on it: ${reason}${others}`
}

const WHY_LEFT_OUT: Record<IgnoredApproval['why'], string> = {
  gone: 'which is gone',
  agent: 'who is listed as an agent',
  'no-access': 'who has no write access',
  unknown: 'whose permission is unknown',
  assignee: 'who is its assignee',
  author: 'who opened the pull request',
  pushed: 'who pushed to the branch',
  older: 'who approved an older head',
}

/** `writer, who pushed to the branch`: whose approvals do not count, in plain text. */
export function leftOutWords(leftOut: IgnoredApproval[]): string {
  const words = leftOut.map(({ by, why }) => `${by?.login ?? 'an account'}, ${WHY_LEFT_OUT[why]}`)
  const more = words.length > 5 ? [`${words.length - 5} more`] : []
  return [...words.slice(0, 5), ...more].join('; ')
}

/** A login in a text. */
export const reviewer = (by: Actor | null): string => (by === null ? 'a deleted account' : text(by.login, 60))
