/** Answers what a decision asks to look up. An answer that cannot be had stays open: the decision does without it. */

import type { QueueFact } from '../../core/merging/queue.ts'
import type { RequiredCheck } from '../../core/merging/rules.ts'
import {
  aheadKey,
  baseMergeKey,
  conflictKey,
  type DiffFact,
  exportsKey,
  mergedKey,
  type Need,
  type Permission,
  revertsKey,
  type SetupFact,
} from '../../core/snapshot/queries.ts'
import type { CodeReader, GitHub } from '../ports.ts'
import type { Clock } from './clock.ts'
import { readCode } from './code.ts'
import type { GitAccess } from './git.ts'
import { answerHistory, historyUnknown, isOfHistory } from './history.ts'
import { type CodeMemory, emptyCodeMemory, type Memory } from './memory.ts'

export interface LookupTools {
  github: GitHub
  git: GitAccess
  memory: Memory
  code: CodeReader
  clock: Clock
}

/** What was looked up for one cycle alone. */
export interface Answers {
  /** By user id. Asked anew in every cycle: a permission may have been taken away. */
  permissions: Record<string, Permission>
  /** Logins of which it could not be told whose they are. */
  accounts: Record<string, null>
  /** Diffs of commits that are gone; a fetch may bring them later. */
  gone: Record<string, DiffFact>
  /** Advice that could not be had in this cycle. */
  unknown: CodeMemory
  /** Checks that are required and have not passed, by head: others' checks come and go. */
  required: Record<string, RequiredCheck[] | null>
  /** Commits without a verified signature, by head: a key may be made known later. */
  unsigned: Record<string, number | null>
  /** GitHub's merge queue, as it is after what was done last. */
  queue?: QueueFact | null
  /** Whether the memory of the rules is good for this cycle. */
  rules?: true
  /** For an offer that is still to be made; it may be open for long, and files come meanwhile. */
  setup?: SetupFact | null
}

export const noAnswers = (): Answers => ({
  permissions: {},
  accounts: {},
  gone: {},
  required: {},
  unsigned: {},
  unknown: emptyCodeMemory(),
})

type CodeNeed = Extract<Need, { kind: 'conflict' | 'exports' | 'declarations' }>
type Advice = CodeNeed | RulesNeed | Extract<Need, { kind: 'setup' | 'account' }>

/** Nothing else has to wait for it. */
export const isAdvice = (need: Need): need is Advice =>
  need.kind === 'setup' || need.kind === 'account' || isOfCode(need) || isOfRules(need)

type RulesNeed = Extract<Need, { kind: 'rules' | 'queue' | 'required' | 'unsigned' | 'merged-tree' | 'base-merge' }>

const OF_RULES: readonly Need['kind'][] = ['rules', 'queue', 'required', 'unsigned', 'merged-tree', 'base-merge']
const isOfRules = (need: Need): need is RulesNeed => OF_RULES.includes(need.kind)

const isOfCode = (need: Need): need is CodeNeed =>
  need.kind === 'conflict' || need.kind === 'exports' || need.kind === 'declarations'

/** Answers with "it cannot be told". */
function doWithout(unknown: CodeMemory, need: CodeNeed): void {
  if (need.kind === 'conflict') unknown.conflicts.set(conflictKey(need.one, need.other), null)
  else if (need.kind === 'exports') unknown.exports.set(exportsKey(need.head, need.scope), null)
  else unknown.declarations.set(need.code, null)
}

export const needKey = (need: Need): string => {
  switch (need.kind) {
    case 'permission':
      return `permission ${need.actor.id}`
    case 'account':
      return `account ${need.login}`
    case 'diff':
      return `diff ${need.base}...${need.head}`
    case 'issue':
      return `issue ${need.number}`
    case 'config-history':
    case 'setup':
      return need.kind
    case 'rules':
      return `rules ${need.branch}`
    case 'queue':
      return `queue ${need.branch} ${need.pulls.join(',')}`
    case 'required':
      return `required ${need.head}`
    case 'unsigned':
      return `unsigned ${need.head}`
    case 'merged-tree':
      return `merged-tree ${mergedKey(need.base, need.head, need.merge)}`
    case 'contains':
      return `contains ${need.tip} ${need.commits.join(' ')}`
    case 'reverts':
      return `reverts ${revertsKey(need.tip, need.since)}`
    case 'ahead':
      return `ahead ${aheadKey(need.base, need.heads)}`
    case 'branches':
      return `branches ${need.names.join(' ')}`
    case 'base-merge':
      return `base-merge ${baseMergeKey(need.before, need.after)}`
    case 'conflict':
      return `conflict ${conflictKey(need.one, need.other)}`
    case 'exports':
      return `exports ${exportsKey(need.head, need.scope)}`
    case 'declarations':
      return `declarations ${need.code}`
  }
}

/** Looks up one need and puts the answer where the next facts find it. Throws what GitHub or git throw. */
export async function answer(tools: LookupTools, answers: Answers, need: Need): Promise<void> {
  if (await lookUp(tools, answers, need)) tools.memory.failures.delete(needKey(need))
  else countFailure(tools.memory, answers, need)
}

/** False: it was asked, and there is nothing to be had. */
async function lookUp(tools: LookupTools, answers: Answers, need: Need): Promise<boolean> {
  const { github, memory } = tools
  switch (need.kind) {
    case 'permission':
      answers.permissions[String(need.actor.id)] = await github.permission(need.actor)
      return true
    case 'account':
      memory.accounts.set(need.login, { at: tools.clock.now(), id: await github.account(need.login) })
      return true
    case 'diff':
      await answerDiff(tools, answers, need.base, need.head)
      return true
    case 'config-history':
      memory.history = { text: memory.mirror?.config.text ?? null, earlier: await github.configHistory() }
      return true
    case 'issue':
      await answerIssue(tools, need.number)
      return true
    case 'branches':
      await answerBranches(tools, need.names)
      return true
    case 'conflict':
      return answerConflict(tools, need)
    case 'exports':
      return answerExports(tools, need)
    case 'setup':
      answers.setup = await github.setup()
      return true
    case 'rules':
      await answerRules(tools, answers, need.branch)
      return true
    case 'queue':
      await answerQueue(tools, answers, need)
      return true
    case 'required':
      answers.required[need.head] = await github.missing(need.head, need.checks)
      return true
    case 'unsigned':
      answers.unsigned[need.head] = await github.unsigned(need.pull, need.head)
      return true
    case 'merged-tree':
      return answerMergedTree(tools, need)
    case 'contains':
    case 'reverts':
    case 'ahead':
      return answerHistory(tools.git, memory.code, need)
    case 'base-merge':
      return answerBaseMerge(tools, answers, need)
    case 'declarations':
      memory.code.declarations.set(need.code, await tools.code.declarations(need.code))
      return true
  }
}

async function answerDiff({ git, memory }: LookupTools, answers: Answers, base: string, head: string): Promise<void> {
  const diff = await git.useWith([base, head], (mirror) => mirror.diff(base, head))
  const key = `${base}...${head}`
  if (diff.mergeBase === null) answers.gone[key] = diff
  else memory.diffs.set(key, diff)
}

type Asked<K extends Need['kind']> = Extract<Need, { kind: K }>

async function answerConflict({ git, memory }: LookupTools, need: Asked<'conflict'>): Promise<boolean> {
  const { one, other } = need
  const files = await git.useWith([one, other], (mirror) => mirror.conflicts(one, other))
  if (files !== null) memory.code.conflicts.set(conflictKey(one, other), files)
  return files !== null
}

/** Rules change without a word to anybody: they are read again with every look by the timer. */
const RULES_MS = 14 * 60_000

async function answerRules({ github, memory, clock }: LookupTools, answers: Answers, branch: string): Promise<void> {
  answers.rules = true
  const { rules } = memory
  if (rules?.branch === branch && clock.now() < rules.at + RULES_MS) return
  memory.rules = { branch, at: clock.now(), rules: await github.rules(branch) }
}

/** The App's own checks on commits of the queue that were not known before: nobody else writes them, so once is enough. */
async function answerQueue({ github, memory }: LookupTools, answers: Answers, need: Asked<'queue'>): Promise<void> {
  const queue = await github.queue(need.branch, need.pulls)
  const commits = [
    ...(queue?.entries ?? []).flatMap(({ group }) => group?.head ?? []),
    ...(queue?.events ?? []).flatMap(({ group }) => group ?? []),
  ]
  const checks = [...new Set(commits)].filter((sha) => !memory.groups.has(sha))
  if (checks.length > 0)
    memory.mirror = await github.read(memory.mirror, { all: false, issues: [], refs: false, checks })
  memory.groups = new Set(commits)
  answers.queue = queue
}

async function answerMergedTree({ git, memory }: LookupTools, need: Asked<'merged-tree'>): Promise<boolean> {
  const { base, head, merge } = need
  const same = await git.useWith([base, head, merge], (mirror) => mirror.isMergeOf(base, head, merge))
  if (same !== null) memory.code.mergedTrees.set(mergedKey(base, head, merge), same)
  return same !== null
}

/** What was not on the base branch may come there later; all else is so for ever. */
async function answerBaseMerge(
  { git, memory }: LookupTools,
  answers: Answers,
  need: Asked<'base-merge'>,
): Promise<boolean> {
  const { branch, before, after } = need
  const found = await git.useWith([before, after], (mirror) => mirror.isBaseMerge(branch, before, after))
  if (found === null) return false
  const { baseMerges } = found === 'not-yet' ? answers.unknown : memory.code
  baseMerges.set(baseMergeKey(before, after), found === 'yes')
  return true
}

async function answerExports(tools: LookupTools, need: Asked<'exports'>): Promise<boolean> {
  const reading = await readCode(tools.git, tools.code, need.head, need.scope)
  if (reading !== null) tools.memory.code.exports.set(exportsKey(need.head, need.scope), reading)
  return reading !== null
}

async function answerIssue({ github, memory }: LookupTools, number: number): Promise<void> {
  const hints = { all: false, issues: [number], refs: false, checks: [] }
  memory.mirror = await github.read(memory.mirror, hints)
  if (!memory.mirror.issues.some((issue) => issue.number === number)) memory.noIssue.add(number)
}

async function answerBranches({ github, memory }: LookupTools, names: string[]): Promise<void> {
  if (memory.mirror && github.branches) memory.mirror = await github.branches(memory.mirror, names)
  for (const name of names) memory.branches.add(name)
}

const FAILURES = 3
/** What a person said is refused without this answer, so it is waited for, and all of the repository with it. */
const PERMISSION_MS = 10 * 60_000

/**
 * Notes that `need` could not be answered. A question that fails again and again is answered with "nothing there", so
 * that one that never works does not hold up everything else; it is still asked anew in every cycle.
 *
 * @param waited for how long it has failed, in ms
 */
export function countFailure(memory: Memory, answers: Answers, need: Need, waited = 0): void {
  const key = needKey(need)
  const failures = (memory.failures.get(key) ?? 0) + 1
  memory.failures.set(key, failures)
  if (need.kind === 'setup') answers.setup = null
  if (need.kind === 'account') answers.accounts[need.login] = null
  if (need.kind === 'rules') {
    memory.rules = null
    answers.rules = true
  }
  if (need.kind === 'queue') answers.queue = null
  if (need.kind === 'required') answers.required[need.head] = null
  if (need.kind === 'unsigned') answers.unsigned[need.head] = null
  if (need.kind === 'merged-tree') answers.unknown.mergedTrees.set(mergedKey(need.base, need.head, need.merge), null)
  if (need.kind === 'base-merge') answers.unknown.baseMerges.set(baseMergeKey(need.before, need.after), null)
  if (isOfCode(need)) {
    // One that fails every time is not tried again before the next start: git may take long to fail, and a commit that
    // is gone costs a fetch. Before that it is done without for this cycle.
    doWithout(failures >= FAILURES ? memory.code : answers.unknown, need)
    return
  }
  if (need.kind === 'permission' && waited >= PERMISSION_MS) answers.permissions[String(need.actor.id)] = 'unknown'
  if (failures < FAILURES) return
  if (isOfHistory(need)) historyUnknown(answers.unknown, need)
  if (need.kind === 'issue') memory.noIssue.add(need.number)
  if (need.kind === 'config-history') memory.history = { text: memory.mirror?.config.text ?? null, earlier: [] }
  if (need.kind === 'diff') {
    answers.gone[`${need.base}...${need.head}`] = { mergeBase: null, ahead: 0, behind: 0, files: [] }
  }
}
