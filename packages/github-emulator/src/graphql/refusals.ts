/** Errors of a document that GitHub finds before it reads anything, in GitHub's words. */
import { type ASTNode, type DocumentNode, type GraphQLError, Kind, visit } from 'graphql'

interface Refusal {
  message: string
  path?: string[]
  extensions?: Record<string, string>
}

/** GitHub's form of an error of graphql-js's validation; with the words of graphql-js where GitHub's are not known. */
export function refusalOf(
  { message, nodes, locations }: GraphQLError,
  document: DocumentNode,
): Record<string, unknown> {
  const path = nodes?.[0] === undefined ? [] : pathTo(document, nodes[0])
  return { ...(path.length > 0 && { path }), ...wordsFor(message), ...(locations && { locations }) }
}

/** GitHub: the path begins with `query` or `fragment NAME`, and names fields as the answer would. */
function pathTo(document: DocumentNode, wanted: ASTNode): string[] {
  const open: string[] = []
  let found: string[] = []
  visit(document, {
    enter(node) {
      const part = partOf(node)
      if (part !== null) open.push(part)
      if (node === wanted) found = [...open]
    },
    leave(node) {
      if (partOf(node) !== null) open.pop()
    },
  })
  return found
}

function partOf(node: ASTNode): string | null {
  if (node.kind === Kind.OPERATION_DEFINITION)
    return node.name === undefined ? node.operation : `${node.operation} ${node.name.value}`
  if (node.kind === Kind.FRAGMENT_DEFINITION) return `fragment ${node.name.value}`
  if (node.kind === Kind.FIELD) return node.alias?.value ?? node.name.value
  return node.kind === Kind.ARGUMENT ? node.name.value : null
}

function wordsFor(message: string): Refusal {
  const [, fieldName, typeName] = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(message) ?? []
  if (fieldName && typeName)
    return {
      message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
      extensions: { code: 'undefinedField', typeName, fieldName },
    }
  const [, argumentName, name] = /^Unknown argument "(\w+)" on field "(?:\w+\.)?(\w+)"/.exec(message) ?? []
  if (argumentName && name)
    return {
      message: `Field '${name}' doesn't accept argument '${argumentName}'`,
      extensions: { code: 'argumentNotAccepted', name, typeName: 'Field', argumentName },
    }
  const [, unknown] = /^Unknown type "(\w+)"/.exec(message) ?? []
  if (!unknown) return { message }
  return {
    message: `No such type ${unknown}, so it can't be a fragment condition`,
    extensions: { code: 'undefinedType', typeName: unknown },
  }
}
