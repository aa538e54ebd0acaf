/** What a person reads while a trial waits for a writer's approval. */
import type { UnapprovedTrial } from '../state/packet.ts'
import { type CheckText, checkText } from './checks.ts'
import { fileName } from './file-name.ts'
import { bullets, some } from './words.ts'

/** Who allows it, and how. */
export const APPROVE_TRIAL =
  'A writer who does not work on it reads its changes, then comments `/check` (test it) or `/merge` (test and merge it).'

/** Title and summary of the integration check until then. */
export function unapprovedText(unapproved: UnapprovedTrial, issue: number): CheckText {
  const { files } = unapproved
  return checkText(
    'Waits for a writer to allow the trial merge',
    `A person with write access who does not work on this packet reads the changes, then comments \`/check\` (test this commit) or \`/merge\` (test and merge it) on #${issue} or on its pull request.`,
    'Nothing of this commit runs before that: the configuration sets `trial-approval: true`. Another commit asks again; a merge of the base branch alone does not.',
    warning(unapproved),
    files !== null && `Changed files:\n\n${bullets(files.map(fileName))}`,
  )
}

/** `changes …: a, b and 3 more; it changes workflows`, for a line of the dashboard. */
export function unapprovedLine(unapproved: UnapprovedTrial): string {
  const { files } = unapproved
  const names = files === null || files.length === 0 ? '' : `, which changes ${some(files.map(fileName), 5)}`
  const risks = risksOf(unapproved)
  return `waits for a writer to allow its trial merge${names}${risks === '' ? '' : ` (**${risks}**)`} → read it, then \`/check\``
}

function risksOf({ workflows, scripts }: UnapprovedTrial): string {
  if (workflows && scripts) return 'workflows and test scripts'
  if (workflows) return 'workflows'
  return scripts ? 'test scripts' : ''
}

function warning(unapproved: UnapprovedTrial): string | null {
  const risks = risksOf(unapproved)
  return risks === '' ? null : `Look closely: it changes ${risks}, which decide what runs.`
}
