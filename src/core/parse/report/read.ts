import { commandNames } from '../../commands/registry.ts'
import { entriesOf } from '../packet/entries.ts'
import { normalNewlines, parseMarkdown } from '../packet/markdown.ts'
import { readCommands } from './commands.ts'
import { withoutOldMail } from './mail.ts'
import type { CommentReading } from './reading.ts'
import { readReport } from './report.ts'

/**
 * Parses a comment: its written report and its commands. Quotes, code, HTML comments and older mails are ignored.
 *
 * @throws RangeError only when the text overflows the stack of the Markdown parser; `costProblem` detects such texts
 */
export function readComment(body: string): CommentReading {
  const text = withoutOldMail(normalNewlines(body))
  const root = parseMarkdown(text, { frontMatter: false })
  return {
    report: readReport(entriesOf(root, text)),
    commands: readCommands(root, text, commandNames),
    tooCostly: false,
  }
}
