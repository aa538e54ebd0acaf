/** GitHub's schemas as ajv checks them: slow to compile, and the reference for the walk in schemas.ts. */
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { Json, Schemas } from './schemas.ts'

/** Formats that the walk looks at; it passes over the others. */
const checkedFormats = ['date-time', 'date', 'uri', 'email'] as const

export function createAjv({ at }: Schemas): { fits(schema: Json, value: unknown): boolean } {
  const ajv = new Ajv({ strict: false, logger: false })
  formats.default(ajv, [...checkedFormats])
  const compiled = new WeakMap<Json, ValidateFunction>()
  const known = new Set<string>()
  /** A reference is a schema of its own, so that what many routes share is compiled once. */
  const refer = (pointer: string): Json => {
    if (!known.has(pointer)) {
      known.add(pointer)
      ajv.addSchema(plain(at(pointer) ?? {}, refer), idOf(pointer))
    }
    return { $ref: idOf(pointer) }
  }
  return {
    fits(schema, value) {
      const check = compiled.get(schema) ?? ajv.compile(plain(schema, refer))
      compiled.set(schema, check)
      return check(value)
    },
  }
}

const idOf = (pointer: string) => `https://github.test/${pointer.replace(/^#\//, '')}`

const asItIs = [
  ...['type', 'enum', 'const', 'required', 'pattern', 'format', 'uniqueItems'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum', 'minProperties', 'maxProperties'],
]
const lists = { anyOf: 'anyOf', oneOf: 'anyOf', allOf: 'allOf' }

type Refer = (pointer: string) => Json

/**
 * OpenAPI 3.0 → JSON Schema: `nullable` becomes a type. Alternatives need to fit once, not exactly once: those of GitHub
 * overlap.
 */
function plain(schema: Json, refer: Refer): Json {
  if (typeof schema.$ref === 'string') return schema.nullable === true ? orNull(refer(schema.$ref)) : refer(schema.$ref)
  const result: Json = Object.fromEntries(asItIs.flatMap((key) => (key in schema ? [[key, schema[key]]] : [])))
  for (const [key, name] of Object.entries(lists))
    if (key in schema) result[name] = (schema[key] as Json[]).map((each) => plain(each, refer))
  for (const key of ['items', 'additionalProperties', 'not'])
    if (key in schema) result[key] = typeof schema[key] === 'object' ? plain(schema[key] as Json, refer) : schema[key]
  if (schema.properties) result.properties = mapped(schema.properties as Json, (each) => plain(each, refer))
  return schema.nullable === true ? orNull(result) : result
}

const mapped = (record: Json, change: (value: Json) => Json): Json =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value as Json)]))

const orNull = (schema: Json): Json =>
  typeof schema.type === 'string' && !('enum' in schema) && !('anyOf' in schema)
    ? { ...schema, type: [schema.type, 'null'] }
    : { anyOf: [{ type: 'null' }, schema] }
