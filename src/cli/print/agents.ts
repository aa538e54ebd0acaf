/** Agents, reports and waits in words. */
import { plural } from '../../core/time.ts'
import type { AgentList, Commented, CreatedAgent, RemovedAgent, SyncedAgent, Waited } from '../verbs/results/agents.ts'
import { readable } from './markdown.ts'
import { statusShown } from './packets.ts'
import { type Style, table } from './style.ts'

export function createdAgent(made: CreatedAgent, style: Style): string {
  const warning = made.withheld === null ? [] : [style('yellow', `! ${made.withheld}`)]
  if (made.dryRun)
    return [...warning, `Would make ${made.worktree} on ${made.branch}, with the packet in ${made.packetFile}.`].join(
      '\n',
    )
  return [
    ...warning,
    `${made.worktree} is on ${made.branch}; the packet is in .switchyard/packet.md there.`,
    '',
    `  ${made.command}`,
  ].join('\n')
}

export function agentList({ agents, base, offline }: AgentList, style: Style): string {
  const note = offline === null ? '' : `\n${style('yellow', `! Without statuses: ${offline}`)}`
  if (agents.length === 0) return `No agents' worktrees here. Make one with: switchyard agent create NAME${note}`
  const rows = agents.map((one) => [
    one.name,
    one.branch,
    offline === null ? statusShown(one.status) : '–',
    one.commit === null ? '–' : `${one.commit.sha} ${one.commit.subject}`,
    one.ahead === null ? '–' : `+${one.ahead} −${one.behind}`,
    one.dirty === 0 ? '' : `${plural(one.dirty, 'file')} not committed`,
  ])
  return table(['Packet', 'Branch', 'Status', 'Last commit', base, ''], rows, style, 45) + note
}

export function syncedAgent(one: SyncedAgent, style: Style): string {
  const came = one.commits.map(({ sha, subject }) => `  ${style('yellow', sha)} ${subject}`)
  const what = plural(one.commits.length, 'commit')
  if (one.conflicts.length > 0) {
    const files = one.conflicts.map((file) => `  ${file}`).join('\n')
    if (one.dryRun) return `${what} would come from ${one.base}, with conflicts in:\n${files}`
    return [
      `${what} came from ${one.base}:`,
      ...came,
      style('red', `Both sides changed:`),
      files,
      `The merge is left open in ${one.worktree}. Mend these files, then git add and git commit; git merge --abort gives it up.`,
    ].join('\n')
  }
  if (one.commits.length === 0)
    return `${one.name} has everything of ${one.base} already.${one.refreshed ? ' The packet file is written anew.' : ''}`
  if (one.dryRun) return [`${what} would come from ${one.base}, without conflicts:`, ...came].join('\n')
  return [
    `${what} came from ${one.base}, ${plural(one.files.length, 'file')} changed:`,
    ...came,
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
  const heard = one.verdict === 'accepted' ? 'Switchyard heard it.' : 'Switchyard has not answered yet; it will.'
  return `${heard} ${one.comment?.url}`
}

const words: Record<string, string> = {
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
        `${style('bold', `${words[kind] ?? kind}${by ? `, by ${by}` : ''}:`)} ${readable(text, style) || '(without a word more)'}\n${style('dim', url)}`,
    )
    .join('\n\n')
}
