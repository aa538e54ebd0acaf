/** Answers what a decision asks to look up. An answer that cannot be had stays open: the decision does without it. */
import type { DiffFact, Need, Permission } from '../../core/facts.ts'
import type { GitHub } from '../ports.ts'
import type { GitAccess } from './git.ts'
import type { Memory } from './memory.ts'

export interface LookupTools {
  github: GitHub
  git: GitAccess
  memory: Memory
}

/** What was looked up for one cycle alone. */
export interface Answers {
  /** By user id. Asked anew in every cycle: a permission may have been taken away. */
  permissions: Record<string, Permission>
  /** Diffs of commits that are gone; a fetch may bring them later. */
  gone: Record<string, DiffFact>
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
  }
}

async function answerDiff({ git, memory }: LookupTools, answers: Answers, base: string, head: string): Promise<void> {
  const diff = await git.useWith([base, head], (mirror) => mirror.diff(base, head))
  const key = `${base}...${head}`
  if (diff.mergeBase === null) answers.gone[key] = diff
  else memory.diffs.set(key, diff)
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
  if (failures < FAILURES) return
  if (need.kind === 'permission') answers.permissions[String(need.actor.id)] = 'unknown'
  if (need.kind === 'issue') memory.noIssue.add(need.number)
  if (need.kind === 'config-history') memory.history = { text: memory.mirror?.config.text ?? null, earlier: [] }
  if (need.kind === 'diff') {
    answers.gone[`${need.base}...${need.head}`] = { mergeBase: null, ahead: 0, behind: 0, files: [] }
  }
}
