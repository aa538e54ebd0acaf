/** Which requests the bot and the command line made of a sandbox, and were answered well. */
import type { Exchange } from '@switchyard/github-emulator/witness'
import * as documents from '../../src/shell/github/read/documents.ts'
import { operationOf } from './operations.ts'
import { askedOf, parsed } from './watch.ts'

export interface Made {
  exchange(exchange: Exchange): void
  /** GitHub's names of routes, after who asked: `bot GET /app`. */
  routes: Set<string>
  /** GraphQL documents, as `plain` makes them. */
  documents: Set<string>
}

/** One GraphQL document for all that differ in numbers and names of commits alone. */
export const plain = (document: string): string =>
  document
    .replaceAll(/\b(i|c|p|b)\d+: [^{}]*\{(?:[^{}]|\{[^{}]*\})*\}/g, '')
    .replaceAll(/, \$branch\d+: String!/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()

export function collectMade(): Made {
  const [routes, asked] = [new Set<string>(), new Set<string>()]
  return {
    routes,
    documents: asked,
    exchange({ request, sent, status, text }) {
      const who = /^switchyard(-cli)?/.exec(request.headers.get('user-agent') ?? '')
      if (!who || status >= 400) return
      const rest = askedOf(request, sent)
      if (rest) {
        const route = operationOf(rest.method, rest.path)?.route
        if (route) routes.add(`${who[1] ? 'cli' : 'bot'} ${route}`)
        return
      }
      const { query } = parsed(sent) as { query?: string }
      if (query && !('errors' in (parsed(text) as object))) asked.add(plain(query))
    },
  }
}

export const isDocument = (text: string): boolean => /^\s*(query|mutation)\s*[\w({$]/.test(text)

/** All that documents.ts exports, with its name. */
export const documentsOfBot = (): [string, string][] => [
  ['wholeDocument', documents.wholeDocument()],
  ['numbersDocument', documents.numbersDocument([1, 2], true)],
  ['numbersDocument without branches', documents.numbersDocument([1], false)],
  ['numbersDocument of nothing', documents.numbersDocument([], true)],
  ['queueDocument', documents.queueDocument([1, 2])],
  ['queueDocument of nothing', documents.queueDocument([])],
  ['queuedDocument', documents.queuedDocument],
  ['standingDocument', documents.standingDocument],
  ['protectionDocument', documents.protectionDocument],
  ['closedDocument', documents.closedDocument(2)],
  ['closedFurther', documents.closedFurther()],
  ['reviewEditsDocument', documents.reviewEditsDocument],
  ['configDocument', documents.configDocument(['a'.repeat(40), 'b'.repeat(40)])],
  ...Object.entries(documents.pageDocuments),
  ['edits of reviews', documents.reviewEditsDocument],
  ...Object.entries(documents.listDocuments),
  ...documents.mutationNames.map((name): [string, string] => [name, documents.mutationDocument([name])]),
]
