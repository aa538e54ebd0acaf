import { commandNames } from '../../commands/registry.ts'
import { entriesOf } from '../packet/entries.ts'
import { normalNewlines, parseMarkdown } from '../packet/markdown.ts'
import { readCommands } from './commands.ts'
import { withoutOldMail } from './mail.ts'
import type { CommentReading } from './reading.ts'
import { readReport } from './report.ts'

/**
 * Reads a comment: a written report and the commands in it. What stands in quotes, code, HTML comments and old mails
 * never counts.
 * Never throws, except when the text overflows the stack of the Markdown parser: `costProblem` tells such texts apart.
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
