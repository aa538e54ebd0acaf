/** Answers what a decision asks to look up. An answer that cannot be had stays open: the decision does without it. */

import type { QueueFact } from '../../core/merging/queue.ts'
import type { RequiredCheck } from '../../core/merging/rules.ts'
import {
  baseMergeKey,
  conflictKey,
  type DiffFact,
  exportsKey,
  mergedKey,
  type Permission,
  type Query,
  queryKey,
  type SetupFact,
} from '../../core/snapshot/queries.ts'
import type { Clock } from '../clock.ts'
import type { CodeReader } from '../parsing/code.ts'
import { readCode } from './code.ts'
import type { GitAccess } from './git.ts'
import type { GitHub } from './github.ts'
import { answerHistory, historyUnknown, isOfHistory } from './history.ts'
import { type CodeMemory, emptyCodeMemory, type Memory } from './memory.ts'

export interface QueryTools {
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

type CodeNeed = Extract<Query, { kind: 'conflict' | 'exports' | 'declarations' }>
type Advice = CodeNeed | RulesNeed | Extract<Query, { kind: 'setup' | 'account' }>

/** Nothing else has to wait for it. */
export const isAdvice = (query: Query): query is Advice =>
  query.kind === 'setup' || query.kind === 'account' || isOfCode(query) || isOfRules(query)

type RulesNeed = Extract<Query, { kind: 'rules' | 'queue' | 'required' | 'unsigned' | 'merged-tree' | 'base-merge' }>

const OF_RULES: readonly Query['kind'][] = ['rules', 'queue', 'required', 'unsigned', 'merged-tree', 'base-merge']
const isOfRules = (query: Query): query is RulesNeed => OF_RULES.includes(query.kind)

const isOfCode = (query: Query): query is CodeNeed =>
  query.kind === 'conflict' || query.kind === 'exports' || query.kind === 'declarations'

/** Answers with "it cannot be told". */
function doWithout(unknown: CodeMemory, need: CodeNeed): void {
  if (need.kind === 'conflict') unknown.conflicts.set(conflictKey(need.one, need.other), null)
  else if (need.kind === 'exports') unknown.exports.set(exportsKey(need.head, need.scope), null)
  else unknown.declarations.set(need.code, null)
}

/** Looks up one need and puts the answer where the next facts find it. Throws what GitHub or git throw. */
export async function answer(tools: QueryTools, answers: Answers, query: Query): Promise<void> {
  if (await lookUp(tools, answers, query)) tools.memory.failures.delete(queryKey(query))
  else countFailure(tools.memory, answers, query)
}

/** False: it was asked, and there is nothing to be had. */
async function lookUp(tools: QueryTools, answers: Answers, query: Query): Promise<boolean> {
  const { github, memory } = tools
  switch (query.kind) {
    case 'permission':
      answers.permissions[String(query.actor.id)] = await github.permission(query.actor)
      return true
    case 'account':
      memory.accounts.set(query.login, { at: tools.clock.now(), id: await github.account(query.login) })
      return true
    case 'diff':
      await answerDiff(tools, answers, query.base, query.head)
      return true
    case 'config-history':
      memory.history = { text: memory.mirror?.config.text ?? null, earlier: await github.configHistory() }
      return true
    case 'issue':
      await answerIssue(tools, query.number)
      return true
    case 'branches':
      await answerBranches(tools, query.names)
      return true
    case 'conflict':
      return answerConflict(tools, query)
    case 'exports':
      return answerExports(tools, query)
    case 'setup':
      answers.setup = await github.setup()
      return true
    case 'rules':
      await answerRules(tools, answers, query.branch)
      return true
    case 'queue':
      await answerQueue(tools, answers, query)
      return true
    case 'required':
      answers.required[query.head] = await github.missing(query.head, query.checks)
      return true
    case 'unsigned':
      answers.unsigned[query.head] = await github.unsigned(query.pull, query.head)
      return true
    case 'merged-tree':
      return answerMergedTree(tools, query)
    case 'contains':
    case 'reverts':
    case 'ahead':
      return answerHistory(tools.git, memory.code, query)
    case 'base-merge':
      return answerBaseMerge(tools, answers, query)
    case 'declarations':
      memory.code.declarations.set(query.code, await tools.code.declarations(query.code))
      return true
  }
}

async function answerDiff({ git, memory }: QueryTools, answers: Answers, base: string, head: string): Promise<void> {
  const diff = await git.useWith([base, head], (mirror) => mirror.diff(base, head))
  const key = `${base}...${head}`
  if (diff.mergeBase === null) answers.gone[key] = diff
  else memory.diffs.set(key, diff)
}

type Asked<K extends Query['kind']> = Extract<Query, { kind: K }>

async function answerConflict({ git, memory }: QueryTools, query: Asked<'conflict'>): Promise<boolean> {
  const { one, other } = query
  const files = await git.useWith([one, other], (mirror) => mirror.conflicts(one, other))
  if (files !== null) memory.code.conflicts.set(conflictKey(one, other), files)
  return files !== null
}

/** Rules change without a word to anybody: they are read again with every look by the timer. */
const RULES_MS = 14 * 60_000

async function answerRules({ github, memory, clock }: QueryTools, answers: Answers, branch: string): Promise<void> {
  answers.rules = true
  const { rules } = memory
  if (rules?.branch === branch && clock.now() < rules.at + RULES_MS) return
  memory.rules = { branch, at: clock.now(), rules: await github.rules(branch) }
}

/** The App's own checks on commits of the queue that were not known before: nobody else writes them, so once is enough. */
async function answerQueue({ github, memory }: QueryTools, answers: Answers, query: Asked<'queue'>): Promise<void> {
  const queue = await github.queue(query.branch, query.pulls)
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

async function answerMergedTree({ git, memory }: QueryTools, query: Asked<'merged-tree'>): Promise<boolean> {
  const { base, head, merge } = query
  const same = await git.useWith([base, head, merge], (mirror) => mirror.isMergeOf(base, head, merge))
  if (same !== null) memory.code.mergedTrees.set(mergedKey(base, head, merge), same)
  return same !== null
}

/** What was not on the base branch may come there later; all else is so for ever. */
async function answerBaseMerge(
  { git, memory }: QueryTools,
  answers: Answers,
  query: Asked<'base-merge'>,
): Promise<boolean> {
  const { branch, before, after } = query
  const found = await git.useWith([before, after], (mirror) => mirror.isBaseMerge(branch, before, after))
  if (found === null) return false
  const { baseMerges } = found === 'not-yet' ? answers.unknown : memory.code
  baseMerges.set(baseMergeKey(before, after), found === 'yes')
  return true
}

async function answerExports(tools: QueryTools, query: Asked<'exports'>): Promise<boolean> {
  const reading = await readCode(tools.git, tools.code, query.head, query.scope)
  if (reading !== null) tools.memory.code.exports.set(exportsKey(query.head, query.scope), reading)
  return reading !== null
}

async function answerIssue({ github, memory }: QueryTools, number: number): Promise<void> {
  const hints = { all: false, issues: [number], refs: false, checks: [] }
  memory.mirror = await github.read(memory.mirror, hints)
  if (!memory.mirror.issues.some((issue) => issue.number === number)) memory.noIssue.add(number)
}

async function answerBranches({ github, memory }: QueryTools, names: string[]): Promise<void> {
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
export function countFailure(memory: Memory, answers: Answers, query: Query, waited = 0): void {
  const key = queryKey(query)
  const failures = (memory.failures.get(key) ?? 0) + 1
  memory.failures.set(key, failures)
  if (query.kind === 'setup') answers.setup = null
  if (query.kind === 'account') answers.accounts[query.login] = null
  if (query.kind === 'rules') {
    memory.rules = null
    answers.rules = true
  }
  if (query.kind === 'queue') answers.queue = null
  if (query.kind === 'required') answers.required[query.head] = null
  if (query.kind === 'unsigned') answers.unsigned[query.head] = null
  if (query.kind === 'merged-tree')
    answers.unknown.mergedTrees.set(mergedKey(query.base, query.head, query.merge), null)
  if (query.kind === 'base-merge') answers.unknown.baseMerges.set(baseMergeKey(query.before, query.after), null)
  if (isOfCode(query)) {
    // One that fails every time is not tried again before the next start: git may take long to fail, and a commit that
    // is gone costs a fetch. Before that it is done without for this cycle.
    doWithout(failures >= FAILURES ? memory.code : answers.unknown, query)
    return
  }
  if (query.kind === 'permission' && waited >= PERMISSION_MS) answers.permissions[String(query.actor.id)] = 'unknown'
  if (failures < FAILURES) return
  if (isOfHistory(query)) historyUnknown(answers.unknown, query)
  if (query.kind === 'issue') memory.noIssue.add(query.number)
  if (query.kind === 'config-history') memory.history = { text: memory.mirror?.config.text ?? null, earlier: [] }
  if (query.kind === 'diff') {
    answers.gone[`${query.base}...${query.head}`] = { mergeBase: null, ahead: 0, behind: 0, files: [] }
  }
}
