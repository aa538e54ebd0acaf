/** Results of verbs as text for an agent. */
import type { Commented, SyncedAgent, Waited } from '../verbs/results/agents.ts'
import type { Explained, NextResult, PacketStatus } from '../verbs/results/packets.ts'
import type { Ticked } from '../verbs/tick.ts'

export function commentedText({ body, verdict, comment, dryRun }: Commented): string {
  if (dryRun) return `Would comment: ${body}`
  const where = comment ? ` ${comment.url}` : ''
  return verdict === 'accepted'
    ? `Accepted: ${body}${where}`
    : `Commented: ${body}${where}\nSwitchyard has not answered yet; it will. Do not repeat the comment.`
}

const boxes = (all: { text: string; checked: boolean }[]): string =>
  all.map(({ text, checked }, index) => `${index + 1}. [${checked ? 'x' : ' '}] ${text}`).join('\n')

export const tickedText = ({ acceptance, changed }: Ticked): string =>
  `${changed ? 'Done.' : 'Nothing to change.'} The criteria now:\n${boxes(acceptance)}`

export function answersText({ status, answers }: Waited): string {
  const lines = answers.map(({ kind, text, by }) => {
    if (kind === 'merged' || kind === 'abandoned' || by === null) return `- ${text}`
    return `- ${kind}, by ${by}: ${text}`
  })
  return `${lines.join('\n')}\n\nThe packet's status is ${status ?? 'not known'}. Read the packet again with the tool packet.`
}

export function statusText(packet: PacketStatus): string {
  const { name, issue, status, branch, pull, criteria, questions, checks, withheld } = packet
  // Other Apps choose the names and titles of their checks, so only Switchyard's are shown to the agent.
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

export function explainedText({ name, issue, status, because, next }: Explained): string {
  const listed = (lines: string[]) => lines.map((line) => `- ${line}`).join('\n')
  // Problems quote the packet's text, which a stranger may have written.
  const reasons =
    status === 'invalid' ? ['Its text cannot be parsed as a packet; see the comment on the issue.'] : because
  const moved = next.length > 0 ? `\n\nWhat would move it:\n${listed(next)}` : ''
  return `${name} (#${issue}) is ${status ?? 'not read yet'}, because:\n${listed(reasons)}${moved}`
}

export function syncedText({ base, commits, conflicts, files, worktree }: SyncedAgent): string {
  if (conflicts.length > 0)
    return `${base} is merged except for conflicts in ${worktree}: ${conflicts.join(', ')}. Resolve them, then git add and git commit.`
  if (commits.length === 0) return `Already up to date with ${base}.`
  return `${commits.length} commits merged from ${base}; ${files.length} files changed: ${files.slice(0, 50).join(', ')}`
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
    free.length > 0 ? `Free to take:\n${free.join('\n')}` : 'No packet is free to take.',
    held.length > 0 ? `Waiting:\n${held.join('\n')}` : null,
    `${places.taken} of ${places.capacity} slots are taken.`,
  ]
    .filter((line) => line !== null)
    .join('\n\n')
}
