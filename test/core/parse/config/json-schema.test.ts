import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { EXAMPLE } from '../../../../scripts/docs.ts'
import {
  configJsonSchema,
  configJsonSchemaText,
  SCHEMA_HINT,
  SCHEMA_PATH,
} from '../../../../src/core/parse/config/json-schema.ts'
import { parseConfig } from '../../../../src/core/parse/config/parse.ts'

const validate = new Ajv2020({ strict: true }).compile(configJsonSchema())

describe('the JSON Schema for editors', () => {
  test.each([
    ['', true],
    [EXAMPLE, true],
    ['dispatch: { adapter: mention, mention: "@Octo-Agent take it" }', true],
    ['dispatch:\n  workflow:\n    file: agent.yml\n    inputs: { model: large }', true],
    ['capacity: 0', false],
    ['capacity: 2.5', false],
    ['merge: maybe', false],
    ['merg: auto', false],
    ['agents: agent', false],
    ['stale: { hihg: 3 }', false],
    ['branches: { prefixes: [feat] }', false],
    ['dispatch: { mention: "not/a login" }', false],
    ['test: ""', false],
  ])('agrees with the bot on %j', (text, good) => {
    expect(validate(parse(text) ?? {})).toBe(good)
    expect(parseConfig(text).problems.length === 0).toBe(good)
  })

  test('names and explains every setting', () => {
    const { properties } = JSON.parse(configJsonSchemaText())
    const silent = Object.entries<{ description?: string; properties?: object }>(properties)
      .filter(([, { description, properties: group }]) => description === undefined && group === undefined)
      .map(([key]) => key)
    expect(silent).toEqual([])
  })

  test('is named by a line of the configuration next to it', () => {
    expect(SCHEMA_HINT).toContain(`./${SCHEMA_PATH.split('/').at(-1)}`)
    expect(parseConfig(`${SCHEMA_HINT}\ncapacity: 2\n`).problems).toEqual([])
  })
})
