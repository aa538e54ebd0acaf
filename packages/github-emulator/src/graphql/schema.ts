import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { buildASTSchema, type DocumentNode, type GraphQLSchema, Kind, parse, visit } from 'graphql'

const built = new Map<string, GraphQLSchema>()

/**
 * GitHub's own schema, without the fields that the played server lacks (`Type.field`). Building it takes a quarter of a
 * second, so it is built for the first query and kept.
 */
export function githubSchema(lacking: readonly string[] = []): GraphQLSchema {
  const key = lacking.join(' ')
  const schema = built.get(key) ?? buildASTSchema(without(lacking), { assumeValid: true, assumeValidSDL: true })
  built.set(key, schema)
  return schema
}

function without(lacking: readonly string[]): DocumentNode {
  const document = parse(readFileSync(schemaFile(), 'utf8'), { noLocation: true })
  if (lacking.length === 0) return document
  const gone = new Set(lacking)
  return visit(document, {
    [Kind.OBJECT_TYPE_DEFINITION]: (node) => ({
      ...node,
      fields: node.fields?.filter((field) => !gone.has(`${node.name.value}.${field.name.value}`)) ?? [],
    }),
  })
}

/** The package exports only its code; the schema is beside its package.json. */
function schemaFile(): string {
  const manifest = findPackageJSON('@octokit/graphql-schema', import.meta.url)
  if (manifest === undefined) throw new Error('@octokit/graphql-schema is not installed. Run npm ci.')
  return join(dirname(manifest), 'schema.graphql')
}
