/** One request to GitHub's REST API and its answer, held against GitHub's description. */
import { fieldsIn, jsonOf, type Operation, operationOf, rest } from './operations.ts'
import type { Json, OnObject } from './schemas.ts'

export interface Asked {
  method: string
  /** Without `/api/v3` and query, as sent. */
  path: string
  query: URLSearchParams
  /** Parsed; undefined when there is none. */
  body: unknown
}

/** What is wrong with a request, in a line each. */
export function requestProblems({ method, path, query, body }: Asked): string[] {
  const operation = operationOf(method, path)
  if (!operation) return [`GitHub has no ${method} ${path}`]
  const problems = [...parameterProblems(operation, query), ...bodyProblems(operation, body)]
  return problems.map((each) => `${operation.route}, request: ${each}`)
}

function parameterProblems({ parameters, given }: Operation, query: URLSearchParams): string[] {
  const named = new Map(parameters.filter((each) => each.in === 'query').map((each) => [String(each.name), each]))
  const unknown = [...query.keys()].filter((name) => !named.has(name)).map((name) => `no parameter ${name}`)
  const missing = [...named].filter(([name, each]) => each.required === true && !query.has(name))
  const wrong = parameters.flatMap((each) => {
    const name = String(each.name)
    const value = each.in === 'path' ? given[name] : query.get(name)
    if (value === null || value === undefined) return []
    return misfits(each.schema as Json, value).map((problem) => `parameter ${name}=${value}${problem}`)
  })
  return [...unknown, ...missing.map(([name]) => `parameter ${name} is missing`), ...wrong]
}

/** What stands in an address is text: it fits if it does so as text, as number or as a boolean. */
function misfits(schema: Json, text: string): string[] {
  const readings: unknown[] = [text]
  if (/^-?\d+$/.test(text)) readings.push(Number(text))
  if (text === 'true' || text === 'false') readings.push(text === 'true')
  const all = readings.map((value) => rest().problems(schema, value))
  return all.some((problems) => problems.length === 0) ? [] : (all.at(-1) ?? [])
}

function bodyProblems({ body: schema, bodyRequired }: Operation, body: unknown): string[] {
  if (body === undefined) return bodyRequired ? ['no body'] : []
  if (schema === null) return isEmpty(body) ? [] : ['a body that is not described']
  return [...rest().problems(schema, body), ...unknownFields(schema, body)]
}

const isEmpty = (body: unknown) => typeof body === 'object' && body !== null && Object.keys(body).length === 0

function unknownFields(schema: Json, body: unknown): string[] {
  const known = new Set(fieldsIn(schema))
  if (
    known.size === 0 ||
    rest().resolved(schema).additionalProperties ||
    typeof body !== 'object' ||
    body === null ||
    Array.isArray(body)
  )
    return []
  return Object.keys(body)
    .filter((name) => !known.has(name))
    .map((name) => `no field ${name}`)
}

/** GitHub's errors have one shape, and any route may answer these. */
const anywhere = new Set([400, 401, 403, 404, 415, 422, 429, 500])

/** The schema of an answer: null when it has no body, undefined when the description knows no such answer. */
export function responseSchema({ responses }: Operation, status: number): Json | null | undefined {
  const described = responses[String(status)]
  const schema = described && jsonOf(described)
  if (schema || (described && status < 400)) return schema
  if (status === 304) return null
  return described || anywhere.has(status) ? rest().at('#/components/schemas/basic-error') : undefined
}

/** What is wrong with an answer. A route that GitHub does not have must be 404. */
export function responseProblems(
  { method, path }: Asked,
  status: number,
  body: unknown,
  onObject?: OnObject,
): string[] {
  const operation = operationOf(method, path)
  if (!operation) return status === 404 ? [] : [`GitHub has no ${method} ${path}, which was answered ${status}`]
  const schema = responseSchema(operation, status)
  const label = `${operation.route}, answer ${status}`
  if (schema === undefined) return [`${label}: not described`]
  if (schema === null) return body === undefined || typeof body === 'string' ? [] : [`${label}: has a body`]
  return rest()
    .problems(schema, body, onObject)
    .map((problem) => `${label}: ${problem}`)
}
