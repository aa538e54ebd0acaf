/** Which operation of GitHub's REST API a request is. */
import { type Json, openSchemas, type Schemas } from './schemas.ts'

export interface Operation {
  /** Such as `GET /repos/{owner}/{repo}`. */
  route: string
  parameters: Json[]
  body: Json | null
  bodyRequired: boolean
  /** By status. */
  responses: Record<string, Json>
  /** What the path's parameters are in this request. */
  given: Record<string, string>
}

let opened: Schemas | undefined

export const rest = (): Schemas => {
  opened ??= openSchemas('openapi/generated/api.github.com.json')
  return opened
}

interface Template {
  path: string
  names: string[]
  pattern: RegExp
  literals: number
}

/** These may hold slashes. */
const long = new Set(['ref', 'path', 'branch', 'basehead', 'name'])

let templates: Template[] | undefined

function templatesOf(): Template[] {
  templates ??= Object.keys(rest().at('#/paths') ?? {})
    .map((path) => {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
      const escaped = path.replaceAll(/[.[\]()]/g, '\\$&')
      const pattern = escaped.replaceAll(/\{(\w+)\}/g, (_, name) =>
        name === 'path' ? '(.*)' : long.has(name) ? '(.+)' : '([^/]+)',
      )
      const literals = path.split('/').filter((part) => part !== '' && !part.includes('{')).length
      return { path, names, pattern: new RegExp(`^${pattern}$`), literals }
    })
    .sort((a, b) => b.literals - a.literals)
  return templates
}

const found = new Map<string, Omit<Operation, 'given'> | null>()

function describe(method: string, path: string): Omit<Operation, 'given'> | null {
  const key = `${method} ${path}`
  const known = found.get(key)
  if (known !== undefined) return known
  const item = rest().at('#/paths')?.[path] as Json
  const operation = item[method.toLowerCase()] as Json | undefined
  const body = operation?.requestBody as Json | undefined
  const result = operation
    ? {
        route: key,
        parameters: [...((item.parameters as Json[]) ?? []), ...((operation.parameters as Json[]) ?? [])].map((each) =>
          rest().resolved(each),
        ),
        body: body ? jsonOf(body) : null,
        bodyRequired: body?.required === true,
        responses: operation.responses as Record<string, Json>,
      }
    : null
  found.set(key, result)
  return result
}

/** The schema of a body in JSON. */
export function jsonOf(holder: Json): Json | null {
  const content = rest().resolved(holder).content as Record<string, Json> | undefined
  return (content?.['application/json']?.schema as Json | undefined) ?? null
}

/** @param path as sent, without `/api/v3` and query; null when GitHub has no such operation */
export function operationOf(method: string, sent: string): Operation | null {
  // Where GitHub redirects to when a repository was renamed.
  const path = sent.replace(/^\/repositories\/\d+/, '/repos/owner/repo').replace(/\/contents$/, '$&/')
  for (const { path: template, names, pattern } of templatesOf()) {
    const match = pattern.exec(path)
    const operation = match && describe(method, template)
    if (!operation) continue
    const given = Object.fromEntries(names.map((name, n) => [name, decodeURIComponent(match[n + 1] ?? '')]))
    return { ...operation, given }
  }
  return null
}

/** Names of the operation's parameters and of its body's fields. */
export function describedNames({ parameters, body }: Operation): string[] {
  return [...parameters.map(({ name }) => String(name)), ...(body ? fieldsIn(body) : [])]
}

/** Names of the fields that a schema describes, in all its alternatives. */
export function fieldsIn(given: Json): string[] {
  const schema = rest().resolved(given)
  const parts = ['oneOf', 'anyOf', 'allOf'].flatMap((key) => (schema[key] as Json[] | undefined) ?? [])
  return [...Object.keys((schema.properties as Json | undefined) ?? {}), ...parts.flatMap(fieldsIn)]
}
