/** What verbs give, in words for an agent. */

import type { Commented, SyncedAgent, Waited } from '../verbs/results/agents.ts'
import type { Explained, NextResult, PacketStatus } from '../verbs/results/packets.ts'
import type { Ticked } from '../verbs/tick.ts'

export function commentedText({ body, verdict, comment, dryRun }: Commented): string {
  if (dryRun) return `Would write: ${body}`
  const where = comment ? ` ${comment.url}` : ''
  return verdict === 'accepted'
    ? `Accepted: ${body}${where}`
    : `Written: ${body}${where}\nSwitchyard has not answered yet; it will. Do not repeat it.`
}

const boxes = (all: { text: string; checked: boolean }[]): string =>
  all.map(({ text, checked }, index) => `${index + 1}. [${checked ? 'x' : ' '}] ${text}`).join('\n')

export const tickedText = ({ acceptance, changed }: Ticked): string =>
  `${changed ? 'Done.' : 'It was so already.'} The criteria now:\n${boxes(acceptance)}`

export function answersText({ status, answers }: Waited): string {
  const lines = answers.map(({ kind, text, by }) => {
    if (kind === 'merged' || kind === 'abandoned' || by === null) return `- ${text}`
    return `- ${kind}, by ${by}: ${text}`
  })
  return `${lines.join('\n')}\n\nThe packet's status is ${status ?? 'not known'}. Read it again with the tool packet.`
}

export function statusText(packet: PacketStatus): string {
  const { name, issue, status, branch, pull, criteria, questions, checks, withheld } = packet
  // Other Apps may name their checks as they like; only ours are words for the agent.
  const ours = checks.filter((check) => check.name.startsWith('switchyard/'))
  return [
    `${name} (#${issue}) is ${status ?? 'not read yet'}. Branch: ${branch}.`,
    `Criteria: ${criteria.done} of ${criteria.all} ticked.`,
    pull
      ? `Pull request: #${pull.number}, ${pull.state}.`
      : 'No pull request yet: the first push with a commit opens it.',
    questions.length > 0 ? `Questions without an answer: ${questions.map(({ number }) => number).join(', ')}.` : null,
    ...ours.map((check) => `${check.name}: ${check.conclusion ?? 'running'}${check.title ? ` (${check.title})` : ''}`),
    withheld,
  ]
    .filter((line) => line !== null)
    .join('\n')
}

export function explainedText({ name, issue, status, because: said, next }: Explained): string {
  const listed = (lines: string[]) => lines.map((line) => `- ${line}`).join('\n')
  // What is wrong with a text is said in words of that text, which may be a stranger's.
  const because =
    status === 'invalid' ? ['Its text cannot be read as a packet; a comment on the issue says why.'] : said
  const moved = next.length > 0 ? `\n\nWhat would move it:\n${listed(next)}` : ''
  return `${name} (#${issue}) is ${status ?? 'not read yet'}, because:\n${listed(because)}${moved}`
}

export function syncedText({ base, commits, conflicts, files, worktree }: SyncedAgent): string {
  if (conflicts.length > 0)
    return `${base} is merged in except for conflicts in ${worktree}: ${conflicts.join(', ')}. Resolve them, then git add and git commit.`
  if (commits.length === 0) return `Nothing new on ${base}.`
  return `${commits.length} commits from ${base} are merged in; ${files.length} files changed: ${files.slice(0, 50).join(', ')}`
}

export function nextText({ ready, waiting, places }: NextResult): string {
  const free = ready.map(
    ({ name, issue, assignees }) =>
      `- ${name} (#${issue})${assignees.length > 0 ? `, assigned to ${assignees.join(', ')}` : ''}`,
  )
  const held = waiting.map(
    ({ name, issue, waitsFor }) => `- ${name} (#${issue}) waits for ${waitsFor.join(', ') || 'its turn'}`,
  )
  return [
    free.length > 0 ? `Nobody is at work on:\n${free.join('\n')}` : 'No packet is free to take.',
    held.length > 0 ? `Waiting:\n${held.join('\n')}` : null,
    `${places.taken} of ${places.capacity} places are taken.`,
  ]
    .filter((line) => line !== null)
    .join('\n\n')
}
