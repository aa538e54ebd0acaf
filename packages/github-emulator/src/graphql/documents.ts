/** Documents as GitHub reads them: which it refuses, and in what words. */
import {
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  OverlappingFieldsCanBeMergedRule,
  parse,
  specifiedRules,
  validate,
  visit,
} from 'graphql'

const mostDocuments = 200

/** GitHub: an error has its kind beside its message. */
export function githubError(error: GraphQLError): Record<string, unknown> {
  const { type, ...extensions } = error.extensions
  return {
    ...(typeof type === 'string' && { type }),
    ...(error.path && { path: error.path }),
    ...(Object.keys(extensions).length > 0 && { extensions }),
    ...(error.locations && { locations: error.locations }),
    message: error.message,
  }
}

/** GitHub answers queries that graphql-js refuses: gh asks for `state` of issues and pull requests under one name. */
const RULES = specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule)

/** GitHub's own words for a field that its schema does not have; the whole document is refused. */
function refusedError(error: GraphQLError): Record<string, unknown> {
  const found = /^Cannot query field "([^"]+)" on type "([^"]+)"/.exec(error.message)
  if (!found) return githubError(error)
  const [, fieldName = '', typeName = ''] = found
  return {
    path: pathOf(error, fieldName),
    extensions: { code: 'undefinedField', typeName, fieldName },
    ...(error.locations && { locations: error.locations }),
    message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
  }
}

/** GitHub says where in the document it stands. */
function pathOf({ nodes, source }: GraphQLError, field: string): string[] {
  const at = nodes?.[0]?.loc?.start
  if (at === undefined || source === undefined) return [field]
  const path: string[] = []
  visit(parse(source, { maxTokens: 20_000 }), {
    enter(node) {
      if (node.loc && node.loc.start <= at && node.loc.end > at) path.push(...stepsOf(node))
    },
  })
  return path
}

function stepsOf(node: ASTNode): string[] {
  if (node.kind === Kind.OPERATION_DEFINITION) return [[node.operation, node.name?.value].filter(Boolean).join(' ')]
  if (node.kind === Kind.FRAGMENT_DEFINITION) return [`fragment ${node.name.value}`]
  if (node.kind === Kind.INLINE_FRAGMENT) return [`... on ${node.typeCondition?.name.value ?? ''}`]
  return node.kind === Kind.FIELD ? [node.alias?.value ?? node.name.value] : []
}

type Read = { document: DocumentNode } | { errors: Record<string, unknown>[] }

export interface Documents {
  read(query: string): Read
}

/** Checking a document against so large a schema takes 10 ms, so what was checked is remembered. */
export function createDocuments(schema: () => GraphQLSchema): Documents {
  const known = new Map<string, Read>()
  const check = (query: string): Read => {
    try {
      const document = parse(query, { maxTokens: 20_000 })
      const errors = validate(schema(), document, RULES, { maxErrors: 20 })
      return errors.length > 0 ? { errors: errors.map(refusedError) } : { document }
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [githubError(error)] }
      throw error
    }
  }
  return {
    read(query) {
      const found = known.get(query) ?? check(query)
      known.delete(query)
      known.set(query, found)
      const [oldest] = known.keys()
      if (known.size > mostDocuments && oldest !== undefined) known.delete(oldest)
      return found
    },
  }
}
