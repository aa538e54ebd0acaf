import { ForgeError } from '../domain/errors.ts'
import { searchIssues, searchRepositories } from '../domain/search.ts'
import { asGraphqlError } from './asked.ts'
import { connection, type PageArgs } from './connection.ts'
import type { Context, Node } from './context.ts'

interface SearchArgs extends PageArgs {
  query: string
  type: 'ISSUE' | 'REPOSITORY' | 'USER' | 'DISCUSSION'
}

const counts = { codeCount: 0, discussionCount: 0, issueCount: 0, repositoryCount: 0, userCount: 0, wikiCount: 0 }

/** @throws UNPROCESSABLE for what cannot be searched for here */
export function searchConnection(context: Context, args: SearchArgs): Node {
  try {
    return found(context, args)
  } catch (error) {
    throw asGraphqlError(error)
  }
}

function found(context: Context, args: SearchArgs): Node {
  if (args.type === 'REPOSITORY') {
    const items = searchRepositories(context, args.query)
    const toNode = (repo: (typeof items)[number]) => context.nodes.repository(context, repo)
    const more = { ...counts, repositoryCount: items.length }
    return connection({ field: 'search', items, args, keyOf: ({ id }) => [id], toNode, more })
  }
  if (args.type !== 'ISSUE') throw new ForgeError(422, `The emulator cannot search for ${args.type}.`)
  const items = searchIssues(context, args.query).map((hit, index) => ({ ...hit, index }))
  return connection({
    field: 'search',
    items,
    args,
    keyOf: ({ index }) => [index],
    toNode: ({ repo, issue }) => context.nodes.subject(context, repo, issue.number),
    more: { ...counts, issueCount: items.length },
  })
}
