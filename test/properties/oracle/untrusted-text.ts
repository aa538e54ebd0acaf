/** Checks whether untrusted text has an effect in a text that the bot is about to post. */
import type { Action } from '../../../src/core/actions.ts'
import { managedPart } from '../../../src/core/render/dashboard.ts'
import { wrongIn, wrongInPlain } from '../../security/support/canaries.ts'

/** Parsing costs more than all else, and most texts come again: those that were found harmless are remembered. */
const harmless = new Set<string>()
const MOST = 50_000

const markdown = (text: string): string[] => {
  if (!/canary|424242/.test(text) || harmless.has(text)) return []
  const wrong = wrongIn(text)
  if (wrong.length === 0 && harmless.size < MOST) harmless.add(text)
  return wrong
}

const plain = (text: string): string[] => (/canary|424242/.test(text) ? wrongInPlain(text, 256, false) : [])

/** The texts of an action; a person's part of the dashboard is the person's own. */
export function effectsIn(action: Action): string[] {
  switch (action.kind) {
    case 'comment':
    case 'edit-comment':
    case 'edit-pull':
      return markdown(action.body)
    case 'edit-issue-body':
      return markdown(managedPart(action.body) ?? '')
    case 'open-session':
    case 'open-pull':
      return [...plain(action.title), ...markdown(action.body)]
    case 'check':
      return [...plain(action.title), ...markdown(action.summary)]
    case 'merge':
      return wrongInPlain(action.message, 10_000, true)
    default:
      return []
  }
}
