/** Sessions in words. */
import type { SessionCommented, SessionStarted, SessionView } from '../verbs/results/sessions.ts'
import { readable } from './markdown.ts'
import type { Style } from './style.ts'

export const sessionStarted = (one: SessionStarted): string =>
  one.dryRun ? `Would file "Session: ${one.name}".` : `Session "${one.name}" is filed as #${one.issue}: ${one.url}`

export function sessionView(one: SessionView, style: Style): string {
  const state = one.open ? '' : ' (closed)'
  return `${style('bold', `Session ${one.name}`)}${state}  ${one.url}\n\n${readable(one.dashboard, style)}`
}

export function sessionCommented(one: SessionCommented, style: Style): string {
  if (one.dryRun) return `Would comment ${one.command} on #${one.issue} (${one.name}).`
  if (one.said !== null) return readable(one.said, style)
  return `${one.verdict === 'accepted' ? 'Switchyard heard it.' : 'Switchyard has not answered yet; it will.'} ${one.url}`
}
