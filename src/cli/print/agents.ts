/** Text for agents, reports and waits. */
import { plural } from '../../core/time.ts'
import type { AgentList, Commented, CreatedAgent, RemovedAgent, SyncedAgent, Waited } from '../verbs/results/agents.ts'
import { readable } from './markdown.ts'
import { statusText, verdictText } from './packets.ts'
import { type Style, table } from './style.ts'

export function createdAgent(created: CreatedAgent, style: Style): string {
  const warning = created.withheld === null ? [] : [style('yellow', `! ${created.withheld}`)]
  if (created.dryRun)
    return [
      ...warning,
      `Would create ${created.worktree} on ${created.branch}, with the packet in ${created.packetFile}.`,
    ].join('\n')
  return [
    ...warning,
    `Created ${created.worktree} on ${created.branch}. Its packet is in .switchyard/packet.md.`,
    '',
    `  ${created.command}`,
  ].join('\n')
}

export function agentList({ agents, base, offline }: AgentList, style: Style): string {
  const note = offline === null ? '' : `\n${style('yellow', `! Without statuses: ${offline}`)}`
  if (agents.length === 0) return `There are no agents' worktrees. Create one with: switchyard agent create NAME${note}`
  const rows = agents.map((one) => [
    one.name,
    one.branch,
    offline === null ? statusText(one.status) : '–',
    one.commit === null ? '–' : `${one.commit.sha} ${one.commit.subject}`,
    one.ahead === null ? '–' : `+${one.ahead} −${one.behind}`,
    one.dirty === 0 ? '' : `${plural(one.dirty, 'file')} not committed`,
  ])
  return table(['Packet', 'Branch', 'Status', 'Last commit', base, ''], rows, style, 45) + note
}

export function syncedAgent(one: SyncedAgent, style: Style): string {
  const commits = one.commits.map(({ sha, subject }) => `  ${style('yellow', sha)} ${subject}`)
  const count = plural(one.commits.length, 'commit')
  if (one.conflicts.length > 0) {
    const files = one.conflicts.map((file) => `  ${file}`).join('\n')
    if (one.dryRun) return `${count} would be merged from ${one.base}, with conflicts in:\n${files}`
    return [
      `${count} merged from ${one.base}:`,
      ...commits,
      style('red', `Both sides changed:`),
      files,
      `The merge is unfinished in ${one.worktree}. Resolve these files, then git add and git commit; git merge --abort undoes it.`,
    ].join('\n')
  }
  if (one.commits.length === 0)
    return `${one.name} is up to date with ${one.base}.${one.refreshed ? ' The packet file was updated.' : ''}`
  if (one.dryRun) return [`${count} would be merged from ${one.base}, without conflicts:`, ...commits].join('\n')
  return [
    `${count} merged from ${one.base}, ${plural(one.files.length, 'file')} changed:`,
    ...commits,
    ...one.files.slice(0, 30).map((file) => `  ${file}`),
  ].join('\n')
}

export function removedAgent(one: RemovedAgent): string {
  const { files, commits } = one.lost
  const lost = [...files.map((file) => `  ${file}`), ...commits.map(({ sha, subject }) => `  ${sha} ${subject}`)]
  const done = one.dryRun
    ? `Would remove ${one.worktree} and the branch ${one.branch}.`
    : `Removed ${one.worktree}${one.branchDeleted ? ` and the branch ${one.branch}` : ''}.`
  if (lost.length === 0) return done
  return [done, one.dryRun ? 'This would be lost:' : 'This was lost:', ...lost].join('\n')
}

export function commented(one: Commented): string {
  if (one.dryRun) return `Would comment on #${one.issue} (${one.name}): ${one.body}`
  return `${verdictText(one.verdict)} ${one.comment?.url}`
}

const HEADINGS: Record<string, string> = {
  decided: 'Decided',
  unblocked: 'Unblocked',
  redirected: 'Redirected',
  scope: 'Scope',
  depends: 'Dependency',
  waived: 'Waived',
  told: 'Switchyard',
  undone: 'Switchyard',
  lost: 'Switchyard',
  trouble: 'Switchyard',
  remarks: 'Review',
  merged: 'Merged',
  abandoned: 'Abandoned',
}

export function waited({ answers }: Waited, style: Style): string {
  return answers
    .map(
      ({ kind, text, by, url }) =>
        `${style('bold', `${HEADINGS[kind] ?? kind}${by ? `, by ${by}` : ''}:`)} ${readable(text, style) || '(no text)'}\n${style('dim', url)}`,
    )
    .join('\n\n')
}
