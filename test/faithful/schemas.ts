/**
 * Holds values against the schemas of GitHub's descriptions. Reading a schema while walking costs nothing beforehand,
 * where compiling those of GitHub takes seconds in every test file. schemas.test.ts shows that it agrees with ajv.
 */
import { readFileSync } from 'node:fs'

export type Json = Record<string, unknown>

/** Receives each object of the walk together with the schema that describes its fields. */
export type OnObject = (schema: Json, value: Json, place: string) => void

export interface Schemas {
  /** The part of the description with this JSON pointer. */
  at(pointer: string): Json | undefined
  /** Follows `$ref`. */
  resolved(schema: Json): Json
  /** What is wrong with a value, one line each; empty when nothing is. */
  problems(schema: Json, value: unknown, onObject?: OnObject): string[]
}

const root = new URL('../../node_modules/@octokit/', import.meta.url)

/** @param file in a package of octokit, as those packages hold nothing else */
export function openSchemas(file: string): Schemas {
  const description = JSON.parse(readFileSync(new URL(file, root), 'utf8')) as Json
  const references = new Map<string, Json>()
  const at = (pointer: string): Json | undefined =>
    pointer
      .replace(/^#\//, '')
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>((found, part) => (found as Json | undefined)?.[part], description) as Json | undefined
  const resolved = (schema: Json): Json => {
    if (typeof schema.$ref !== 'string') return schema
    const found = references.get(schema.$ref) ?? at(schema.$ref)
    if (found === undefined) throw new Error(`${file} has no ${schema.$ref}`)
    references.set(schema.$ref, found)
    return resolved(found)
  }
  return {
    at,
    resolved,
    problems(schema, value, onObject) {
      const found: string[] = []
      look({ resolved, onObject, found }, schema, value, null)
      return [...new Set(found)]
    },
  }
}

interface Walk {
  resolved(schema: Json): Json
  onObject: OnObject | undefined
  found: string[]
}

/** Where in the value the walk stands; spelled out only for what is wrong there. */
type Place = { up: Place; name: string } | null

const spelled = (place: Place): string => (place === null ? '' : `${spelled(place.up)}/${place.name}`)

function look(walk: Walk, given: Json, value: unknown, place: Place): void {
  const schema = walk.resolved(given)
  if (value === null && (schema.nullable === true || given.nullable === true)) return
  const wrong = kindOf(schema, value) ?? boundsOf(schema, value)
  if (wrong !== null) walk.found.push(`${spelled(place) || '/'} ${wrong}`)
  alternatives(walk, schema, value, place)
  if (Array.isArray(value)) {
    const { items } = schema
    if (items) for (const each of value) look(walk, items as Json, each, { up: place, name: '*' })
  } else if (typeof value === 'object' && value !== null) fields(walk, schema, value as Json, place)
}

const kinds: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  null: (value) => value === null,
}

function kindOf({ type, enum: among }: Json, value: unknown): string | null {
  const fits =
    type === undefined ||
    (Array.isArray(type) ? type.some((each) => kinds[each]?.(value)) : kinds[String(type)]?.(value) === true)
  if (!fits) return `must be ${[type].flat().join(' or ')}`
  if (!Array.isArray(among) || among.includes(value)) return null
  return `must not be ${JSON.stringify(value)}, but one of ${among.slice(0, 12).join(', ')}`
}

const formats: Record<string, (text: string) => boolean> = {
  'date-time': (text) => /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/.test(text),
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text),
  uri: (text) => /^[a-z][a-z0-9+.-]*:[^\s"<>\\^`{|}]*$/i.test(text),
  email: (text) => /^\S+@\S+$/.test(text),
}

function boundsOf(schema: Json, value: unknown): string | null {
  if (typeof value === 'number') return between(value, schema.minimum, schema.maximum)
  if (Array.isArray(value)) return between(value.length, schema.minItems, schema.maxItems)
  if (typeof value !== 'string') return null
  const { format, pattern, minLength, maxLength } = schema
  if (typeof format === 'string' && formats[format]?.(value) === false) return `is no ${format}: ${value}`
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) return `does not fit ${pattern}`
  return minLength === undefined && maxLength === undefined ? null : between([...value].length, minLength, maxLength)
}

function between(size: number, least: unknown, most: unknown): string | null {
  if (typeof least === 'number' && size < least) return `has ${size}, less than ${least}`
  return typeof most === 'number' && size > most ? `has ${size}, more than ${most}` : null
}

/** Alternatives need to fit once, not exactly once: those of GitHub overlap. What comes nearest is complained of. */
function alternatives(walk: Walk, schema: Json, value: unknown, place: Place): void {
  if (Array.isArray(schema.allOf)) for (const each of schema.allOf) look(walk, each, value, place)
  for (const list of [schema.anyOf, schema.oneOf]) {
    if (!Array.isArray(list)) continue
    let best: string[] | null = null
    for (const each of list) {
      const [found, calls]: [string[], Parameters<OnObject>[]] = [[], []]
      look({ ...walk, found, onObject: walk.onObject && ((...call) => void calls.push(call)) }, each, value, place)
      if (found.length === 0) for (const call of calls) walk.onObject?.(...call)
      if (best === null || found.length < best.length) best = found
      if (found.length === 0 && !walk.onObject) break
    }
    walk.found.push(...(best ?? []))
  }
}

function fields(walk: Walk, schema: Json, value: Json, place: Place): void {
  const { properties, required, additionalProperties: additional } = schema
  if (properties) walk.onObject?.(schema, value, spelled(place))
  const lacking = Array.isArray(required) ? required.filter((name) => !Object.hasOwn(value, name)) : []
  for (const name of lacking) walk.found.push(`${spelled(place) || '/'} lacks ${name}`)
  for (const name of Object.keys(value)) {
    const at = { up: place, name }
    const own = properties && Object.hasOwn(properties, name) ? (properties as Record<string, Json>)[name] : undefined
    if (own) look(walk, own, value[name], at)
    else if (additional === false) walk.found.push(`${spelled(at)} is not described`)
    else if (typeof additional === 'object' && additional !== null) look(walk, additional as Json, value[name], at)
  }
}
