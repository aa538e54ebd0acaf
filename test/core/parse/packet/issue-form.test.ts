import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readPacket } from '../../../../src/core/parse/packet/read.ts'

const folder = new URL('../../../../docs/forms/', import.meta.url)
const file = (name: string) => readFileSync(new URL(name, folder), 'utf8')

interface Field {
  type: string
  id?: string
  attributes: { label?: string; render?: string }
}
const form: { title: string; labels: string[]; body: Field[] } & Record<string, unknown> = parse(file('packet.yml'))
const fields = form.body.filter(({ type }) => type !== 'markdown')

/** The body GitHub makes of the form: a heading of level 3 for each field, its value, `_No response_` where there is none. */
const bodyOf = (values: Record<string, string>) =>
  fields.map(({ id, attributes }) => `### ${attributes.label}\n\n${values[id ?? ''] || '_No response_'}`).join('\n\n')

describe('the issue form', () => {
  test('filled in is parsed like the template', () => {
    const body = bodyOf({
      name: 'api',
      objective: 'Serve users',
      branch: 'feature/api',
      risk: 'high',
      session: 'users',
      acceptance: '- [ ] GET lists\n- [x] POST creates',
      'in-scope': 'src/api/\nsrc/types.ts',
      'out-of-scope': 'UI',
      hard: '#12',
      soft: 'db - mock',
      contract: 'A repository.',
      notes: '**Branch:** not this',
    })
    const template =
      '**Objective:** Serve users\n\n**Branch:** `feature/api`\n**Risk:** high\n**Session:** users\n\n' +
      '## Acceptance Criteria\n- [ ] GET lists\n- [x] POST creates\n\n## Boundaries\n**In Scope:** src/api/, src/types.ts\n' +
      '**Out of Scope:** UI\n\n## Dependencies\n**Hard:** #12\n**Soft:** db - mock\n\n## Interface Contract\nA repository.\n'
    const plain = (text: string) =>
      JSON.stringify(readPacket({ title: 'Work Packet: api', body: text }), (key, value) =>
        key === 'line' ? 0 : value,
      )
    expect(plain(body)).toBe(plain(template))
  })

  test('left empty has no values, and its title alone is not a name', () => {
    const { packet } = readPacket({ title: form.title, body: bodyOf({}) })
    expect(
      Object.values(packet)
        .flat()
        .filter((value) => value !== null),
    ).toEqual([])
  })

  test('sets no issue type, and the label that the bot creates', () => {
    expect(form).not.toHaveProperty('type')
    expect(form.labels).toEqual(['packet'])
  })
})

test('the unchanged Markdown template has no values', () => {
  const body = file('packet.md').split('---\n').slice(2).join('---\n')
  const { packet } = readPacket({ title: 'Work Packet: ', body })
  expect(
    Object.values(packet)
      .flat()
      .filter((value) => value !== null),
  ).toEqual([])
})

test.each(readdirSync(folder).filter((name) => name.endsWith('.yml')))('%s is sound YAML', (name) => {
  expect(parse(file(name))).toBeTypeOf('object')
})
