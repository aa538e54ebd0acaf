/** Answers what a decision asks to look up. An answer that cannot be had stays open: the decision does without it. */
import { conflictKey, type DiffFact, exportsKey, type Need, type Permission } from '../../core/facts.ts'
import type { CodeReader, GitHub } from '../ports.ts'
import { readCode } from './code.ts'
import type { GitAccess } from './git.ts'
import type { Memory } from './memory.ts'

export interface LookupTools {
  github: GitHub
  git: GitAccess
  memory: Memory
  code: CodeReader
}

/** What was looked up for one cycle alone. */
export interface Answers {
  /** By user id. Asked anew in every cycle: a permission may have been taken away. */
  permissions: Record<string, Permission>
  /** Diffs of commits that are gone; a fetch may bring them later. */
  gone: Record<string, DiffFact>
  /** Advice that could not be had in this cycle. */
  conflicts: Record<string, null>
  exports: Record<string, null>
  declarations: Record<string, null>
}

export const noAnswers = (): Answers => ({ permissions: {}, gone: {}, conflicts: {}, exports: {}, declarations: {} })

type CodeNeed = Extract<Need, { kind: 'conflict' | 'exports' | 'declarations' }>

/** Nothing else has to wait for it. */
export const isAdvice = (need: Need): need is CodeNeed =>
  need.kind === 'conflict' || need.kind === 'exports' || need.kind === 'declarations'

/** Answers with "it cannot be told", for this cycle alone. */
export function doWithout(answers: Answers, need: CodeNeed): void {
  if (need.kind === 'conflict') answers.conflicts[conflictKey(need.one, need.other)] = null
  else if (need.kind === 'exports') answers.exports[exportsKey(need.head, need.scope)] = null
  else answers.declarations[need.code] = null
}

export const needKey = (need: Need): string => {
  switch (need.kind) {
    case 'permission':
      return `permission ${need.actor.id}`
    case 'diff':
      return `diff ${need.base}...${need.head}`
    case 'issue':
      return `issue ${need.number}`
    case 'config-history':
      return need.kind
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
  await lookUp(tools, answers, need)
  tools.memory.failures.delete(needKey(need))
}

async function lookUp(tools: LookupTools, answers: Answers, need: Need): Promise<void> {
  const { github, memory } = tools
  switch (need.kind) {
    case 'permission':
      answers.permissions[String(need.actor.id)] = await github.permission(need.actor)
      return
    case 'diff':
      return answerDiff(tools, answers, need.base, need.head)
    case 'config-history':
      memory.history = { text: memory.mirror?.config.text ?? null, earlier: await github.configHistory() }
      return
    case 'issue':
      return answerIssue(tools, need.number)
    case 'conflict':
      return answerConflict(tools, answers, need)
    case 'exports':
      return answerExports(tools, answers, need)
    case 'declarations':
      memory.code.declarations.set(need.code, await tools.code.declarations(need.code))
      return
  }
}

async function answerDiff({ git, memory }: LookupTools, answers: Answers, base: string, head: string): Promise<void> {
  const diff = await git.useWith([base, head], (mirror) => mirror.diff(base, head))
  const key = `${base}...${head}`
  if (diff.mergeBase === null) answers.gone[key] = diff
  else memory.diffs.set(key, diff)
}

type Asked<K extends Need['kind']> = Extract<Need, { kind: K }>

/** A commit that is gone may come with a later fetch, so that is not remembered. */
async function answerConflict({ git, memory }: LookupTools, answers: Answers, need: Asked<'conflict'>): Promise<void> {
  const { one, other } = need
  const files = await git.useWith([one, other], (mirror) => mirror.conflicts(one, other))
  if (files === null) doWithout(answers, need)
  else memory.code.conflicts.set(conflictKey(one, other), files)
}

async function answerExports(tools: LookupTools, answers: Answers, need: Asked<'exports'>): Promise<void> {
  const reading = await readCode(tools.git, tools.code, need.head, need.scope)
  if (reading === null) doWithout(answers, need)
  else tools.memory.code.exports.set(exportsKey(need.head, need.scope), reading)
}

async function answerIssue({ github, memory }: LookupTools, number: number): Promise<void> {
  const hints = { all: false, issues: [number], refs: false, checks: [] }
  memory.mirror = await github.read(memory.mirror, hints)
  if (!memory.mirror.issues.some((issue) => issue.number === number)) memory.noIssue.add(number)
}

const FAILURES = 3

/**
 * Notes that `need` could not be answered. A question that fails again and again is answered with "nothing there", so
 * that one that never works does not hold up everything else; it is still asked anew in every cycle.
 */
export function countFailure(memory: Memory, answers: Answers, need: Need): void {
  const key = needKey(need)
  const failures = (memory.failures.get(key) ?? 0) + 1
  memory.failures.set(key, failures)
  if (isAdvice(need)) {
    doWithout(answers, need)
    // One that fails every time is not tried again before the next start: git may take long to fail.
    if (need.kind === 'conflict' && failures >= FAILURES)
      memory.code.conflicts.set(conflictKey(need.one, need.other), null)
    return
  }
  if (failures < FAILURES) return
  if (need.kind === 'permission') answers.permissions[String(need.actor.id)] = 'unknown'
  if (need.kind === 'issue') memory.noIssue.add(need.number)
  if (need.kind === 'config-history') memory.history = { text: memory.mirror?.config.text ?? null, earlier: [] }
  if (need.kind === 'diff') {
    answers.gone[`${need.base}...${need.head}`] = { mergeBase: null, ahead: 0, behind: 0, files: [] }
  }
}
