import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { buildSchema, type GraphQLSchema } from 'graphql'

let built: GraphQLSchema | undefined

/** GitHub's own schema. Building it takes a quarter of a second, so it is built for the first query and kept. */
export function githubSchema(): GraphQLSchema {
  built ??= buildSchema(readFileSync(schemaFile(), 'utf8'), {
    assumeValid: true,
    assumeValidSDL: true,
    noLocation: true,
  })
  return built
}

const schemaFile = (): string => createRequire(import.meta.url).resolve('@octokit/graphql-schema/schema.graphql')
