/** Answers the queries of a decision. A query that cannot be answered stays open, and the decision does without it. */

import type { QueueFact } from '../../core/merging/queue.ts'
import type { RequiredCheck } from '../../core/merging/rules.ts'
import type { StackFact } from '../../core/merging/stack.ts'
import type { StandingFact } from '../../core/merging/standing.ts'
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

/** Answers that are valid for one cycle only. */
export interface Answers {
  /** By user id: a permission may be revoked between cycles. */
  permissions: Record<string, Permission>
  /** Logins whose owners could not be read. */
  accounts: Record<string, null>
  /** Diffs of missing commits; a fetch may bring them later. */
  gone: Record<string, DiffFact>
  /** Advice that could not be read in this cycle. */
  unknown: CodeMemory
  /** Required checks that have not passed, by head: checks of others change. */
  required: Record<string, RequiredCheck[] | null>
  /** Number of commits without a verified signature, by head: a key may be registered later. */
  unsigned: Record<string, number | null>
  /** What GitHub says of pull requests, by head: others resolve conversations and deploy. */
  standing: Record<string, StandingFact | null>
  /** GitHub's merge queues after the last actions, by branch. */
  queues: Map<string, QueueFact | null>
  /** Stacks of pull requests after the last actions. */
  stacks?: StackFact[] | null
  /** The branches whose remembered rules are valid in this cycle. */
  rules: Set<string>
  /** For an offer that is not made yet: files may be added meanwhile. */
  setup?: SetupFact | null
}

export const noAnswers = (): Answers => ({
  queues: new Map(),
  rules: new Set(),
  permissions: {},
  accounts: {},
  gone: {},
  required: {},
  unsigned: {},
  standing: {},
  unknown: emptyCodeMemory(),
})

type CodeQuery = Extract<Query, { kind: 'conflict' | 'exports' | 'declarations' }>
type Advice = CodeQuery | RulesQuery | Extract<Query, { kind: 'setup' | 'account' }>

/** Returns whether nothing else has to wait for the answer. */
export const isAdvice = (query: Query): query is Advice =>
  query.kind === 'setup' || query.kind === 'account' || isOfCode(query) || isOfRules(query)

type RulesQuery = Extract<
  Query,
  { kind: 'rules' | 'queue' | 'stacks' | 'required' | 'unsigned' | 'standing' | 'merged-tree' | 'base-merge' }
>

const OF_RULES: readonly Query['kind'][] = [
  'rules',
  'queue',
  'stacks',
  'required',
  'unsigned',
  'standing',
  'merged-tree',
  'base-merge',
]
const isOfRules = (query: Query): query is RulesQuery => OF_RULES.includes(query.kind)

const isOfCode = (query: Query): query is CodeQuery =>
  query.kind === 'conflict' || query.kind === 'exports' || query.kind === 'declarations'

/** Answers "unknown". */
function doWithout(unknown: CodeMemory, query: CodeQuery): void {
  if (query.kind === 'conflict') unknown.conflicts.set(conflictKey(query.one, query.other), null)
  else if (query.kind === 'exports') unknown.exports.set(exportsKey(query.head, query.scope), null)
  else unknown.declarations.set(query.code, null)
}

/** Looks up one query and puts the answer where the next snapshot finds it. Throws what GitHub or git throw. */
export async function answer(tools: QueryTools, answers: Answers, query: Query): Promise<void> {
  const lookUp = lookups[query.kind] as LookUp<Query>
  if ((await lookUp(tools, answers, query)) !== false) tools.memory.failures.delete(queryKey(query))
  else countFailure(tools.memory, answers, query)
}

/** Resolves to false when there is no answer. */
type LookUp<Q extends Query> = (tools: QueryTools, answers: Answers, query: Q) => Promise<unknown>

const lookUpHistory: LookUp<Asked<'contains' | 'reverts' | 'ahead'>> = ({ git, memory }, _, query) =>
  answerHistory(git, memory.code, query)

const lookups: { [K in Query['kind']]: LookUp<Asked<K>> } = {
  permission: async ({ github }, answers, { actor }) => {
    answers.permissions[String(actor.id)] = await github.permission(actor)
  },
  account: async ({ github, memory, clock }, _, { login }) => {
    memory.accounts.set(login, { at: clock.now(), id: await github.account(login) })
  },
  diff: answerDiff,
  'config-history': async ({ github, memory }) => {
    memory.history = { text: memory.mirror?.config.text ?? null, earlier: await github.configHistory() }
  },
  issue: (tools, _, { number }) => answerIssue(tools, number),
  branches: (tools, _, { names }) => answerBranches(tools, names),
  conflict: (tools, _, query) => answerConflict(tools, query),
  exports: (tools, _, query) => answerExports(tools, query),
  setup: async ({ github }, answers) => {
    answers.setup = await github.setup()
  },
  rules: (tools, answers, { branch }) => answerRules(tools, answers, branch),
  queue: answerQueue,
  required: async ({ github }, answers, { head, checks }) => {
    answers.required[head] = await github.missing(head, checks)
  },
  unsigned: async ({ github }, answers, { pull, head }) => {
    answers.unsigned[head] = await github.unsigned(pull, head)
  },
  stacks: async ({ github }, answers) => {
    answers.stacks = await github.stacks()
  },
  standing: async ({ github }, answers, { pull, head }) => {
    answers.standing[head] = await github.standing(pull, head)
  },
  'merged-tree': (tools, _, query) => answerMergedTree(tools, query),
  contains: lookUpHistory,
  reverts: lookUpHistory,
  ahead: lookUpHistory,
  'base-merge': answerBaseMerge,
  declarations: async ({ memory, code }, _, query) => {
    memory.code.declarations.set(query.code, await code.declarations(query.code))
  },
}

async function answerDiff(
  { git, github, memory }: QueryTools,
  answers: Answers,
  { base, head, pull }: Asked<'diff'>,
): Promise<void> {
  const diff =
    pull === undefined
      ? await git.useWith([base, head], (mirror) => mirror.diff(base, head))
      : await github.filesOf(pull)
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

/** A change of rules sends no webhook, so they are read again with every regular read. */
const RULES_MS = 14 * 60_000

async function answerRules({ github, memory, clock }: QueryTools, answers: Answers, branch: string): Promise<void> {
  answers.rules.add(branch)
  const known = memory.rules.get(branch)
  if (known && known.at !== null && clock.now() < known.at + RULES_MS) return
  const now = await github.rules(branch)
  // What was refused under other rules says nothing of these.
  if (known && JSON.stringify(known.rules) !== JSON.stringify(now))
    memory.refusedWays = memory.refusedWays.filter((one) => one.branch !== branch)
  memory.rules.set(branch, { at: clock.now(), rules: now })
}

/** Reads the queue, and once the App's own checks on each new commit in it: nobody else writes them. */
async function answerQueue({ github, memory }: QueryTools, answers: Answers, query: Asked<'queue'>): Promise<void> {
  const queue = await github.queue(query.branch, query.pulls)
  const commits = commitsIn(queue)
  const checks = [...new Set(commits)].filter((sha) => !memory.groups.has(sha))
  if (checks.length > 0)
    memory.mirror = await github.read(memory.mirror, { all: false, issues: [], refs: false, checks })
  const others = [...answers.queues].flatMap(([branch, known]) => (branch === query.branch ? [] : commitsIn(known)))
  memory.groups = new Set([...commits, ...others])
  answers.queues.set(query.branch, queue)
}

const commitsIn = (queue: QueueFact | null): string[] => [
  ...(queue?.entries ?? []).flatMap(({ group }) => group?.head ?? []),
  ...(queue?.events ?? []).flatMap(({ group }) => group ?? []),
]

async function answerMergedTree({ git, memory }: QueryTools, query: Asked<'merged-tree'>): Promise<boolean> {
  const { base, head, merge } = query
  const same = await git.useWith([base, head, merge], (mirror) => mirror.isMergeOf(base, head, merge))
  if (same !== null) memory.code.mergedTrees.set(mergedKey(base, head, merge), same)
  return same !== null
}

/** Remembers the answer, unless a merged commit may still reach the base branch. */
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
/** Without a permission a person's command is refused, so the whole repository waits this long for the answer. */
const PERMISSION_MS = 10 * 60_000

/**
 * Notes that a query could not be answered. A query that keeps failing is answered with "nothing found", so that it does
 * not hold up everything else; it is still looked up again in every cycle.
 *
 * @param waited for how long it has failed, in milliseconds
 */
export function countFailure(memory: Memory, answers: Answers, query: Query, waited = 0): void {
  const key = queryKey(query)
  const failures = (memory.failures.get(key) ?? 0) + 1
  memory.failures.set(key, failures)
  if (query.kind === 'setup') answers.setup = null
  if (query.kind === 'account') answers.accounts[query.login] = null
  if (query.kind === 'rules') {
    memory.rules.delete(query.branch)
    answers.rules.add(query.branch)
  }
  if (query.kind === 'queue') answers.queues.set(query.branch, null)
  if (query.kind === 'stacks') answers.stacks = null
  if (query.kind === 'required') answers.required[query.head] = null
  if (query.kind === 'unsigned') answers.unsigned[query.head] = null
  if (query.kind === 'standing') answers.standing[query.head] = null
  if (query.kind === 'merged-tree')
    answers.unknown.mergedTrees.set(mergedKey(query.base, query.head, query.merge), null)
  if (query.kind === 'base-merge') answers.unknown.baseMerges.set(baseMergeKey(query.before, query.after), null)
  if (isOfCode(query)) {
    // A query that keeps failing is not looked up again until the next start: git may take long to fail, and a missing
    // commit costs a fetch. Before that it is unknown for this cycle.
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
